"""Invitations: a role offered by mail to whoever reads an address. The mail alone holds the secret that opens one.

The secret is made when the mail is written, so it rests nowhere: a mail that is sent again opens with another, and the
one before opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import Gone, Invalid, NotAllowed, NotFound, NotReady, TooMany, Unavailable
from amate.base.jobs.actions import enqueue
from amate.base.text import visible
from amate.people import letters
from amate.people.actions import create_person, grant_role
from amate.people.journal import record
from amate.people.models import Institution, Invitation, Membership, Person
from amate.people.permissions import require_giving, require_oneself, roles_given_by
from amate.people.rules import INVITED_FOR, MOST_INVITED


@transaction.atomic
def invite(*, by: Person, email: str, name: str, institution: Institution, role: str) -> Invitation:
    """Offer a role to whoever reads an address. One who was invited there before has this offer instead.

    Nothing in it says whether somebody has an account: only who is a member there already is told from others.
    """
    require_giving(by, role, institution)
    email, name = tidy_email(email), " ".join(visible(name).split())[:150]
    if Membership.objects.filter(person__email=email, institution=institution, role=role).exists():
        raise Invalid(
            _("%s ya tiene ese papel en «%s».") % (email, institution),
            fields={"email": _("Ya está en el equipo con ese papel.")},
            code="already-a-member",
        )
    pending = institution.invitations.pending()
    pending.filter(email=email).update(revoked=timezone.now())
    if not by.is_steward and pending.count() >= MOST_INVITED:
        raise TooMany(
            _("Hay %d invitaciones sin responder en «%s». Revoca las que ya no hagan falta.")
            % (MOST_INVITED, institution)
        )
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        institution=institution,
        role=role,
        by=by,
        sha256=_hash(secrets.token_urlsafe(32)),  # of a secret that nobody has: the mail makes the true one
        expires=timezone.now() + INVITED_FOR,
    )
    record(by=by, verb="invite", subject=invitation, institution=institution, role=role)
    _mail(by, invitation)
    return invitation


@transaction.atomic
def resend(*, by: Person, invitation: Invitation) -> Invitation:
    """Send it again, in the name of `by` and with its time anew; with the new mail the link of before ends."""
    invitation = _locked(invitation)
    require_giving(by, invitation.role, invitation.institution)
    invitation.by, invitation.expires = by, timezone.now() + INVITED_FOR
    invitation.save(update_fields=["by", "expires"])
    record(by=by, verb="resend-invitation", subject=invitation, institution=invitation.institution)
    _mail(by, invitation)
    return invitation


@transaction.atomic
def revoke(*, by: Person, invitation: Invitation) -> None:
    invitation = _locked(invitation)
    require_giving(by, invitation.role, invitation.institution)
    invitation.revoked = timezone.now()
    invitation.save(update_fields=["revoked"])
    record(by=by, verb="revoke-invitation", subject=invitation, institution=invitation.institution)


def deliver(invitation: Invitation) -> None:
    """Write the mail, with a secret that is made now; `Unavailable` when no mail server takes it."""
    secret = secrets.token_urlsafe(32)
    if not Invitation.objects.pending().filter(pk=invitation.pk).update(sha256=_hash(secret)):
        return
    if not letters.tell_invited(invitation, secret):
        raise Unavailable(_("El servidor de correo no responde."), transient=True)


def opened(secret: str) -> Invitation:
    """The invitation that a link opens; `NotFound` when none, `Gone` when it does not serve any more."""
    rows = Invitation.objects.select_related("institution", "by")
    invitation = rows.filter(sha256=_hash(secret)).first()
    if invitation is None:
        raise NotFound(
            _(
                "Este enlace no abre ninguna invitación. Si te la enviaron más de una vez, usa el del último correo; "
                "si lo copiaste, revisa que esté completo."
            )
        )
    if reason := _why_not(invitation):
        raise Gone(reason)
    return invitation


@transaction.atomic
def accept(*, by: Person, secret: str) -> Membership:
    """Take what was offered. Only the account of that address may, by whose it is."""
    require_oneself(by)
    invitation = _take(secret)
    if by.email != invitation.email:
        raise NotAllowed(
            _("Esta invitación es para %s, y entraste con otra cuenta.") % invitation.email,
            code="other-address",
        )
    return _granted(invitation, by)


@transaction.atomic
def join(*, secret: str, name: str, password: str) -> Person:
    """Make the account of that address, where there is none, and take what was offered."""
    invitation = _take(secret)
    if Person.objects.filter(email=invitation.email).exists():
        raise NotReady(_("Ya tienes una cuenta con ese correo: entra con ella."), code="has-account")
    person = create_person(by=None, email=invitation.email, name=name, password=password)
    _granted(invitation, person)
    return person


def still_offered(institution: Institution, rows: list[Invitation]) -> list[tuple[Invitation, bool]]:
    """Each with whether who invited may still give that role; else it opens nothing until another sends it again."""
    inviters = {row.by for row in rows if row.by}
    given = {person: roles_given_by(person, institution) for person in inviters}
    return [(row, row.by is None or row.role in given[row.by]) for row in rows]


def tidy_email(email: str) -> str:
    """An address as accounts keep it; `Invalid` when it is none."""
    tidy = email.strip().lower()
    try:
        validate_email(tidy)
    except ValidationError as error:
        raise Invalid(
            _("«%s» no es un correo completo.") % tidy[:100],
            fields={"email": _("Escribe un correo completo, como ana@ejemplo.gob.mx.")},
            code="bad-email",
        ) from error
    return tidy


def _granted(invitation: Invitation, person: Person) -> Membership:
    invitation.accepted = timezone.now()
    invitation.save(update_fields=["accepted"])
    institution, role = invitation.institution, invitation.role
    record(by=person, verb="accept-invitation", subject=invitation, institution=institution, role=role)
    return grant_role(by=invitation.by, person=person, institution=institution, role=role)


def _why_not(invitation: Invitation) -> str:
    """Why it does not serve any more; "" when it does."""
    if invitation.accepted:
        return _("Esta invitación ya se usó. Si fuiste tú, entra a la mesa con tu cuenta.")
    if invitation.revoked:
        return _("Esta invitación se retiró. Pregunta a quien te invitó.")
    if invitation.has_expired:
        return _("Esta invitación venció. Pide a quien te invitó que te la envíe otra vez.")
    if invitation.by and invitation.role not in roles_given_by(invitation.by, invitation.institution):
        return _("Quien te invitó ya no administra ese equipo. Pide que te invite alguien que lo haga.")
    return ""


def _take(secret: str) -> Invitation:
    """The invitation of a link as it is now, for whoever came first."""
    pk = opened(secret).pk
    Invitation.objects.select_for_update().get(pk=pk)
    return opened(secret)


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.pending().select_related("institution")
    found = rows.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise NotReady(_("Esta invitación ya se usó o se retiró."), code="answered")
    return found


def _mail(by: Person, invitation: Invitation) -> None:
    enqueue(
        kind="send-invitation",
        subject=str(invitation.pk),
        key=f"send-invitation:{invitation.pk}",
        person=by,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
