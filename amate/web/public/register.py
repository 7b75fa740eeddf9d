"""The public log: every publication, withdrawal and purge, for people, for programs and for those who follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from amate.base import signing
from amate.catalog.models import Dataset
from amate.publishing import log
from amate.publishing.models import Ground, LogEntry
from amate.web.paging import Pages, page_number
from amate.web.public.feeds import Channel, Entry, answer

A_PAGE = 50
LINES = 1_000  # of one answer for programs
# Names in the space of the log, so that each line is one entry of the feed for ever.
LOG = UUID("5c3b0a5e-6f0e-4d52-9a0e-2f6d1a6d1b7a")
VERBS = {
    "publish": "Se publicó",
    "withdraw": "Se retiró",
    "quarantine": "Se puso en cuarentena",
    "lift": "Se levantó la cuarentena",
    "purge": "Se borró para siempre",
}
ABOUT = "Cada publicación, retiro y borrado, encadenado al anterior y firmado por el portal."


@dataclass(frozen=True)
class Line:
    """A line as people read it. Title and address are said only of what everyone may see now."""

    entry: LogEntry
    folio: str
    what: str
    dataset: Dataset | None
    files: list[str]
    ground: str


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    rows = LogEntry.objects.all()
    pages = Pages(page_number(request.GET.get("pagina")), A_PAGE, rows.count(), lambda n: f"?pagina={n}")
    first = (pages.number - 1) * A_PAGE
    context = {
        "lines": list(_lines(rows[first : first + A_PAGE])),
        "pages": pages,
        "key": signing.public_key(),
    }
    return render(request, "public/register.html", context)


@require_safe
def lines(request: HttpRequest) -> HttpResponseBase:
    """The lines after `?after=N`, the oldest first, exactly as they were hashed and signed."""
    said = request.GET.get("after", "0")
    after = int(said) if said.isdecimal() and len(said) < 16 else 0
    rows = LogEntry.objects.filter(number__gt=after).order_by("number")
    found = list(rows.values("number", "body", "sha256", "signature")[:LINES])
    more = len(found) == LINES
    document: dict[str, Any] = {
        "algorithm": "Ed25519",
        "key": signing.public_key(),
        "total": LogEntry.objects.count(),
        "results": [{name: row[name] for name in ("body", "sha256", "signature")} for row in found],
        "next": f"{settings.AMATE_URL}/registro.json?after={found[-1]['number']}" if more else None,
    }
    response = JsonResponse(document, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["ETag"] = f'"{found[-1]["sha256"][:24] if found else after}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    channel = Channel(
        f"Registro de publicaciones · {settings.PORTAL.name}", ABOUT, "/registro", "/registro.atom"
    )
    number = page_number(request.GET.get("pagina"))
    rows = LogEntry.objects.all()
    pages = Pages(
        number, A_PAGE, rows.count(), lambda n: f"/registro.atom?pagina={n}" if n > 1 else "/registro.atom"
    )
    shown = _lines(rows[(pages.number - 1) * A_PAGE : pages.number * A_PAGE])
    return answer(request, channel, pages, map(_entry, shown))


def _lines(rows: Any) -> Iterator[Line]:
    found = list(rows)
    public = (
        Dataset.objects.published()
        .select_related("institution")
        .in_bulk([row.dataset_id for row in found if row.dataset_id])
    )
    for row in found:
        files = [sha256 for each in row.body.get("files", []) for sha256 in _hashes(each)]
        ground = row.body.get("ground", "")
        yield Line(
            row,
            log.folio(row),
            VERBS.get(row.verb, row.verb),
            public.get(row.dataset_id),
            files or _hashes(row.body),
            Ground(ground).label if ground in Ground.values else "",
        )


def _hashes(file: dict[str, Any]) -> list[str]:
    """Of the original, or where it is withheld of the tables made of it."""
    return [file["sha256"]] if "sha256" in file else list(file.get("tables", []))


def _entry(line: Line) -> Entry:
    at = line.entry.at
    title = line.dataset.title if line.dataset else f"Conjunto {line.entry.body['dataset']}"
    return Entry(
        uuid=uuid5(LOG, line.entry.sha256),
        title=f"{line.what}: {title}",
        url=f"/registro#l{line.entry.number}",
        updated=at,
        published=at,
        summary=f"Folio {line.folio}. {line.ground} SHA-256 de la línea: {line.entry.sha256}.",
        author=line.dataset.institution.name if line.dataset else settings.PORTAL.name,
    )
