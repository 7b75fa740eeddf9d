"""JSON over a socket: eight bytes of length, then the text."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

LENGTH = struct.Struct(">Q")


class TooLong(Exception):
    """The other side wants to say more than it may."""


def send(channel: socket.socket, message: Any) -> None:
    body = json.dumps(message).encode()
    channel.sendall(LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket, *, deadline: float | None = None, most: int | None = None) -> Any:
    """The next message. EOFError when the other side is gone, TimeoutError at `deadline` (monotonic seconds)."""
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size, deadline))
    if most is not None and length > most:
        raise TooLong(length)
    return json.loads(_exactly(channel, length, deadline))


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        if deadline is not None:
            channel.settimeout(max(0.001, deadline - time.monotonic()))
        part = channel.recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
