"""What other rooms may listen to. Sent after the commit, with `dataset`."""

from django.dispatch import Signal

published = Signal()
withdrawn = Signal()
