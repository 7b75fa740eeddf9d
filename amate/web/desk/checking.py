"""The checklist of a dataset as la mesa shows it: by group, each line with the place where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from amate.catalog.models import Dataset
from amate.policy.rules import Group, Item
from amate.publishing.checklist import Checklist


@dataclass(frozen=True)
class Line:
    item: Item
    url: str


@dataclass(frozen=True)
class Part:
    """The lines of one group."""

    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Shown:
    """What publishing waits for, what would make it better, and what is done."""

    required: list[Part]
    recommended: list[Part]
    done: list[Part]
    waits: int
    better: int
    made: int


def shown(dataset: Dataset, checklist: Checklist, *, here: bool = False) -> Shown:
    """here: on the page of the workspace itself, where a link is the name of a place."""
    page = "" if here else reverse("desk-dataset", args=[dataset.slug])
    required, recommended, done = checklist.required, checklist.recommended, checklist.done
    return Shown(
        _parts(required, page),
        _parts(recommended, page),
        _parts(done, page),
        waits=len(required),
        better=len(recommended),
        made=len(done),
    )


def place_of(item: Item) -> str:
    """Where in the workspace it is done."""
    if item.field:
        return f"#id_{item.field}"
    return f"#r{item.resource}" if item.resource else "#archivos"


def _parts(items: Iterable[Item], page: str) -> list[Part]:
    found: dict[Group, list[Line]] = {}
    for item in items:
        found.setdefault(item.group, []).append(Line(item, page + place_of(item)))
    return [Part(str(group.label), lines) for group, lines in found.items()]
