"""The folder of the index: one generation is current, a pointer says which, and only one process writes.

index/current                the name of the current generation
index/1-20261124…/           a Tantivy index, built whole before the pointer names it
index/writing                locked by whoever writes
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from amate.base.errors import Unavailable
from amate.catalog.search.schema import VERSION

POINTER, LOCK = "current", "writing"


def current(folder: Path) -> Path:
    """The folder of the current generation; `Unavailable` if there is none that this version can read."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii")
    except FileNotFoundError:
        raise Unavailable(
            "El índice de búsqueda no se ha construido; constrúyelo con «amate reindex».",
            code="index-missing",
        ) from None
    if not name.startswith(f"{VERSION}-"):
        raise Unavailable(
            "El índice de búsqueda es de otra versión de Amate; reconstrúyelo con «amate reindex».",
            code="index-outdated",
        )
    return folder / name


def begin(folder: Path) -> Path:
    """A new empty generation, of which no reader knows."""
    made = folder / f"{VERSION}-{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:8]}"
    made.mkdir(parents=True)
    return made


def flip(folder: Path, generation: Path) -> None:
    """Make `generation` current. The one before stays, for readers that are opening it; older ones go."""
    before = _named(folder)
    staged = folder / f"{POINTER}.new"
    staged.write_text(generation.name, encoding="ascii")
    staged.replace(folder / POINTER)
    for old in folder.iterdir():
        if old.is_dir() and old.name not in (generation.name, before):
            shutil.rmtree(old, ignore_errors=True)


def _named(folder: Path) -> str:
    pointer = folder / POINTER
    return pointer.read_text(encoding="ascii") if pointer.exists() else ""


@contextmanager
def writing(folder: Path, *, wait: bool) -> Iterator[None]:
    """Be the one writer of the folder, waiting for the other or raising `Unavailable`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable(
                "Otro proceso escribe en el índice de búsqueda; se intentará de nuevo.", code="index-busy"
            ) from None
        yield
