"""How fast files become Parquet, beside the libraries alone, in one run.

    python -m bench.ingest [--megabytes 600] [--rows 300000] [--turns 3] [--out docs/evidence/ingest-speed.md]

The bars: a sound CSV of 600 MB at 0.6 times the speed of DuckDB's own COPY with less than 1.5 GB; a workbook of 300,000
rows at 0.5 times that of the fastest reader; 10 MB answered within a second from a warm zygote. Every run is a process
of its own, in turn; seconds are of the clock and, in all its threads, of the processor, which neighbours disturb less.
DuckDB's reader of workbooks is timed when the package duckdb-extension-excel is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.load import cores_busy

MB = 1_000_000
ROW_GROUP = 30_720
HEADS = (
    *("id", "cve_mun", "municipio", "delito", "colonia", "fecha_hechos", "hora", "latitud", "longitud"),
    *("monto", "victimas", "sexo", "edad", "anio", "folio"),
)
TOWNS = ("Zapopan", "Guadalajara", "Tlaquepaque", "Tonalá", "El Salto", "Mérida", "San Luis Potosí")
CRIMES = ("Robo a persona", "Robo a vehículo particular", "Lesiones dolosas", "Daño a las cosas")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=600)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--out", type=Path)
    said = parser.parse_args()
    lines = [f"load of the machine before: {cores_busy()}"]
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        lines += _csv(at, said.megabytes, said.turns)
        lines += _small(at)
        lines += _workbook(at, said.rows, said.turns)
    lines.append(f"load of the machine after: {cores_busy()}")
    print("\n".join(lines))
    if said.out:
        said.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _csv(folder: Path, megabytes: int, turns: int) -> list[str]:
    path = folder / "delitos.csv"
    _write_csv(path, megabytes * MB)
    runs = {"DuckDB alone": _copy, "Amate": _ingest}
    return _told(f"CSV of {path.stat().st_size / MB:.0f} MB", path, runs, turns)


def _small(folder: Path) -> list[str]:
    """Seconds of the first answer of 10 MB in a child of a warm zygote."""
    from amate.ingest.sandbox import read_safely  # Django's settings are not needed

    path, out = folder / "chico.csv", folder / "chico"
    _write_csv(path, 10 * MB)
    seconds = []
    for turn in range(4):
        (into := out / str(turn)).mkdir(parents=True)
        begun = time.monotonic()
        read_safely(path, path.name, into)
        seconds.append(time.monotonic() - begun)
    return [
        "## CSV of 10 MB, in a child",
        f"the first, with its zygote: {seconds[0]:.2f} s; then {min(seconds[1:]):.2f}–{max(seconds[1:]):.2f} s",
    ]


def _workbook(folder: Path, rows: int, turns: int) -> list[str]:
    path = folder / "delitos.xlsx"
    _write_workbook(path, rows)
    runs: dict[str, Callable[[Path, Path], None]] = {"python-calamine, rows only": _calamine}
    if importlib.util.find_spec("duckdb_extension_excel"):
        runs = {"DuckDB excel": _copy_workbook, **runs}
    return _told(f"XLSX of {rows:,} rows × {len(HEADS) - 1} columns", path, runs | {"Amate": _ingest}, turns)


def _told(what: str, path: Path, runs: dict[str, Callable[[Path, Path], None]], times: int) -> list[str]:
    """A table of medians of so many turns, with ratios to the first of the runs."""
    took: dict[str, list[tuple[float, float, float]]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            took[name].append(_apart(run, path))
    lines = [
        f"## {what}",
        "| | s | CPU s | MB of memory | speed, of the first | by CPU |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    first = None
    for name, turns in took.items():
        wall, cpu, memory = (median(part) for part in zip(*turns, strict=True))
        first = first or (wall, cpu)
        lines.append(
            f"| {name} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {first[0] / wall:.2f} | {first[1] / cpu:.2f} |"
        )
    return lines


def _apart(run: Callable[[Path, Path], None], path: Path) -> tuple[float, float, float]:
    """Seconds, processor seconds and MB of memory of a run in a process of its own."""
    context = multiprocessing.get_context("spawn")
    there, here = context.Pipe()
    process = context.Process(target=_timed, args=(run, path, there))
    process.start()
    there.close()  # so that a run that dies ends the wait
    took: tuple[float, float, float] = here.recv()
    process.join()
    return took


def _timed(run: Callable[[Path, Path], None], path: Path, answer: object) -> None:
    import amate.ingest.warm  # noqa: F401 - as a zygote has it

    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        begun, cpu = time.monotonic(), time.process_time()
        run(path, Path(out))
        took = (time.monotonic() - begun, time.process_time() - cpu)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer.send((*took, memory))  # type: ignore[attr-defined]


def _ingest(path: Path, out: Path) -> None:
    from amate.ingest.reading import read

    reading = read(path, path.name, out)
    assert reading.tables, reading.refused


def _copy(path: Path, out: Path) -> None:
    _engine().execute(f"COPY (FROM read_csv('{path}')) TO '{out}/t.parquet' {_parquet()}")


def _copy_workbook(path: Path, out: Path) -> None:
    import duckdb_extension_excel as package

    folder = Path(package.__file__ or "").parent / "extensions" / f"v{duckdb.__version__}"
    engine = _engine()
    engine.execute(f"LOAD '{folder / 'excel.duckdb_extension'}'")
    engine.execute(f"COPY (FROM read_xlsx('{path}')) TO '{out}/t.parquet' {_parquet()}")


def _calamine(path: Path, out: Path) -> None:
    for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
        pass


def _engine() -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(config={"threads": 2})
    engine.execute("SET enable_progress_bar = false")
    return engine


def _parquet() -> str:
    return f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"


def _rows(chance: random.Random) -> tuple[object, ...]:
    year = chance.randrange(2015, 2025)
    return (
        f"{chance.randrange(1, 33):02d}{chance.randrange(1, 80):03d}",
        chance.choice(TOWNS),
        chance.choice(CRIMES),
        f"Colonia Las Águilas {chance.randrange(2000)}",
        f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{year}",
        f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:00",
        round(19 + chance.random() * 3, 6),
        round(-104 + chance.random() * 3, 6),
        round(chance.random() * 1e5, 2),
        chance.randrange(9),
        chance.choice(("Hombre", "Mujer", "")),
        chance.randrange(99),
        year,
        f"FGE-{chance.randrange(10**9)}/{year}",
    )


def _write_csv(path: Path, size: int) -> None:
    """A table whose rows, but for their number, come again and again: making them takes longer than reading them."""
    chance = random.Random(4)
    some = [",".join(map(str, _rows(chance))) for _ in range(100_000)]
    written = number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADS) + "\n")
        while written < size:
            lines = "".join(f"{number + at},{row}\n" for at, row in enumerate(some, start=1))
            number += len(some)
            lines = lines[: lines.rfind("\n", 0, size - written) + 1] or "\n"
            file.write(lines)
            written += len(lines.encode()) + (lines == "\n") * size


def _write_workbook(path: Path, rows: int) -> None:
    chance = random.Random(4)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Datos")
    heads = [head for head in HEADS if head != "hora"]
    sheet.write_row(0, 0, heads)
    for at in range(1, rows + 1):
        row = _rows(chance)
        sheet.write_row(at, 0, (at, *row[:5], *row[6:]))
    book.close()


if __name__ == "__main__":
    main()
