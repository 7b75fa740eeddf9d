"""Uploads cut at random bytes, the server killed under some: every one goes on, arrives whole, and leaves nothing over.

make campaign            # CUTS=100 SEED=14
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import random
import signal
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.portal import ROOT, free_port, run
from tests.campaign.portal import SETUP, clean, commit, kill, python, serve

pytestmark = pytest.mark.campaign
CUTS, SEED = int(os.environ.get("CUTS", "100")), int(os.environ.get("SEED", "14"))
ABANDONED = 10
LARGEST = 12_000_000  # bytes of a file
PIECE = 8 << 20  # as the browser sends them
SWEEP = """
import django; django.setup()
import json, os, time
from datetime import timedelta
from django.utils import timezone
from amate.base import partial
from amate.base.files import home
from amate.catalog.models import Version
from amate.publishing import sweep
from amate.publishing.models import Upload
before = len(list(partial.folder().iterdir()))
Upload.objects.unfinished().update(expires=timezone.now() - timedelta(hours=1))
sweep.sweep(older_than=0)
blobs, named = {path.name for path in sweep.blobs()}, sweep.referenced()
print(json.dumps({
    "half-way before": before,
    "half-way after": len(list(partial.folder().iterdir())),
    "rows": Upload.objects.unfinished().count(),
    "orphans": len(blobs - named),
    "lost": len(named - blobs),
    "staged": [path.name for path in (home() / "tmp").iterdir() if path.name not in sweep.APART],
    "versions": Version.objects.count(),
}))
"""


class Overtaken(Exception):
    """The file does not end where we thought."""


@dataclass
class Line:
    """A connection to the portal that somebody can cut."""

    port: int

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@dataclass
class Officer:
    """Sends a file in pieces, over lines that break, and always goes on from where the portal says."""

    address: str
    key: str
    silent: list[Line] = field(default_factory=list)  # connections that died without a word
    conflicts: int = 0

    @property
    def port(self) -> int:
        return int(urlsplit(self.address).port or 0)

    def head(self, method: str, path: str, length: int = 0, **headers: str) -> bytes:
        said = {
            "Host": f"127.0.0.1:{self.port}",
            "Authorization": f"Bearer {self.key}",
            "Tus-Resumable": "1.0.0",
            "Content-Length": str(length),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        return "\r\n".join(lines).encode()

    def ask(self, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer to a request; while the portal starts again, that of a later one."""
        said = {"Authorization": f"Bearer {self.key}", "Tus-Resumable": "1.0.0"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(600):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, path, headers=said)
                return connection.getresponse()
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(path)

    def begin(self, content: bytes, number: int) -> str:
        said = {"filename": f"documento_{number}.bin", "institution": "zapopan"}
        metadata = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items()
        )
        answer = self.ask(
            "POST", "/api/v1/uploads", Upload_Length=str(len(content)), Upload_Metadata=metadata
        )
        assert answer.status == 201, answer.read()
        return str(answer.headers["Location"])

    def offset(self, place: str) -> int:
        answer = self.ask("HEAD", place)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def piece(self, place: str, content: bytes, at: int, until: int | None = None) -> Line:
        """Send the piece that begins at `at`, all of it or up to byte `until` of the file; the line stays open."""
        piece = content[at : at + PIECE]
        line = Line(self.port)
        line.socket.sendall(
            self.head(
                "PATCH",
                place,
                len(piece),
                Upload_Offset=str(at),
                Content_Type="application/offset+octet-stream",
            )
        )
        line.socket.sendall(piece if until is None else piece[: until - at])
        return line

    def send_until(self, place: str, content: bytes, until: int) -> Line:
        """Whole pieces, each answered, and then the one that is cut."""
        at = 0
        while at + PIECE <= until and at + PIECE < len(content):
            line = self.piece(place, content, at)
            at = self.answered(line)
            line.close()
        return self.piece(place, content, at, until)

    def answered(self, line: Line) -> int:
        answer = http.client.HTTPResponse(line.socket)
        answer.begin()
        if answer.status == 409:
            raise Overtaken
        assert answer.status == 204, (answer.status, answer.read())
        return int(answer.headers["Upload-Offset"])

    def go_on(self, place: str, content: bytes) -> int:
        """To the end; returns where the portal said the file ended when it was first asked."""
        first = at = self.offset(place)
        while at < len(content):
            try:
                line = self.piece(place, content, at)
                at = self.answered(line)
                line.close()
            except (Overtaken, OSError):  # bytes of the cut line were still being written when we asked
                self.conflicts += 1
                at = self.offset(place)
        return first

    def sha256(self, place: str) -> str:
        version = json.loads(self.ask("GET", place).read())["version_url"]
        return str(json.loads(self.ask("GET", urlsplit(version).path).read())["sha256"])


