"""What higher rooms may listen to."""

from django.dispatch import Signal

# Sent in the transaction of the thing itself, with `person` and `institution`: what they may do there was made less.
role_lost = Signal()
