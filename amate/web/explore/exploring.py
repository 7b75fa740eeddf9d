"""One question about a table and the questions next to it: each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings

from amate.base.errors import Invalid
from amate.catalog.models import Column, Table
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn, StoredTable
from amate.query import bins, compile, parse
from amate.query.language import PAGE, Query, Sort, Where
from amate.query.literals import runnable
from amate.query.spelling import AS_OF, Control, key_of
from amate.web.downloads import Download, downloads
from amate.web.explore import words
from amate.web.explore.fields import Fields, prefix_for
from amate.web.paging import Pages

SIZES = (25, 50, 100)
WIDEST = 60  # columns shown when none were chosen


@dataclass(frozen=True)
class Filter:
    """A condition in words, and the address without it."""

    text: str
    remove_url: str


@dataclass(frozen=True)
class Exploring:
    """`query` is what the address asks; links are to the same page asking a little more or less.

    With `crossed` the last key of the groups goes across the page; `version` is what the address says of the version.
    """

    table: Table
    query: Query
    crossed: bool = False
    version: tuple[tuple[str, str], ...] = ()

    @cached_property
    def columns(self) -> list[Column]:
        return list(self.table.columns.all())

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def chosen(self) -> list[Column]:
        """The columns that are shown, in the order asked."""
        if self.query.columns:
            return [self.by_name[name] for name in self.query.columns if name in self.by_name]
        return self.columns[:WIDEST]

    @property
    def is_narrowed(self) -> bool:
        """Whether columns are left out although nobody asked for that."""
        return not self.query.columns and len(self.columns) > WIDEST

    @property
    def shown(self) -> Query:
        if self.query.is_grouped:
            return self.query
        return replace(self.query, columns=tuple(column.name for column in self.chosen), count=True)

    def pages(self, total: int) -> Pages:
        size = self.query.limit or PAGE
        number = self.query.offset // size + 1
        return Pages(number, size, total, lambda number: self.at(offset=(number - 1) * size))

    def filters(self) -> Iterator[Filter]:
        if self.query.words:
            yield Filter(words.of_words(self.query.words), self.at(words=""))
        for one in self.query.where:
            rest = tuple(other for other in self.query.where if other is not one)
            yield Filter(words.of_condition(one), self.at(where=rest))

    def kept(self) -> list[tuple[str, str]]:
        """What a form must send again so as not to lose it: all but the page."""
        return self._params(replace(self.query, offset=0, after=None))

    def kept_without_words(self) -> list[tuple[str, str]]:
        return self._params(replace(self.query, words="", offset=0, after=None))

    def kept_without_columns(self) -> list[tuple[str, str]]:
        return self._params(replace(self.query, columns=(), offset=0, after=None))

    def kept_without_groups(self) -> list[tuple[str, str]]:
        return self._params(replace(self.query, group=(), aggregate=(), sort=(), offset=0, after=None))

    @cached_property
    def types(self) -> dict[str, str]:
        return {column.name: column.type for column in self.columns}

    @cached_property
    def prefix(self) -> str:
        """How the fields of this table's forms begin."""
        return prefix_for(self.types)

    @property
    def page_key(self) -> str:
        """How this table's address spells the number of the page."""
        return key_of(Control("_page"), self.types)

    @property
    def words_key(self) -> str:
        """How it spells the words looked for; "" when there is no text to look in."""
        return key_of(Control("_q"), self.types) if "text" in self.types.values() else ""

    def sizes(self) -> Iterator[tuple[int, str, bool]]:
        for size in SIZES:
            yield size, self.at(limit=size), size == self.query.limit

    def downloads(self) -> list[Download]:
        """The same question as files, to the last row."""
        query = replace(self.query, limit=None, offset=0, after=None)
        params = urlencode(self._question(query, export=True))
        groups = len(self.query.group) + len(self.query.aggregate)
        return downloads(self.table, groups or len(self.query.columns or self.columns), params)

    @property
    def api_url(self) -> str:
        """What programs ask to see what is seen here."""
        return settings.AMATE_URL + self._api("rows", urlencode(self._question(self.query)))

    @property
    def lasting_url(self) -> str:
        """The address that shows the same for ever: of this version, whichever is current."""
        types = {"_id": "integer"} | self.types
        version = ((key_of(Control(AS_OF), types), str(self.table.version.number)),)
        return settings.AMATE_URL + self.page_url + replace(self, version=version).here

    @property
    def page_url(self) -> str:
        return self.table.get_absolute_url()

    @property
    def current_url(self) -> str:
        """The same question of the version that readers see now."""
        return replace(self, version=()).here

    @property
    def version_query(self) -> str:
        return f"?{urlencode(self.version)}" if self.version else ""

    @property
    def sql(self) -> str:
        """The question as anybody can run it in DuckDB, over the public Parquet file."""
        parquet = settings.AMATE_URL + self._api("rows.parquet", urlencode(self.version))
        return runnable(compile.statement(self.shown, stored(self.table)), parquet)

    @property
    def here(self) -> str:
        """The question itself, page included."""
        return self.at(offset=self.query.offset)

    @property
    def grouped_said(self) -> str:
        """ "Suma de «monto» por mes de «fecha» y «municipio»"."""
        return words.of_groups(self.query)

    @property
    def ungrouped(self) -> str:
        return self.at(group=(), aggregate=(), sort=())

    @property
    def uncrossed(self) -> str:
        return replace(self, crossed=False).first

    @property
    def cleared(self) -> str:
        return self.at(where=(), words="")

    @property
    def with_all_columns(self) -> str:
        return self.at(columns=())

    @property
    def first(self) -> str:
        return self.at()

    @property
    def is_whole(self) -> bool:
        return not (self.query.is_filtered or self.query.columns or self.query.is_grouped)

    @property
    def is_plain(self) -> bool:
        """Whether the address asks nothing but the first rows as they are."""
        return replace(self.query, limit=None) == Query()

    def sort_of(self, name: str) -> Sort | None:
        return next((one for one in self.query.sort if one.column == name), None)

    def sorted_by(self, name: str) -> str:
        """Ascending; descending if it is ascending already; then as the file has it."""
        here = self.query.sort[0] if self.query.sort else None
        if here is None or here.column != name:
            return self.at(sort=(Sort(name),))
        return self.at(sort=() if here.descending else (Sort(name, descending=True),))

    def also_sorted_by(self, name: str, *, descending: bool) -> str:
        """By this column too, after those that the rows are sorted by already."""
        others = tuple(one for one in self.query.sort if one.column != name)
        return self.at(sort=(*others, Sort(name, descending)))

    def narrowed(self, column: str, *new: Where) -> str:
        """With these conditions on a column in the place of those that say the same kind of thing of it."""
        kinds = {words.KIND_OF[one.operator] for one in new}
        kept = [
            one
            for one in self.query.where
            if one.column != column or words.KIND_OF[one.operator] not in kinds
        ]
        return self.at(where=(*kept, *new))

    def panel(self, name: str, column: str = "") -> str:
        """The same page with one of its panels open."""
        said = [(f"{self.prefix}panel", name)] + ([(f"{self.prefix}columna", column)] if column else [])
        return f"?{urlencode([*self._params(self.query), *said])}"

    def at(self, **changes: object) -> str:
        query = replace(self.query, **({"offset": 0, "after": None} | changes))  # type: ignore[arg-type]
        return f"?{urlencode(self._params(query))}"

    @cached_property
    def _stored(self) -> Sequence[StoredColumn]:
        return [StoredColumn(column.name, column.type) for column in self.columns]

    def _params(self, query: Query) -> list[tuple[str, str]]:
        crossed = self.crossed and len(query.group) > 1
        return self._question(query) + ([(f"{self.prefix}cruzar", "1")] if crossed else [])

    def _question(self, query: Query, *, export: bool = False) -> list[tuple[str, str]]:
        return [*parse.to_url(query, self._stored, export=export), *self.version]

    def _api(self, tail: str, params: str) -> str:
        address = f"/api/v1/tables/{self.table.public_id}/{tail}"
        return f"{address}?{params}" if params else address


def exploring_of(
    table: Table, where: StoredTable, fields: Fields, version: Sequence[tuple[str, str]] = ()
) -> Exploring:
    """What an address asks; intervals that nobody measured get their width here, and every link has it."""
    query = bins.with_widths(parse.from_url(fields.question, where.columns), where)
    if query.after is not None:
        raise Invalid("Aquí se avanza con «_page». «_after» es para los programas que leen la API.")
    crossed = bool(fields.one("cruzar")) and len(query.group) > 1
    return Exploring(table, query, crossed, tuple(version))
