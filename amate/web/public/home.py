"""The front page, and where its counts come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amate.base.clock import today
from amate.base.text import spanish_key
from amate.catalog.figures import Figures, figures
from amate.catalog.models import Dataset, Highlight, Theme
from amate.people.models import Institution
from amate.people.rules import Kind
from amate.web.public.cards import cards
from amate.web.public.themes import counted

FEATURED, LATEST, HIGHLIGHTS = 3, 6, 6


@dataclass(frozen=True)
class Counted:
    """A number of the front page, what it counts, and the page where it can be checked."""

    number: int
    label: str
    url: str


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
            "highlights": Highlight.objects.on(today()).select_related("dataset__institution")[:HIGHLIGHTS],
            "figures": _figures(known),
            "questions": settings.PORTAL.questions,
            "featured": cards(_published().filter(featured=True)[:FEATURED]),
            "latest": cards(_published().order_by("-data_modified", "-pk")[:LATEST]),
            "kinds": _kinds(known),
        },
    )


@require_safe
def holdings(request: HttpRequest) -> HttpResponse:
    """What each institution publishes, and the sums that the front page shows."""
    known = figures()
    rows = Institution.objects.in_bulk(list(known.by_institution))
    named = [(rows[pk], held) for pk, held in known.by_institution.items()]
    named.sort(key=lambda pair: spanish_key(pair[0].name))
    context = {"rows": named, "whole": known.whole, "section": "institutions"}
    return render(request, "public/holdings.html", context)


def _published() -> Any:
    return Dataset.objects.published().for_lists()


def _figures(known: Figures) -> list[Counted]:
    """Empty while nothing is public."""
    whole, by_institution = known.whole, reverse("holdings")
    if not whole.datasets:
        return []
    return [
        _counted(whole.datasets, "conjunto de datos", "conjuntos de datos", reverse("search")),
        _counted(whole.files, "archivo", "archivos", by_institution),
        _counted(whole.rows, "fila que se puede consultar", "filas que se pueden consultar", by_institution),
        _counted(len(known.by_institution), "institución publica", "instituciones publican", by_institution),
        _counted(
            whole.recent,
            "actualizado en el último mes",
            "actualizados en el último mes",
            f"{reverse('search')}?actualizado=mes",
        ),
    ]


def _counted(number: int, one: str, many: str, url: str) -> Counted:
    return Counted(number, one if number == 1 else many, url)


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
