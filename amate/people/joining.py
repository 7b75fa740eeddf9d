"""Requests to join: somebody with an account asks to work for an institution; who administers its team answers."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotAllowed, NotReady, TooMany
from amate.people import letters
from amate.people.actions import grant_role
from amate.people.journal import record
from amate.people.models import Institution, JoinRequest, Membership, Person
from amate.people.permissions import require, require_oneself
from amate.people.rules import MOST_ASKED, Role

WORDS = 500  # letters of a message or of an answer


@transaction.atomic
def ask_to_join(*, by: Person, institution: Institution, role: str, message: str = "") -> JoinRequest:
    """Ask once at a time; those who administer the team are told by mail."""
    require_oneself(by)
    if not by.is_active or by.key_scopes is not None:
        raise NotAllowed(_("Esto se pide al entrar con tu cuenta."))
    if role not in Role.values:
        raise Invalid(_("Elige un papel."), fields={"role": _("Elige un papel.")})
    if role in by.roles_in(institution):
        raise Invalid(
            _("Ya tienes ese papel en «%s».") % institution, fields={"role": _("Ya tienes este papel.")}
        )
    if by.join_requests.open().exclude(institution=institution).count() >= MOST_ASKED:
        raise TooMany(_("Tienes %d solicitudes sin responder: espera a que te contesten.") % MOST_ASKED)
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                person=by, institution=institution, role=role, message=message.strip()[:WORDS]
            )
    except IntegrityError as error:
        raise NotReady(
            _("Ya pediste unirte a «%s»: te escribiremos cuando te respondan.") % institution,
            code="already-asked",
        ) from error
    record(by=by, verb="ask-to-join", subject=request, institution=institution, role=role)
    transaction.on_commit(lambda: letters.tell_asked(request))
    return request


@transaction.atomic
def admit(*, by: Person, request: JoinRequest, role: str, word: str = "") -> Membership:
    """Give a role, the one that was asked for or another, and tell."""
    request = _locked(request)
    membership = grant_role(by=by, person=request.person, institution=request.institution, role=role)
    _answer(by, request, granted=True)
    said = word.strip()[:WORDS]
    record(by=by, verb="admit", subject=request, institution=request.institution, role=role, word=said)
    transaction.on_commit(lambda: letters.tell_answered(request, said, role))
    return membership


@transaction.atomic
def decline(*, by: Person, request: JoinRequest, word: str) -> JoinRequest:
    """Say no, with a word that is mailed; who was declined may ask again."""
    request = _locked(request)
    require(by, "manage-members", request.institution)
    if not (said := word.strip()[:WORDS]):
        raise Invalid(_("Di por qué no: se le enviará por correo."), fields={"word": _("Falta el motivo.")})
    _answer(by, request, granted=False)
    record(by=by, verb="decline", subject=request, institution=request.institution, word=said)
    transaction.on_commit(lambda: letters.tell_answered(request, said))
    return request


def _answer(by: Person, request: JoinRequest, *, granted: bool) -> None:
    request.answered, request.answered_by, request.granted = timezone.now(), by, granted
    request.save(update_fields=["answered", "answered_by", "granted"])


def _locked(request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.select_related("institution", "person").select_for_update(of=("self",))
    found = rows.get(pk=request.pk)
    if found.answered:
        raise NotReady(
            _("%s ya recibió respuesta.") % found.person,
            code="answered",
        )
    return found
