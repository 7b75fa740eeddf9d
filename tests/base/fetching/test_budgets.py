"""A server may drip, lie and send bombs: a fetch ends within its budget, and what is kept is whole."""

from __future__ import annotations

import gzip
import hashlib
import random
import socket
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from amate.base.errors import AmateError, TooLarge, Unavailable
from amate.base.fetching.client import Known, fetch
from amate.base.fetching.lines import Budget, Patience
from tests.base.fetching.conftest import QUICK
from tests.base.fetching.distant import drips, moves_to, raw, says

CSV = b"estacion,mm\n" + b"Toluca,12.5\n" * 5_000
HEAD = b"HTTP/1.1 200 OK\r\n"


def bring(server, tmp_path, **changed):
    return fetch(server.address, tmp_path / "it", replace(QUICK, **changed))


def test_a_file_comes_whole_with_what_its_server_says_of_it(outside, tmp_path):
    server = outside(
        says(
            "200 OK",
            CSV,
            'ETag: "v1"',
            "Last-Modified: Mon, 04 Mar 2024 10:00:00 GMT",
            "Content-Type: Text/CSV; x=1",
        )
    )
    came = bring(server, tmp_path)
    assert (tmp_path / "it").read_bytes() == CSV
    assert came.blob.sha256 == hashlib.sha256(CSV).hexdigest()
    assert (came.etag, came.content_type) == ('"v1"', "text/csv")
    assert came.last_modified == "Mon, 04 Mar 2024 10:00:00 GMT"


def test_what_did_not_change_is_not_sent_again(outside, tmp_path):
    server = outside(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"))
    known = Known('"v1"', "Mon, 04 Mar 2024 10:00:00 GMT")
    assert fetch(server.address, tmp_path / "it", QUICK, known=known) is None
    assert b'If-None-Match: "v1"\r\n' in server.heads[0]
    assert b"If-Modified-Since: Mon, 04 Mar 2024 10:00:00 GMT\r\n" in server.heads[0]


def test_nobody_may_say_unchanged_of_what_is_not_known(outside, tmp_path):
    with pytest.raises(Unavailable, match="304"):
        bring(outside(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")), tmp_path)


def _chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PACKED = gzip.compress(CSV)


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"\r\n" + CSV,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(CSV[:10], CSV[10:]),
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED,
        HEAD
        + b"Content-Encoding: x-gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + _chunked(PACKED[:9], PACKED[9:]),
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(CSV[:77]) + gzip.compress(CSV[77:]),
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"") + PACKED,
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: %d\r\n\r\n" % len(CSV) + CSV,
    ],
)
def test_every_way_of_sending_gives_the_same_bytes(answer, outside, tmp_path):
    bring(outside(raw(answer)), tmp_path)
    assert (tmp_path / "it").read_bytes() == CSV


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 70000\r\n\r\n" + CSV,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(CSV)[:-5],
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + CSV[:99],
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-4],
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED[:-9],
    ],
)
def test_a_file_that_was_cut_is_no_file(answer, outside, tmp_path):
    with pytest.raises(Unavailable, match="incompleto"):
        bring(outside(raw(answer)), tmp_path)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x01\x02",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + CSV,
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + CSV,
        HEAD + b"Content-Encoding: br\r\n\r\n" + CSV,
        HEAD + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(PACKED),
    ],
)
def test_what_is_not_understood_is_said(answer, outside, tmp_path):
    with pytest.raises(Unavailable):
        bring(outside(raw(answer)), tmp_path)


@pytest.mark.parametrize(
    ("status", "said"), [("401 x", "usuario"), ("404 x", "no hay nada"), ("503 x", "error 503")]
)
def test_what_a_server_refuses_is_said_in_words(status, said, outside, tmp_path):
    with pytest.raises(Unavailable, match=said):
        bring(outside(says(status, b"no")), tmp_path)


