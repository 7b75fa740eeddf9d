"""Rows numbered after they are written: the column `_id` is added to a Parquet file without writing the rest again.

Whoever numbers rows while they pass leaves all the work of reading, proving and compressing to one thread. The numbers
of a row group are a first one and a step of one, a kilobyte in delta encoding: they go to the end of the file,
and its footer (a Thrift structure) is written anew with one column more.
Format: https://parquet.apache.org/docs/file-format/metadata/, https://parquet.apache.org/docs/file-format/data-pages/encodings/
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from amate.ingest.thrift import BINARY, I32, I64, LIST, STRUCT, Struct, many, read_struct, written

NAME = b"_id"
MAGIC = b"PAR1"
# Of Parquet's Thrift: the type INT64, the converted type INT_64, a value in every row, delta encoding, run lengths.
_INT64, _INT_64, _REQUIRED, _DELTA, _RLE = 2, 18, 0, 5, 3
_BLOCK, _MINIBLOCKS = 128, 4


def number_rows(path: Path) -> None:
    """Add the first column `_id`, the number of each row from 1, to a Parquet file without it."""
    with path.open("r+b") as file:
        end = file.seek(-8, 2)
        length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
        assert magic == MAGIC
        start = file.seek(end - length)
        footer = read_struct(BytesIO(file.read(length)))
        file.seek(start)
        first = 1
        for group in footer[4][1][1]:
            count = group[3][1]
            page = _page(first, count)
            _add_chunk(group, first, count, file.tell(), len(page))
            file.write(page)
            first += count
        _add_to_schema(footer)
        said = written(footer)
        file.write(said + len(said).to_bytes(4, "little") + MAGIC)
        file.truncate()


def _page(first: int, count: int) -> bytes:
    """A data page of the numbers from `first` on."""
    blocks = -(-(count - 1) // _BLOCK)
    numbers = b"".join(
        [
            *(many(part) for part in (_BLOCK, _MINIBLOCKS, count, 2 * first)),
            # Every step is 1, which is 2 in zigzag, and nothing remains to be said of each number.
            (b"\x02" + bytes(_MINIBLOCKS)) * blocks,
        ]
    )
    about: Struct = {1: (I32, count), 2: (I32, _DELTA), 3: (I32, _RLE), 4: (I32, _RLE)}
    head: Struct = {1: (I32, 0), 2: (I32, len(numbers)), 3: (I32, len(numbers)), 5: (STRUCT, about)}
    return written(head) + numbers


def _add_chunk(group: Struct, first: int, count: int, offset: int, size: int) -> None:
    """Tell a row group of its column of numbers, `size` bytes from `offset` on."""
    least, most = (number.to_bytes(8, "little") for number in (first, first + count - 1))
    told: dict[int, tuple[int, Any]] = {
        1: (I32, _INT64),
        2: (LIST, (I32, [_DELTA])),
        3: (LIST, (BINARY, [NAME])),
        4: (I32, 0),  # not compressed
        5: (I64, count),
        6: (I64, size),
        7: (I64, size),
        9: (I64, offset),
        12: (STRUCT, {3: (I64, 0), 5: (BINARY, most), 6: (BINARY, least)}),
    }
    group[1][1][1].insert(0, {2: (I64, offset), 3: (STRUCT, told)})
    for total in (2, 6):
        if total in group:
            group[total] = (I64, group[total][1] + size)


def _add_to_schema(footer: Struct) -> None:
    elements = footer[2][1][1]
    root = elements[0]
    root[5] = (I32, root[5][1] + 1)
    elements.insert(1, {1: (I32, _INT64), 3: (I32, _REQUIRED), 4: (BINARY, NAME), 6: (I32, _INT_64)})
    if 7 in footer:  # how each column is ordered: as its type is
        footer[7][1][1].insert(0, {1: (STRUCT, {})})
