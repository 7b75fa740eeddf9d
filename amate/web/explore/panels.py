"""The panels that open over a table: each a form at an address of its own, and the question that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from amate.base.errors import Invalid
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn
from amate.query.language import Query
from amate.query.profile import profile
from amate.web.explore import choosing, filtering, grouping
from amate.web.explore.exploring import Exploring
from amate.web.explore.fields import Fields
from amate.web.explore.filtering import ColumnFilter, column_asked

Applied = Callable[[Exploring, Fields], Exploring]
Context = Callable[[Exploring, Fields], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """`applied` turns what the form sent into a question, `context` is what its template shows."""

    title: str
    applied: Applied
    context: Context


@dataclass(frozen=True)
class Panel:
    """An open panel; `error` is what was wrong with what was sent from it."""

    name: str
    title: str
    context: dict[str, Any]
    error: Invalid | None = None

    @property
    def template(self) -> str:
        return f"explore/panels/{self.name}.html"


def opened(exploring: Exploring, fields: Fields, error: Invalid | None = None) -> Panel | None:
    """The panel that an address opens, or whose form could not be done; None when it opens none."""
    name = fields.one("hecho") or fields.one("panel")
    kind = KINDS.get(name)
    if kind is None:
        return None
    return Panel(name, kind.title, kind.context(exploring, fields), error)


def asked_for(exploring: Exploring, fields: Fields) -> str:
    """The address that says the same as a submitted form; "" when none was submitted."""
    kind = KINDS.get(fields.one("hecho"))
    if kind is None:
        return ""
    return kind.applied(exploring, fields).first


def _filter(exploring: Exploring, fields: Fields) -> dict[str, Any]:
    try:
        column = column_asked(exploring, fields)
    except Invalid:
        column = None
    if column is None:
        return {"columns": exploring.columns}
    return {"filter": ColumnFilter(exploring, column, _profile(exploring, column.name), fields)}


def _profile(exploring: Exploring, name: str) -> dict[str, Any]:
    """Of the rows that satisfy the conditions on the other columns."""
    column = exploring.by_name[name]
    others = tuple(one for one in exploring.query.where if one.column != name)
    query = Query(where=others, words=exploring.query.words)
    if not query.is_filtered:
        found: dict[str, Any] = column.profile
        return found
    return profile(stored(exploring.table), query, [StoredColumn(name, column.type)])[name]


def _groups(exploring: Exploring, fields: Fields) -> dict[str, Any]:
    return {"form": grouping.Form(exploring, fields)}


def _columns(exploring: Exploring, fields: Fields) -> dict[str, Any]:
    return {"choices": list(choosing.choices(exploring))}


def _nothing_to_ask(exploring: Exploring, fields: Fields) -> Exploring:
    """What is saved is sent by POST, to an address of its own."""
    return exploring


KINDS = {
    "filtro": Kind("Filtrar", filtering.applied, _filter),
    "agrupar": Kind("Agrupar", grouping.applied, _groups),
    "guardar": Kind("Guardar esta vista", _nothing_to_ask, lambda exploring, fields: {}),
    "columnas": Kind("Columnas", choosing.applied, _columns),
}
