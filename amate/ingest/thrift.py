"""Thrift's compact protocol, as far as Parquet's footer is written in it.

A structure is its fields by number, each with its type and value; a list is the type of its elements and the elements.
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import IO, Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
Struct = dict[int, tuple[int, Any]]


def read_struct(file: IO[bytes]) -> Struct:
    found: Struct = {}
    number = 0
    while head := file.read(1)[0]:
        step, type_ = head >> 4, head & 15
        number = number + step if step else _signed(_read_many(file))
        found[number] = (type_, _read(file, type_))
    return found


def written(fields: Struct) -> bytes:
    """The bytes of a structure."""
    parts, last = [], 0
    for number, (type_, value) in sorted(fields.items()):
        step = number - last
        parts.append(
            bytes([step << 4 | type_]) if 0 < step < 16 else bytes([type_]) + many(_unsigned(number))
        )
        parts.append(_written(type_, value))
        last = number
    return b"".join(parts) + b"\0"


def many(value: int) -> bytes:
    """A whole number in as few bytes as it needs."""
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def _read(file: IO[bytes], type_: int) -> Any:
    return _READ[type_](file)


def _read_list(file: IO[bytes]) -> tuple[int, list[Any]]:
    head = file.read(1)[0]
    count, of = head >> 4, head & 15
    count = _read_many(file) if count == 15 else count
    if of in (TRUE, FALSE):
        return of, [file.read(1)[0] == TRUE for _ in range(count)]
    return of, [_read(file, of) for _ in range(count)]


def _written(type_: int, value: Any) -> bytes:
    return _WRITTEN[type_](value)


def _written_list(value: tuple[int, list[Any]]) -> bytes:
    of, items = value
    head = bytes([len(items) << 4 | of]) if len(items) < 15 else bytes([0xF0 | of]) + many(len(items))
    if of in (TRUE, FALSE):
        return head + bytes(TRUE if item else FALSE for item in items)
    return head + b"".join(_written(of, item) for item in items)


def _read_many(file: IO[bytes]) -> int:
    value = shift = 0
    while True:
        byte = file.read(1)[0]
        value |= (byte & 127) << shift
        if byte < 128:
            return value
        shift += 7


def _signed(zigzag: int) -> int:
    return zigzag >> 1 ^ -(zigzag & 1)


def _unsigned(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _read_whole(file: IO[bytes]) -> int:
    return _signed(_read_many(file))


def _written_whole(value: int) -> bytes:
    return many(_unsigned(value))


# No maps: Parquet has none.
_READ: dict[int, Callable[[IO[bytes]], Any]] = {
    TRUE: lambda file: True,
    FALSE: lambda file: False,
    BYTE: lambda file: file.read(1)[0],
    **dict.fromkeys((I16, I32, I64), _read_whole),
    DOUBLE: lambda file: struct.unpack("<d", file.read(8))[0],
    BINARY: lambda file: file.read(_read_many(file)),
    **dict.fromkeys((LIST, SET), _read_list),
    STRUCT: read_struct,
}
_WRITTEN: dict[int, Callable[[Any], bytes]] = {
    TRUE: lambda value: b"",  # the type says it
    FALSE: lambda value: b"",
    BYTE: lambda value: bytes([value]),
    **dict.fromkeys((I16, I32, I64), _written_whole),
    DOUBLE: lambda value: struct.pack("<d", value),
    BINARY: lambda value: many(len(value)) + value,
    **dict.fromkeys((LIST, SET), _written_list),
    STRUCT: written,
}
