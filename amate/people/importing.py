"""Many people at once: a list of who works where, looked at line by line, and invited all or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import process

from amate.base.errors import Invalid, Stale
from amate.base.text import fold
from amate.people.invitations import invite, tidy_email
from amate.people.journal import record
from amate.people.models import Institution, Invitation, Membership, Person
from amate.people.permissions import institutions_where, roles_given_by
from amate.people.roster import Line
from amate.people.rules import Role

NEAR = 72  # of 100: how like the name of an institution must be to be suggested

ROLES: dict[str, Role] = {
    **{str(role.label).lower(): role for role in Role},
    **{role.value: role for role in Role},
    "administrador": Role.MANAGER,
    "administradora": Role.MANAGER,
    "administradora de datos": Role.MANAGER,
    "editora": Role.EDITOR,
    "revisora": Role.REVIEWER,
}


class Fate(models.TextChoices):
    """What happens to a line."""

    INVITED = "invited", "Se le invita"
    MEMBER = "member", "Ya es parte"
    WAITING = "waiting", "Ya está invitada"
    REPEATED = "repeated", "Línea repetida"
    BAD_EMAIL = "bad-email", "Correo mal escrito"
    UNKNOWN = "unknown", "Institución desconocida"
    NOT_YOURS = "not-yours", "No es tu equipo"
    BAD_ROLE = "bad-role", "Papel desconocido"


FAULTS = frozenset({Fate.BAD_EMAIL, Fate.UNKNOWN, Fate.NOT_YOURS, Fate.BAD_ROLE})


@dataclass(frozen=True)
class Planned:
    """What would happen to a line, and why in a sentence; where it is a fault, nothing happens to any."""

    line: Line
    fate: Fate
    told: str
    institution: Institution | None = None
    role: str = ""

    @property
    def is_fault(self) -> bool:
        return self.fate in FAULTS


def plan(by: Person, lines: Sequence[Line]) -> list[Planned]:
    """What would happen to each line if it were done now, in a constant number of queries but for one a team."""
    planner = _Planner(by, lines)
    return [planner.planned(line) for line in lines]


def seal(planned: Sequence[Planned]) -> str:
    """A short name of a plan, by which a form knows whether it is still the one that was seen."""
    said = [[p.line.email.lower(), p.institution and p.institution.pk, p.role, p.fate.value] for p in planned]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@transaction.atomic
def import_people(*, by: Person, lines: Sequence[Line], seen: str = "") -> list[Invitation]:
    """Invite all of a list, or nobody: `Invalid` when a line has a fault, `Stale` when it is not what was seen."""
    planned = plan(by, lines)
    if seen and seen != seal(planned):
        raise Stale(_("Algo cambió desde que lo revisaste: míralo otra vez antes de confirmar."))
    if faults := [one for one in planned if one.is_fault]:
        raise Invalid(
            _("No se invitó a nadie: hay que corregir estas líneas: %s.")
            % ", ".join(str(one.line.number) for one in faults[:20])
        )
    made = []
    for one in planned:
        if one.fate == Fate.INVITED and one.institution:
            line, place = one.line, one.institution
            made.append(invite(by=by, email=line.email, name=line.name, institution=place, role=one.role))
    record(by=by, verb="import-people", subject=by, lines=len(planned), invited=len(made))
    return made


class _Planner:
    """What is known while the lines of a list are gone through."""

    def __init__(self, by: Person, lines: Sequence[Line]) -> None:
        self.by, self.book = by, _Book()
        self.mine = set(institutions_where(by, "manage-members").values_list("pk", flat=True))
        self.given: dict[int, frozenset[str]] = {}
        self.there, self.waiting = _known({line.email.lower() for line in lines})
        self.before: dict[tuple[str, int], Line] = {}

    def planned(self, line: Line) -> Planned:
        try:
            email = tidy_email(line.email)
        except Invalid as error:
            return Planned(line, Fate.BAD_EMAIL, error.message)
        place = self.book.named(line.organization)
        if place is None:
            return Planned(line, Fate.UNKNOWN, self.book.hint(line.organization))
        role = _role(line)
        if role is None:
            told = _("«%s» no es un papel: enlace, administrador de datos, editor o revisor.") % line.role
            return Planned(line, Fate.BAD_ROLE, told, place)
        fate, told = self._fate(line, (email, place.pk), place, role)
        return Planned(line, fate, told, place, role)

    def _fate(self, line: Line, key: tuple[str, int], place: Institution, role: Role) -> tuple[Fate, str]:
        """Of a line that says what it should."""
        said = {"role": str(role.label).lower(), "place": place}
        if role not in self._given(place):
            return Fate.NOT_YOURS, _("No puedes dar el papel de %(role)s en «%(place)s».") % said
        first = self.before.setdefault(key, line)
        if first is not line:
            return _again(first, role)
        has = self.there.get(key, set())
        if role in has or (has and not line.role):
            roles = ", ".join(sorted(str(Role(each).label).lower() for each in has))
            return Fate.MEMBER, _("Ya es %s ahí: no se le escribe.") % roles
        if role in self.waiting.get(key, set()):
            return Fate.WAITING, _("Ya tiene una invitación sin responder: no se le escribe otra vez.")
        return Fate.INVITED, _("Como %(role)s de «%(place)s».") % said

    def _given(self, place: Institution) -> frozenset[str]:
        if place.pk in self.mine and place.pk not in self.given:
            self.given[place.pk] = roles_given_by(self.by, place)
        return self.given.get(place.pk, frozenset())


def _again(first: Line, role: Role) -> tuple[Fate, str]:
    """Of a line about somebody whom another line put in the same institution."""
    if _role(first) != role:
        told = _("La línea %d le da otro papel en la misma institución: deja una.") % first.number
        return Fate.BAD_ROLE, told
    return Fate.REPEATED, _("Es la misma persona que en la línea %d: cuenta una vez.") % first.number


def _role(line: Line) -> Role | None:
    return ROLES.get(fold(line.role)) if line.role else Role.EDITOR


Known = Mapping[tuple[str, int], set[str]]


def _known(emails: set[str]) -> tuple[Known, Known]:
    """Which roles each address has in each institution, and to which it is invited."""
    there: dict[tuple[str, int], set[str]] = {}
    roles = Membership.objects.filter(person__email__in=emails)
    for email, place, role in roles.values_list("person__email", "institution", "role"):
        there.setdefault((email, place), set()).add(role)
    waiting: dict[tuple[str, int], set[str]] = {}
    open_ = Invitation.objects.pending().filter(email__in=emails, expires__gt=timezone.now())
    for email, place, role in open_.values_list("email", "institution", "role"):
        waiting.setdefault((email, place), set()).add(role)
    return there, waiting


class _Book:
    """The institutions by what people write: address, name, or acronym where only one has it."""

    def __init__(self) -> None:
        self.rows = list(Institution.objects.all())
        self.keys: dict[str, Institution | None] = {}
        for row in self.rows:
            for key in {fold(row.slug), fold(row.name), fold(row.acronym)} - {""}:
                self.keys[key] = None if key in self.keys else row
        for row in self.rows:  # a name or an address is nobody else's, whatever acronyms say
            self.keys[fold(row.slug)] = self.keys[fold(row.name)] = row

    def named(self, text: str) -> Institution | None:
        return self.keys.get(fold(text))

    def hint(self, text: str) -> str:
        if not text:
            return _("Falta la institución.")
        near = process.extractOne(fold(text), list(self.keys), score_cutoff=NEAR)
        found = self.keys[near[0]] if near else None
        if found is None:
            return _("No hay ninguna institución «%s» en el portal.") % text
        return _("No hay ninguna institución «%(text)s». ¿Quisiste decir «%(near)s»?") % {
            "text": text,
            "near": found,
        }
