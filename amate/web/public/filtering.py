"""The forms of the explorer: what was chosen in them, as the address that asks for it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

from amate.base.errors import Invalid
from amate.catalog.models import Table
from amate.query.language import OPERATORS
from amate.query.spelling import Condition, Control, joined, key_of, meaning

# What a person chooses, and the operator with the value it stands for; None: the value they write.
CONDITIONS: dict[str, tuple[str, str, str | None]] = {
    "contiene": ("contiene", "contains", None),
    "empieza": ("empieza con", "startswith", None),
    "igual": ("es igual a", "eq", None),
    "distinto": ("no es igual a", "ne", None),
    "mayor": ("es mayor que", "gt", None),
    "desde": ("es mayor o igual que", "gte", None),
    "menor": ("es menor que", "lt", None),
    "hasta": ("es menor o igual que", "lte", None),
    "vacia": ("está vacía", "isnull", "true"),
    "llena": ("no está vacía", "isnull", "false"),
}
COLUMN, CONDITION, VALUE, SHOWN = "f_columna", "f_condicion", "f_valor", "f_mostrar"
FORM = frozenset({COLUMN, CONDITION, VALUE, SHOWN})


def asked_in_form(params: QueryDict, table: Table) -> str:
    """The query string that says the same as a submitted form; "" when nothing was submitted."""
    types = {"_id": "integer"} | {column.name: column.type for column in table.columns.all()}
    if not FORM & set(params) - set(types):
        return ""
    kept = [(key, value) for key, values in params.lists() if key not in FORM for value in values if value]
    kept = [(key, value) for key, value in kept if not _is(key, "_page", types)]
    if SHOWN in params:
        kept = [(key, value) for key, value in kept if not _is(key, "_columns", types)]
        kept.append((key_of(Control("_columns"), types), joined(params.getlist(SHOWN))))
    if params.get(COLUMN):
        kept.append(_condition(params, types))
    return urlencode(kept) or f"{key_of(Control('_page'), types)}=1"


def _condition(params: QueryDict, types: dict[str, str]) -> tuple[str, str]:
    column, value = params[COLUMN], params.get(VALUE, "")
    label, operator, fixed = CONDITIONS.get(params.get(CONDITION, ""), CONDITIONS["igual"])
    if column not in types:
        raise Invalid(f"La tabla no tiene la columna «{column[:60]}». Elige una de la lista.")
    if operator not in OPERATORS[types[column]]:
        raise Invalid(
            f"«{label}» no se puede preguntar de la columna «{column[:60]}», que no es de texto. "
            "Prueba con «es igual a», «es mayor que» o «es menor que»."
        )
    if fixed is None and not value:
        raise Invalid(f"Escribe el valor que buscas en la columna «{column[:60]}».")
    return key_of(Condition(column, operator), types), fixed or value


def _is(key: str, control: str, types: dict[str, str]) -> bool:
    return meaning(key, types) == Control(control)
