"""A gate before heavy work: few pass at once, the others wait a little, and then are asked to come back."""

from __future__ import annotations

from contextlib import ContextDecorator
from threading import BoundedSemaphore
from types import TracebackType

from django.utils.functional import Promise

from amate.base.errors import TooMany


class Gate(ContextDecorator):
    """`with gate:` or `@gate`, in each process by itself; `TooMany` to who waited `patience` seconds in vain."""

    def __init__(self, *, at_once: int, patience: float, message: Promise | str):
        self.patience, self.message = patience, message
        self._places = BoundedSemaphore(at_once)

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=self.patience):
            raise TooMany(str(self.message), code="busy", retry_after=5)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places.release()
