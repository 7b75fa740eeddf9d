"""Questions of a table of a million rows through HTTP, beside the same asked of DuckDB alone.

    python -m bench.questions --csv SPENDING.csv [--home HOME] [--times 60]

The CSV is that of `spending_csv.py` (id, fecha, municipio, dependencia, concepto, monto, lat, lon). It is published in
HOME, a new home unless it is there already. One client asks; every question has values of its own, so that no answer
is a kept one. DuckDB alone is one process and one thread over the same Parquet file, asked the plainest SQL there is.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import duckdb

from bench.load import cores_busy
from bench.portal import Running, run, serving

TITLE = "Gasto de prueba de un millón de filas"
PAGE = "SELECT * FROM t WHERE municipio = '{place}' AND monto >= {amount}"


@dataclass(frozen=True)
class Question:
    """The same in an address and in SQL; `{place}` and `{amount}` are another each time."""

    name: str
    address: str
    sql: tuple[str, ...]


QUESTIONS = (
    Question(
        "filtered page and total",
        "rows?municipio={place}&monto__gte={amount}",
        (f"{PAGE} LIMIT 100", f"SELECT count(*) FROM ({PAGE})"),
    ),
    Question(
        "filtered and sorted page, and total",
        "rows?municipio={place}&monto__gte={amount}&_sort=-monto",
        (f"{PAGE} ORDER BY monto DESC LIMIT 100", f"SELECT count(*) FROM ({PAGE})"),
    ),
    Question(
        "groups by two columns",
        "rows?_group=dependencia,fecha__year&_aggregate=count,monto__sum&monto__gte={amount}",
        (
            "SELECT dependencia, year(fecha), count(*), sum(monto) FROM t WHERE monto >= {amount} GROUP BY 1, 2",
        ),
    ),
    Question(
        "histogram of one municipality",
        "rows?_group=monto__bin:10000&_limit=1000&municipio={place}",
        ("SELECT floor(monto / 10000), count(*) FROM t WHERE municipio = '{place}' GROUP BY 1",),
    ),
    Question(
        "histogram of the whole column",
        "rows?_group=lat__bin&_count=0&monto__gte={amount}",
        ("SELECT floor(lat / 0.2), count(*) FROM t WHERE monto >= {amount} GROUP BY 1",),
    ),
    Question(
        "words across columns, page and total",
        "rows?_q=agua%20{word}",
        (
            "SELECT * FROM t WHERE concepto ILIKE '%agua%' AND concepto ILIKE '%{word}%' LIMIT 100",
            "SELECT count(*) FROM t WHERE concepto ILIKE '%agua%' AND concepto ILIKE '%{word}%'",
        ),
    ),
)
WORDS = (
    "escuela",
    "hospital",
    "parque",
    "camino",
    "rural",
    "beca",
    "equipo",
    "estudio",
    "patrulla",
    "semilla",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--csv", type=Path, required=True)
    add("--home", type=Path)
    add("--times", type=int, default=60)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = said.home or Path(folder) / "home"
        if not home.exists():
            published(home, said.csv)
        with serving(home, AMATE_LIMITS="0") as portal:
            report(portal, said.times)


def published(home: Path, csv: Path) -> None:
    """The small demo, and in it the table."""
    run(home, "demo", "--home", str(home), "--no-serve")
    ours = ("--organization", "secretaria-de-desarrollo-economico", "--title", TITLE, "--theme", "economia")
    run(home, "publish", str(csv), *ours)


def report(portal: Running, times: int) -> None:
    found = _get(portal, f"/api/v1/datasets?q={quote(TITLE)}")["results"][0]["tables"][0]
    print(f"load of the machine before: {cores_busy():.1f}; {found['rows']:,} rows, {times} times each")
    print("| question | p50 ms | p95 ms | DuckDB alone p50 | p95 | ratio of p50 |")
    print("| --- | --- | --- | --- | --- | --- |")
    engine = duckdb.connect(config={"threads": 1})
    engine.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet('{_parquet(portal.home, found['rows'])}')")
    for question in QUESTIONS:
        chosen = [_values(random.Random(at)) for at in range(times)]
        address = f"/api/v1/tables/{found['id']}/{question.address}"
        ours = _timed(lambda v, a=address: _get(portal, a.format(**v)), chosen)
        alone = _timed(
            lambda v, q=question: [engine.sql(one.format(**v)).fetchall() for one in q.sql], chosen
        )
        ratio = statistics.median(ours) / statistics.median(alone)
        print(f"| {question.name} | {_line(ours)} | {_line(alone)} | {ratio:.1f} × |", flush=True)


def _values(chance: random.Random) -> dict[str, object]:
    place = f"Municipio {chance.randrange(125):03}"
    return {"place": place, "amount": chance.randrange(100_000) / 10, "word": chance.choice(WORDS)}


def _timed(ask: Callable[[dict[str, object]], object], chosen: list[dict[str, object]]) -> list[float]:
    """Milliseconds of each, after one that does not count."""
    ask(chosen[0])
    found = []
    for values in chosen:
        begun = time.perf_counter()
        ask(values)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _line(milliseconds: list[float]) -> str:
    return f"{statistics.median(milliseconds):.0f} | {statistics.quantiles(milliseconds, n=20)[-1]:.0f}"


def _get(portal: Running, path: str) -> Any:
    with urlopen(portal.address + path.replace(" ", "%20")) as answer:
        return json.load(answer)


def _parquet(home: Path, rows: int) -> Path:
    """The Parquet file of the table, told by its number of rows among the files of the portal."""
    for path in sorted((home / "blobs").rglob("*"), key=lambda path: -path.stat().st_size):
        if path.is_file() and path.open("rb").read(4) == b"PAR1":
            ((found,),) = duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()
            if found == rows:
                return path
    raise FileNotFoundError("the table's Parquet file")


if __name__ == "__main__":
    main()
