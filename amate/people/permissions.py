"""May this person do this here? Asked inside every verb."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from amate.base.clock import today
from amate.base.errors import NotAllowed
from amate.people.models import Institution, InstitutionQuerySet, Person
from amate.people.rules import ACTING_MAY, GIVES, MAY, NEEDS_SECOND_FACTOR, SCOPE_FOR, Role, Scope

Visitor = Person | AnonymousUser | None


def may(person: Visitor, verb: str, institution: Institution) -> bool:
    """True when the table MAY gives this verb to a role this person has; stewards may do everything."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    if not _key_allows(person, verb) or (person.acting and verb not in ACTING_MAY):
        return False
    return person.is_steward or bool(MAY[verb] & person.roles_in(institution))


def may_alone(person: Visitor, verb: str, institution: Institution) -> bool:
    """True when nobody else has to look at it, as somebody must where two persons publish."""
    return may_now(person, verb, institution) and not institution.two_persons


def may_now(person: Visitor, verb: str, institution: Institution) -> bool:
    """True when they may, and have the second step that the portal asks for."""
    return may(person, verb, institution) and not lacks_second_factor(person, verb)


def lacks_second_factor(person: Visitor, verb: str) -> bool:
    """Whether the portal asks for a second step by now, and this person has none."""
    since = settings.PORTAL.second_factor
    if verb not in NEEDS_SECOND_FACTOR or since is None or since > today():
        return False
    return isinstance(person, Person) and not has_second_factor(person)


def has_second_factor(person: Person) -> bool:
    """Recovery codes alone are none: they only stand in for what was lost."""
    rows = Authenticator.objects.filter(user=person)
    return bool(rows.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def require(person: Visitor, verb: str, institution: Institution) -> None:
    if verb not in ACTING_MAY:
        require_oneself(person)
    if not may(person, verb, institution):
        raise NotAllowed(_("Tu cuenta no tiene permiso para hacer esto en «%s».") % institution)
    require_second_factor(person, verb)


def require_second_factor(person: Visitor, verb: str) -> None:
    if lacks_second_factor(person, verb):
        raise NotAllowed(
            _(
                "Para publicar hace falta un segundo paso al entrar, y tu cuenta no lo tiene. Actívalo en «Mi cuenta»: "
                "toma un minuto. Lo que preparaste sigue aquí."
            ),
            code="second-factor",
        )


def institutions_where(person: Person, verb: str) -> InstitutionQuerySet:
    """The institutions where this person may do it, all of them for a steward."""
    if person.is_steward:
        return Institution.objects.all()
    rows = Institution.objects.filter(memberships__person=person, memberships__role__in=MAY[verb])
    return rows.distinct()


def roles_given_by(person: Visitor, institution: Institution) -> frozenset[str]:
    """The roles that this person may give and take away there."""
    if not isinstance(person, Person) or not may(person, "manage-members", institution):
        return frozenset()
    if person.is_steward:
        return frozenset(Role.values)
    return frozenset().union(*(GIVES.get(role, frozenset()) for role in person.roles_in(institution)))


def require_giving(person: Visitor, role: str, institution: Institution) -> None:
    require(person, "manage-members", institution)
    if role not in roles_given_by(person, institution):
        raise NotAllowed(
            _("El papel de enlace de «%s» lo da y lo quita otro enlace, o un responsable del portal.")
            % institution,
            code="role-above",
        )


def require_steward(person: Visitor) -> None:
    require_oneself(person)
    if not isinstance(person, Person) or not person.is_active or not person.is_steward:
        raise NotAllowed(_("Solo las personas responsables del portal pueden hacer esto."))
    if person.key_scopes is not None and Scope.ADMIN not in person.key_scopes:
        raise NotAllowed(_("Esta llave no alcanza para hacer esto."), code="scope")


def require_oneself(person: Visitor) -> None:
    """Not somebody who acts in the place of another."""
    if isinstance(person, Person) and person.acting:
        raise NotAllowed(
            _("Actúas como %s, y esto cada quien lo hace a su nombre: vuelve a ser tú para hacerlo.")
            % person,
            code="acting",
        )


def _key_allows(person: Person, verb: str) -> bool:
    """A person who came with a key carries its scopes; one who signed in carries none and is not limited."""
    return person.key_scopes is None or SCOPE_FOR[verb] in person.key_scopes
