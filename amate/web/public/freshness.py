"""Who keeps data up to date as promised: each institution's share, what is late, and how that is reckoned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amate.base.clock import today, zone
from amate.base.errors import NotFound
from amate.base.text import spanish_key
from amate.catalog.freshness import Freshness, margins_of, next_due
from amate.catalog.models import Dataset, DatasetQuerySet
from amate.catalog.punctuality import Punctuality, punctuality, whole
from amate.people.models import Institution
from amate.templatetags.amate import day as written
from amate.web.paging import Pages, page_number
from amate.web.public.feeds import Channel, Entry, answer

A_PAGE = 50
IN_FEED = 50
# Names in the space of this feed, so that each time a dataset became late is one entry for ever.
LATENESS = UUID("0b9f1f5c-0f0b-4f5e-9a55-4d1f3c2b7e10")
ABOUT = "Los conjuntos que se atrasan respecto de lo que su institución dijo, cuando empiezan a estarlo."

Row = tuple[Institution, Punctuality]
# Heads of the table of institutions by their name in the address: what is said, and what it is sorted by.
HEADS: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    "institucion": ("Institución", lambda row: spanish_key(row[0].name)),
    "a-tiempo": ("A tiempo", lambda row: (-1 if row[1].share is None else row[1].share, row[1].on_time)),
    "al-dia": ("Al día", lambda row: row[1].fresh),
    "por-actualizar": ("Por actualizar", lambda row: row[1].due),
    "atrasados": ("Atrasados", lambda row: row[1].overdue),
    "muy-atrasados": ("Muy atrasados", lambda row: row[1].delinquent),
    "sin-compromiso": ("Sin compromiso", lambda row: row[1].none),
}
# pk, title, institution, due
Late = tuple[int, str, str, date]
SORTS: Mapping[str, tuple[str, Callable[[Late], Any]]] = {
    "atraso": ("Más atrasados primero", lambda row: (row[3], row[0])),
    "recientes": ("Menos atrasados primero", lambda row: (-row[3].toordinal(), row[0])),
    "institucion": ("Por institución", lambda row: (spanish_key(row[2]), row[3], row[0])),
    "titulo": ("Por título", lambda row: (spanish_key(row[1]), row[0])),
}


@dataclass(frozen=True)
class Asked:
    """`by`: a head of the table of institutions, after "-" from the greatest; `sort`: one of SORTS; an institution."""

    by: str = "institucion"
    sort: str = "atraso"
    institution: str = ""
    page: int = 1

    def url(self, **other: Any) -> str:
        said = replace(self, **({"page": 1} | other))
        params = {
            "por": said.by if said.by != "institucion" else "",
            "institucion": said.institution,
            "orden": said.sort if said.sort != "atraso" else "",
            "pagina": said.page if said.page > 1 else "",
        }
        query = urlencode({name: value for name, value in params.items() if value})
        return f"{reverse('freshness')}{'?' if query else ''}{query}"


@dataclass(frozen=True)
class Head:
    label: str
    url: str
    direction: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class LateShown:
    dataset: Dataset
    standing: Freshness
    days: int  # since it was due


@require_safe
def freshness(request: HttpRequest) -> HttpResponse:
    day = today()
    asked = _read(request)
    counted = punctuality(day)
    known = Institution.objects.in_bulk(list(counted))
    chosen = next((one for one in known.values() if one.slug == asked.institution), None)
    if asked.institution and chosen is None:
        raise NotFound("")
    late = Dataset.objects.late(day)
    pages, rows = _late(late.filter(institution=chosen) if chosen else late, asked, day)
    context = {
        "section": "institutions",
        "day": day,
        "asked": asked,
        "whole": whole(counted),
        "heads": _heads(asked),
        "rows": _sorted([(known[pk], held) for pk, held in counted.items()], asked.by),
        "chosen": chosen,
        "late": rows,
        "pages": pages,
        "sorts": [(label, asked.url(sort=name), name == asked.sort) for name, (label, _key) in SORTS.items()],
        "all_url": asked.url(institution=""),
        "rules": list(_rules()),
    }
    return render(request, "public/freshness.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The datasets that became late, the newest first."""
    page = reverse("freshness")
    channel = Channel(f"Datos atrasados · {settings.PORTAL.name}", ABOUT, page, reverse("freshness-feed"))
    rows = Dataset.objects.late(today()).select_related("institution", "theme").order_by("-overdue", "-pk")
    found = list(rows[:IN_FEED])
    return answer(
        request, channel, Pages(1, IN_FEED, len(found), lambda _n: channel.feed), map(_entry, found)
    )


