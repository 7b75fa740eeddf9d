"""Datasets that change hands: another institution answers for them from now on, and everything of them lives on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotAllowed
from amate.catalog.changes import mark
from amate.catalog.history import remember
from amate.catalog.models import Dataset
from amate.catalog.rules import State
from amate.people.journal import about, record
from amate.people.models import Institution, Person
from amate.people.permissions import institutions_where, may, require
from amate.publishing import letters, submissions
from amate.publishing.models import Stage, Upload

MOST = 200  # at a time


@transaction.atomic
def transfer(*, by: Person, datasets: Sequence[Dataset], to: Institution) -> list[Dataset]:
    """Hand over some datasets, all or none. Whoever does it answers in both institutions, or keeps the portal.

    Addresses, versions, history, receipts and reports stay with them. What was in review or approved goes back to who
    sent it: nobody of the new institution has looked at it.
    """
    if not 1 <= len(datasets) <= MOST:
        raise Invalid(
            _("Elige entre 1 y %d conjuntos.") % MOST, fields={"datasets": _("Elige al menos uno.")}
        )
    require(by, "transfer", to)
    rows = Dataset.objects.select_related("institution").select_for_update(of=("self",))
    found = list(rows.filter(pk__in=[dataset.pk for dataset in datasets]).order_by("pk"))
    for dataset in found:
        _refuse(by, dataset, to)
    moved: dict[Institution, list[Dataset]] = defaultdict(list)
    for dataset in found:
        moved[dataset.institution].append(dataset)
        _hand_over(by, dataset, to)
    for origin, theirs in moved.items():
        transaction.on_commit(partial(letters.tell_transferred, by, theirs, origin, to))
    return found


def may_transfer(person: Person, dataset: Dataset) -> bool:
    """Whether this person may hand it over, to any institution at all."""
    if not may(person, "transfer", dataset.institution):
        return False
    if dataset.state == State.QUARANTINED and not person.is_steward:
        return False
    return institutions_where(person, "transfer").exclude(pk=dataset.institution_id).exists()


def institution_then(dataset: Dataset, at: datetime) -> str:
    """The name of the institution that answered for a dataset at a moment."""
    later = about(dataset).filter(verb="transfer", at__gt=at).order_by("pk").first()
    return str(later.detail["origin_name"]) if later else dataset.institution.name


def _refuse(by: Person, dataset: Dataset, to: Institution) -> None:
    origin = dataset.institution
    require(by, "transfer", origin)
    if origin == to:
        said = _("«%(title)s» ya es de «%(name)s»: elige otra.") % {"title": dataset, "name": to}
        raise Invalid(said, fields={"to": said})
    if by.is_steward:
        return
    if dataset.state == State.QUARANTINED:
        raise NotAllowed(
            _("«%s» está en cuarentena: lo pasa un responsable del portal.") % dataset, code="quarantined"
        )
    if origin.two_persons and not to.two_persons:  # else one alone could publish it there and bring it back
        raise NotAllowed(
            _(
                "En «%(origin)s» publican dos personas y en «%(to)s» una: esto lo pasa un responsable del portal."
            )
            % {"origin": origin, "to": to},
            code="two-persons",
        )


def _hand_over(by: Person, dataset: Dataset, to: Institution) -> None:
    origin = dataset.institution
    if not dataset.revisions.exists():
        remember(dataset, by=None, verb="before")
    _take_contact(dataset, origin, to)
    dataset.institution = to
    dataset.revision += 1
    dataset.save()
    remember(dataset, by=by, verb="transfer")
    Upload.objects.filter(Q(dataset=dataset) | Q(resource__dataset=dataset), finished=None).update(
        institution=to
    )
    record(
        by=by,
        verb="transfer",
        subject=dataset,
        institution=to,
        origin=origin.slug,
        to=to.slug,
        origin_name=origin.name,
    )
    mark(dataset)
    reason = _(
        "Pasó de «%(origin)s» a «%(to)s»: hay que enviarlo otra vez para que lo revise quien publica ahí."
    )
    for submission in dataset.submissions.filter(stage__in=(Stage.IN_REVIEW, Stage.SCHEDULED)):
        submissions.return_alone(submission, reason % {"origin": origin, "to": to})


def _take_contact(dataset: Dataset, origin: Institution, to: Institution) -> None:
    """Where the contact is that of the institution itself, it is the new one's; an area that was written stays."""
    if dataset.contact_name == origin.name[:200]:
        dataset.contact_name = to.name[:200]
    if dataset.contact_email == origin.email and to.email:
        dataset.contact_email = to.email
