"""The portal's files: content-addressed, immutable, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1 << 20


@dataclass(frozen=True)
class Blob:
    """What identifies stored bytes: their SHA-256 (hex) and their size in bytes."""

    sha256: str
    size: int


def home() -> Path:
    return Path(settings.AMATE_HOME)


def staging() -> Path:
    """Where files are prepared: on the same file system as `blobs`, so that a rename is atomic."""
    folder = home() / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def workbench() -> Iterator[Path]:
    """A folder in staging that goes away with what is left in it."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=staging()) as folder:
        yield Path(folder)


def blob_path(sha256: str) -> Path:
    return home() / "blobs" / sha256[:2] / sha256


def digest(path: Path) -> Blob:
    sha, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha.update(chunk)
            size += len(chunk)
    return Blob(sha.hexdigest(), size)


def is_sound(sha256: str) -> bool:
    """Whether the store holds these bytes, every one of them."""
    path = blob_path(sha256)
    return path.is_file() and digest(path).sha256 == sha256


def keep(path: Path) -> Blob:
    """Move a staged file into the store: fsync, then rename to its name by content, then fsync the folder."""
    blob = digest(path)
    target = blob_path(blob.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(0o444)
    path.replace(target)
    _fsync_folder(target.parent)
    return blob


def keep_too(path: Path) -> Blob:
    """Give a staged file a second name, in the store; the first stays until its owner takes it away."""
    with workbench() as bench:
        twin = bench / "twin"
        os.link(path, twin)
        os.utime(twin)  # it enters the store now, however long it was on its way
        return keep(twin)


def receive(stream: BinaryIO, *, limit: int) -> Blob | None:
    """Copy an upload into the store; None, and nothing kept, when it has more than `limit` bytes."""
    with workbench() as bench:
        path, size = bench / "upload", 0
        with path.open("wb") as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    return None
                file.write(chunk)
        return keep(path)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
