"""What search engines are told there is: an index and its parts, each address with the day it last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from amate.catalog.models import Dataset, DatasetQuerySet, Theme
from amate.people.models import Institution
from amate.web.models import Page


class Place(NamedTuple):
    """An address and when what stands there last changed; None when nobody knows."""

    path: str
    changed: datetime | None


class Part(Sitemap[Any]):
    """Under the public address of the portal, whatever name it was asked by."""

    limit = 20_000  # of the 50,000 that the protocol allows

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.AMATE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.AMATE_URL).netloc

    def location(self, item: Place) -> str:
        return item.path

    def lastmod(self, item: Place) -> datetime | None:
        return item.changed

    def get_latest_lastmod(self) -> datetime | None:
        return max((item.changed for item in self.items() if item.changed), default=None)


class Datasets(Part):
    def items(self) -> DatasetQuerySet:
        changed = Dataset.objects.published().annotate(
            changed=Greatest("modified", Coalesce("data_modified", "modified"))
        )
        return changed.only("slug").order_by("pk")

    def location(self, item: Any) -> str:
        return str(item.get_absolute_url())

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = self.items().aggregate(latest=Max("changed"))["latest"]
        return latest


class Institutions(Part):
    """What hangs from an institution is on its page too."""

    def items(self) -> Sequence[Place]:
        rows = Institution.objects.order_by("pk").only("slug", "lineage")
        changed = dict(_newest("institution"))
        under: dict[int, datetime] = {}
        for row in rows:
            for pk in row.ancestor_ids():
                if mine := changed.get(row.pk):
                    under[pk] = max(mine, under.get(pk, mine))
        return [Place(reverse("institution", args=[row.slug]), under.get(row.pk)) for row in rows]


class Themes(Part):
    def items(self) -> Sequence[Place]:
        changed = dict(_newest("theme"))
        rows = Theme.objects.order_by("pk").values_list("pk", "slug")
        return [Place(reverse("theme", args=[slug]), changed.get(pk)) for pk, slug in rows]


class Texts(Part):
    """The front page changes with the newest data."""

    def items(self) -> Sequence[Place]:
        home = Place(reverse("home"), Datasets().get_latest_lastmod())
        rows = Page.objects.order_by("pk").values_list("slug", "modified")
        return [home, *(Place(f"/{slug}", modified) for slug, modified in rows)]


PARTS: dict[str, type[Part]] = {
    "datos": Datasets,
    "instituciones": Institutions,
    "sectores": Themes,
    "textos": Texts,
}


@require_safe
def index(request: HttpRequest) -> TemplateResponse:
    items = [item for name, part in PARTS.items() for item in _pages_of(name, part())]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": items}, "application/xml")


def _pages_of(name: str, part: Part) -> list[SitemapIndexItem]:
    address = f"{settings.AMATE_URL}{reverse('sitemap-part', args=[name])}"
    changed, last = part.get_latest_lastmod(), part.paginator.num_pages
    return [
        SitemapIndexItem(f"{address}?p={page}" if page > 1 else address, changed)  # type: ignore[arg-type]
        for page in range(1, last + 1)
    ]


def _newest(what: str) -> Any:
    """When the data of each institution or sector last changed, by its key."""
    return Dataset.objects.published().order_by().values_list(what).annotate(Max("data_modified"))
