"""Atom feeds (RFC 4287): what is new in a search, a sector or an institution, and the versions of a dataset.

They are the same for everyone: what is not public is in none, whoever asks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from amate.base.errors import NotFound
from amate.base.markdown import plain
from amate.base.text import bytes_human, thousands
from amate.catalog.finding import find
from amate.catalog.models import Dataset, DatasetQuerySet, Theme, Version
from amate.catalog.offered import instead_of, only_table
from amate.catalog.rules import VersionState
from amate.people.models import Institution
from amate.web.paging import Pages, page_number
from amate.web.public import asked as addresses
from amate.web.public.files import media_type
from amate.web.public.seen import dataset_at, follows_its_dataset

PER_PAGE = 20
SUMMARY = 600  # characters
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed without entries last changed
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
EXAMPLE = "Datos de ejemplo"


@dataclass(frozen=True)
class Entry:
    """One thing that is new: `uuid` is its own for ever, `enclosure` the bytes, where there are some."""

    uuid: Any
    title: str
    url: str
    updated: datetime
    published: datetime
    summary: str
    author: str
    category: str = ""
    enclosure: Enclosure | None = None


@dataclass(frozen=True)
class Channel:
    """What a feed is about: `page` is where people read the same, `feed` its own address (both paths)."""

    title: str
    description: str
    page: str
    feed: str


@require_safe
def of_search(request: HttpRequest) -> HttpResponseBase:
    """With the words and filters of the search page; always the newest first, and only what fits exactly."""
    asked = addresses.read(request.GET)
    found = find(replace(asked.as_search(), sort="updated", per_page=PER_PAGE), AnonymousUser())
    said = f"«{asked.words}»" if asked.words else "Novedades"
    channel = Channel(
        f"{said} · {settings.PORTAL.name}",
        "Conjuntos de datos que responden a esta búsqueda, del que cambió hace menos al que cambió hace más.",
        replace(asked, page=1).url(),
        asked.feed_url,
    )
    total = 0 if found.closest else found.total
    datasets = () if found.closest else found.datasets
    return answer(request, channel, _pages(asked.page, total, channel), map(_of_dataset, datasets))


@require_safe
def of_theme(request: HttpRequest, slug: str) -> HttpResponseBase:
    theme = get_object_or_404(Theme, slug=slug)
    channel = Channel(
        f"{theme.name} · {settings.PORTAL.name}", theme.description, f"/temas/{slug}", f"/temas/{slug}.atom"
    )
    return _listed(request, channel, Dataset.objects.published().filter(theme=theme))


@require_safe
def of_institution(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Of the institution and everything that hangs from it."""
    institution = get_object_or_404(Institution, slug=slug)
    page = f"/instituciones/{slug}"
    channel = Channel(
        f"{institution.name} · {settings.PORTAL.name}", institution.description, page, f"{page}.atom"
    )
    return _listed(request, channel, Dataset.objects.published().of(institution))


@require_safe
@follows_its_dataset
def of_dataset(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The published versions of its files."""
    dataset = dataset_at(slug, request.user)
    page = dataset.get_absolute_url()
    channel = Channel(
        f"{dataset.title} · {settings.PORTAL.name}",
        "Cada versión que se publica de los archivos de este conjunto.",
        page,
        f"{page}.atom",
    )
    versions = Version.objects.filter(resource__dataset=dataset, state=VersionState.PUBLISHED)
    pages = _pages(page_number(request.GET.get("pagina")), versions.count(), channel)
    older = versions.filter(resource=OuterRef("resource"), number__lt=OuterRef("number"))
    shown = versions.annotate(follows=Exists(older)).defer("report").select_related("resource")
    shown = shown.prefetch_related("tables")
    entries = map(partial(_of_version, dataset), _of_page(shown.order_by("-published", "-pk"), pages))
    response = answer(request, channel, pages, entries)
    if not dataset.is_public:
        response["Cache-Control"] = "private, no-store"
    return response


class _Feed(Atom1Feed):
    """As Django writes Atom, with the links of a feed in pages (RFC 5005) and a date that stays when it is empty."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        pages: Pages = self.feed["pages"]
        ends = {"first": pages.url(1), "last": pages.url(pages.last)} if pages.last > 1 else {}
        for rel, url in (ends | {"previous": pages.previous, "next": pages.next}).items():
            if url:
                handler.addQuickElement("link", "", {"rel": rel, "href": _absolute(url)})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


def _listed(request: HttpRequest, channel: Channel, datasets: DatasetQuerySet) -> HttpResponseBase:
    pages = _pages(page_number(request.GET.get("pagina")), datasets.count(), channel)
    rows = datasets.select_related("institution", "theme").order_by("-data_modified", "-pk")
    return answer(request, channel, pages, map(_of_dataset, _of_page(rows, pages)))


def _pages(number: int, total: int, channel: Channel) -> Pages:
    """A page beyond the last is not found."""
    joint = "&" if "?" in channel.feed else "?"
    pages = Pages(
        number,
        PER_PAGE,
        total,
        lambda page: f"{channel.feed}{joint}pagina={page}" if page > 1 else channel.feed,
    )
    if number > pages.last:
        raise NotFound("")
    return pages


def _of_page(rows: Any, pages: Pages) -> Any:
    start = (pages.number - 1) * pages.size
    return rows[start : start + pages.size]


def _of_dataset(dataset: Dataset) -> Entry:
    changed = dataset.data_modified or dataset.modified
    return Entry(
        uuid=dataset.public_id,
        title=dataset.title,
        url=dataset.get_absolute_url(),
        updated=changed,
        published=dataset.issued or changed,
        summary=plain(dataset.description),
        author=dataset.institution.name,
        category=dataset.theme.name if dataset.theme else "",
    )


def _of_version(dataset: Dataset, version: Version) -> Entry:
    version.resource.dataset = dataset
    published = version.published or version.created
    rows = sum(table.rows for table in version.tables.all())
    read = f"{thousands(rows)} filas. " if version.tables.all() else ""
    return Entry(
        uuid=version.public_id,
        title=f"{version.resource.title}, versión {version.number}",
        url=_of_changes(dataset, version),
        updated=published,
        published=published,
        summary=_said_of(version, read),
        author=dataset.institution.name,
        enclosure=_enclosure(version),
    )


def _of_changes(dataset: Dataset, version: Version) -> str:
    """Where what it changed is told or, of a first version, where it is."""
    if not version.follows:  # type: ignore[attr-defined]
        return f"{dataset.get_absolute_url()}#{version.resource.slug}"
    query = urlencode({"archivo": version.resource.slug, "a": version.number})
    return f"{reverse('changes', args=[dataset.slug])}?{query}"


def answer(
    request: HttpRequest, channel: Channel, pages: Pages, entries: Iterable[Entry]
) -> HttpResponseBase:
    written = _written(channel, pages, entries)
    response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = f'"{hashlib.sha256(written.encode()).hexdigest()[:24]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _written(channel: Channel, pages: Pages, entries: Iterable[Entry]) -> str:
    said = (lambda text: f"{EXAMPLE}: {text}") if settings.AMATE_EXAMPLE else str
    feed = _Feed(
        title=said(_clean(channel.title)),
        link=_absolute(channel.page),
        description=None,
        subtitle=said(_clean(channel.description)),
        language="es-MX",
        author_name=settings.PORTAL.name,
        feed_url=_absolute(pages.url(pages.number)),
        feed_guid=_absolute(channel.feed),
        pages=pages,
    )
    for entry in entries:
        _add(feed, entry, said)
    return feed.writeString("utf-8")


def _add(feed: _Feed, entry: Entry, said: Callable[[str], str]) -> None:
    example = [EXAMPLE] if settings.AMATE_EXAMPLE else []
    feed.add_item(
        title=_clean(entry.title),
        link=_absolute(entry.url),
        description=escape(said(_clean(entry.summary)[:SUMMARY])),  # a summary of Django's is HTML
        unique_id=f"urn:uuid:{entry.uuid}",
        author_name=_clean(entry.author),
        pubdate=entry.published,
        updateddate=entry.updated,
        categories=[*example, *([_clean(entry.category)] if entry.category else [])],
        enclosures=[entry.enclosure] if entry.enclosure else [],
    )


def _said_of(version: Version, read: str) -> str:
    if version.withheld:
        return f"{version.filename}. {read}El original no se ofrece: se ofrecen sus tablas."
    return f"{version.filename}, {bytes_human(version.size)}. {read}SHA-256 {version.sha256}."


def _enclosure(version: Version) -> Enclosure | None:
    """The original or, when it is withheld, its only table."""
    if version.withheld:
        table = only_table(version)
        address = _absolute(instead_of(version))
        return Enclosure(address, str(table.csv_size), "text/csv") if table else None
    return Enclosure(
        _absolute(version.get_absolute_url()),
        str(version.size),
        media_type(version.filename).partition(";")[0],
    )


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _absolute(path: str) -> str:
    return f"{settings.AMATE_URL}{path}"
