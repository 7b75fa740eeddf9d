"""Files checked against a schema, without a portal; and what breaks it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amate.base.errors import BadFile
from amate.base.text import thousands
from amate.ingest.dictionary import documents
from amate.ingest.dictionary.checking import Fault, Verdict
from amate.ingest.dictionary.checking import check as check_table
from amate.ingest.lines import line_of
from amate.ingest.messages import shown
from amate.ingest.report import Reading, TableRead

MOST_SAID = 20  # cells of a table that people are told of
MOST = 10_000  # and programs


@dataclass(frozen=True)
class Checked:
    """A table that was read, and what it breaks."""

    table: TableRead
    verdict: Verdict
    faults: Sequence[Fault]

    @property
    def total(self) -> int:
        return self.verdict.cells + len(self.verdict.missing)

    def line(self, fault: Fault) -> int | None:
        return line_of(fault.row, self.table.lines)

    def as_json(self) -> dict[str, Any]:
        cells = [
            {
                "line": self.line(fault),
                "row": fault.row,
                "column": fault.column,
                "value": fault.value,
                "code": fault.code,
                "message": fault.message,
            }
            for fault in self.faults
        ]
        return {
            "table": self.table.name,
            "total": self.total,
            "missing": list(self.verdict.missing),
            "cells": cells,
        }


def check(reading: Reading, folder: Path, schema: Path) -> list[Checked]:
    """Each table of what was read into `folder` against the schema in a file; `BadFile` when there is none."""
    if not schema.is_file():
        raise BadFile(f"No se encuentra el esquema «{schema}». Revisa el nombre.")
    return [_checked(table, folder, schema) for table in reading.tables]


def _checked(table: TableRead, folder: Path, schema: Path) -> Checked:
    names = [column.name for column in table.columns]
    bench = folder / "schema"
    bench.mkdir(exist_ok=True)
    said = documents.read(schema, schema.name, bench, names=names, table=table.name)
    verdict = check_table(table.stored(folder), said)
    return Checked(table, verdict, verdict.faults(MOST))


def describe_checks(checked: Sequence[Checked]) -> Iterator[str]:
    """What breaks the schema, in Spanish, a line each."""
    for one in checked:
        if not one.total:
            yield f"  ✓ «{one.table.name}» cumple el esquema"
        for name in one.verdict.missing:
            yield f"  ✗ «{one.table.name}» no tiene la columna «{name}»"
        for fault in one.faults[:MOST_SAID]:
            line = one.line(fault)
            where = f"línea {thousands(line)}" if line else f"fila {thousands(fault.row)}"
            value = "vacía" if fault.value is None else shown(fault.value)
            yield f"  ✗ {where}, «{fault.column}»: {value}. {fault.message}"
        if (more := one.verdict.cells - MOST_SAID) > 0:
            yield f"  … y {thousands(more)} celdas más"
