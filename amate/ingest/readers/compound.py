"""Old Office files are small disks (MS-CFB): sectors in chains. A chain that turns in circles is followed by no reader.

python-calamine 0.9 and olefile 0.47 follow some of them until the memory is full.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER = struct.Struct("<30xH12xII4xII4xI")
_ENTRY = 128
_LAST = 0xFFFFFFFA  # numbers from here on are no sectors
_STREAMS = (2, 5)  # kinds of entries that have a chain: a stream, and the root for all small ones


def check_chains(path: Path) -> None:
    """ValueError for a file one of whose chains has no end."""
    disk = path.read_bytes()
    shift, fats, directory, cutoff, small_fat, more_fats = _HEADER.unpack_from(disk)
    if shift not in (9, 12):
        raise ValueError(f"sectors of 2^{shift} bytes")
    size = 1 << shift
    places = struct.unpack_from("<109I", disk, 76)
    fat_sectors = [*places, *_more_places(disk, more_fats, size)][:fats]
    fat = [number for at in fat_sectors for number in _numbers(disk, at, size)]
    small = [number for at in _chain(small_fat, fat) for number in _numbers(disk, at, size)]
    for at in _chain(directory, fat):
        for start in range((at + 1) * size, (at + 2) * size, _ENTRY):
            entry = disk[start : start + _ENTRY]
            if len(entry) == _ENTRY and entry[66] in _STREAMS:
                first, length = struct.unpack_from("<II", entry, 116)
                is_small = entry[66] == _STREAMS[0] and length < cutoff
                for _sector in _chain(first, small if is_small else fat) if length else ():
                    pass


def _more_places(disk: bytes, start: int, size: int) -> Iterator[int]:
    """Where the rest of the table of chains is, from sectors that are a chain of their own."""
    seen: set[int] = set()
    while start < _LAST:
        if start in seen:
            raise ValueError(f"a circle at sector {start}")
        seen.add(start)
        *places, start = _numbers(disk, start, size) or (_LAST,)
        yield from places


def _numbers(disk: bytes, at: int, size: int) -> tuple[int, ...]:
    sector = disk[(at + 1) * size : (at + 2) * size]
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(at: int, table: list[int]) -> Iterator[int]:
    """The sectors of a chain; ValueError when there are more than the table has, for then some come again."""
    left = len(table)
    while at < min(_LAST, len(table)):
        if not left:
            raise ValueError(f"a circle at sector {at}")
        left -= 1
        yield at
        at = table[at]
