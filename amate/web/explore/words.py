"""Questions as people say them."""

from __future__ import annotations

from amate.query.charts import words as said
from amate.query.language import Query, Value, Where
from amate.query.values import shown
from amate.web.grid import plain

COMPARISONS = {
    "contains": "contiene",
    "startswith": "empieza con",
    "eq": "es igual a",
    "ne": "no es igual a",
    "gt": "es mayor que",
    "gte": "es mayor o igual que",
    "lt": "es menor que",
    "lte": "es menor o igual que",
}
# What kind of thing each comparison says of a column: a new one takes the place of others of its kind.
KIND_OF = {
    "contains": "text",
    "startswith": "text",
    "ne": "text",
    "eq": "values",
    "in": "values",
    "gt": "from",
    "gte": "from",
    "lt": "until",
    "lte": "until",
    "isnull": "empty",
}


def of_condition(one: Where) -> str:
    if isinstance(one.value, tuple):
        return f"{one.column} es una de {', '.join(_said(value) for value in one.value)}"
    if one.operator == "isnull":
        return f"{one.column} {'está vacía' if one.value else 'no está vacía'}"
    return f"{one.column} {COMPARISONS[one.operator]} «{_said(one.value)}»"


def of_words(text: str) -> str:
    return f"con las palabras «{text}»" if " " in text else f"con la palabra «{text}»"


def of_groups(query: Query) -> str:
    """ "Suma de «monto» por mes de «fecha» y «municipio»"."""
    first, *others = map(said.aggregate, query.aggregate)
    calculations = " y ".join([first, *(f"{one[0].lower()}{one[1:]}" for one in others)])
    keys = " y ".join(said.key(one) for one in query.group)
    return f"{calculations} por {keys}" if keys else calculations


def _said(value: Value) -> str:
    return shown(plain(value))
