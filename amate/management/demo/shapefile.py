"""A small shapefile of points: the five parts that travel together."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from amate.management.demo.table import Row, Value

POINT = 1
RECORD = struct.Struct("<idd")
WIDTH = 60
WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def parts(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, bytes]:
    """The files of a layer by extension; `latitud` and `longitud` become the point, the rest attributes of text."""
    x, y = columns.index("longitud"), columns.index("latitud")
    points = [(_degrees(row[x]), _degrees(row[y])) for row in rows]
    kept = [n for n in range(len(columns)) if n not in (x, y)]
    table = [tuple(str(row[n]) if row[n] is not None else "" for n in kept) for row in rows]
    return {
        "shp": _geometry(points),
        "shx": _index(points),
        "dbf": _dbf([columns[n] for n in kept], table),
        "prj": WGS84.encode(),
        "cpg": b"UTF-8",
    }


def _degrees(value: Value) -> float:
    assert isinstance(value, float), "a point needs both of its coordinates"
    return value


def _head(size: int, points: Sequence[tuple[float, float]]) -> bytes:
    """`size` in bytes; the format counts in words of 16 bits."""
    xs, ys = zip(*points, strict=True)
    box = (min(xs), min(ys), max(xs), max(ys), 0.0, 0.0, 0.0, 0.0)
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack("<2i8d", 1000, POINT, *box)


def _geometry(points: Sequence[tuple[float, float]]) -> bytes:
    records = b"".join(
        struct.pack(">2i", n, RECORD.size // 2) + RECORD.pack(POINT, *point)
        for n, point in enumerate(points, 1)
    )
    return _head(100 + len(records), points) + records


def _index(points: Sequence[tuple[float, float]]) -> bytes:
    step = (8 + RECORD.size) // 2
    entries = b"".join(struct.pack(">2i", 50 + n * step, RECORD.size // 2) for n in range(len(points)))
    return _head(100 + len(entries), points) + entries


def _dbf(names: Sequence[str], table: Sequence[tuple[str, ...]]) -> bytes:
    fields = b"".join(struct.pack("<11sc4xBB14x", name[:10].encode(), b"C", WIDTH, 0) for name in names)
    head = struct.pack("<4BIHH20x", 3, 80, 1, 1, len(table), 33 + len(fields), 1 + WIDTH * len(names))
    return head + fields + b"\r" + b"".join(b" " + b"".join(map(_field, row)) for row in table) + b"\x1a"


def _field(text: str) -> bytes:
    """Text of exactly `WIDTH` bytes, never cut within a letter."""
    return text.encode()[:WIDTH].decode(errors="ignore").encode().ljust(WIDTH)
