"""Which coding a client gets, by what RFC 9110 says of Accept-Encoding."""

from __future__ import annotations

import gzip
import os

import pytest
import zstandard

from amate.base.encodings import chosen, compressed

PIECE = 64 * 1024


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("identity", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0.001", "gzip"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("zstd;q=0.0, *;q=0.3", "gzip"),
        ("gzip;q=0, *;q=0, identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip ; q=0.8 , br", "gzip"),
        ("x-gzip", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=, ;;, \u00f1", "identity"),
    ],
)
def test_the_coding_that_the_client_likes_most(accepted: str, coding: str) -> None:
    assert chosen(accepted, ("zstd", "gzip")) == coding


def test_who_accepts_only_what_is_not_offered_gets_the_bytes_as_they_are() -> None:
    assert chosen("zstd, br", ("gzip",)) == "identity"
    assert chosen("gzip", ()) == "identity"


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_what_is_compressed_comes_back_in_small_pieces(size: int) -> None:
    data = os.urandom(size)
    chunks = [data[at : at + PIECE] for at in range(0, size, PIECE)]
    packed = list(compressed(chunks, "gzip", PIECE))
    assert gzip.decompress(b"".join(packed)) == data
    small = list(compressed(chunks, "zstd", PIECE))
    assert zstandard.ZstdDecompressor().decompressobj().decompress(b"".join(small)) == data
    assert all(len(piece) <= PIECE for piece in packed + small)
