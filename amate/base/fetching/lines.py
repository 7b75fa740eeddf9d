"""A connection to a machine outside, whose every wait is counted."""

from __future__ import annotations

import io
import queue
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import AmateError, Unavailable
from amate.base.fetching.places import Place, refuse_inward

MACHINES = 4  # addresses of one name that are tried


@dataclass(frozen=True)
class Budget:
    """What a fetch may cost. size: bytes once unpacked; connect, idle, total: seconds; slowest: bytes a second."""

    size: int
    connect: float = 5.0
    idle: float = 30.0
    total: float = 900.0
    slowest: int = 1_000


class Patience:
    """How long a fetch may still take, over all its hops."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._ends = time.monotonic() + budget.total
        self._since = 0.0
        self._arrived = 0
        self._in_head = False

    def wait(self, most: float) -> float:
        """Seconds that the next step may take; `Unavailable` when none are left."""
        ends = min(self._ends, self._since + self.budget.idle) if self._in_head else self._ends
        left = min(most, ends - time.monotonic())
        if left <= 0:
            raise too_slow()
        return left

    def begin_head(self) -> None:
        """What comes now is asked for and answered within `idle`, however busily it drips."""
        self._since, self._arrived, self._in_head = time.monotonic(), 0, True

    def begin_body(self) -> None:
        self._since, self._arrived, self._in_head = time.monotonic(), 0, False

    def arrived(self, count: int) -> None:
        """Count bytes as they come; `Unavailable` when they come too slowly to be worth the wait."""
        self._arrived += count
        seconds = time.monotonic() - self._since
        if not self._in_head and seconds > self.budget.idle and self._arrived < self.budget.slowest * seconds:
            raise too_slow()


def connect(place: Place, patience: Patience) -> socket.socket:
    """A connection to the machine that a name stands for at this moment, each of whose addresses is looked at first.

    What is looked at is what is called: the name is not asked twice.
    """
    found = _addresses(place, patience.wait(patience.budget.connect))
    for _family, ip in found:
        refuse_inward(place, str(ip[0]))
    for family, ip in found[:MACHINES]:
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(patience.wait(patience.budget.connect))
            line.connect(ip)
        except OSError:
            line.close()
        except AmateError:
            line.close()
            raise
        else:
            return line
    raise Unavailable(_("«%s» no responde.") % place.host, code="unreachable")


def _addresses(place: Place, seconds: float) -> list[tuple[int, Any]]:
    """All that a name stands for; asked on a thread, for a resolver keeps no deadline."""
    answer: queue.Queue[list[tuple[int, Any]]] = queue.Queue(1)

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        answer.put([(row[0], row[4]) for row in rows])

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        found = []
    if not found:
        raise Unavailable(_("No se encontró ningún servidor que se llame «%s».") % place.host, code="no-host")
    return found


class Line:
    """A socket as `http.client` uses it: each read and write has what is left of the budget."""

    def __init__(self, line: socket.socket, patience: Patience) -> None:
        self._line, self._patience = line, patience

    def sendall(self, data: bytes) -> None:
        self._line.settimeout(self._patience.wait(self._patience.budget.idle))
        self._line.sendall(data)

    def makefile(self, *_mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._line, self._patience), 1 << 16)

    def close(self) -> None:
        """Called once the head is read, when the body may still be on its way: it is `hang_up` that ends the line."""

    def hang_up(self) -> None:
        self._line.close()


class _Reading(io.RawIOBase):
    def __init__(self, line: socket.socket, patience: Patience) -> None:
        self._line, self._patience = line, patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._line.settimeout(self._patience.wait(self._patience.budget.idle))
        count = self._line.recv_into(buffer)
        self._patience.arrived(count)
        return count


def too_slow() -> Unavailable:
    return Unavailable(_("El servidor tardó demasiado: se dejó de esperar."), code="too-slow")
