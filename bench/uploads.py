"""A 2 GB upload, at once and in pieces, against the server's memory, and what a child costs a small file.

python -m bench.uploads --home HOME --institution SLUG --key AMATE_KEY [--megabytes 2000]
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.load import cores_busy
from bench.portal import Running, serving

ROW = b"14039,Guadalajara,Hospital Civil,2024-05-01,1250.50\n"
PIECE = 8 << 20
SMALL = b"clave,municipio,valor\n14039,Guadalajara,1.5\n14101,Tonal\xc3\xa1,2.5\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--institution", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--megabytes", type=int, default=2000)
    said = parser.parse_args()
    print(f"load of the machine: {cores_busy():.1f}")
    with serving(said.home, worker=False, AMATE_LIMITS="0", AMATE_MAX_UPLOAD_MB="3000") as portal:
        for name, send in (("at once", _send), ("in pieces of 8 MiB", _send_in_pieces)):
            with _watched(portal) as memory:
                begun = time.monotonic()
                status = send(portal, said.institution, said.key, said.megabytes * 1_000_000)
                seconds = time.monotonic() - begun
            print(
                f"upload of {said.megabytes} MB {name}: status {status}, {seconds:.0f} s; server memory (PSS):"
            )
            print(f"  {memory.before:.0f} MB before, {memory.most:.0f} MB at most")
    _children(said.home)


@dataclass
class Memory:
    """PSS of the server's processes, in MB."""

    before: float
    most: float


@contextmanager
def _watched(portal: Running) -> Iterator[Memory]:
    memory, done = Memory(portal.pss(), 0), threading.Event()
    watch = threading.Thread(target=_watch, args=(portal, memory, done))
    watch.start()
    try:
        yield memory
    finally:
        done.set()
        watch.join()


def _watch(portal: Running, memory: Memory, done: threading.Event) -> None:
    while not done.wait(0.3):
        memory.most = max(memory.most, portal.pss())


def _send(portal: Running, institution: str, key: str, size: int) -> int:
    parts = urlsplit(portal.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size),
    }
    path = f"/api/v1/institutions/{institution}/uploads?filename=grande.csv"
    connection.request("POST", path, body=_body(size), headers=headers)
    return connection.getresponse().status


def _send_in_pieces(portal: Running, institution: str, key: str, size: int) -> int:
    """As the browser does, by tus; one connection for all pieces."""
    parts = urlsplit(portal.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
    said = {"Authorization": f"Bearer {key}", "Tus-Resumable": "1.0.0"}
    named = {"filename": "grande_en_pedazos.csv", "institution": institution}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named.items())

    def ask(method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        connection.request(
            method, path, body, said | {name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        answer.read()
        return answer

    begun = ask("POST", "/api/v1/uploads", Upload_Length=str(size), Upload_Metadata=metadata)
    place, at, status = str(begun.headers["Location"]), 0, begun.status
    for piece in _pieces(size):
        offset = {"Upload_Offset": str(at), "Content_Type": "application/offset+octet-stream"}
        status, at = ask("PATCH", place, piece, **offset).status, at + len(piece)
    return status


def _pieces(size: int) -> Iterator[bytes]:
    waiting = bytearray()
    for part in _body(size):
        waiting += part
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    yield bytes(waiting)


def _body(size: int) -> Iterator[bytes]:
    head = b"cvegeo,municipio,unidad,fecha,monto\n"
    yield head
    left, block = size - len(head), ROW * 4000
    while left:
        piece = block[:left]
        left -= len(piece)
        yield piece


def _children(home: Path) -> None:
    os.environ["AMATE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amate.config.settings")
    import django

    django.setup()
    from amate.ingest.reading import read
    from amate.ingest.sandbox import read_safely

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "chico.csv"
        source.write_bytes(SMALL)
        inside, child = [], []
        for number in range(25):
            out = folder / f"a{number}"
            out.mkdir()
            inside.append(_timed(lambda out=out: read(source, "chico.csv", out)))
            out = folder / f"b{number}"
            out.mkdir()
            child.append(_timed(lambda out=out: read_safely(source, "chico.csv", out)))
    mine, theirs = statistics.median(inside[2:]), statistics.median(child[2:])
    print(
        f"small file: {mine:.0f} ms in this process, {theirs:.0f} ms in a child: the child costs {theirs - mine:.0f} ms"
    )


def _timed(call: object) -> float:
    begun = time.perf_counter()
    call()  # type: ignore[operator]
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
