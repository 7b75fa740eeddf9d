"""What somebody had typed into a form that cannot be saved any more: it is shown again, to be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amate.catalog.rules import FIELDS

SECRET = re.compile(r"password|secret|token|code|clave", re.IGNORECASE)
PROSE = re.compile(r"\w\s+\w")  # two words
SHOWN = 40  # texts of one form
CHOSEN = ("theme", "periodicity", "territory", "licence")  # from a list: nothing of it was written
LABELS = {
    **{field.name: field.label for field in FIELDS if field.typed and field.name not in CHOSEN},
    "answer": gettext_lazy("Qué se hizo"),
    "message": gettext_lazy("Mensaje"),
    "note": gettext_lazy("Nota"),
    "reason": gettext_lazy("Motivo"),
    "text": gettext_lazy("Comentario"),
}


@dataclass(frozen=True)
class Typed:
    """One text, what its field is called, and how many lines it takes to show it."""

    label: str
    text: str

    @property
    def lines(self) -> int:
        return min(12, 1 + self.text.count("\n") + len(self.text) // 35)


def typed(request: HttpRequest) -> list[Typed]:
    """The texts of a form that was sent, without secrets, choices and numbers."""
    return list(_texts(request))[:SHOWN] if request.method == "POST" else []


def typed_here(request: HttpRequest) -> list[Typed]:
    """The same, of a form that lacks its token: only when the browser says that it comes from this portal."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return typed(request) if origin.netloc == request.get_host() else []


def _texts(request: HttpRequest) -> Iterator[Typed]:
    for name, values in request.POST.lists():
        if SECRET.search(name):
            continue
        for text in (str(value).strip() for value in values):
            if text and (name in LABELS or PROSE.search(text)):
                yield Typed(str(LABELS.get(name) or _("Otro texto")), text)
