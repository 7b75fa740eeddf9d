"""The second step at the door, for those who publish: asked for from the day that the portal says (`portal.toml`)."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotAllowed
from amate.base.mail import send
from amate.people.journal import record
from amate.people.models import Membership, Person
from amate.people.permissions import has_second_factor, require_steward
from amate.people.rules import MAY


def owed(person: Person) -> date | None:
    """Since when, or from when on, this person may not publish without a second step; None when nothing is owed."""
    since: date | None = settings.PORTAL.second_factor
    if since is None or has_second_factor(person):
        return None
    publishes = Membership.objects.filter(person=person, role__in=MAY["publish"])
    return since if person.is_steward or publishes.exists() else None


@transaction.atomic
def reset_second_factor(*, by: Person, person: Person) -> None:
    """For who lost the telephone and the codes: the password is enough until they set it up again."""
    require_steward(by)
    if person == by:
        raise NotAllowed(_("El tuyo lo desactivas tú en «Mi cuenta», o lo quita otra persona responsable."))
    found = Authenticator.objects.filter(user=person)
    if not found.exists():
        raise Invalid(_("%s no tiene un segundo paso que quitar.") % person)
    found.delete()
    record(by=by, verb="reset-second-factor", subject=person)
    transaction.on_commit(lambda: _tell(by, person))


def _tell(by: Person, person: Person) -> None:
    body = _(
        "%(name)s, responsable de %(portal)s, quitó el segundo paso de tu cuenta. Al entrar te pediremos solo tu "
        "contraseña.\n\nActívalo otra vez en %(address)s/mesa/segundo-paso/\n\nSi no lo pediste, cambia tu contraseña "
        "y escribe a %(contact)s"
    ) % {
        "name": by,
        "portal": settings.PORTAL.name,
        "address": settings.AMATE_URL,
        "contact": settings.PORTAL.contact_email,
    }
    send(_("Se quitó el segundo paso de tu cuenta"), body, to=person.email)
