"""Requests that strangers have the portal make: thousands of ways to lead it inside, or to keep it for ever.

pytest -m campaign tests/campaign/test_requests.py     # TRIES=1000 SEED=5
Every `connect` of the process is written down by an audit hook, beside what servers inside see.
"""

from __future__ import annotations

import gzip
import os
import random
import resource
import socket
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from itertools import product
from pathlib import Path

import pytest

from amate.base.errors import AmateError
from amate.base.fetching import client, s3, sftp
from amate.base.fetching.lines import Budget
from amate.base.fetching.places import INWARD
from bench.portal import ROOT
from tests.base.fetching.distant import Distant, Play, drips, moves_to, playing, raw, says
from tests.base.fetching.test_guard import LOOPBACK
from tests.campaign.portal import commit

pytestmark = pytest.mark.campaign
TRIES, SEED = int(os.environ.get("TRIES", "1000")), int(os.environ.get("SEED", "5"))
EVIDENCE = ROOT / "docs" / "evidence" / "requests.md"
LIMIT = 5_000_000
BUDGET = Budget(size=LIMIT, connect=0.5, idle=0.5, total=1.5, slowest=1_000)
GRACE = 0.5  # seconds over the budget that two shared cores may need to notice
HEAD = b"HTTP/1.1 200 OK\r\n"
STATUSES = ("301 x", "302 x", "303 x", "307 x", "308 x")


@dataclass
class Tally:
    """What came of one kind of attack. longest: seconds of one fetch; most: bytes left on disk; unsaid: what was no
    sentence of ours."""

    tried: int = 0
    inward: int = 0
    longest: float = 0.0
    most: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    unsaid: list[str] = field(default_factory=list)


class Watch:
    """Every address that this process connects to, told by the interpreter."""

    def __init__(self) -> None:
        self.allowed: set[tuple[str, int]] = set()
        self.inward: list[object] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.on and event == "socket.connect":
            address = arguments[1]
            if not (isinstance(address, tuple) and address[:2] in self.allowed):
                self.inward.append(address)


class Bench:
    def __init__(self, settings, folder: Path) -> None:
        self.settings, self.path = settings, folder / "it"
        self.watch = Watch()
        self.kinds: dict[str, Tally] = {}
        settings.AMATE_INTERNAL_SOURCES = []

    def let_in(self, server: Distant) -> Distant:
        self.settings.AMATE_INTERNAL_SOURCES = [*self.settings.AMATE_INTERNAL_SOURCES, server.name][-20:]
        self.watch.allowed.add((server.host, server.port))
        return server

    def attack(self, kind: str, fetch: Callable[[Path], object]) -> None:
        """One fetch, watched."""
        tally = self.kinds.setdefault(kind, Tally())
        tally.tried += 1
        self.path.unlink(missing_ok=True)
        began, before = time.monotonic(), len(self.watch.inward)
        self.watch.on = True
        try:
            fetch(self.path)
            tally.ends["came"] += 1
        except AmateError as error:
            tally.ends[error.code] += 1
        except Exception as error:
            tally.unsaid.append(f"{type(error).__name__}: {error}")
        finally:
            self.watch.on = False
        tally.longest = max(tally.longest, time.monotonic() - began)
        tally.inward += len(self.watch.inward) - before
        tally.most = max(tally.most, self.path.stat().st_size if self.path.exists() else 0)


def test_nobody_leads_the_portal_inside_or_keeps_it(settings, tmp_path):
    dice, bench = random.Random(SEED), Bench(settings, tmp_path)
    with playing(says("200 OK", b"secreto")) as trap, playing(says("200 OK", b"secreto"), "::1") as sixth:
        spell(bench, dice, trap)
        redirect(bench, dice, trap)
        change_names(bench, dice, trap)
        seen = trap.visits + sixth.visits
    for kind, play in hostile(dice):
        with playing(play) as server:
            bench.let_in(server)
            bench.attack(kind, lambda path, at=server.address: client.fetch(at, path, BUDGET))
    report(bench, seen)
    assert seen == 0
    assert bench.watch.inward == []
    assert [one for tally in bench.kinds.values() for one in tally.unsaid] == []
    assert max(tally.most for tally in bench.kinds.values()) <= LIMIT
    assert max(tally.longest for tally in bench.kinds.values()) <= BUDGET.total + GRACE


