"""May this person do this here? Asked inside every verb."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from amate.base.errors import NotAllowed
from amate.people.models import Institution, InstitutionQuerySet, Person
from amate.people.rules import ACTING_MAY, GIVES, MAY, SCOPE_FOR, Role

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
    return may(person, verb, institution) and not institution.two_persons


def require(person: Visitor, verb: str, institution: Institution) -> None:
    if verb not in ACTING_MAY:
        require_oneself(person)
    if not may(person, verb, institution):
        raise NotAllowed(_("Tu cuenta no tiene permiso para hacer esto en «%s».") % institution)


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
    if not _key_allows(person, "publish"):
        raise NotAllowed(_("Esta llave no alcanza para hacer esto."))


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
