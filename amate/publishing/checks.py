"""The cells of a version that break what its tables promise: counted, listed, and written beside the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.base.files import workbench
from amate.catalog.models import Table, Version
from amate.ingest.dictionary.checking import Fault, Verdict, explained
from amate.ingest.lines import line_of
from amate.publishing.dictionaries import verdict
from amate.query.formats import write

FORMS = ("csv", "xlsx")


@dataclass(frozen=True)
class Breach:
    """A cell that breaks a promise: its row of data, and its line of the file if known; or a column that is absent."""

    table: Table
    column: str
    code: str
    message: str
    row: int | None = None
    line: int | None = None
    value: str | None = None


@dataclass(frozen=True)
class Checked:
    """A table and what it breaks of what was declared of it."""

    table: Table
    verdict: Verdict

    @property
    def total(self) -> int:
        return len(self.verdict.missing) + self.verdict.cells

    def breaches(self, limit: int, offset: int = 0) -> list[Breach]:
        """Columns that are not there, then cells in the order of the file."""
        absent = [
            Breach(self.table, name, "missing-column", _("La columna no está en la tabla."))
            for name in self.verdict.missing[offset : offset + limit]
        ]
        more = limit - len(absent)
        past = max(0, offset - len(self.verdict.missing))
        cells = self.verdict.faults(more, past) if more > 0 else []
        return [*absent, *(self._breach(fault) for fault in cells)]

    def _breach(self, fault: Fault) -> Breach:
        read = self.table.version.report.get("tables", [])
        jumps = read[self.table.position].get("lines", ()) if self.table.position < len(read) else ()
        line = line_of(fault.row, jumps)
        return Breach(self.table, fault.column, fault.code, fault.message, fault.row, line, fault.value)


def checked(version: Version) -> list[Checked]:
    """The tables of a version that break a promise."""
    tables = version.tables.prefetch_related("columns").select_related("version__resource__dataset")
    return [Checked(table, said) for table in tables if (said := verdict(table)) and not said.is_kept]


def breaches(version: Version, limit: int, offset: int = 0) -> tuple[int, list[Breach]]:
    """How many breaches there are in all the tables of a version, and some of them."""
    found = checked(version)
    return sum(one.total for one in found), list(_some(found, limit, offset))


def _some(found: list[Checked], limit: int, offset: int) -> Iterator[Breach]:
    for one in found:
        if offset < one.total and limit > 0:
            taken = one.breaches(limit, offset)
            limit -= len(taken)
            yield from taken
        offset = max(0, offset - one.total)


def copy_with_errors(version: Version, form: str, table: str = "") -> tuple[str, BinaryIO]:
    """A table with one more column, which says what is wrong in each row: a name for the file, and the open file.

    table: its id; the first that breaks a promise when it is not said.
    """
    found = [one for one in checked(version) if table in ("", str(one.table.public_id))]
    if not found:
        raise NotReady(_("Esta versión no tiene errores que mostrar."))
    name = Path(version.filename).name.partition(".")[0]
    with workbench() as bench:
        target = bench / "copy"
        write(found[0].verdict.table, *explained(found[0].verdict), target, form)
        # Still readable when its name is gone.
        return f"{name}.errores.{form}", target.open("rb")
