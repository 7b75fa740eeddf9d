"""A table of a million rows taken away through HTTP in every format, beside DuckDB's own COPY of the same Parquet.

    python -m bench.exports --csv spending.csv [--home HOME] [--out docs/evidence/exports.md]

The bar: the whole CSV, uncompressed, at 0.7 times the speed of COPY or more, in the same run, and the server's memory
flat. Best of three for each, turn by turn. The CSV is what `../shared/bench/spending_csv.py 1000000 FILE` writes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import duckdb

from bench.load import cores_busy
from bench.portal import ROOT, Running, serving
from bench.questions import TITLE, published

EVIDENCE = ROOT / "docs" / "evidence" / "exports.md"
TIMES = 3
MB = 1_000_000
ASKED = (  # what, its address, the codings accepted
    ("CSV, whole", "rows.csv", "identity"),
    ("CSV, whole, gzip", "rows.csv", "gzip"),
    ("Parquet, whole", "rows.parquet", "identity"),
    ("CSV, filtered", "rows.csv?monto__gt=0", "identity"),
    ("CSV, filtered, gzip", "rows.csv?monto__gt=0", "gzip"),
    ("CSV, filtered, zstd", "rows.csv?monto__gt=0", "zstd"),
    ("CSV, sorted", "rows.csv?_sort=-monto", "identity"),
    ("CSV for Excel", "rows.excel.csv", "identity"),
    ("JSON", "rows.json", "identity"),
    ("JSON, zstd", "rows.json", "zstd"),
    ("NDJSON", "rows.ndjson", "identity"),
    ("Excel", "rows.xlsx", "identity"),
    ("Parquet, filtered", "rows.parquet?monto__gt=0", "identity"),
)


@dataclass
class Took:
    """Seconds to the first byte and to the last, bytes as they came, and by how many MB the portal grew meanwhile."""

    first: float
    last: float
    size: int
    memory: float


class Memory:
    """By how many MB (PSS) the portal's processes grow, at most, while something is done."""

    def __init__(self, portal: Running) -> None:
        self.portal, self._done = portal, threading.Event()
        self.before = self.most = portal.pss()

    def __enter__(self) -> Memory:
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._watcher.join()

    @property
    def grew(self) -> float:
        return self.most - self.before

    def _watch(self) -> None:
        over = False
        while not over:
            over = self._done.wait(0.2)  # once more at the end
            self.most = max(self.most, self.portal.pss())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--csv", type=Path, required=True)
    parser.add_argument("--home", type=Path, help="a portal made by bench.questions, to save time")
    parser.add_argument("--out", type=Path, default=EVIDENCE)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = said.home or Path(folder) / "home"
        if not home.exists():
            published(home, said.csv)
        lines = list(_measured(home, Path(folder)))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    head = f"# Exports\n\nCommit {commit.stdout.strip()}. `python -m bench.exports`, best of {TIMES}.\n\n"
    said.out.write_text(head + "\n".join(lines) + "\n")
    print(said.out.read_text())


def _measured(home: Path, folder: Path) -> Iterator[str]:
    yield f"load of the machine before: {cores_busy():.1f}\n"
    with serving(home, worker=False, AMATE_LIMITS="0") as portal:
        table, parquet = _table(portal), folder / "table.parquet"
        with urlopen(f"{portal.address}/api/v1/tables/{table}/rows.parquet") as answer:
            parquet.write_bytes(answer.read())
        for _worker in range(8):
            _ask(portal, f"/api/v1/tables/{table}/rows.json?monto__gt=0&_limit=1000", "identity")
        before = portal.pss()
        copies, asked = _turns(portal, table, parquet, folder)
    own, size = min(copies), (folder / "copy.csv").stat().st_size
    yield f"table: {_rows(parquet):,} rows, {parquet.stat().st_size / MB:.0f} MB of Parquet\n"
    yield f"server memory before (PSS of all its processes): {before:.0f} MB\n"
    yield "| what | MB sent | first byte s | last byte s | MB/s of text | of COPY | memory grew, MB |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield f"| DuckDB's COPY to CSV, one thread | {size / MB:.0f} | | {own:.2f} | {size / own / MB:.0f} | 1.00 | |"
    for what, took in asked.items():
        speed = f"{size / took.last / MB:.0f} | {own / took.last:.2f}" if what.startswith("CSV") else " | "
        yield f"| {what} | {took.size / MB:.0f} | {took.first:.2f} | {took.last:.2f} | {speed} | {took.memory:+.0f} |"


def _turns(portal: Running, table: str, parquet: Path, folder: Path) -> tuple[list[float], dict[str, Took]]:
    copies: list[float] = []
    best: dict[str, Took] = {}
    for _turn in range(TIMES):
        copies.append(_copy(parquet, folder / "copy.csv"))
        for what, address, accepted in ASKED:
            took = _ask(portal, f"/api/v1/tables/{table}/{address}", accepted)
            before = best.get(what, took)
            memory = max(before.memory, took.memory)
            best[what] = replace(min(before, took, key=lambda one: one.last), memory=memory)
    return copies, best


def _copy(parquet: Path, target: Path) -> float:
    """Seconds that DuckDB alone takes, with the threads and the memory that the portal gives it."""
    with duckdb.connect(config={"threads": 1, "memory_limit": "1GB"}) as engine:
        begun = time.perf_counter()
        engine.execute(
            f"COPY (SELECT * EXCLUDE (_id) FROM '{parquet}') TO '{target}' (FORMAT csv, HEADER true)"
        )
        return time.perf_counter() - begun


def _ask(portal: Running, path: str, accepted: str) -> Took:
    parts = urlsplit(portal.address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
    with Memory(portal) as memory:
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": accepted})
        answer = connection.getresponse()
        size = len(answer.read(1))
        first = time.perf_counter() - begun
        while piece := answer.read(1 << 20):
            size += len(piece)
        last = time.perf_counter() - begun
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return Took(first, last, size, memory.grew)


def _table(portal: Running) -> str:
    with urlopen(f"{portal.address}/api/v1/datasets?q={quote(TITLE)}") as answer:
        return str(json.load(answer)["results"][0]["tables"][0]["id"])


def _rows(parquet: Path) -> int:
    ((rows,),) = duckdb.sql(f"SELECT count(*) FROM '{parquet}'").fetchall()
    return int(rows)


if __name__ == "__main__":
    main()
