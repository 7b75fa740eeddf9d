"""A DBF as its documentation says to write it, for tables of tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence

# (name, type, width, decimals)
Fields = Sequence[tuple[str, str, int, int]]


def dbf(
    fields: Fields,
    records: Sequence[Sequence[bytes]],
    *,
    version: int = 0x03,
    driver: int = 0,
    deleted: Sequence[int] = (),
    flags: Sequence[int] = (),
    encoding: str = "ascii",
) -> bytes:
    """deleted: positions of the records that are marked so; flags: FoxPro's byte of each field."""
    size = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack(
        "<BBBBIHH16xBB2x", version, 126, 11, 25, len(records), 33 + 32 * len(fields), size, 0, driver
    )
    for at, (name, kind, width, decimals) in enumerate(fields):
        flag = flags[at] if flags else 0
        head += struct.pack("<11sc4xBBB13x", name.encode(encoding), kind.encode(), width, decimals, flag)
    body = b""
    for at, record in enumerate(records):
        body += b"*" if at in deleted else b" "
        for cell, (_, kind, width, _) in zip(record, fields, strict=True):
            body += cell.rjust(width) if kind in "NF" else cell.ljust(width)
    return head + b"\r" + body + b"\x1a"
