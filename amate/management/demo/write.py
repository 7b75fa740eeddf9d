"""From an invented table to a file: the format, then the wrapping; the same bytes every time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from amate.management.demo import mess, ods, shapefile
from amate.management.demo.archive import WRAPS, zipped
from amate.management.demo.mess import Caption, Line
from amate.management.demo.table import Table, Value

NOTES = ("Notas", "Las cifras se integran con los reportes de cada área.", "N/D: no disponible.")
DUCKDB_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DECIMAL(18,2)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as an office delivers it."""

    table: Table
    mess: tuple[str, ...]
    caption: Caption

    def lines(self) -> Iterator[Line]:
        return mess.lines_of(self.table, self.mess, self.caption)


def write_csv(sheet: Sheet, path: Path) -> None:
    dialect = mess.dialect(sheet.mess)
    lines: Iterable[Line] = sheet.lines()
    if "boolean" in sheet.table.columns.values():
        lines = ([_word(value) for value in line] for line in lines)
    with path.open("w", encoding=dialect.encoding, newline="") as file:
        csv.writer(file, delimiter=dialect.delimiter, lineterminator=dialect.newline).writerows(lines)


def _word(value: Value) -> Value:
    return ("true" if value else "false") if isinstance(value, bool) else value


def write_xlsx(sheet: Sheet, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": datetime(2024, 1, 1)})
        page = book.add_worksheet("Datos")
        bold = book.add_format({"bold": True})
        for n, line in enumerate(sheet.lines()):
            page.write_row(n, 0, line, bold if n == 0 else None)
        if "title_rows" in sheet.mess:
            page.merge_range(0, 0, 0, len(sheet.table.columns) - 1, sheet.caption.source, bold)
        if mess.NOTES_SHEET in sheet.mess:
            book.add_worksheet("Notas").write_column(0, 0, NOTES)


def write_ods(sheet: Sheet, path: Path) -> None:
    ods.write("Datos", sheet.lines(), path)


def write_json(sheet: Sheet, path: Path) -> None:
    records = [dict(zip(sheet.table.columns, row, strict=True)) for row in sheet.table.rows]
    path.write_text(_json(records, indent=1) + "\n", encoding="utf-8")


def write_ndjson(sheet: Sheet, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in sheet.table.rows:
            file.write(_json(dict(zip(sheet.table.columns, row, strict=True))) + "\n")


def _json(what: Any, indent: int | None = None) -> str:
    return json.dumps(what, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: object) -> float | str:
    return float(value) if isinstance(value, Decimal) else str(value)


def write_parquet(sheet: Sheet, path: Path) -> None:
    """By way of NDJSON, which carries every type that DuckDB then makes exact."""
    passing = path.with_name(path.name + ".ndjson")
    write_ndjson(sheet, passing)
    columns = {name: DUCKDB_TYPES[kind] for name, kind in sheet.table.columns.items()}
    with duckdb.connect(config={"threads": 1}) as duck:  # one thread: the same bytes every time
        relation = duck.read_json(str(passing), columns=columns, format="newline_delimited")
        relation.write_parquet(str(path), compression="zstd")
    passing.unlink()


def write_shapefile(sheet: Sheet, path: Path) -> None:
    parts = shapefile.parts(tuple(sheet.table.columns), [tuple(row) for row in sheet.table.rows])
    stem = path.stem
    path.write_bytes(zipped({f"{stem}.{kind}": content for kind, content in parts.items()}))


WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    "csv": write_csv,
    "tsv": write_csv,
    "xlsx": write_xlsx,
    "ods": write_ods,
    "json": write_json,
    "ndjson": write_ndjson,
    "parquet": write_parquet,
    "shp": write_shapefile,
}


def write(sheet: Sheet, kind: str, path: Path) -> None:
    """Write `sheet` in the format `kind`; a `path` that ends in .zip, .gz or .bz2 is wrapped so."""
    WRITERS[kind](sheet, path)
    wrap = WRAPS.get(path.suffix)
    if wrap and kind != "shp":  # a shapefile is a zip already
        path.write_bytes(wrap(path.stem, path.read_bytes()))
