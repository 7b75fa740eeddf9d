"""Bringing what stands at an address that somebody wrote: never from inside, never without end, never without limit."""
