"""What higher rooms may listen to."""

from django.dispatch import Signal

# Sent while a portal is set up or brought up to date. Each room that keeps rows described in the portal's
# folder adds those that are missing; its receiver answers {what: how many}.
setting_up = Signal()
