"""The front page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amate.catalog.models import Dataset, Resource, Table, Theme
from amate.catalog.rules import State
from amate.people.models import Institution
from amate.people.rules import Kind
from amate.web.public.cards import cards
from amate.web.public.themes import counted

FEATURED, LATEST = 3, 6
MONTH = timedelta(days=30)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "public/home.html",
        {
            "hide_search": True,
            "main_themes": counted(Theme.objects.filter(main=True)),
            "other_themes": counted(Theme.objects.filter(main=False, dataset__state=State.PUBLISHED)),
            "figures": _figures(),
            "questions": settings.PORTAL.questions,
            "featured": cards(_published().filter(featured=True)[:FEATURED]),
            "latest": cards(_published().order_by("-data_modified", "-pk")[:LATEST]),
            "kinds": _kinds(),
        },
    )


def _published() -> Any:
    return Dataset.objects.published().for_lists()


def _figures() -> list[tuple[str, int]]:
    """What the portal holds, counted now."""
    datasets = Dataset.objects.published()
    known = datasets.aggregate(
        all=Count("pk"),
        institutions=Count("institution", distinct=True),
        recent=Count("pk", filter=Q(data_modified__gte=timezone.now() - MONTH)),
    )
    public = Resource.objects.filter(dataset__state=State.PUBLISHED, current__isnull=False)
    rows = Table.objects.visible_to(None).current().aggregate(rows=Sum("rows"))["rows"] or 0
    return [
        ("conjuntos de datos", known["all"]),
        ("archivos", public.count()),
        ("filas que se pueden consultar", rows),
        ("instituciones publican", known["institutions"]),
        ("actualizados en el último mes", known["recent"]),
    ]


def _kinds() -> list[tuple[str, str, int]]:
    """Kinds of institution: anchor in their list, name, how many publish."""
    publish = Count("pk", filter=Q(datasets__state=State.PUBLISHED), distinct=True)
    counts = dict(Institution.objects.order_by().values_list("kind").annotate(publish=publish))
    return [(kind.value, PLURAL[kind], counts.get(kind.value, 0)) for kind in Kind]


PLURAL = {
    Kind.DEPENDENCIA: "Dependencias del estado",
    Kind.ORGANISMO: "Organismos públicos",
    Kind.MUNICIPIO: "Municipios",
}
