"""Two people saved the same metadata: what each wrote, side by side, and whose stays, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from amate.catalog.actions import tidy_keywords
from amate.catalog.history import FILLED, plain, plain_value
from amate.catalog.models import Dataset, DatasetRevision
from amate.web.desk.forms import MetadataForm
from amate.web.words import as_words

TAKE, THEIRS = "take-{}", "theirs"


@dataclass(frozen=True)
class Sides:
    """A field that the two do not agree on. theirs_stays: what is proposed: theirs where only they changed it."""

    name: str
    label: str
    mine: str
    theirs: str
    theirs_stays: bool


@dataclass(frozen=True)
class Conflict:
    """Who saved in between and when, and the fields in question."""

    saved: DatasetRevision | None
    fields: list[Sides]


def conflict(form: MetadataForm, dataset: Dataset) -> Conflict:
    """What was typed beside what was saved since the typist read it."""
    typed = {name: plain_value(value) for name, value in form.metadata().items()}
    typed["keywords"] = tidy_keywords(typed["keywords"])
    now = plain(dataset) | dataset.proposed
    read = dataset.revisions.filter(number=form.cleaned_data["revision"]).first()
    before: Mapping[str, Any] = read.values if read else {}
    fields = [
        Sides(
            field.name,
            field.label,
            as_words(field.name, typed[field.name]),
            as_words(field.name, now[field.name]),
            theirs_stays=field.name in before and typed[field.name] == before[field.name],
        )
        for field in FILLED
        if typed[field.name] != now[field.name]
    ]
    return Conflict(dataset.revisions.select_related("by").first(), fields)


def settled(data: QueryDict, dataset: Dataset) -> QueryDict:
    """What was sent, with theirs where that was chosen."""
    chosen = [field.name for field in FILLED if data.get(TAKE.format(field.name)) == THEIRS]
    if not chosen:
        return data
    now, merged = MetadataForm.of(dataset), data.copy()
    for name in chosen:
        value = now.initial[name]
        merged[name] = str(getattr(value, "pk", value) or "")
    return merged
