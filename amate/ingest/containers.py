"""Opening what is packed: members counted and measured as they unpack, their names never used as paths."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import zstandard

from amate.ingest.limits import (
    CHUNK,
    GIB,
    KIB,
    MAX_MEMBERS,
    MAX_NESTED,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_WINDOW,
    MIB,
    RATIO_FREE,
)
from amate.ingest.messages import refuse
from amate.ingest.shop import Shop
from amate.ingest.sniff.kind import kind_of
from amate.ingest.sniff.kinds import KINDS, extension_of

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, tarfile.TarError),
    *(EOFError, OSError, NotImplementedError, ValueError),
)
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# `datos.tgz` is `datos.tar` compressed.
_TARS = ("tgz", "tbz", "tbz2", "txz", "tzst")


@dataclass(frozen=True)
class Member:
    """A file inside a container: where its bytes are now, and what its owner called it, folders included."""

    path: Path
    filename: str


class Allowance:
    """How much one upload may still unpack to, whatever is packed inside what."""

    def __init__(self, path: Path, filename: str) -> None:
        self.filename = filename
        self.most = min(MAX_UNPACKED, max(RATIO_FREE, path.stat().st_size * MAX_RATIO))
        self.spent = self.members = 0

    def spend(self, size: int) -> None:
        """Count unpacked bytes; BadFile beyond the allowance."""
        self.spent += size
        self.check(0)

    def check(self, more: int) -> None:
        """BadFile when so many bytes more are beyond the allowance."""
        if self.spent + more > self.most:
            size_shown = f"{self.most / GIB:.0f} GB" if self.most >= GIB else f"{self.most / MIB:.0f} MB"
            raise refuse("bomb", file=self.filename, size=size_shown)

    def count(self, members: int) -> None:
        """Count members; BadFile when they are too many."""
        self.members += members
        if self.members > MAX_MEMBERS:
            raise refuse("too-many-members", count=self.members, limit=MAX_MEMBERS)


def unpack(pack: Member, kind: str, shop: Shop) -> list[Member]:
    """The files inside a container and inside those packed in it; BadFile when it is a bomb, encrypted or damaged."""
    return _unpacked(pack, kind, shop, Allowance(pack.path, pack.filename), MAX_NESTED)


def check_pack(pack: zipfile.ZipFile, path: Path, filename: str) -> None:
    """Refuse a zip for what its own directory says: too many members, too much, passwords."""
    _check_directory(pack, Allowance(path, filename), filename)


def _unpacked(pack: Member, kind: str, shop: Shop, allowance: Allowance, depth: int) -> list[Member]:
    if not depth:
        raise refuse("too-nested", file=pack.filename)
    try:
        members = OPENERS[kind](pack, shop, allowance)
    except _BROKEN as error:
        raise refuse("damaged", file=pack.filename, kind=KINDS[kind].called) from error
    found = []
    for member in members:
        inner = kind_of(member.path, member.filename)
        packed = KINDS[inner].family == "pack"
        found += _unpacked(member, inner, shop, allowance, depth - 1) if packed else [member]
    return found


def _check_directory(pack: zipfile.ZipFile, allowance: Allowance, filename: str) -> None:
    members = pack.infolist()
    allowance.count(len(members))
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted", file=filename)
    allowance.check(sum(member.file_size for member in members))


def _unzip(pack: Member, shop: Shop, allowance: Allowance) -> list[Member]:
    members = []
    with zipfile.ZipFile(pack.path) as archive:
        _check_directory(archive, allowance, pack.filename)
        for entry in archive.infolist():
            name = readable_name(entry)
            if not entry.is_dir() and not _is_special(entry) and not _is_junk(name):
                with archive.open(entry) as stream:
                    members.append(Member(_copied(_chunks(stream), shop, allowance), name))
    return members


def _untar(pack: Member, shop: Shop, allowance: Allowance) -> list[Member]:
    members = []
    with tarfile.open(pack.path, "r:") as archive:
        for entry in archive:
            allowance.count(1)
            # Links and devices are no data; extractfile would follow a link.
            if entry.isreg() and not _is_junk(entry.name) and (stream := archive.extractfile(entry)):
                members.append(Member(_copied(_chunks(stream), shop, allowance), entry.name))
    return members


def _decompress(stream: Callable[[Path], Iterator[bytes]], *suffixes: str) -> Opener:
    def opened(pack: Member, shop: Shop, allowance: Allowance) -> list[Member]:
        return [Member(_copied(stream(pack.path), shop, allowance), _inner_name(pack.filename, suffixes))]

    return opened


def _inner_name(filename: str, suffixes: Iterable[str]) -> str:
    extension = extension_of(filename)
    if extension in _TARS:
        return filename[: -len(extension)] + "tar"
    return filename[: -len(extension) - 1] if extension in suffixes else filename


def _gunzipped(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as stream:
        yield from _chunks(stream)


def _bunzipped(path: Path) -> Iterator[bytes]:
    with bz2.open(path) as stream:
        yield from _chunks(stream)


def _unxzed(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        data = file.read(CHUNK)
        while data:
            stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=2 * MAX_WINDOW)
            while not stream.eof:
                if stream.needs_input and not data and not (data := file.read(CHUNK)):
                    raise EOFError
                yield stream.decompress(data, CHUNK)
                data = b""
            # Streams may follow each other, with zeros between them.
            data = (stream.unused_data or file.read(CHUNK)).lstrip(b"\x00") or file.read(CHUNK)


def _unzstd(path: Path) -> Iterator[bytes]:
    opener = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    with path.open("rb") as file:
        data = file.read(KIB)
        while data:
            # Not stream_reader, which takes a file that was cut for a whole one.
            frame = opener.decompressobj()
            while not frame.eof:
                if not data and not (data := file.read(KIB)):
                    raise EOFError
                # Little at a time: a kilobyte may hold 32 MB of one letter, and there is no other bound.
                yield frame.decompress(data)
                data = b""
            data = frame.unused_data or file.read(KIB)


def _chunks(stream: Readable) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _copied(chunks: Iterable[bytes], shop: Shop, allowance: Allowance) -> Path:
    target = shop.path()
    with target.open("wb") as out:
        for chunk in chunks:
            allowance.spend(len(chunk))
            out.write(chunk)
    return target


def _is_special(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a link or a device, by the mode that Unix programs write; others write none."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return kind not in (0, stat.S_IFREG)


def _is_junk(name: str) -> bool:
    """What systems leave beside files; `._datos.csv` holds what a Mac knows of `datos.csv`."""
    return any(junk in name for junk in _JUNK) or name.rpartition("/")[2].startswith("._")


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


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes: ...


Opener = Callable[[Member, Shop, Allowance], list[Member]]

# The kinds of the family "pack".
OPENERS: dict[str, Opener] = {
    "zip": _unzip,
    "tar": _untar,
    "gz": _decompress(_gunzipped, "gz"),
    "bz2": _decompress(_bunzipped, "bz2"),
    "xz": _decompress(_unxzed, "xz"),
    "zst": _decompress(_unzstd, "zst", "zstd"),
}