WAYS: dict[str, Callable[[str, int, Path], object]] = {
    "http": lambda host, port, path: client.fetch(f"http://{host}:{port}/x.csv", path, BUDGET),
    "https": lambda host, port, path: client.fetch(f"https://{host}:{port}/x.csv", path, BUDGET),
    "sftp": lambda host, port, path: sftp.fetch(
        f"sftp://{host}:{port}/x.csv", path, BUDGET, sftp.Login("u", "p")
    ),
    "s3": lambda host, port, path: s3.fetch_newest(
        f"s3://cubeta/?endpoint=http://{host}:{port}", path, BUDGET, s3.Keys("a", "b"), ending="csv"
    ),
}


def spell(bench: Bench, dice: random.Random, trap: Distant) -> None:
    for (scheme, way), host in product(WAYS.items(), LOOPBACK):
        bench.attack(
            f"this machine, {len(LOOPBACK)} spellings, {scheme}",
            lambda path, way=way, host=host: way(host, trap.port, path),
        )
    for _try in range(TRIES):
        host = spelled(dice, inward(dice))
        scheme, way = dice.choice(list(WAYS.items()))
        bench.attack(
            "networks inside, random spellings",
            lambda path, way=way, host=host: way(host, trap.port, path),
        )


def inward(dice: random.Random) -> IPv4Address:
    network: IPv4Network = dice.choice(INWARD)
    return network[dice.randrange(network.num_addresses)]


def spelled(dice: random.Random, ip: IPv4Address) -> str:
    """An address in one of the ways that resolvers take."""
    a, b, c, d = ip.packed
    octet = lambda value: dice.choice([str(value), hex(value), f"0{value:o}", f"0x{value:04x}"])  # noqa: E731
    wide = "".join(chr(0xFF10 + int(one)) if one.isdigit() else one for one in str(ip))
    return dice.choice(
        [
            str(ip),
            str(int(ip)),
            hex(int(ip)),
            f"0{int(ip):o}",
            ".".join(map(octet, (a, b, c, d))),
            f"{octet(a)}.{octet(b)}.{c << 8 | d}",
            f"{octet(a)}.{b << 16 | c << 8 | d}",
            f"[::ffff:{ip}]",
            f"[::ffff:{a << 8 | b:x}:{c << 8 | d:x}]",
            f"[::{ip}]",
            f"[64:ff9b::{ip}]",
            f"[64:ff9b:1::{ip}]",
            f"[2002:{a << 8 | b:x}:{c << 8 | d:x}::1]",
            wide,
            f"{ip}.",
            f"datos.gob.mx@{ip}",
        ]
    )


