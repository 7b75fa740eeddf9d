"""A hundred clients reading exports and twenty uploading, all at 50 kB/s: what the others notice.

    python -m bench.slow_clients --home HOME --table UUID --institution SLUG --key AMATE_KEY

Prints milliseconds of the home page (p50, p95) alone and with them; the bar is a p95 at most three times its own.
"""

from __future__ import annotations

import argparse
import http.client
import io
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from bench.load import cores_busy
from bench.portal import Running, serving

READERS, WRITERS, RATE = 100, 20, 50_000  # bytes a second
SECONDS = 20
ROW = b"14039,Guadalajara,Hospital Civil,2024-05-01,1250.50\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("table", "institution", "key"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--home", type=Path, required=True)
    said = parser.parse_args()
    with serving(said.home, AMATE_LIMITS="0") as portal:
        _pages(portal, 3)  # warm
        alone = _pages(portal, SECONDS)
        stop = threading.Event()
        read, sent = [0] * READERS, [0] * WRITERS
        jobs = [
            threading.Thread(target=_read, args=(portal, said.table, stop, read, n)) for n in range(READERS)
        ]
        jobs += [
            threading.Thread(target=_upload, args=(portal, said.institution, said.key, stop, sent, n))
            for n in range(WRITERS)
        ]
        for job in jobs:
            job.start()
        time.sleep(3)
        together = _pages(portal, SECONDS)
        stop.set()
        for job in jobs:
            job.join(30)
    print(f"load of the machine: {cores_busy():.1f}")
    print(f"readers that got bytes: {sum(map(bool, read))} of {READERS} ({sum(read) / 1e6:.0f} MB)")
    print(f"uploaders that sent bytes: {sum(map(bool, sent))} of {WRITERS} ({sum(sent) / 1e6:.0f} MB)")
    print("| home page | p50 ms | p95 ms |\n| --- | --- | --- |")
    for name, times in (("alone", alone), ("with slow clients", together)):
        print(f"| {name} | {_at(times, 50):.1f} | {_at(times, 95):.1f} |")
    print(f"p95 ratio: {_at(together, 95) / _at(alone, 95):.2f}")


def _pages(portal: Running, seconds: float) -> list[float]:
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        urllib.request.urlopen(f"{portal.address}/", timeout=30).read()
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.02)
    return sorted(times)


def _at(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


def _read(portal: Running, table: str, stop: threading.Event, counts: list[int], n: int) -> None:
    parts = urlsplit(portal.address)
    while not stop.is_set():
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        connection.request("GET", f"/api/v1/tables/{table}/rows.csv")
        answer = connection.getresponse()
        while not stop.is_set() and (piece := answer.read(RATE // 5)):
            counts[n] += len(piece)
            time.sleep(0.2)
        connection.close()


class _Slow(io.RawIOBase):
    """A body that comes at RATE until told to stop."""

    def __init__(self, stop: threading.Event, counts: list[int], n: int) -> None:
        self.stop, self.counts, self.n = stop, counts, n

    def read(self, size: int = -1) -> bytes:
        if self.stop.is_set():
            return b""
        time.sleep(0.2)
        piece = ROW * (RATE // 5 // len(ROW))
        self.counts[self.n] += len(piece)
        return piece


def _upload(
    portal: Running, institution: str, key: str, stop: threading.Event, counts: list[int], n: int
) -> None:
    parts = urlsplit(portal.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    size = RATE * (SECONDS + 10)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size),
    }
    path = f"/api/v1/institutions/{institution}/uploads?filename=lento_{n}.csv"
    try:
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        body = _Slow(stop, counts, n)
        while piece := body.read():
            connection.send(piece)
    except OSError:
        return
    finally:
        connection.close()


if __name__ == "__main__":
    main()
