"""The chart on the page of a dataset: the one that its publisher chose, else the one that rules choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.http import Http404
from django.urls import resolve

from amate.base.errors import AmateError, Invalid
from amate.catalog.models import ChosenChart, Dataset, Table, TableQuerySet
from amate.catalog.stored import stored
from amate.query.charts import parse
from amate.web.charts.charting import Charting, automatic

LOOKED_AT = 5  # tables that rules look at


@dataclass(frozen=True)
class PageChart:
    """`decided` says that a publisher did; `lost` why what they chose cannot be drawn any more, so that rules chose."""

    charting: Charting | None = None
    decided: bool = False
    lost: str = ""


def page_chart(dataset: Dataset, tables: Sequence[Table] | None = None) -> PageChart:
    """`tables` are the first that readers see, with their columns. A chart that goes wrong is left out."""
    row = ChosenChart.objects.filter(dataset=dataset).first()
    lost = ""
    if row:
        if row.table is None:
            return PageChart(decided=True)
        try:
            return PageChart(_drawable(_chosen(dataset, row.table, row.question)), decided=True)
        except AmateError as error:
            lost = error.message
    found = _current(dataset)[:LOOKED_AT] if tables is None else tables
    return PageChart(
        next((chart for table in found if (chart := _suggested(dataset, table))), None), lost=lost
    )


def of_address(dataset: Dataset, address: str) -> tuple[Table, list[tuple[str, str]]]:
    """The table and the question that the address of a chart of this dataset names; raises Invalid."""
    parts = urlsplit(address.strip())
    try:
        match = resolve(parts.path)
    except Http404:
        match = None
    wanted = match.kwargs.get("public_id") if match and match.url_name in {"chart", "chart-file"} else None
    table = _current(dataset).filter(public_id=wanted).first() if wanted else None
    if table is None:
        message = (
            "Esa no es la dirección de una gráfica de este conjunto. Ábrela y copia su dirección completa."
        )
        raise Invalid(message, fields={"address": message})
    return table, parse_qsl(parts.query, keep_blank_values=True)


def _chosen(dataset: Dataset, public_id: UUID, question: str) -> Charting:
    table = _current(dataset).filter(public_id=public_id).first()
    if table is None:
        raise Invalid("La tabla de la gráfica elegida ya no está en este conjunto.")
    return Charting(dataset, table, parse.from_url(parse_qsl(question), stored(table).columns))


def _suggested(dataset: Dataset, table: Table) -> Charting | None:
    try:
        chart = automatic(dataset, table)
        return _drawable(chart) if chart else None
    except AmateError:
        return None


def _drawable(chart: Charting) -> Charting | None:
    return None if chart.is_empty else chart


def _current(dataset: Dataset) -> TableQuerySet:
    """The tables that readers see, in the order of the page."""
    found = Table.objects.current().filter(version__resource__dataset=dataset).prefetch_related("columns")
    return found.order_by("version__resource__position", "version__resource__pk", "position")