def redirect(bench: Bench, dice: random.Random, trap: Distant) -> None:
    for hops, status in product(range(1, 6), STATUSES):
        for _try in range(max(1, TRIES // 100)):
            host = dice.choice([*LOOPBACK[:9], spelled(dice, inward(dice))])
            servers = [playing(moves_to(f"http://{host}:{trap.port}/", status))]
            opened = [bench.let_in(servers[0].__enter__())]
            for _hop in range(hops - 1):
                servers.append(playing(moves_to(opened[-1].address, status)))
                opened.append(bench.let_in(servers[-1].__enter__()))
            at = opened[-1].address
            bench.attack(
                "redirections inside, 1 to 5 hops", lambda path, at=at: client.fetch(at, path, BUDGET)
            )
            for server in servers:
                server.__exit__(None, None, None)


def change_names(bench: Bench, dice: random.Random, trap: Distant) -> None:
    """A name that is 127.0.0.2, which is let in here, and 127.0.0.1, as it likes."""
    real, bench.settings.AMATE_INTERNAL_SOURCES = socket.getaddrinfo, ["127.0.0.2/32"]
    bench.watch.allowed.add(("127.0.0.2", trap.port))

    def resolve(_host, port, *_args, **_kinds):
        ips = dice.choice(
            [("127.0.0.1",), ("127.0.0.2",), ("127.0.0.2", "127.0.0.1"), ("10.0.0.1", "127.0.0.2")]
        )
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    socket.getaddrinfo = resolve
    try:
        for _try in range(TRIES):
            bench.attack(
                "names that change their mind",
                lambda path: client.fetch(f"http://cambia.example:{trap.port}/", path, BUDGET),
            )
    finally:
        socket.getaddrinfo = real


def hostile(dice: random.Random) -> Iterator[tuple[str, Play]]:
    """Servers that do not let go, send more than they say, or talk nonsense."""
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    begins = (
        b"", b"HTTP/1.1 ", HEAD, HEAD + b"X: ", b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"\r\n", chunked,
        chunked + b"1;", HEAD + b"Content-Length: 4000000\r\n\r\n", HEAD + b"Content-Encoding: gzip\r\n\r\n",
    )  # fmt: skip
    for _try in range(max(20, TRIES // 10)):
        drop = dice.choice(
            [b"", b"a", b"\r\n", b"X: y\r\n", b"1\r\na\r\n", b"HTTP/1.1 100 x\r\n\r\n", b"\x00" * 9]
        )
        yield "drips", drips(dice.choice(begins), drop, dice.choice([0.01, 0.05, 0.3]))
    yield "a line that is held in silence", lambda _line, _head: threading.Event().wait(4)
    packed = HEAD + b"Content-Encoding: gzip\r\n\r\n"
    for ratio in (20_000_000, 200_000_000):
        pack = zlib.compressobj(9, wbits=31)
        bomb = pack.compress(bytes(ratio)) + pack.flush()
        yield "gzip bombs", raw(packed, bomb)
        yield "gzip bombs", raw(packed, gzip.compress(b"a,b\n1,2\n"), bomb)
        yield "gzip bombs", raw(chunked.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"), b"%x\r\n" % len(bomb), bomb, b"\r\n0\r\n\r\n")  # fmt: skip  # noqa: E501
    yield "gzip bombs", raw(packed, gzip.compress(b"") * 300_000)
    yield "endless bodies", drips(HEAD + b"\r\n", bytes(1 << 20), 0)
    yield "endless bodies", drips(chunked, b"10000\r\n" + bytes(1 << 16) + b"\r\n", 0)
    yield "endless bodies", drips(HEAD, b"X: " + b"y" * 60_000 + b"\r\n", 0)
    for _try in range(max(20, TRIES // 10)):
        body = dice.randbytes(dice.randrange(20_000))
        told = dice.choice([0, 1, len(body) // 2, len(body) + 1, LIMIT + 1, 10**30, -1, -len(body)])
        lies = f"Content-Length: {told}\r\n".encode() * dice.choice([1, 2])
        yield (
            "lengths that lie",
            raw(HEAD, lies, dice.choice([b"", b"Transfer-Encoding: chunked\r\n"]), b"\r\n", body),
        )
    for _try in range(TRIES):
        head = dice.choice([b"", HEAD, chunked, packed, b"HTTP/1.1 302 x\r\nLocation: "])
        yield "bytes at random", raw(head, dice.randbytes(dice.randrange(2_000)))


def report(bench: Bench, seen: int) -> None:
    rows = [
        f"| {kind} | {tally.tried:,} | {tally.inward} | {tally.longest:.2f} | {tally.most:,} | "
        f"{', '.join(f'{end} {count:,}' for end, count in tally.ends.most_common(5))} |"
        for kind, tally in bench.kinds.items()
    ]
    tried = sum(tally.tried for tally in bench.kinds.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    EVIDENCE.write_text(
        "# Requests that strangers have the portal make\n\n"
        "Written by `tests/campaign/test_requests.py`. *Inward*: connections of the process to anything but the\n"
        "servers that stand for the open network here, told by an audit hook of the interpreter at each `connect`.\n\n"
        f"Commit {commit()} with this campaign on top, seed {SEED}. Fetches: {tried:,}. Inward connections: "
        f"{len(bench.watch.inward)}; visits that two servers inside saw: {seen}.\n"
        f"Budget: {BUDGET.total} s, {LIMIT:,} bytes; connect {BUDGET.connect} s, silence {BUDGET.idle} s (the portal's "
        "own: 900 s, the size of an upload, 5 s, 30 s).\n"
        f"Errors that were no sentence: {sum(len(tally.unsaid) for tally in bench.kinds.values())}. "
        f"Peak memory of the process, bombs of 200 MB included: {memory} MB.\n\n"
        "| attack | fetches | inward | longest, s | most bytes kept | how they ended |\n|---|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )
