"""Views that an institution keeps of its tables: questions under a title, for every reader."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.catalog.models import SavedView, Table
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require

MOST = 40  # of one table
LONGEST_TITLE, LONGEST = 120, 4_000  # characters


@transaction.atomic
def save_view(*, by: Person, table: Table, title: str, question: str) -> SavedView:
    """Keep a question about a table; one of the same title is changed to ask it."""
    dataset = table.version.resource.dataset
    require(by, "edit", dataset.institution)
    title = " ".join(title.split())
    here = SavedView.objects.filter(dataset=dataset, table=table.public_id)
    row = here.filter(title=title).first() or SavedView(
        dataset=dataset, table=table.public_id, title=title, created_by=by
    )
    if not row.pk and here.count() >= MOST:
        raise Invalid(_("Esta tabla ya tiene %d vistas guardadas. Quita alguna antes.") % MOST)
    if fault := _fault(title, question):
        raise Invalid(fault)
    verb = "edit" if row.pk else "create"
    row.question = question
    row.save()
    record(by=by, verb=verb, subject=row, institution=dataset.institution)
    return row


@transaction.atomic
def remove_view(*, by: Person, view: SavedView) -> None:
    """Keep it no longer; the address that it asked still answers."""
    require(by, "edit", view.dataset.institution)
    record(
        by=by,
        verb="remove-view",
        subject=view,
        institution=view.dataset.institution,
    )
    view.delete()


def _fault(title: str, question: str) -> str:
    if not title:
        return _("Escribe un título para la vista.")
    if len(title) > LONGEST_TITLE:
        return _("El título tiene %(have)d caracteres; caben %(most)d.") % {
            "have": len(title),
            "most": LONGEST_TITLE,
        }
    if len(question) > LONGEST:
        return _("La pregunta es demasiado larga para guardarla. Quita filtros o columnas.")
    return ""
