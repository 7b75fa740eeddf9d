"""The front page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amate.catalog.figures import Figures, figures
from amate.catalog.models import Dataset, Theme
from amate.people.models import Institution
from amate.people.rules import Kind
from amate.web.public.cards import cards
from amate.web.public.themes import counted

FEATURED, LATEST = 3, 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    known = figures()
    themes = counted(Theme.objects.all(), known)
    return render(
        request,
        "public/home.html",
        {
            "hide_search": True,
            "main_themes": [each for each in themes if each.theme.main],
            "other_themes": [each for each in themes if each.datasets and not each.theme.main],
            "figures": _figures(known),
            "questions": settings.PORTAL.questions,
            "featured": cards(_published().filter(featured=True)[:FEATURED]),
            "latest": cards(_published().order_by("-data_modified", "-pk")[:LATEST]),
            "kinds": _kinds(known),
        },
    )


def _published() -> Any:
    return Dataset.objects.published().for_lists()


def _figures(known: Figures) -> list[tuple[str, int]]:
    return [
        ("conjuntos de datos", known.datasets),
        ("archivos", known.files),
        ("filas que se pueden consultar", known.rows),
        ("instituciones publican", len(known.by_institution)),
        ("actualizados en el último mes", known.recent),
    ]


def _kinds(known: Figures) -> list[tuple[str, str, int]]:
    """Kinds of institution: anchor in their list, name, how many publish."""
    kind_of = dict(Institution.objects.order_by().values_list("pk", "kind"))
    counts = Counter(kind_of[pk] for pk in known.by_institution)
    return [(kind.value, PLURAL[kind], counts[kind.value]) for kind in Kind]


PLURAL = {
    Kind.DEPENDENCIA: "Dependencias del estado",
    Kind.ORGANISMO: "Organismos públicos",
    Kind.MUNICIPIO: "Municipios",
}
