"""What a version holds of persons: what waits for a decision, deciding it, what was let pass. For those who keep it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from amate.api.v1 import from_rows, incoming, lookup, schemas
from amate.api.v1.visitors import OWNERS, PUBLISHERS, WRITERS, person
from amate.base.errors import NotReady
from amate.base.jobs.actions import job_about
from amate.people.models import Person
from amate.publishing import gate

router = Router(tags=["files"])


@router.get("/versions/{uuid:public_id}/persons", auth=OWNERS, response=schemas.Persons)
def read_persons(request: HttpRequest, public_id: UUID) -> schemas.Persons:
    """What was found of persons, with masked examples, what may be done with each, and what was let pass before."""
    row = lookup.own_version(person(request), public_id)
    found = [from_rows.find(find, gate.countable(row, find)) for find in gate.finds(row)]
    passed = [from_rows.exemption(one) for one in gate.exemptions(row.resource)]
    return schemas.Persons(finds=found, let_pass=passed)


@router.post("/versions/{uuid:public_id}/persons", auth=WRITERS, response={202: schemas.Version})
def decide_on_persons(
    request: HttpRequest, public_id: UUID, payload: incoming.PersonsDecided
) -> Status[schemas.Version]:
    """Decide on some finds, by their numbers. What covers, counts or leaves out has the file read again."""
    row = lookup.own_version(person(request), public_id)
    choices = {one.number: _choice(one) for one in payload.choices}
    row = gate.decide(by=person(request), version=row, choices=choices)
    return Status(202, from_rows.version(row, job_about("build-version", str(row.pk))))


@router.post("/versions/{uuid:public_id}/persons/ask-again", auth=PUBLISHERS, response=schemas.Persons)
def ask_again_of_persons(
    request: HttpRequest, public_id: UUID, payload: incoming.PersonsAskedAgain
) -> schemas.Persons:
    """What was let pass is asked of the next file again; what is public stays so."""
    row = lookup.own_version(person(request), public_id)
    passed = gate.exemptions(row.resource).filter(
        kind=payload.kind, table=payload.table, column=payload.column
    )
    if not (found := [*passed]):
        raise NotReady(_("Eso no se deja pasar en este archivo: no hay nada que volver a preguntar."))
    for exemption in found:
        gate.revoke(by=person(request), exemption=exemption)
    return read_persons(request, public_id)


def _choice(said: incoming.PersonsChoice) -> gate.Choice:
    approver = Person.objects.filter(email__iexact=said.approver).first() if said.approver else None
    return gate.Choice(said.do, said.ground, approver, tuple(said.by), said.fewest)
