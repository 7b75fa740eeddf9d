"""Values as they are written in an address, each way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.query.language import Value

TRUE = {"true", "sí", "si", "verdadero", "1"}
FALSE = {"false", "no", "falso", "0"}
WHOLE = re.compile(r"[+-]?[0-9]{1,38}")
NUMBER = re.compile(r"[+-]?([0-9]{1,38}(\.[0-9]{0,38})?|\.[0-9]{1,38})([eE][+-]?[0-9]{1,3})?")


def read(kind: str, text: str) -> Value:
    """The value of a column of type `kind`; raises Invalid with what was expected."""
    reader, expected = READERS[kind]
    try:
        text.encode()
        return reader(text if kind == "text" else text.strip())
    except ValueError:
        message = _("«%(value)s» no es %(expected)s.") % {"value": shown(text), "expected": expected()}
        raise Invalid(message, code="bad-value") from None


def written(value: Value) -> str:
    """`value` as `read` takes it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def shown(text: str) -> str:
    """A stranger's text, short enough for a sentence."""
    text = text.encode(errors="replace").decode()
    return text if len(text) <= 60 else f"{text[:57]}…"


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError
    return int(text)


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise ValueError
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError
    return text.lower() in TRUE


# Tables keep the hour that the office wrote down: a zone could only be compared by guessing theirs.
def _datetime(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo:
        raise ValueError
    return moment


def _time(text: str) -> time:
    moment = time.fromisoformat(text)
    if moment.tzinfo:
        raise ValueError
    return moment


READERS: dict[str, tuple[Callable[[str], Value], Callable[[], str]]] = {
    "text": (str, lambda: _("un texto")),
    "integer": (_whole, lambda: _("un número entero; escríbelo como 1250, sin comas")),
    "number": (_number, lambda: _("un número; escríbelo como 1250.50, sin comas de millares")),
    "boolean": (_boolean, lambda: _("sí o no; escribe «true» o «false»")),
    "date": (date.fromisoformat, lambda: _("una fecha; escríbela como 2024-12-31")),
    "datetime": (_datetime, lambda: _("una fecha con hora, sin zona; escríbela como 2024-12-31T18:30")),
    "time": (_time, lambda: _("una hora, sin zona; escríbela como 18:30")),
}
