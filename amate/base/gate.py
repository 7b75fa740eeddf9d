"""A gate before heavy work: few pass at once, the others wait a little, and then are asked to come back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ContextDecorator
from threading import BoundedSemaphore
from types import TracebackType

from amate.base.errors import AmateError


class Gate(ContextDecorator):
    """`with gate:` or `@gate`, in each process by itself; raises `refusal` to who waited `patience` seconds in vain."""

    def __init__(self, *, at_once: int, patience: float, refusal: Callable[[], AmateError]):
        self.patience, self.refusal = patience, refusal
        self._places = BoundedSemaphore(at_once)

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=self.patience):
            raise self.refusal()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places.release()
