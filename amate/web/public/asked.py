"""A search as its address says it, both ways: the same state always has the same address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from amate.catalog.search.facets import BY_NAME
from amate.catalog.search.find import Search
from amate.web.paging import page_number

PER_PAGE = 20
LONGEST = 300  # characters of what is searched for
MOST_FILTERS = 40
SORTS = {  # in the address: (in the index, on screen)
    "relevancia": ("relevance", "Más parecidos"),
    "recientes": ("updated", "Actualizados hace menos"),
    "nuevos": ("issued", "Publicados hace menos"),
    "descargas": ("popularity", "Más descargados"),
    "titulo": ("title", "Por título"),
}


@dataclass(frozen=True)
class Asked:
    """What one address of the search page asks for."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1

    def url(self) -> str:
        query = urlencode(list(self._params()))
        return f"{reverse('search')}?{query}" if query else reverse("search")

    @property
    def api_url(self) -> str:
        """The same search for programs."""
        sort = [("sort", SORTS[self.sort][0])] if self.sort else []
        page = [("page", str(self.page))] if self.page > 1 else []
        words = [("q", self.words)] if self.words else []
        params = urlencode([*words, *self.filters, *sort, *page])
        address = f"{settings.AMATE_URL}/api/v1/datasets"
        return f"{address}?{params}" if params else address

    @property
    def feed_url(self) -> str:
        """What is new in this search, as Atom; a feed has no order but time."""
        query = urlencode(list(replace(self, sort="", page=1)._params()))
        return f"{reverse('search-feed')}?{query}" if query else reverse("search-feed")

    def at(self, page: int) -> str:
        return replace(self, page=page).url()

    @property
    def first(self) -> str:
        return self.at(1)

    def sorted_by(self, sort: str) -> str:
        return replace(self, sort=sort, page=1).url()

    def with_words(self, words: str) -> str:
        return replace(self, words=words, page=1).url()

    def toggled(self, facet: str, value: str) -> str:
        """With this filter, or without it if it is there."""
        one = (facet, value)
        rest = tuple(other for other in self.filters if other != one)
        filters = rest if one in self.filters else (*self.filters, one)
        return replace(self, filters=filters, page=1).url()

    def cleared(self) -> str:
        return replace(self, filters=(), page=1).url()

    @property
    def ordered_by(self) -> str:
        """The order there is, chosen or not."""
        return self.sort or ("relevancia" if self.words else "recientes")

    def as_search(self) -> Search:
        sort = SORTS[self.sort][0] if self.sort else ""
        return Search(words=self.words, filters=self.filters, sort=sort, page=self.page, per_page=PER_PAGE)

    def _params(self) -> Iterator[tuple[str, str]]:
        if self.words:
            yield "q", self.words
        yield from sorted(self.filters, key=lambda one: (list(BY_NAME).index(one[0]), one[1]))
        if self.sort:
            yield "orden", self.sort
        if self.page > 1:
            yield "pagina", str(self.page)


def read(params: QueryDict) -> Asked:
    """What the address asks; what it does not know (trackers' own parameters, say) it does not hear."""
    filters = [(name, value) for name in BY_NAME for value in params.getlist(name) if value]
    sort = params.get("orden", "")
    return Asked(
        words=" ".join(params.get("q", "").replace("\0", " ").split())[:LONGEST],
        filters=tuple(dict.fromkeys(filters))[:MOST_FILTERS],
        sort=sort if sort in SORTS else "",
        page=page_number(params.get("pagina")),
    )
