"""A dictionary of data among other tables, known by its shape: a column of names, and one that explains them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from amate.base.text import fold
from amate.ingest.dictionary import as_csv
from amate.ingest.dictionary.declared import LONGEST, Field

Rows = Sequence[Sequence[str]]

MOST_ROWS = 5_000
MOST_COLUMNS = 30
LEAST = 2  # columns that it must describe
SHARE = 0.5  # of the columns of the table, or of its own lines
ALIKE = 88  # of 100: how like a name must be to one that nobody wrote exactly so
SHORTEST = 5  # letters of a name that is looked for by likeness

# What offices call the columns of their dictionaries, folded.
DESCRIPTION = (
    *("descripcion", "significado", "definicion", "concepto", "que es", "detalle", "explicacion"),
    *("description", "contenido", "observaciones", "comentarios", "nota"),
)
TITLE = ("titulo", "etiqueta", "indicador", "nombre", "nombre largo", "nombre completo", "label", "variable")
UNIT = ("unidad", "unidad de medida", "unidades", "unit", "medida")
TYPE = ("tipo", "tipo de dato", "tipo de variable", "type", "formato")
TABLE = ("tabla", "hoja", "archivo", "table", "recurso")


@dataclass(frozen=True)
class Described:
    """What a dictionary says of a table: a field for each of its columns that it describes, under the column's name."""

    fields: tuple[Field, ...]
    columns: int

    @property
    def count(self) -> int:
        return len(self.fields)


def describes(dictionary: Rows, names: Sequence[str], table: str = "") -> Described | None:
    """What a table (its rows as text, heads first) says of the columns of another; None when it is no dictionary of it.

    A dictionary may have no heads: then its first line, which was taken for them, describes a column like the rest.
    """
    if not (LEAST <= len(dictionary) <= MOST_ROWS + 1 and 2 <= len(dictionary[0]) <= MOST_COLUMNS):
        return None
    rows = _of_table(dictionary, table)
    place, matches = max(_namings(rows, names), key=lambda naming: len(naming[1]), default=(0, {}))
    enough = len(matches) >= SHARE * len(names) or len(matches) >= SHARE * (len(rows) - 1)
    if len(matches) < LEAST or not enough:
        return None
    told = _told(rows, place, sorted(matches))
    if told is None:
        return None
    fields = tuple(
        told.field(names[matches[at]], rows[at]) for at in sorted(matches, key=matches.__getitem__)
    )
    useful = tuple(field for field in fields if field.description or field.title)
    return Described(useful, len(names)) if len(useful) >= LEAST else None


def _of_table(dictionary: Rows, table: str) -> Rows:
    """Only the lines about this table, when one column says of which each is."""
    at = _headed(dictionary[0], TABLE)
    own = [row for row in dictionary[1:] if at is not None and fold(row[at].strip()) == fold(table.strip())]
    return [dictionary[0], *own] if own else dictionary


def _namings(rows: Rows, names: Sequence[str]) -> Iterator[tuple[int, dict[int, int]]]:
    """Each column of a dictionary with what it names: {its line: the column of the table}."""
    keys = [_key(name) for name in names]
    for place in range(len(rows[0])):
        yield place, _matches([_key(row[place]) for row in rows], keys)


def _matches(said: Sequence[str], keys: Sequence[str]) -> dict[int, int]:
    exact: dict[str, int] = {}
    for line, key in enumerate(said):
        exact.setdefault(key, line)
    found = {exact[key]: at for at, key in enumerate(keys) if key and key in exact}
    rest = [at for at, key in enumerate(keys) if at not in found.values() and len(key) >= SHORTEST]
    free = {line: key for line, key in enumerate(said) if line not in found and len(key) >= SHORTEST}
    # Only beside names that are exact: likeness alone would find dictionaries everywhere.
    if len(rest) > 2 * len(found):
        return found
    for at in rest:
        best = process.extractOne(keys[at], free, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best and re.findall(r"\d+", best[0]) == re.findall(r"\d+", keys[at]):
            found[best[2]] = at
            del free[best[2]]
    return found


def _key(name: str) -> str:
    """A name as it is compared: letters and digits, without accents, case or quotes."""
    return "".join(re.findall(r"[a-z0-9]+", fold(name)))


@dataclass(frozen=True)
class _Places:
    """In which column of a dictionary stands what."""

    description: int | None
    title: int | None
    unit: int | None
    type: int | None

    def field(self, name: str, row: Sequence[str]) -> Field:
        def said(place: int | None) -> str:
            return " ".join(row[place].split())[:LONGEST] if place is not None else ""

        description, title = said(self.description), said(self.title)
        return Field(
            name=name,
            description=description or title,
            title=title if description and title != name else "",
            unit=said(self.unit),
            type=as_csv.type_named(said(self.type)),
        )


def _told(rows: Rows, naming: int, lines: Sequence[int]) -> _Places | None:
    """Where a dictionary says what; None when it says nothing of its columns but their names."""
    heads, others = rows[0], [at for at in range(len(rows[0])) if at != naming]
    headed = 0 not in lines
    description = _headed(heads, DESCRIPTION, but=naming) if headed else None
    if description is None:
        description = max(others, key=lambda at: _eloquence(rows, at, lines))
        if not _eloquence(rows, description, lines):
            return None
    if not headed:
        return _Places(description, None, None, None)
    title = _headed(heads, TITLE, but=naming)
    return _Places(
        description,
        title if title != description else None,
        _headed(heads, UNIT, but=naming),
        _headed(heads, TYPE, but=naming),
    )


def _eloquence(rows: Rows, place: int, lines: Sequence[int]) -> float:
    """How much a column looks like descriptions: the letters of its words, less where it repeats itself."""
    said = [rows[at][place].strip() for at in lines]
    filled = [one for one in said if one and not _is_number(one)]
    if len(filled) * 2 < len(said):
        return 0
    different = len(Counter(filled)) / len(filled)
    return different * sum(len(one) for one in filled) / len(filled)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,…%/ -]+", text))


def _headed(heads: Sequence[str], wanted: Sequence[str], but: int | None = None) -> int | None:
    """The column under one of these heads: as such, or else beginning with it."""
    folded = [" ".join(re.findall(r"[a-z0-9]+", fold(head))) for head in heads]
    whole = (at for word in wanted for at, head in enumerate(folded) if head == word and at != but)
    begun = (
        at for word in wanted for at, head in enumerate(folded) if head.startswith(f"{word} ") and at != but
    )
    return next(whole, next(begun, None))