def _read(request: HttpRequest) -> Asked:
    by, sort = request.GET.get("por", ""), request.GET.get("orden", "")
    return Asked(
        by=by if by.removeprefix("-") in HEADS else "institucion",
        sort=sort if sort in SORTS else "atraso",
        institution=request.GET.get("institucion", "").replace("\0", "")[:80],
        page=page_number(request.GET.get("pagina")),
    )


def _heads(asked: Asked) -> list[Head]:
    """A figure is first sorted from its greatest, a name from its first; once more turns it round."""
    found = []
    for name, (label, _key) in HEADS.items():
        here = asked.by.removeprefix("-") == name
        down = asked.by.startswith("-")
        first = name if name == "institucion" else f"-{name}"
        other = (name if down else f"-{name}") if here else first
        direction = ("descending" if down else "ascending") if here else ""
        found.append(Head(label, asked.url(by=other), direction))
    return found


def _sorted(rows: Sequence[Row], by: str) -> list[Row]:
    """Those that have the same figure in Spanish order."""
    named = sorted(rows, key=HEADS["institucion"][1])
    return sorted(named, key=HEADS[by.removeprefix("-")][1], reverse=by.startswith("-"))


def _late(late: DatasetQuerySet, asked: Asked, day: date) -> tuple[Pages, list[LateShown]]:
    """A page of what is late. All are put in order here: Spanish order is none of SQL's."""
    found: list[Any] = list(late.order_by().values_list("pk", "title", "institution__name", "due"))
    found.sort(key=SORTS[asked.sort][1])
    pages = Pages(asked.page, A_PAGE, len(found), lambda number: f"{asked.url(page=number)}#_atrasados")
    if asked.page > pages.last:
        raise NotFound("")
    start = (pages.number - 1) * A_PAGE
    keys = [row[0] for row in found[start : start + A_PAGE]]
    rows = Dataset.objects.select_related("institution").in_bulk(keys)
    return pages, [_shown(rows[pk], day) for pk in keys]


def _shown(dataset: Dataset, day: date) -> LateShown:
    assert dataset.due is not None
    very = dataset.delinquent is not None and dataset.delinquent <= day
    standing = Freshness.DELINQUENT if very else Freshness.OVERDUE
    return LateShown(dataset, standing, (day - dataset.due).days)


def _rules() -> Any:
    """(periodicity, days after which data are late, and very late) of those that this portal knows."""
    since = today()
    for known in settings.PORTAL.periodicities:
        due = next_due(known.code, since)
        margins = margins_of((due - since).days) if due else None
        yield known.name, margins


def _entry(dataset: Dataset) -> Entry:
    assert dataset.overdue is not None
    assert dataset.due is not None
    at = datetime.combine(dataset.overdue, time.min, zone())
    return Entry(
        uuid=uuid5(LATENESS, f"{dataset.public_id} {dataset.due}"),
        title=f"Atrasado: {dataset.title}",
        url=dataset.get_absolute_url(),
        updated=at,
        published=at,
        summary=f"Tocaba actualizarlo el {written(dataset.due)}.",
        author=dataset.institution.name,
        category=dataset.theme.name if dataset.theme else "",
    )
