"""What changed between two public versions of a file of a dataset, chosen in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amate.base.errors import Invalid, NotFound
from amate.catalog.models import Dataset, Resource, Version
from amate.publishing.between import Beside, Pair, histories, pair, said_of, tables_of
from amate.query.diff import ADDED, CHANGED, KINDS, REMOVED
from amate.web.changes import Compared, changes, compared
from amate.web.middleware.usage import about
from amate.web.paging import Pages, page_number
from amate.web.public.seen import dataset_at, follows_its_dataset
from amate.web.words import told

SHOWN = 20  # rows of each kind, of each table
A_PAGE = 100  # rows of one kind, when that is all that is asked for
TABLES = 5  # compared row by row on one page; the others are one click away
CLASSES: Mapping[str, str] = {"nuevas": ADDED, "quitadas": REMOVED, "cambiadas": CHANGED}
Histories = Sequence[tuple[Resource, list[Version]]]


@dataclass(frozen=True)
class Asked:
    """What the address says: a file by its slug, two versions by number, a table, a kind of change, a page of it."""

    file: str = ""
    before: int | None = None
    after: int | None = None
    table: UUID | None = None
    kind: str = ""
    page: int = 1

    def url(self, **other: Any) -> str:
        """The address of the same, but for what is said here; of a page it says that alone when it is not the first."""
        said = replace(self, **({"page": 1} | other))
        params = {
            "archivo": said.file,
            "de": said.before,
            "a": said.after,
            "tabla": said.table,
            "clase": said.kind,
            "pagina": said.page if said.page > 1 else "",
        }
        return f"?{urlencode({name: value for name, value in params.items() if value})}"


@require_safe
@follows_its_dataset
def between(request: HttpRequest, slug: str) -> HttpResponse:
    dataset = dataset_at(slug, request.user)
    about(request, dataset)
    found = histories(dataset, request.user)
    context: dict[str, Any] = {
        "section": "search",
        "dataset": dataset,
        "trail": [(dataset.title, dataset.get_absolute_url())],
        "histories": [one for one in found if len(one[1]) > 1],
        "classes": CLASSES,
        "asked": Asked(),
    }
    try:
        asked = _read(request.GET, dataset)
        two = pair(found, asked.file, asked.before, asked.after)
        if two:
            context |= _shown(dataset, found, asked, two)
    except Invalid as error:
        context |= {"error": error, "versions": found[0][1] if found else []}
    response = render(request, "public/between.html", context, status=400 if "error" in context else 200)
    anyone = dataset.is_public and not request.user.is_authenticated
    response["Cache-Control"] = "public, no-cache" if anyone else "private, no-store"
    return response


def _read(params: Mapping[str, str], dataset: Dataset) -> Asked:
    kind = params.get("clase", "")
    return Asked(
        file=params.get("archivo", "")[:120],
        before=_number(params.get("de", "")),
        after=_number(params.get("a", "")),
        table=_table(params.get("tabla", "")),
        kind=kind if kind in CLASSES else "",
        page=page_number(params.get("pagina")),
    )


def _number(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 7):
        raise Invalid(_("«%s» no es el número de una versión: elige una de la lista.") % said[:20])
    return int(said)


def _table(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise NotFound("") from None


def _shown(dataset: Dataset, found: Histories, asked: Asked, two: Pair) -> dict[str, Any]:
    """What is the same for all tables, and those that are compared on this page."""
    several = tables_of(two)
    chosen = (
        [one for one in several if one.table.public_id == asked.table] if asked.table else several[:TABLES]
    )
    if asked.table and not chosen:
        raise NotFound("")
    here = replace(asked, file=two.resource.slug, before=two.before.number, after=two.after.number)
    only = bool(asked.table and asked.kind)
    rows = [_compared(one, here, only) for one in chosen]
    said = said_of(two)
    return {
        "asked": here,
        "two": two,
        "versions": next(versions for resource, versions in found if resource == two.resource),
        "sentences": changes(two.before, two.after),
        "fields": [told(one) for one in said] if said is not None else None,
        "tables": rows,
        "all_tables": several,
        "others": [(one.table, here.url(table=one.table.public_id)) for one in several if one not in chosen],
        "one_table": asked.table,
        "whole_url": here.url(table=None, kind=""),
        "only": only,
        "pages": _pages(rows[0][0], here) if only else None,
        "api_url": f"{settings.AMATE_URL}/api/v1/datasets/{dataset.slug}/changes?{_api(two)}",
    }


def _compared(one: Beside, asked: Asked, only: bool) -> tuple[Compared, str, str]:
    """A table compared, the address of all its rows of a kind, and that of the file with all that differ."""
    kinds = (CLASSES[asked.kind],) if asked.kind else KINDS
    shown = {"limit": A_PAGE, "offset": (asked.page - 1) * A_PAGE} if only else {"limit": SHOWN}
    numbers = urlencode({"from": asked.before, "to": asked.after})
    csv = f"/api/v1/tables/{one.table.public_id}/changes.csv?{numbers}"
    rows_url = asked.url(table=one.table.public_id, kind="")
    return compared(one, kinds=kinds, **shown), rows_url, csv


def _pages(one: Compared, asked: Asked) -> Pages:
    total = getattr(one.diff, CLASSES[asked.kind]) if one.diff else 0
    return Pages(asked.page, A_PAGE, total, lambda number: asked.url(page=number))


def _api(two: Pair) -> str:
    return urlencode({"resource": two.resource.slug, "from": two.before.number, "to": two.after.number})
