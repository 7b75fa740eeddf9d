"""One chart of a table with its addresses: its page, its pictures, its data, its place in other pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from amate.catalog.models import Dataset, Table
from amate.catalog.stored import stored
from amate.engines.stored import StoredColumn, StoredTable
from amate.query import parse
from amate.query.charts import answer as answering
from amate.query.charts import drawing, rules, words
from amate.query.charts import parse as charts
from amate.query.charts.answer import Answer
from amate.query.charts.chart import Chart
from amate.query.charts.labels import number
from amate.query.charts.palette import palette
from amate.query.charts.spec import FRAMES, ROW, Caption, Spec, spec
from amate.query.language import Query
from amate.web.explore.exploring import Exploring
from amate.web.public import citation

FRAME, THEME = "_frame", "_theme"
POSTER, DAY = "poster", "light"
FRAMED = (760, 620)  # pixels of a frame that nobody measured
AROUND = 260  # pixels that title, text and source take in a frame
TABLED = 200  # points told in the table beside the chart


@dataclass(frozen=True)
class Look:
    """How a chart is drawn: a frame of FRAMES, a theme of THEMES."""

    frame: str = POSTER
    theme: str = DAY


@dataclass(frozen=True)
class Charting:
    """`chart` of a table, as one dataset shows it. Nothing is asked of the data before it is needed."""

    dataset: Dataset
    table: Table
    chart: Chart

    @cached_property
    def answer(self) -> Answer:
        return _answered(stored(self.table), self.chart)

    @property
    def title(self) -> str:
        return words.title(self.answer)

    @property
    def summary(self) -> str:
        return words.summary(self.answer)

    @property
    def is_empty(self) -> bool:
        return not self.answer.points

    @property
    def url(self) -> str:
        return self._at("chart", self.params)

    @property
    def full_url(self) -> str:
        return settings.AMATE_URL + self.url

    @cached_property
    def params(self) -> list[tuple[str, str]]:
        return charts.to_url(self.chart, self.columns)

    def picture(self, form: str, look: Look = Look()) -> str:
        names = [column.name for column in self.columns]
        frame = [] if look.frame == POSTER else [(charts.spelt(FRAME, names), look.frame)]
        theme = [] if look.theme == DAY else [(charts.spelt(THEME, names), look.theme)]
        return self._at("chart-file", [*self.params, *frame, *theme], form)

    def pictures(self) -> dict[str, str]:
        """The addresses that a page needs: by day and by night, for wide and for narrow windows."""
        frames, themes = ("wide", "narrow"), ("light", "dark")
        svg = {
            f"{frame}_{theme}": self.picture("svg", Look(frame, theme))
            for frame in frames
            for theme in themes
        }
        return svg | {
            "spec": self.picture("json", Look("wide")),
            "spec_dark": self.picture("json", Look("wide", "dark")),
        }

    @property
    def mark_name(self) -> str:
        return words.MARK_NAMES[self.chart.mark]

    @property
    def height(self) -> int:
        """About as many pixels as the picture of a wide page has, so that nothing jumps when it comes."""
        lying = self.chart.mark == "bar" and self.answer.x.kind == "category"
        return ROW * self.answer.columns + 60 if lying else FRAMES["wide"].height

    @property
    def spec_url(self) -> str:
        return self.picture("json")

    @property
    def csv(self) -> str:
        """The groups, all of them, as a file."""
        query = self.chart.query
        params = urlencode(parse.to_url(query, self.columns, export=True))
        return f"/api/v1/tables/{self.table.public_id}/rows.csv?{params}"

    def filters(self) -> list[str]:
        """The conditions in words."""
        return [one.text for one in Exploring(self.table, self._filters).filters()]

    @property
    def svg(self) -> str:
        return self.picture("svg")

    @property
    def png(self) -> str:
        return self.picture("png")

    @property
    def embed_url(self) -> str:
        return settings.AMATE_URL + self._at("embed-chart", self.params)

    def framed(self, width: int | str = "100%", height: int = 0) -> str:
        """The code that shows it in another page."""
        source, title = escape(self.embed_url), escape(self.title)
        size = f'width="{width}" height="{height or self.height + AROUND}"'
        return f'<iframe src="{source}" title="{title}" {size} loading="lazy" style="border:0"></iframe>'

    @property
    def oembed_url(self) -> str:
        return f"{settings.AMATE_URL}{reverse('oembed')}?{urlencode({'url': self.full_url})}"

    @property
    def card_url(self) -> str:
        return settings.AMATE_URL + self._at("chart-card", self.params)

    @property
    def rows_url(self) -> str:
        """The table, with the filters of the chart."""
        return f"{self.table_url}?{urlencode(parse.to_url(self._filters, self.columns))}"

    @property
    def table_url(self) -> str:
        return reverse("table", args=[self.dataset.slug, self.table.public_id])

    def spec(self, look: Look) -> Spec:
        colours = settings.PORTAL.colours if look.theme == DAY else settings.PORTAL.colours_dark
        return spec(self.answer, FRAMES[look.frame], palette(look.theme, colours), self._caption())

    def drawn(self, form: str, look: Look) -> bytes:
        return drawing.drawn(form=form, spec=self.spec(look), **({"scale": 2} if form == "png" else {}))

    def heads(self) -> list[str]:
        series = [self.answer.series.name] if self.answer.series else []
        return [_capital(self.answer.x.name), *map(_capital, series), self.answer.y]

    def rows(self) -> Iterator[list[str]]:
        """The first points as text, value last."""
        found = self.answer
        for point in found.points[:TABLED]:
            series = [found.series.label(point.series)] if found.series else []
            yield [found.x.label(point.x), *series, number(point.y)]

    @property
    def untold(self) -> int:
        """Points that the table beside the chart has no room for."""
        return max(0, len(self.answer.points) - TABLED)

    @property
    def columns(self) -> Sequence[StoredColumn]:
        return stored(self.table).columns

    @property
    def _filters(self) -> Query:
        return Query(where=self.chart.query.where, words=self.chart.query.words)

    def _caption(self) -> Caption:
        example = (citation.EXAMPLE,) if settings.AMATE_EXAMPLE else ()
        narrowed = (
            ("Solo las filas que cumplen los filtros de su dirección.",) if self._filters != Query() else ()
        )
        source = f"{self.dataset.title} · {self.dataset.institution.name} · {settings.PORTAL.name}"
        return Caption(f"Fuente: {source}", (*narrowed, *example))

    def _at(self, name: str, params: list[tuple[str, str]], *more: Any) -> str:
        address = reverse(name, args=[self.dataset.slug, self.table.public_id, *more])
        return f"{address}?{urlencode(params)}" if params else address


def chart_address(table: Table, slug: str, query: Query) -> str:
    """The page that draws a question: its groups, or of the rows it asks for what their profile suggests."""
    rows = Query(where=query.where, words=query.words)
    groups = replace(rows, group=query.group, aggregate=query.aggregate, sort=query.sort)
    params = urlencode(parse.to_url(groups if query.is_grouped else rows, stored(table).columns, export=True))
    address = reverse("chart", args=[slug, table.public_id])
    return f"{address}?{params}" if params else address


def automatic(dataset: Dataset, table: Table, filters: Query | None = None) -> Charting | None:
    """The chart that the profile of a table suggests, of the rows that satisfy the conditions; None when none does."""
    chart = rules.automatic(list(table.columns.all()), table.rows)
    if chart is None:
        return None
    narrowed = filters or Query()
    query = replace(chart.query, where=narrowed.where, words=narrowed.words)
    return Charting(dataset, table, replace(chart, query=query))


@lru_cache(maxsize=500)
def _answered(table: StoredTable, chart: Chart) -> Answer:
    """A table of a version never changes, so neither does what its charts say."""
    return answering.answer(table, chart)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
