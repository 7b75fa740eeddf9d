"""Files that come in pieces. What is on disk is the truth, whatever was said or lost on the way."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from amate.base.errors import NoRoom, NotReady
from amate.base.files import staging
from amate.base.room import FULL
from amate.base.text import thousands

CHUNK = 64 * 1024  # bytes in memory of each sender; a process that is killed loses no more
FOLDER = "partial"


class Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def folder() -> Path:
    """Where the files on their way are, beside the rest of staging."""
    place = staging() / FOLDER
    place.mkdir(exist_ok=True)
    return place


def arrived(path: Path) -> int:
    """How many bytes of a file are on disk, for good; 0 when nothing of it came yet."""
    try:
        with _opened(path, os.O_RDONLY) as file:
            size = os.fstat(file).st_size
            os.fsync(file)
            return size
    except FileNotFoundError:
        return 0


def append(path: Path, stream: Reader, *, at: int, most: int) -> int:
    """Add what a stream brings, from byte `at` to byte `most` at the farthest; returns where the file ends now.

    A stream that ends early, or breaks, leaves what it brought. Nobody holds the file while waiting for bytes: of
    two senders, the one whose bytes do not begin where the file ends gets `NotReady` ("wrong-offset"), so a
    connection that died without a word is in nobody's way. `NoRoom` when the disk is full.
    """
    with _opened(path, os.O_RDWR | os.O_CREAT) as file:
        try:
            while at < most and (chunk := stream.read(min(CHUNK, most - at))):
                at = _add(file, chunk, at)
        finally:
            os.fsync(file)
    return at


def _add(file: int, chunk: bytes, at: int) -> int:
    """Write a chunk where the file ends, if it ends at `at`; returns where it ends then."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        if (end := os.fstat(file).st_size) != at:
            raise wrong_offset(end, at)
        left = memoryview(chunk)
        while left:
            written = os.pwrite(file, left, at)
            at, left = at + written, left[written:]
        return at
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(
                _(
                    "No queda espacio en el disco del portal. Lo que ya llegó se conserva; "
                    "avisa a los responsables del portal y continúa cuando lo haya."
                )
            ) from error
        raise
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def wrong_offset(end: int, at: int) -> NotReady:
    return NotReady(
        _("Aquí hay %(here)s bytes de este archivo y lo que llegó empieza en el byte %(at)s.")
        % {"here": thousands(end), "at": thousands(at)},
        code="wrong-offset",
    )


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = os.open(path, flags, 0o600)
    try:
        yield file
    finally:
        os.close(file)
