"""How a file was read, as a document: what was decided and what a person changed.

It is kept with the resource and replayed on the next file, which then needs no click.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from amate.base.errors import Invalid
from amate.ingest.steps import STEPS

VERSION = 1
# What covers the values of a column: identifiers inside its texts, all but the first letter, all by a keyed hash, or
# counts of few persons.
VEILS = ("redact", "mask", "hash", "suppress")

LEAST_FEWEST = 3  # of two persons each knows the other
NUMBERS = frozenset({"header_row", "fewest"})


@dataclass(frozen=True)
class ColumnRecipe:
    """One column.

    head: its name as read; name: as published; type and rule: how its values are read, preferred while every
    value keeps them, and when `chosen` by a person demanded; keep: whether it is published; veil: "" or a name of
    VEILS, what covers its values when they are.
    """

    head: str
    name: str = ""
    type: str = ""
    rule: str = ""
    chosen: bool = False
    keep: bool = True
    veil: str = ""

    @property
    def published_as(self) -> str:
        return self.name or self.head


@dataclass(frozen=True)
class TableRecipe:
    """One table.

    source: what the file calls it (sheet, member, file); name: as published; header_row: the 1-based line of its
    heads when a person said it; heads: the names that it had, by which its heads are found again; steps: those a
    person switched on or off; keep: whether it is published; count_by: heads of the columns by which its rows are
    counted, so that only how many they are is published, none of fewer than `fewest`.
    """

    source: str = ""
    name: str = ""
    header_row: int | None = None
    heads: tuple[str, ...] = ()
    steps: Mapping[str, bool] = field(default_factory=dict)
    columns: tuple[ColumnRecipe, ...] = ()
    keep: bool = True
    count_by: tuple[str, ...] = ()
    fewest: int = 0

    def on(self, step: str) -> bool:
        """Whether a step is to be done."""
        return self.steps.get(step, STEPS[step].default)

    def column(self, head: str) -> ColumnRecipe:
        """What is known of the column that was read under this head."""
        return next((column for column in self.columns if column.head == head), ColumnRecipe(head))

    def switched(self, step: str, *, on: bool) -> TableRecipe:
        """The same recipe with one step switched."""
        steps = {code: is_on for code, is_on in self.steps.items() if code != step}
        return replace(self, steps=steps if on == STEPS[step].default else steps | {step: on})

    def headed(self, row: int | None) -> TableRecipe:
        """The same recipe with the heads in another row (None: wherever they are found)."""
        return replace(self, header_row=row, heads=(), columns=())


NO_WISHES = TableRecipe()


@dataclass(frozen=True)
class Recipe:
    """The recipe of a file: one for each of its tables."""

    tables: tuple[TableRecipe, ...] = ()

    def of(self, source: str) -> TableRecipe:
        """What is wished for the table that the file calls `source`.

        The only table of a file may be called otherwise next month (`obras_marzo.csv`).
        """
        named = next((table for table in self.tables if table.source == source), None)
        return named or (self.tables[0] if len(self.tables) == 1 else NO_WISHES)

    def under(self, source: str) -> Recipe:
        """The recipe of one file of a pack, whose tables are called `source`, or `source/…` if they are several."""
        prefix = f"{source}/"
        own = [t for t in self.tables if t.source == source or t.source.startswith(prefix)]
        return Recipe(tuple(replace(table, source=table.source.removeprefix(prefix)) for table in own))

    def with_table(self, table: TableRecipe) -> Recipe:
        """The same recipe with this one in the place of its source's."""
        others = [one for one in self.tables if one.source != table.source]
        at = next((i for i, one in enumerate(self.tables) if one.source == table.source), len(others))
        return Recipe((*others[:at], table, *others[at:]))

    def as_json(self) -> dict[str, Any]:
        return {"recipe": VERSION, "tables": [asdict(table) for table in self.tables]}

    @classmethod
    def from_json(cls, document: object) -> Recipe:
        """The recipe of a document; Invalid, saying where, when it is none."""
        if not isinstance(document, Mapping) or document.get("recipe") != VERSION:
            raise Invalid(f"La receta debe ser un objeto JSON con «recipe»: {VERSION} y «tables».")
        tables = document.get("tables", [])
        if not isinstance(tables, list):
            raise Invalid("«tables» de la receta debe ser una lista.")
        return cls(tuple(_table(one, f"tables[{at}]") for at, one in enumerate(tables)))


NO_RECIPE = Recipe()


@dataclass(frozen=True)
class Misfit:
    """Something that a recipe asks for and a file cannot give.

    step: a code of STEPS, or `table`, `header-row`, `column`, `type`.
    """

    step: str
    message: str


_TABLE: Mapping[str, type | tuple[type, ...]] = {
    "source": str,
    "name": str,
    "header_row": (int, type(None)),
    "heads": list,
    "steps": Mapping,
    "columns": list,
    "keep": bool,
    "count_by": list,
    "fewest": int,
}
_COLUMN: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("head", "name", "type", "rule", "veil"), str),
    **dict.fromkeys(("chosen", "keep"), bool),
}


def _table(document: object, where: str) -> TableRecipe:
    fields = _fields(document, _TABLE, where)
    heads, steps = fields.pop("heads", []), fields.pop("steps", {})
    count_by = fields.pop("count_by", [])
    for name, texts in (("heads", heads), ("count_by", count_by)):
        if not all(isinstance(text, str) for text in texts):
            raise Invalid(f"«{name}» de {where} debe ser una lista de textos.")
    for code, is_on in steps.items():
        if code not in STEPS or not isinstance(is_on, bool):
            raise Invalid(
                f"El paso «{code}» de {where} de la receta no existe, o su valor no es true ni false."
            )
    columns = tuple(
        _column(one, f"{where}.columns[{at}]") for at, one in enumerate(fields.pop("columns", []))
    )
    if count_by and fields.get("fewest", 0) < LEAST_FEWEST:
        raise Invalid(f"«fewest» de {where} debe ser {LEAST_FEWEST} o más.")
    return TableRecipe(
        heads=tuple(heads), steps=dict(steps), columns=columns, count_by=tuple(count_by), **fields
    )


def _column(document: object, where: str) -> ColumnRecipe:
    column = ColumnRecipe(**_fields(document, _COLUMN, where, "head"))
    if column.veil and column.veil not in VEILS:
        raise Invalid(f"«veil» de {where} de la receta debe ser uno de estos: {', '.join(VEILS)}.")
    return column


def _fields(
    document: object, known: Mapping[str, type | tuple[type, ...]], where: str, *required: str
) -> dict[str, Any]:
    if not isinstance(document, Mapping):
        raise Invalid(f"{where} de la receta debe ser un objeto.")
    if lacking := [name for name in required if name not in document]:
        raise Invalid(f"A {where} de la receta le falta «{lacking[0]}».")
    for name, value in document.items():
        if name not in known:
            raise Invalid(f"{where} de la receta trae «{name}», que no existe.")
        if not isinstance(value, known[name]) or (name in NUMBERS and isinstance(value, bool)):
            raise Invalid(f"«{name}» de {where} de la receta no es de la clase que debe.")
    return dict(document)
