"""One question about a table and the questions next to it: each with its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings

from amate.catalog.models import Column, Table
from amate.engines.stored import StoredColumn
from amate.query import parse
from amate.query.language import PAGE, Query, Sort, Where
from amate.query.rows import Page
from amate.query.spelling import Control, key_of
from amate.query.values import written
from amate.web.downloads import Download, downloads
from amate.web.grid import Grid, grid
from amate.web.paging import Pages
from amate.web.public.filtering import CONDITIONS

SIZES = (25, 50, 100)
WIDEST = 60  # columns shown when none were chosen
OPERATOR_NAMES = {(operator, fixed): label for label, operator, fixed in CONDITIONS.values()} | {
    ("in", None): "es una de"
}


@dataclass(frozen=True)
class Answer:
    """The rows of a page, ready to be drawn."""

    grid: Grid
    pages: Pages
    total: int


@dataclass(frozen=True)
class Filter:
    """A condition in words, and the address without it."""

    text: str
    remove_url: str


@dataclass(frozen=True)
class Exploring:
    """`query` is what the address asks; links are to the same page asking a little more or less."""

    table: Table
    query: Query

    @cached_property
    def columns(self) -> list[Column]:
        return list(self.table.columns.all())

    @cached_property
    def chosen(self) -> list[Column]:
        """The columns that are shown, in the order asked."""
        by_name = {column.name: column for column in self.columns}
        if self.query.columns:
            return [by_name[name] for name in self.query.columns if name in by_name]
        return self.columns[:WIDEST]

    @property
    def is_narrowed(self) -> bool:
        """Whether columns are left out although nobody asked for that."""
        return not self.query.columns and len(self.columns) > WIDEST

    @property
    def shown(self) -> Query:
        return replace(self.query, columns=tuple(column.name for column in self.chosen), count=True)

    def read(self, page: Page) -> Answer:
        total = page.total or 0
        size = self.query.limit or PAGE
        number = self.query.offset // size + 1
        pages = Pages(number, size, total, lambda number: self._at(offset=(number - 1) * size))
        return Answer(
            grid(self.chosen, page.ids, page.rows, sort=self._sort, sort_url=self._sorted_by), pages, total
        )

    def filters(self) -> Iterator[Filter]:
        for one in self.query.where:
            rest = tuple(other for other in self.query.where if other is not one)
            yield Filter(_in_words(one), self._at(where=rest))

    def kept_by_forms(self) -> list[tuple[str, str]]:
        """What a form must send again so as not to lose it: all but the page."""
        return self._params(replace(self.query, offset=0, after=None))

    def kept_by_columns(self) -> list[tuple[str, str]]:
        return self._params(replace(self.query, columns=(), offset=0, after=None))

    @property
    def page_key(self) -> str:
        """How this table's address spells the number of the page."""
        return key_of(Control("_page"), {column.name: column.type for column in self.columns})

    def sizes(self) -> Iterator[tuple[int, str, bool]]:
        for size in SIZES:
            yield size, self._at(limit=size), size == self.query.limit

    def downloads(self) -> list[Download]:
        """The same question as files, to the last row."""
        query = replace(self.query, limit=None, offset=0, after=None)
        params = urlencode(parse.to_url(query, self._stored, export=True))
        return downloads(self.table, len(self.query.columns or self.columns), params)

    @property
    def api_url(self) -> str:
        """What programs ask to see what is seen here."""
        return settings.AMATE_URL + self._api("rows", urlencode(self._params(self.query)))

    @property
    def cleared(self) -> str:
        return self._at(where=())

    @property
    def first(self) -> str:
        return self._at()

    @property
    def is_whole(self) -> bool:
        return not self.query.where and not self.query.columns

    @property
    def _sort(self) -> Sort | None:
        return self.query.sort[0] if self.query.sort else None

    def _sorted_by(self, name: str) -> str:
        """Ascending; descending if it is ascending already; then as the file has it."""
        if self._sort is None or self._sort.column != name:
            return self._at(sort=(Sort(name),))
        return self._at(sort=() if self._sort.descending else (Sort(name, descending=True),))

    @cached_property
    def _stored(self) -> list[StoredColumn]:
        return [StoredColumn(column.name, column.type) for column in self.columns]

    def _at(self, **changes: object) -> str:
        query = replace(self.query, **({"offset": 0, "after": None} | changes))  # type: ignore[arg-type]
        return f"?{urlencode(self._params(query))}"

    def _params(self, query: Query) -> list[tuple[str, str]]:
        return parse.to_url(query, self._stored)

    def _api(self, tail: str, params: str) -> str:
        address = f"/api/v1/tables/{self.table.public_id}/{tail}"
        return f"{address}?{params}" if params else address


def _in_words(one: Where) -> str:
    if isinstance(one.value, tuple):
        values = ", ".join(written(value) for value in one.value)
        return f"{one.column} es una de {values}"
    if one.operator == "isnull":
        return f"{one.column} {OPERATOR_NAMES['isnull', written(one.value)]}"
    return f"{one.column} {OPERATOR_NAMES[one.operator, None]} «{written(one.value)}»"
