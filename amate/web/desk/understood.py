"""What was understood of a version, as the page of its reading shows it: tables, repairs, first rows, columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amate.catalog.models import Column, Table, Version
from amate.catalog.rules import MEANING_NAMES, TYPE_NAMES
from amate.catalog.stored import stored
from amate.ingest.recipe import ColumnRecipe, Recipe, TableRecipe
from amate.ingest.steps import STEPS
from amate.publishing.disclosure import PRIVATE
from amate.publishing.readings import is_touched, recipe_of
from amate.query import rows
from amate.query.language import Query
from amate.web.grid import Grid, grid

FIRST_ROWS = 8
WIDEST = 60  # columns of a preview
A_PAGE = 40  # columns that are changed at once

EMPTYING = frozenset({"missing-words", "missing-texts", "trimmed", "invisible"})

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Repair:
    """A step of the recipe: what it did, or what would be done if it were switched on."""

    code: str
    label: str
    off: str
    on: bool
    told: Sequence[Document]

    @property
    def count(self) -> int:
        return sum(note.get("count", 0) for note in self.told)

    @property
    def examples(self) -> list[tuple[str, str]]:
        return [(before, after) for note in self.told for before, after in note.get("examples", ())]

    @property
    def empties(self) -> bool:
        """It leaves cells empty; other steps that leave nothing took a row or a column away."""
        return self.code in EMPTYING

    @property
    def lines(self) -> list[int]:
        return sorted({line for note in self.told for line in note["rows"]})


@dataclass(frozen=True)
class Line:
    """A line of the file as it is: `role` is title, head, data, or "" for what is blank."""

    number: int
    cells: Sequence[str]
    role: str


@dataclass(frozen=True)
class ColumnShown:
    """A column of the recipe, and what it became; `place` is its number in the recipe."""

    place: int
    recipe: ColumnRecipe
    column: Column | None

    @property
    def type(self) -> str:
        return self.column.type if self.column else ""

    @property
    def type_name(self) -> str:
        return TYPE_NAMES.get(self.type, "")

    @property
    def known_as(self) -> str:
        return MEANING_NAMES.get(self.column.meaning, "") if self.column else ""

    @property
    def chosen(self) -> str:
        """What the select of its type stands at; "" is the automatic one."""
        if not self.recipe.chosen:
            return ""
        return f"{self.recipe.type}:{self.recipe.rule}" if self.recipe.rule in ORDERS else self.recipe.type


ORDERS = ("day-first", "month-first")


@dataclass
class TableShown:
    """One table of the recipe. `table` and `read` are None when it is left out."""

    place: int
    recipe: TableRecipe
    read: Document | None = None
    table: Table | None = None
    columns: list[ColumnShown] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.recipe.name or (self.read or {}).get("name") or self.recipe.source

    @property
    def notes(self) -> Sequence[Document]:
        return self.read["notes"] if self.read else ()

    @property
    def repairs(self) -> list[Repair]:
        """Those that were done and those that a person switched, in the order of the steps."""
        told: dict[str, list[Document]] = defaultdict(list)
        for note in self.notes:
            told[note["code"]].append(note)
        return [
            Repair(code, step.label, step.off, self.recipe.on(code), told[code])
            for code, step in STEPS.items()
            if (told[code] and self.recipe.on(code)) or code in self.recipe.steps
        ]

    @property
    def offered(self) -> list[Repair]:
        """Those that are done only when a person wants them, and nobody has said."""
        told = {note["code"]: note for note in self.notes}
        return [
            Repair(code, step.label, step.off, False, [told[code]])
            for code, step in STEPS.items()
            if code in told and not self.recipe.on(code) and code not in self.recipe.steps
        ]

    @property
    def done(self) -> int:
        return sum(1 for repair in self.repairs if repair.on and repair.told)

    @property
    def touched(self) -> bool:
        """Somebody changed how it is read."""
        return is_touched(self.recipe)

    @property
    def remarks(self) -> list[Document]:
        """Notes on what is no repair."""
        return [note for note in self.notes if note["code"] not in STEPS and note not in self.persons]

    @property
    def persons(self) -> list[Document]:
        """Notes on what looks like data of persons."""
        return [note for note in self.notes if note["code"].startswith(PRIVATE)]

    @property
    def lines(self) -> list[Line]:
        preview = (self.read or {}).get("preview")
        return list(_lines(preview)) if preview else []

    @property
    def heads(self) -> list[int]:
        """The lines that hold the heads, when lines are known."""
        known = ((self.read or {}).get("preview") or {}).get("heads") or [
            (self.read or {}).get("header_row", 0)
        ]
        return [line for line in known if line]

    @property
    def wide(self) -> int:
        """Columns of the lines of the file that are shown."""
        return max((len(line.cells) for line in self.lines), default=0)

    def first_rows(self) -> Grid | None:
        """The first rows as they will be published."""
        if self.table is None:
            return None
        columns = list(self.table.columns.all())[:WIDEST]
        asked = Query(columns=tuple(column.name for column in columns), limit=FIRST_ROWS, count=False)
        page = rows.page(stored(self.table), asked)
        return grid(columns, page.ids, page.rows)


def tables_of(version: Version, recipe: Recipe) -> list[TableShown]:
    """Every table of a recipe, in its order, left out ones too, with what the version made of each."""
    read = iter(version.report.get("tables", []))
    made = iter(version.tables.prefetch_related("columns"))
    was_read = {table.source for table in recipe_of(version).tables if table.keep}
    shown = []
    for place, one in enumerate(recipe.tables):
        table = TableShown(place, one)
        if one.source in was_read:
            table.read, table.table = next(read, None), next(made, None)
        table.columns = list(_columns(table))
        shown.append(table)
    return shown


def _columns(shown: TableShown) -> Iterator[ColumnShown]:
    """Those that are left out stand last in a recipe; here each is where the file has it."""
    made = {column.name: column for column in shown.table.columns.all()} if shown.table else {}
    where = {head: place for place, head in enumerate(shown.recipe.heads)}
    ordered = sorted(enumerate(shown.recipe.columns), key=lambda pair: where.get(pair[1].head, len(where)))
    for place, one in ordered:
        yield ColumnShown(place, one, made.get(one.published_as) if one.keep else None)


def _lines(preview: Document) -> Iterator[Line]:
    heads, first = set(preview["heads"]), preview["first"]
    for number, cells in preview["rows"]:
        if number in heads:
            role = "head"
        elif not any(cells):
            role = ""
        else:
            role = "data" if number >= first else "title"
        yield Line(number, cells, role)
