"""Opening zip, gz and bz2: members counted and measured as they unpack, their names never used as paths."""

from __future__ import annotations

import bz2
import gzip
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from amate.ingest.limits import CHUNK, GIB, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, MIB, RATIO_FREE
from amate.ingest.messages import refuse
from amate.ingest.shop import Shop
from amate.ingest.sniff.kinds import KINDS

OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {
    "gz": lambda path: cast(IO[bytes], gzip.GzipFile(path)),
    "bz2": bz2.BZ2File,
}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Member:
    """A file inside a container: where its bytes are now, and what its owner called it."""

    path: Path
    filename: str


def unpack(pack: Member, kind: str, shop: Shop) -> list[Member]:
    """The files inside a container; BadFile when it is a bomb, encrypted or damaged."""
    try:
        return (
            _unzip(pack.path, pack.filename, shop)
            if kind == "zip"
            else [_decompress(pack.path, pack.filename, kind, shop)]
        )
    except _BROKEN as error:
        raise refuse("damaged", file=pack.filename, kind=KINDS[kind].called) from error


def check_pack(pack: zipfile.ZipFile, path: Path, filename: str) -> None:
    """Refuse a zip for what its own directory says: too many members, too much, passwords."""
    members = pack.infolist()
    if len(members) > MAX_MEMBERS:
        raise refuse("too-many-members", count=len(members), limit=MAX_MEMBERS)
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted", file=filename)
    Allowance(path, filename).spend(sum(member.file_size for member in members))


class Allowance:
    """How much one container may still unpack to."""

    def __init__(self, path: Path, filename: str) -> None:
        self.filename = filename
        self.most = min(MAX_UNPACKED, max(RATIO_FREE, path.stat().st_size * MAX_RATIO))
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count unpacked bytes; BadFile beyond the allowance."""
        self.spent += size
        if self.spent > self.most:
            size_shown = f"{self.most / GIB:.0f} GB" if self.most >= GIB else f"{self.most / MIB:.0f} MB"
            raise refuse("bomb", file=self.filename, size=size_shown)


def _decompress(path: Path, filename: str, kind: str, shop: Shop) -> Member:
    inner = filename[: -len(kind) - 1] if filename.lower().endswith(f".{kind}") else filename
    target = shop.path()
    with OPENERS[kind](path) as stream:
        _copy(stream, target, Allowance(path, filename))
    return Member(target, inner)


def _unzip(path: Path, filename: str, shop: Shop) -> list[Member]:
    members = []
    allowance = Allowance(path, filename)
    with zipfile.ZipFile(path) as pack:
        check_pack(pack, path, filename)
        for entry in pack.infolist():
            name = readable_name(entry)
            if entry.is_dir() or any(junk in name for junk in _JUNK):
                continue
            target = shop.path()
            with pack.open(entry) as stream:
                _copy(stream, target, allowance)
            members.append(Member(target, name))
    return members


def _copy(stream: IO[bytes], target: Path, allowance: Allowance) -> None:
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            allowance.spend(len(chunk))
            out.write(chunk)


def readable_name(entry: zipfile.ZipInfo) -> str:
    """The member's name as its owner wrote it: without the UTF-8 flag it is UTF-8 all the same, or a DOS page."""
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # What Spanish Windows writes; it differs from cp437 only beyond the lower-case letters.
        return raw.decode("cp850", errors="replace")
