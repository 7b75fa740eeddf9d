"""Content codings: which one a client asks for, and bytes compressed on the way at little cost."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import zstandard

IDENTITY = "identity"
ITEM = re.compile(r"^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$")


class Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


ON_THE_WAY: dict[str, Callable[[], Compressor]] = {  # the cheapest first
    "zstd": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
    "gzip": lambda: zlib.compressobj(1, zlib.DEFLATED, 31),
}


def chosen(accepted: str, offered: Sequence[str]) -> str:
    """Of the codings `offered`, best first, the one that an Accept-Encoding likes most; else none, `identity`."""
    weights = _weights(accepted)
    liked = {name: weights.get(name, weights.get("*", 0.0)) for name in offered}
    best = max(offered, key=lambda name: liked[name], default=IDENTITY)
    return best if liked.get(best, 0.0) > weights.get(IDENTITY, 0.0) else IDENTITY


def compressed(chunks: Iterable[bytes], coding: str, piece: int) -> Iterator[bytes]:
    """The bytes in a coding of ON_THE_WAY, in pieces of at most so many bytes."""
    compressor = ON_THE_WAY[coding]()
    for chunk in chunks:
        yield from _cut(compressor.compress(chunk), piece)
    yield from _cut(compressor.flush(), piece)


def _cut(data: bytes, piece: int) -> Iterator[bytes]:
    return (data[at : at + piece] for at in range(0, len(data), piece))


def _weights(accepted: str) -> dict[str, float]:
    found = (ITEM.match(item) for item in accepted.split(","))
    return {match[1].lower(): float(match[2] or 1) for match in found if match}