BOMB = zlib.compressobj(9, wbits=31)
BOMB_BYTES = BOMB.compress(bytes(100_000_000)) + BOMB.flush()
EMPTY_PARTS = gzip.compress(b"") * 60_000  # 1.2 MB that unpack to nothing


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 1000001\r\n\r\n",
        HEAD + b"Content-Length: 99999999999999999999\r\n\r\n",
        HEAD + b"\r\n" + bytes(1_100_000),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(*[bytes(65_536)] * 20),
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB_BYTES) + BOMB_BYTES,
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + EMPTY_PARTS,
    ],
)
def test_what_is_too_large_is_left_when_it_passes_the_limit_and_not_later(answer, outside, tmp_path):
    assert len(BOMB_BYTES) < 120_000
    assert len(EMPTY_PARTS) > QUICK.size
    server = outside(raw(answer))
    with pytest.raises(TooLarge, match=r"1\.0 MB"):
        bring(server, tmp_path, total=30, idle=10)
    assert not (tmp_path / "it").exists() or (tmp_path / "it").stat().st_size <= QUICK.size


@pytest.mark.parametrize(
    ("begins", "drop"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Content-Length: 900000\r\n\r\n", b"a"),
        (HEAD + b"\r\n", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n", b"\x1f"),
        (HEAD + b"Content-Length: 900000\r\n\r\n", b""),
    ],
)
def test_who_drips_is_left(begins, drop, outside, tmp_path):
    """The server never stops: that the fetch ends at all is what is proved."""
    with pytest.raises(Unavailable):
        bring(outside(drips(begins, drop)), tmp_path)


def test_a_body_that_comes_too_slowly_is_not_waited_for(monkeypatch):
    """A byte a second would keep a worker for the whole quarter of an hour; a slow office line is waited for."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    slow, steady = Patience(Budget(size=10**9)), Patience(Budget(size=10**9))
    slow.begin_body()
    steady.begin_body()
    now[0] += 31
    steady.arrived(40_000)
    with pytest.raises(Unavailable, match="tardó demasiado"):
        slow.arrived(31)


def test_a_server_that_takes_the_line_and_says_nothing_is_left(outside, tmp_path):
    server = outside(lambda line, _head: threading.Event().wait(5))
    with pytest.raises(Unavailable, match="tardó demasiado"):
        bring(server, tmp_path)


def test_all_hops_share_one_budget(outside, tmp_path):
    def late(line: socket.socket, head: bytes) -> None:
        threading.Event().wait(0.3)
        moves_to(address)(line, head)

    address = outside(says("200 OK", CSV)).address
    for _hop in range(5):
        address = outside(late).address
    with pytest.raises(Unavailable, match="tardó demasiado"):
        fetch(address, tmp_path / "it", replace(QUICK, total=1.0))


def test_a_resolver_that_does_not_answer_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [threading.Event().wait(1)][:0])
    with pytest.raises(Unavailable, match="No se encontró"):
        fetch("http://lento.example/", tmp_path / "it", replace(QUICK, connect=0.2))


def test_a_machine_that_does_not_take_the_call_is_left(settings, tmp_path):
    """A door whose queue is full: the kernel lets further callers wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as door:
        port = door.getsockname()[1]
        settings.AMATE_INTERNAL_SOURCES = [f"127.0.0.1:{port}"]
        waiting = []
        for _caller in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        with pytest.raises(Unavailable):
            fetch(f"http://127.0.0.1:{port}/", tmp_path / "it", replace(QUICK, connect=0.3))
        for one in waiting:
            one.close()


def test_a_full_disk_is_no_fault_of_the_server(outside, monkeypatch):
    if not Path("/dev/full").exists():
        pytest.skip("NO /dev/full here, so nothing was proved of a full disk")
    with pytest.raises(OSError, match="No space left"):
        fetch(outside(says("200 OK", CSV)).address, Path("/dev/full"), QUICK)


def test_every_refusal_is_one_of_ours(outside, tmp_path):
    """Bytes at random in the place of an answer: 300 kinds of nonsense, and each ends in a sentence."""
    dice = random.Random(5)
    for _try in range(300):
        noise = dice.randbytes(dice.randrange(200))
        head = dice.choice(
            [
                b"",
                HEAD,
                HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
                HEAD + b"Content-Encoding: gzip\r\n\r\n",
            ]
        )
        with suppress(AmateError):
            bring(outside(raw(head + noise)), tmp_path)
