"""A dataset as lists show it: enough to know what the thing is without opening it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from amate.catalog.models import Column, Dataset, Table, Version
from amate.catalog.rules import State


@dataclass(frozen=True)
class Card:
    """`formats` are file endings; `rows` and `columns` are of the only table, `tables` how many there are."""

    dataset: Dataset
    formats: tuple[str, ...]
    tables: int
    rows: int
    columns: int

    @property
    def standing(self) -> str:
        """What is worth saying of its state: nothing when it is public, as most are."""
        return "" if self.dataset.is_public else State(self.dataset.state).label


def cards(datasets: Iterable[Dataset]) -> list[Card]:
    """One card a dataset, in order. The datasets come from `for_lists()`; one query more for all."""
    datasets = list(datasets)
    tables = {dataset.pk: _tables(dataset) for dataset in datasets}
    widths = _widths([table for several in tables.values() for table in several])
    return [_card(dataset, tables[dataset.pk], widths) for dataset in datasets]


def ending(filename: str) -> str:
    """What a file is, by the end of its name: "csv"."""
    return filename.rpartition(".")[2].lower() if "." in filename else ""


def current_versions(dataset: Dataset) -> list[Version]:
    return [resource.current for resource in dataset.resources.all() if resource.current]


def _tables(dataset: Dataset) -> list[Table]:
    return [table for version in current_versions(dataset) for table in version.tables.all()]


def _widths(tables: Sequence[Table]) -> dict[int, int]:
    """Columns by table."""
    counted = Column.objects.filter(table__in=tables).values_list("table").annotate(Count("pk")).order_by()
    return dict(counted)


def _card(dataset: Dataset, tables: list[Table], widths: dict[int, int]) -> Card:
    endings = [ending(version.filename) for version in current_versions(dataset)]
    return Card(
        dataset=dataset,
        formats=tuple(dict.fromkeys(one for one in endings if one)),
        tables=len(tables),
        rows=sum(table.rows for table in tables),
        columns=widths.get(tables[0].pk, 0) if len(tables) == 1 else 0,
    )
