"""How long five million rows are looked through for persons, beside DuckDB merely reading the same Parquet, in one run.

    python -m bench.persons [--rows 5000000] [--turns 3] [--out docs/evidence/persons-speed.md]

The bar: under 20 seconds. Every run is a process of its own, in turn; seconds are of the clock and, in all threads,
of the processor, which neighbours disturb less. The table has fifteen columns, nine of them texts; one row in a
thousand holds a CURP in the middle of a note, so that check digits are asked too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb

from amate.ingest.personal import Table, notes_on_persons
from amate.ingest.report import ColumnRead
from amate.ingest.shop import PUBLISHED, shop_in
from bench.load import cores_busy

CURP = "BOXW310820HNERXN09"  # of nobody
TOWNS = "['Zapopan','Tala','Tonalá','Tequila','El Salto'][i % 5 + 1]"
COLUMNS = {
    "folio": ("text", "'EXP-' || (i * 7919 % 10000019)"),
    "municipio": ("text", TOWNS),
    "cvegeo": ("text", "'14' || lpad(CAST(i % 125 AS VARCHAR), 3, '0')"),
    "fecha": ("date", "DATE '2020-01-01' + CAST(i % 1500 AS INTEGER)"),
    "monto": ("number", "(i * 31 % 100000) / 100.0"),
    "edad": ("integer", "i % 90"),
    "nota": (
        "text",
        f"'Se turnó a la dirección ' || (i % 997) || ' el expediente ' || i || "
        f"CASE WHEN i % 1000 = 7 THEN ' de {CURP}' ELSE ' sin observaciones' END",
    ),
    "ubicacion": ("text", "'Calle ' || (i % 5000) || ' número ' || (i % 300) || ', colonia ' || (i % 800)"),
    "cuenta": ("integer", "33000000000 + i"),
    "delito": ("text", "['Robo','Lesiones','Daño'][i % 3 + 1]"),
    "latitud": ("number", "20 + (i % 1000) / 1000.0"),
    "longitud": ("number", "-103 - (i % 1000) / 1000.0"),
    "medidor": ("text", "lpad(CAST(i * 7919 % 9999999999 AS VARCHAR), 10, '3')"),
    "contrato": ("text", "'CONT' || lpad(CAST(i AS VARCHAR), 9, '0')"),
    "obra": ("text", "'obra ' || (i % 100)"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--out", type=Path)
    said = parser.parse_args()
    busy = cores_busy()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        cells = ", ".join(f"{sql} AS {name}" for name, (_type, sql) in COLUMNS.items())
        duckdb.sql(
            f"COPY (SELECT i + 1 AS _id, {cells} FROM range({said.rows}) r(i)) TO '{path}' {PUBLISHED}"
        )
        size = path.stat().st_size / 1e6
        runs = [(_measured(_merely_read, path), _measured(_looked_through, path)) for _ in range(said.turns)]
    reading, looking = (
        [median(one[at] for one in each) for at in (0, 1)] for each in zip(*runs, strict=True)
    )
    lines = [
        "# Looking for persons, how long it takes",
        "",
        f"`python -m bench.persons`: {said.rows:,} rows of {len(COLUMNS)} columns ({size:.0f} MB of Parquet), median "
        f"of {said.turns} runs in turn. Cores busy with others before: {busy}, after: {cores_busy()}, of two.",
        "",
        "| | seconds of the clock | of the processor |",
        "| --- | ---: | ---: |",
        f"| DuckDB reads every cell | {reading[0]:.1f} | {reading[1]:.1f} |",
        f"| looked through for persons | {looking[0]:.1f} | {looking[1]:.1f} |",
        f"| ratio | {looking[0] / reading[0]:.1f} | {looking[1] / reading[1]:.1f} |",
        "",
        f"Found: {said.rows // 1000:,} CURP in the middle of notes, all of them.",
    ]
    print("\n".join(lines))
    if said.out:
        said.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _measured(run: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """Seconds of the clock and of the processor, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (run, path))


def _timed(run: Callable[[Path], None], path: Path) -> tuple[float, float]:
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    run(path)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _merely_read(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, shop_in(Path(folder)) as shop:
        sums = ", ".join(f"sum(hash({name}))" for name in COLUMNS)
        shop.one(f"SELECT {sums} FROM read_parquet('{path}')")


def _looked_through(path: Path) -> None:
    columns = [ColumnRead(name, type_) for name, (type_, _sql) in COLUMNS.items()]
    with tempfile.TemporaryDirectory() as folder, shop_in(Path(folder)) as shop:
        (rows,) = shop.one(f"SELECT count(*) FROM read_parquet('{path}')")
        (found,) = notes_on_persons(Table(columns, str(path)), shop)
        assert (found.code, found.count) == ("personal-data:curp", int(str(rows)) // 1000)


if __name__ == "__main__":
    main()
