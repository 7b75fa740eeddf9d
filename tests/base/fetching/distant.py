"""A server outside, played on this machine: it says exactly the bytes that a test wants, and counts who came."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Play = Callable[[socket.socket, bytes], None]


class Distant:
    """Listens on an address of this machine. heads: what each visitor sent, up to the empty line."""

    def __init__(self, play: Play, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._door = socket.create_server((host, 0), family=family, backlog=200)
        self._play = play
        self.host, self.port = host, self._door.getsockname()[1]
        self.heads: list[bytes] = []
        self.visits = 0
        self.leaving = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/parques.csv"

    @property
    def name(self) -> str:
        """As AMATE_INTERNAL_SOURCES names it."""
        return f"{self.host}:{self.port}"

    def close(self) -> None:
        self.leaving.set()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _who = self._door.accept()
                self.visits += 1
                threading.Thread(target=self._receive, args=(line,), daemon=True).start()

    def _receive(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            if getattr(self._play, "from_first_byte", False):
                return self._play(line, b"")
            head = b""
            while b"\r\n\r\n" not in head and (piece := line.recv(65536)):
                head += piece
            self.heads.append(head)
            return self._play(line, head)


@contextlib.contextmanager
def playing(play: Play, host: str = "127.0.0.1") -> Iterator[Distant]:
    server = Distant(play, host)
    try:
        yield server
    finally:
        server.close()


def says(status: str, body: bytes = b"", *headers: str) -> Play:
    """A whole answer, with the length of its body."""
    said = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""))
    return lambda line, _head: line.sendall(said.encode() + body)


def raw(*pieces: bytes) -> Play:
    """Exactly these bytes."""
    return lambda line, _head: line.sendall(b"".join(pieces))


def moves_to(address: str, status: str = "302 Found") -> Play:
    return says(status, b"", f"Location: {address}")


def drips(server_says: bytes, drop: bytes, pause: float = 0.02) -> Play:
    """A beginning, and then drops for ever."""

    def play(line: socket.socket, _head: bytes) -> None:
        line.sendall(server_says)
        waiting = threading.Event()
        while True:
            line.sendall(drop)
            waiting.wait(pause)

    return play
