"""What is said to someone whose address asks for what the table or the language does not know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.query.language import FUNCTIONS, OPERATORS, PARTS, Query
from amate.query.spelling import ALL_OPERATORS, CONTROLS
from amate.query.values import shown

NAMED = 12  # columns named in a refusal


def refused(key: str, message: str) -> Invalid:
    """A refusal of one parameter, named in the sentence and in `fields`."""
    sentence = _("Parámetro «%(key)s»: %(message)s") % {"key": shown(key), "message": message}
    return Invalid(sentence, code="bad-parameter", fields={shown(key): message})


def no_meaning(key: str, names: Collection[str]) -> str:
    before, underscores, operator = key.rpartition("__")
    if underscores and before in names:
        return _("«%(operator)s» no es una comparación; hay %(known)s.") % {
            "operator": shown(operator),
            "known": ", ".join(ALL_OPERATORS),
        }
    if key.startswith("_"):
        return _("no existe; hay %(known)s.") % {"known": ", ".join(CONTROLS)}
    return no_column(before if operator in ALL_OPERATORS else key, names)


def no_column(name: str, names: Collection[str]) -> str:
    known = ", ".join(f"«{shown(column)}»" for column in list(names)[:NAMED])
    if len(names) > NAMED:
        known += _(" y %(count)d más") % {"count": len(names) - NAMED}
    return _("la tabla no tiene la columna «%(name)s»; tiene %(known)s.") % {
        "name": shown(name),
        "known": known,
    }


def only_conditions(query: Query) -> None:
    """Refuse what only pages of rows and of groups take."""
    said = {
        "_group": query.group,
        "_aggregate": query.aggregate,
        "_sort": query.sort,
        "_page": query.offset,
        "_after": query.after is not None,
    }
    for key in (key for key, wrong in said.items() if wrong):
        raise refused(key, _("aquí no se usa; di «_columns», «_q» y condiciones."))


def too_many_columns(count: int, most: int) -> Invalid:
    """More columns than are looked at in one question."""
    message = _("son %(count)d columnas, y aquí se miran hasta %(most)d: elige algunas, como «_columns=a,b».")
    return refused("_columns", message % {"count": count, "most": most})


def not_comparable(column: str, kind: str, operator: str) -> str:
    return _("«%(column)s» es de tipo %(kind)s y no admite «%(operator)s»; admite %(known)s.") % {
        "column": shown(column),
        "kind": kind,
        "operator": operator,
        "known": ", ".join(OPERATORS[kind]),
    }


def no_group(text: str, names: Collection[str]) -> str:
    """Not a column, nor a part of one."""
    column, underscores, _part = text.rpartition("__")
    if not underscores or column not in names:
        return no_column(text, names)
    return _(
        "«%(text)s» no dice cómo agrupar; de una columna se puede tomar %(known)s, como «fecha__month»."
    ) % {
        "text": shown(text),
        "known": ", ".join(PARTS),
    }


def no_aggregate(text: str, names: Collection[str]) -> str:
    column, underscores, function = text.rpartition("__")
    if underscores and function in FUNCTIONS:
        return no_column(column, names)
    return _("«%(text)s» no es un cálculo; hay «count» y, de una columna, %(known)s, como «monto__sum».") % {
        "text": shown(text),
        "known": ", ".join(FUNCTIONS),
    }


def not_of_type(column: str, kind: str, saying: str, known: Mapping[str, Sequence[str]]) -> str:
    return _("«%(column)s» es de tipo %(kind)s y no admite «%(saying)s»; admite %(known)s.") % {
        "column": shown(column),
        "kind": kind,
        "saying": saying,
        "known": ", ".join(name for name, kinds in known.items() if kind in kinds) or _("nada parecido"),
    }
