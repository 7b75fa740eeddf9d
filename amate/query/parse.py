"""From the parameters of an address to a Query and back. Past this module nobody sees a string from a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import AmateError
from amate.engines.stored import ROW_NUMBER, StoredColumn
from amate.query import controls
from amate.query.language import OPERATORS, Query, Value, Where
from amate.query.refusals import no_meaning, not_comparable, refused
from amate.query.spelling import AS_OF, Condition, Control, joined, key_of, meaning
from amate.query.values import read, written

Types = Mapping[str, str]


def from_url(
    params: Iterable[tuple[str, str]], columns: Sequence[StoredColumn], *, export: bool = False
) -> Query:
    """The question that an address asks of a table with these columns.

    A page has 100 rows unless asked otherwise, 1,000 at most; an export has all of them. Controls left empty,
    as forms send them, say nothing. Raises Invalid, `fields` naming the parameter.
    """
    types = types_of(columns)
    where: list[Where] = []
    said: dict[str, list[str]] = {}
    for key, text in params:
        meant = meaning(key, types)
        if isinstance(meant, Condition):
            where.append(_where(key, meant, text, types))
        elif meant is None or meant.name == AS_OF:
            raise refused(key, no_meaning(key, types))
        elif text:
            said.setdefault(meant.name, []).append(text)
    return Query(where=tuple(where), **_controls(said, types, export=export))


def to_url(query: Query, columns: Sequence[StoredColumn], *, export: bool = False) -> list[tuple[str, str]]:
    """The parameters that `from_url` reads as this question; what is usual is left out."""
    types = types_of(columns)
    conditions = [
        (key_of(Condition(one.column, one.operator), types), _written(one.value)) for one in query.where
    ]
    return conditions + [
        (key_of(Control(name), types), text) for name, text in controls.written(query, types, export=export)
    ]


def version_asked(
    params: Iterable[tuple[str, str]], columns: Sequence[StoredColumn]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What an address says of the version (`_as_of`), and the rest of it, which `from_url` reads.

    `columns` are those of the newest version, so that it does not depend on the version what the address says.
    """
    types = types_of(columns)
    said: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for key, text in params:
        (said if meaning(key, types) == Control(AS_OF) else rest).append((key, text))
    if len(said) > 1:
        raise refused(AS_OF, _("se escribió más de una vez: deja uno solo."))
    return [one for one in said if one[1]], rest


def unless_said(
    params: Sequence[tuple[str, str]], columns: Sequence[StoredColumn], control: str, text: str
) -> list[tuple[str, str]]:
    """The same parameters, and what a control says when they leave it unsaid or empty."""
    types = types_of(columns)
    if any(value and meaning(key, types) == Control(control) for key, value in params):
        return list(params)
    return [*params, (key_of(Control(control), types), text)]


def types_of(columns: Sequence[StoredColumn]) -> Types:
    return {ROW_NUMBER: "integer"} | {column.name: column.type for column in columns}


def _where(key: str, meant: Condition, text: str, types: Types) -> Where:
    kind = types[meant.column]
    if meant.operator not in OPERATORS[kind]:
        raise refused(key, not_comparable(meant.column, kind, meant.operator))
    try:
        return Where(meant.column, meant.operator, _value(meant.operator, kind, text))
    except (AmateError, ValueError) as error:
        raise refused(key, str(error)) from None


def _value(operator: str, kind: str, text: str) -> Value | tuple[Value, ...]:
    if operator == "isnull":
        return read("boolean", text)
    if operator == "in":
        return tuple(read(kind, item) for item in controls.listed(text))
    return read(kind, text)


def _written(value: Value | tuple[Value, ...]) -> str:
    return joined([written(item) for item in value]) if isinstance(value, tuple) else written(value)


def _controls(said: Mapping[str, Sequence[str]], types: Types, *, export: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    name = ""
    try:
        for name in (name for name in controls.READ if name in said):
            known = controls.sortable(fields, types) if name == "_sort" else types
            fields |= controls.READ[name](said[name], known)
        name = "_group" if "group" in fields else "_aggregate"
        controls.of_groups(fields, types)
        name = "_page" if "page" in fields else "_limit"
        return controls.together(fields, export=export)
    except (AmateError, ValueError) as error:
        raise refused(name, str(error)) from None
