"""The home page's "datos del día": what one may be, and what stewards do with them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.base.markdown import plain
from amate.catalog.models import Dataset, Highlight
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require_steward

MOST_WORDS = 100


def faults(row: Highlight) -> dict[str, str]:
    """What is wrong with its text and its dates, by field."""
    wrong = {}
    if (words := len(plain(row.text).split())) > MOST_WORDS:
        wrong["text"] = _("El texto tiene %(words)d palabras; caben %(most)d. Quita al menos %(over)d.") % {
            "words": words,
            "most": MOST_WORDS,
            "over": words - MOST_WORDS,
        }
    if row.until and row.since and row.until < row.since:
        wrong["until"] = _("Termina antes de empezar. Elige una fecha posterior, o déjala vacía.")
    return wrong


def path_within(address: str, portal: str) -> str:
    """Of an address of this portal, written whole or from the first slash, the path with its question; else ""."""
    inside = address.strip().removeprefix(portal)
    return inside if inside.startswith("/") and not inside.startswith("//") and "\\" not in inside else ""


@transaction.atomic
def save_highlight(*, by: Person, highlight: Highlight | None = None, **fields: Any) -> Highlight:
    """Put a "dato del día" on the home page, after those there are, or change one."""
    require_steward(by)
    row = drafted(highlight, **fields)
    verb = "edit" if row.pk else "create"
    if not row.pk:
        row.position = 1 + (Highlight.objects.aggregate(last=Max("position"))["last"] or 0)
    row.save()
    record(by=by, verb=verb, subject=row, institution=row.dataset.institution)
    return row


def drafted(highlight: Highlight | None = None, **fields: Any) -> Highlight:
    """The highlight as it would be saved, to look at it first; raises Invalid with every fault at once."""
    row = highlight or Highlight()
    for name, value in fields.items():
        setattr(row, name, value)
    row.address = path_within(row.address, settings.AMATE_URL)
    dataset = _dataset_at(row.address)
    wrong = faults(row)
    if dataset is None:
        wrong["address"] = _(
            "Ahí no hay un conjunto público, ni una tabla o gráfica suya. "
            "Abre los datos en este portal y copia su dirección."
        )
    else:
        row.dataset = dataset
    try:
        row.clean_fields(exclude=["dataset"])
    except ValidationError as error:
        wrong |= {name: " ".join(texts) for name, texts in error.message_dict.items() if name not in wrong}
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return row


@transaction.atomic
def move_highlight(*, by: Person, highlight: Highlight, earlier: bool) -> None:
    """Change places with the one before, or after; at the end of the row nothing moves."""
    require_steward(by)
    rows = list(Highlight.objects.select_for_update())
    here = rows.index(highlight)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Highlight.objects.bulk_update(rows, ["position"])
    record(by=by, verb="move", subject=highlight, institution=highlight.dataset.institution, earlier=earlier)


@transaction.atomic
def remove_highlight(*, by: Person, highlight: Highlight) -> None:
    """Take it off the home page for good."""
    require_steward(by)
    record(by=by, verb="remove", subject=highlight, institution=highlight.dataset.institution)
    highlight.delete()


def _dataset_at(address: str) -> Dataset | None:
    """The published dataset whose page, or page of a table or a chart, has this address."""
    try:
        match = resolve(address.partition("?")[0].partition("#")[0])
    except Resolver404:
        return None
    public = Dataset.objects.published().filter(slug=match.kwargs.get("slug"))
    if match.url_name in ("table", "chart"):
        return public.filter(resources__current__tables__public_id=match.kwargs["public_id"]).first()
    return public.first() if match.url_name == "dataset" else None
