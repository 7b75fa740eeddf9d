"""Which columns are shown, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from amate.base.errors import Invalid
from amate.catalog.models import Column
from amate.query.values import shown
from amate.web.explore.exploring import WIDEST, Exploring
from amate.web.explore.fields import Fields


@dataclass(frozen=True)
class Choice:
    """A column to be shown or not; those that are shown can go earlier or later."""

    column: Column
    checked: bool
    first: bool = False
    last: bool = False


def choices(exploring: Exploring) -> Iterator[Choice]:
    """The columns that are shown in their order, then the others in theirs."""
    chosen = exploring.chosen
    for at, column in enumerate(chosen, start=1):
        yield Choice(column, checked=True, first=at == 1, last=at == len(chosen))
    known = {column.name for column in chosen}
    for column in exploring.columns:
        if column.name not in known:
            yield Choice(column, checked=False)


def applied(exploring: Exploring, fields: Fields) -> Exploring:
    names = list(dict.fromkeys(fields.all("mostrar")))
    if unknown := next((name for name in names if name not in exploring.by_name), None):
        raise Invalid(f"La tabla no tiene la columna «{shown(unknown)}».")
    if not names:
        raise Invalid("Marca al menos una columna: sin columnas no hay nada que ver.")
    _move(names, fields.one("antes"), -1)
    _move(names, fields.one("despues"), 1)
    usual = [column.name for column in exploring.columns]
    whole = names == usual and len(usual) <= WIDEST
    query = replace(exploring.query, columns=() if whole else tuple(names), offset=0, after=None)
    return replace(exploring, query=query)


def _move(names: list[str], name: str, by: int) -> None:
    if name in names:
        at = names.index(name)
        there = min(max(at + by, 0), len(names) - 1)
        names.insert(there, names.pop(at))