@dataclass
class Tally:
    """What is told of one way of cutting: how often, and how many bytes had to be sent twice."""

    times: int = 0
    again: int = 0
    most: int = 0

    def add(self, twice: int) -> None:
        self.times, self.again, self.most = self.times + 1, self.again + twice, max(self.most, twice)


def test_every_cut_upload_goes_on_and_nothing_is_left_over(tmp_path: Path):
    home, dice = tmp_path / "home", random.Random(SEED)
    run(home, "migrate")
    key = python(home, SETUP).strip().splitlines()[-1]
    port = free_port()
    server, officer = serve(home, port), Officer(f"http://127.0.0.1:{port}", key)
    killed: Counter[str] = Counter()

    def kill_server(line: Line) -> None:
        killed["server"] += kill(server.pid, "server")
        line.close()

    ways: dict[str, Callable[[Line], object]] = {
        "closed": Line.close,
        "reset": Line.reset,
        "silent": officer.silent.append,
        "server killed": kill_server,
    }
    tallies = {way: Tally() for way in (*ways, "answer lost")}
    wrong, total = [], 0
    try:
        for number in range(CUTS):
            content = dice.randbytes(dice.randint(1, LARGEST))
            total += len(content)
            place = officer.begin(content, number)
            way = list(tallies)[number % len(tallies)]
            until = len(content) if way == "answer lost" else dice.randrange(len(content))
            line = officer.send_until(place, content, until)
            ways.get(way, Line.close)(line)
            first = officer.go_on(place, content)
            tallies[way].add(until - first)
            if not first <= until or officer.sha256(place) != hashlib.sha256(content).hexdigest():
                wrong.append((number, way, until, first))
        for number in range(ABANDONED):
            content = dice.randbytes(dice.randint(1, LARGEST))
            officer.send_until(
                officer.begin(content, CUTS + number), content, dice.randrange(len(content))
            ).close()
        findings = clean(home)
    except BaseException:
        server.kill()  # nothing of it outlives its supervisor
        raise
    server.send_signal(signal.SIGTERM)
    server.wait(20)
    left = json.loads(python(home, SWEEP))
    after = clean(home)
    _write_evidence(tallies, officer, total, killed, wrong, left, findings is True and after is True)
    assert wrong == []
    assert findings is True
    assert after is True
    assert left == {
        "half-way before": left["half-way before"],
        "half-way after": 0,
        "rows": 0,
        "orphans": 0,
        "lost": 0,
        "staged": [],
        "versions": CUTS,
    }


def _write_evidence(
    tallies: dict[str, Tally],
    officer: Officer,
    total: int,
    killed: Counter[str],
    wrong: list[tuple[int, str, int, int]],
    left: dict[str, object],
    verified: bool,
) -> None:
    told = sum(each.times for each in tallies.values())
    lines = [
        "# Uploads that are cut",
        "",
        "Written by `tests/campaign/test_uploads.py`: each upload is cut at a random byte, over a raw socket, and goes",
        "on from where the portal says. *silent*: the connection stays open and says nothing more, as a laptop that is",
        "closed. *server killed*: `kill -9` of the web server in the middle of a piece. *answer lost*: the last piece",
        "came whole and nobody heard the answer.",
        "",
        f"Commit {commit()}, seed {SEED}. Uploads: {told}, {total:,} bytes in all; servers killed: {killed['server']}.",
        "",
        "| cut | uploads | bytes sent twice, in all | at most, of one |",
        "| --- | --- | --- | --- |",
        *(f"| {way} | {each.times} | {each.again:,} | {each.most:,} |" for way, each in tallies.items()),
        "",
        f"Did not go on, or another SHA-256: {len(wrong)}. Versions made: {left['versions']}.",
        "Sent twice is what was on its way, in the buffers of two kernels, when the portal was asked an instant after.",
        f"Answered 409 because bytes of the cut line were still being written: {officer.conflicts}.",
        "",
        f"Files half-way when the sweep began: {left['half-way before']}, for {ABANDONED} were abandoned. After it:",
        f"files half-way {left['half-way after']}, rows of them {left['rows']}, files in the store that no row names "
        f"{left['orphans']}.",
        f"`amate verify` before and after the sweep: {'clean' if verified else 'NOT CLEAN'}.",
    ]
    path = ROOT / "docs" / "evidence" / "uploads.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text().partition("\n## ")[2] if path.exists() else ""
    path.write_text("\n".join(lines) + "\n" + (f"\n## {kept}" if kept else ""))
