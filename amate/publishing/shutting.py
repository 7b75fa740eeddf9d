"""A dataset is shut off at once, all of it, and opened again when it is mended. Both are a steward's to do.

All of it, and not one version: its index entry, feeds, profiles and frequent values were made of every version.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import AmateError, Invalid, NotReady
from amate.catalog.changes import mark
from amate.catalog.models import Dataset
from amate.catalog.rules import State
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require_steward
from amate.publishing import letters, rules
from amate.publishing.actions import go_public
from amate.publishing.models import Ground, Quarantine, Stage
from amate.publishing.proof import prove
from amate.publishing.readiness import ready_versions, refuse_unready
from amate.publishing.signals import published, withdrawn


@transaction.atomic
def quarantine(*, by: Person, dataset: Dataset, ground: str, note: str = "") -> Quarantine:
    """Shut every address of it from this moment: 451, with the day and the ground. `note` stays inside."""
    require_steward(by)
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    check_ground(ground)
    following = rules.NEXT.get((State(dataset.state), "quarantine"))
    if following is None:
        raise NotReady(_("Solo se pone en cuarentena lo que está, o estuvo, publicado."))
    row = Quarantine.objects.create(
        dataset=dataset, ground=ground, note=note.strip(), former=dataset.state, by=by
    )
    dataset.state = following
    dataset.revision += 1
    dataset.save()
    record(by=by, verb="quarantine", subject=dataset, institution=dataset.institution, ground=ground)
    mark(dataset)
    transaction.on_commit(lambda: withdrawn.send(sender=Dataset, dataset=dataset))
    transaction.on_commit(lambda: letters.tell_quarantined(row))
    return row


def lift(*, by: Person, dataset: Dataset) -> Dataset:
    """Open it again: with what was mended meanwhile if it is ready and asks nothing, else as it was before.

    What was public and has no file left (they were erased) comes out withdrawn: its institution may publish again.
    """
    require_steward(by)
    prove(ready_versions(dataset))
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
        row = dataset.quarantines.select_for_update(of=("self",)).filter(lifted=None).first()
        if row is None:
            raise NotReady(_("Este conjunto no está en cuarentena."))
        row.lifted, row.lifted_by = timezone.now(), by
        row.save()
        dataset.state = _state_after(dataset, row)
        if dataset.state == State.WITHDRAWN and not dataset.withdrawn_reason:
            dataset.withdrawn_reason = all_erased(row.ground)
        dataset.revision += 1
        dataset.save()
        record(by=by, verb="lift", subject=dataset, institution=dataset.institution, state=str(dataset.state))
        mark(dataset)
        if row.former == State.PUBLISHED and _may_go_public(dataset):
            dataset.submissions.open().update(stage=Stage.CANCELLED)  # a steward looked at it instead
            return go_public(by, dataset, ready_versions(dataset))
        if dataset.is_public:
            transaction.on_commit(lambda: published.send(sender=Dataset, dataset=dataset))
        return dataset


def all_erased(ground: str) -> str:
    """Why a dataset comes out withdrawn that has no file left."""
    label = Ground(ground).label
    return _("Sus archivos se borraron: %s.") % (label[:1].lower() + label[1:])


def check_ground(ground: str) -> None:
    if ground not in Ground.values:
        raise Invalid(_("Elige un motivo de la lista."), fields={"ground": _("Elige uno de la lista.")})


def _state_after(dataset: Dataset, row: Quarantine) -> State:
    if row.former == State.PUBLISHED and not dataset.resources.filter(current__isnull=False).exists():
        return State.WITHDRAWN
    return State(row.former)


def _may_go_public(dataset: Dataset) -> bool:
    """Whether something is ready and nothing stands in its way."""
    try:
        refuse_unready(dataset)
    except AmateError:
        return False
    return bool(ready_versions(dataset))
