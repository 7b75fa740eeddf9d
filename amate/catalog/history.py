"""The metadata of a dataset as plain values: kept at each revision, compared, proposed and given back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amate.catalog.models import Dataset, DatasetRevision, Licence, Theme
from amate.catalog.rules import FIELDS, Field
from amate.people.models import Person

FILLED = tuple(field for field in FIELDS if field.typed)
KINDS: Mapping[str, type[Theme | Licence]] = {"theme": Theme, "licence": Licence}
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One field that two states of the metadata do not agree on, in plain values."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True)
class Step:
    """A revision, what it changed of the one before, and whether the metadata are otherwise now."""

    revision: DatasetRevision
    changes: list[Difference]
    differs: bool


def plain(dataset: Dataset) -> dict[str, Any]:
    """Every field that people fill, ready for JSON: sectors and licences by their slug, none as None."""
    return {field.name: plain_value(getattr(dataset, field.name)) for field in FILLED}


def plain_value(value: Any) -> Any:
    return value.slug if isinstance(value, Theme | Licence) else value


def given_back(values: Plain) -> dict[str, Any]:
    """What `edit_dataset` takes, of plain values. A sector or licence that is no more becomes None."""
    return {name: _model(KINDS[name], value) if name in KINDS else value for name, value in values.items()}


def _model(kind: type[Theme | Licence], slug: str | None) -> Theme | Licence | None:
    return kind.objects.filter(slug=slug).first() if slug else None


def differences(before: Plain, after: Plain) -> list[Difference]:
    """The fields that are not the same, in the order of Tabla 2; a field that one side lacks is not compared."""
    return [
        Difference(field, before[field.name], after[field.name])
        for field in FILLED
        if field.name in before and field.name in after and before[field.name] != after[field.name]
    ]


def steps(dataset: Dataset, first: int, count: int) -> list[Step]:
    """`count` revisions from the `first` on, the last one being 0."""
    rows = list(dataset.revisions.select_related("by")[first : first + count + 1])
    former: list[Plain] = [row.values for row in rows[1:]]
    now = plain(dataset) | dataset.proposed
    return [
        Step(row, differences(before, row.values), differs=bool(differences(row.values, now)))
        for row, before in zip(rows[:count], [*former, {}], strict=False)
    ]


def as_proposed(dataset: Dataset) -> dict[str, Any]:
    """The metadata as they would be published now: those that wait in the place of those that are public."""
    return {field.name: getattr(dataset, field.name) for field in FILLED} | given_back(dataset.proposed)


def remember(dataset: Dataset, *, by: Person | None, verb: str) -> DatasetRevision:
    """Keep the metadata as this revision of the dataset has them, those that wait included."""
    values = plain(dataset) | dataset.proposed
    kept, _made = DatasetRevision.objects.update_or_create(
        dataset=dataset, number=dataset.revision, defaults={"by": by, "verb": verb, "values": values}
    )
    return kept


def only(values: Plain, names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
