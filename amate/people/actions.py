"""What is done to persons, institutions, roles and keys. Every verb says who did it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotAllowed, NotReady
from amate.base.text import visible
from amate.people import keys
from amate.people.journal import record
from amate.people.models import ApiKey, Institution, Membership, Person
from amate.people.permissions import require, require_giving, require_oneself, require_steward
from amate.people.rules import MAY, RESERVED_SEGMENTS, Role, Scope
from amate.people.signals import role_lost


@transaction.atomic
def create_person(
    *, by: Person | None, email: str, name: str, password: str | None = None, steward: bool = False
) -> Person:
    """A new account; without a password, it is set through the reset mail. `by=None` only while setting up."""
    if by is not None:
        require_steward(by)
    if Person.objects.filter(email=email.strip().lower()).exists():
        raise Invalid(_("Ya hay una cuenta con ese correo."), fields={"email": _("Ya está en uso.")})
    person = Person(email=email.strip().lower(), name=visible(name).strip(), is_steward=steward)
    if password:
        _check_password(password, person)
    person.set_password(password)
    _clean(person)
    person.save()
    record(by=by, verb="create", subject=person)
    return person


@transaction.atomic
def edit_person(*, by: Person, person: Person, name: str, active: bool, steward: bool) -> Person:
    require_steward(by)
    if person == by and not (active and steward):
        raise NotAllowed(
            _("No puedes quitarte a ti mismo la responsabilidad del portal: pídelo a otra persona.")
        )
    person.name, person.is_active, person.is_steward = visible(name).strip(), active, steward
    _clean(person)
    person.save()
    record(by=by, verb="edit", subject=person, active=active, steward=steward)
    for institution in Institution.objects.filter(memberships__person=person).distinct():
        role_lost.send(sender=Membership, person=person, institution=institution)
    return person


@transaction.atomic
def change_password(*, by: Person | None, person: Person, password: str) -> Person:
    """Give somebody another password. `by=None` is whoever runs the machine, from its command line."""
    if by is not None:
        require_steward(by)
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record(by=by, verb="change-password", subject=person)
    return person


@transaction.atomic
def want_reminders(*, by: Person, on: bool) -> Person:
    """Have mails about what is late or soon due, or have none; for oneself."""
    require_oneself(by)
    by.wants_reminders = on
    by.save(update_fields=["wants_reminders"])
    record(by=by, verb="want-reminders", subject=by, on=on)
    return by


@transaction.atomic
def save_institution(
    *,
    by: Person | None,
    institution: Institution | None = None,
    slug: str,
    name: str,
    kind: str,
    parent: Institution | None = None,
    acronym: str = "",
    description: str = "",
    email: str = "",
    website: str = "",
    territory: str = "",
    two_persons: bool = False,
) -> Institution:
    """Create an institution, or change one; moving it moves everything under it.

    two_persons: whether what goes public there is prepared by one and published by another.
    """
    if by is not None:
        require_steward(by)
    made = institution is None
    institution = institution or Institution()
    before = institution.lineage
    if slug in RESERVED_SEGMENTS:
        raise Invalid(
            _("«%s» es una dirección reservada del portal; elige otra.") % slug,
            fields={"slug": _("Reservada.")},
        )
    if parent and before and parent.lineage.startswith(before):
        raise Invalid(_("Una institución no puede depender de sí misma ni de una que depende de ella."))
    institution.slug, institution.name, institution.kind, institution.parent = (
        slug,
        visible(name).strip(),
        kind,
        parent,
    )
    institution.acronym, institution.description, institution.email = acronym, visible(description), email
    institution.website, institution.territory = website, territory
    institution.two_persons = two_persons
    _clean(institution)
    institution.save()
    _settle_lineage(institution, before)
    record(by=by, verb="create" if made else "edit", subject=institution, institution=institution)
    return institution


def _settle_lineage(institution: Institution, before: str) -> None:
    above = institution.parent.lineage if institution.parent else "/"
    institution.lineage = f"{above}{institution.pk}/"
    if institution.lineage == before:
        return
    institution.save(update_fields=["lineage"])
    if before:
        for below in Institution.objects.filter(lineage__startswith=before).exclude(pk=institution.pk):
            below.lineage = institution.lineage + below.lineage.removeprefix(before)
            below.save(update_fields=["lineage"])


@transaction.atomic
def grant_role(*, by: Person | None, person: Person, institution: Institution, role: str) -> Membership:
    if by is not None:
        require_giving(by, role, institution)
    membership, made = Membership.objects.get_or_create(person=person, institution=institution, role=role)
    if made:
        record(by=by, verb="grant-role", subject=person, institution=institution, role=role)
    return membership


@transaction.atomic
def change_role(*, by: Person, membership: Membership, role: str) -> Membership:
    """Another role in the place of one; who has that one already is left with it alone."""
    person, institution, before = membership.person, membership.institution, membership.role
    require(by, "manage-members", institution)
    if role not in Role.values:
        raise Invalid(_("Elige un papel."), fields={"role": _("Elige un papel.")})
    for each in (before, role):
        require_giving(by, each, institution)
    if role == before:
        return membership
    if role not in MAY["manage-members"]:
        _refuse_leaving_nobody(by, membership)
    if person == by and not by.is_steward:
        raise NotAllowed(
            _("Tu propio papel lo cambia otra persona que administre el equipo, o un responsable del portal.")
        )
    membership.delete()
    changed, _made = Membership.objects.get_or_create(person=person, institution=institution, role=role)
    record(by=by, verb="change-role", subject=person, institution=institution, role=role, before=before)
    role_lost.send(sender=Membership, person=person, institution=institution)
    return changed


@transaction.atomic
def remove_role(*, by: Person, membership: Membership) -> None:
    """The person is out at the next request: what they may do is read from memberships each time.

    Everyone may leave by themselves, but for the last who administers the team.
    """
    require_oneself(by)
    person, institution, role = membership.person, membership.institution, membership.role
    if person != by:
        require_giving(by, role, institution)
    _refuse_leaving_nobody(by, membership)
    record(by=by, verb="remove-role", subject=person, institution=institution, role=role)
    membership.delete()
    if not person.roles_in(institution):  # nor do they come back by an invitation that was on its way
        institution.invitations.pending().filter(email=person.email).update(revoked=timezone.now())
    role_lost.send(sender=Membership, person=person, institution=institution)


def _refuse_leaving_nobody(by: Person, membership: Membership) -> None:
    """A team keeps somebody who administers it, unless a steward, who can name another, says otherwise."""
    if by.is_steward or membership.role not in MAY["manage-members"]:
        return
    institution = Institution.objects.select_for_update().get(pk=membership.institution_id)
    others = institution.memberships.filter(role__in=MAY["manage-members"], person__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise NotReady(
            _(
                "«%s» se quedaría sin nadie que administre su equipo. Da antes el papel de enlace a alguien más, "
                "o pide el cambio a los responsables del portal."
            )
            % institution,
            code="last-administrator",
        )


@transaction.atomic
def create_key(
    *, by: Person, name: str, scopes: list[str], expires: datetime | None = None
) -> tuple[ApiKey, str]:
    """A key for oneself. The second value is shown once and stored nowhere."""
    _refuse_keys(by)
    unknown = set(scopes) - set(Scope.values)
    if not name.strip() or unknown or not scopes:
        raise Invalid(
            _("Di para qué es la llave y elige al menos un permiso."), fields={"name": "", "scopes": ""}
        )
    key, secret = keys.make(person=by, name=name.strip(), scopes=scopes, expires=expires)
    record(by=by, verb="create-key", subject=key, scopes=scopes)
    return key, secret


@transaction.atomic
def revoke_key(*, by: Person, key: ApiKey) -> None:
    _refuse_keys(by)
    if key.person != by:
        require_steward(by)
    key.revoked = timezone.now()
    key.save(update_fields=["revoked"])
    record(by=by, verb="revoke-key", subject=key)


def _refuse_keys(by: Person) -> None:
    """A key that leaked must not make others that outlive it, nor shut out those of its owner."""
    require_oneself(by)
    if by.key_scopes is not None:
        raise NotAllowed(_("Las llaves se crean y se revocan al entrar con tu cuenta, no con otra llave."))


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), fields={"password": " ".join(error.messages)}) from error


def _clean(row: Person | Institution) -> None:
    try:
        row.full_clean(exclude=["password", "lineage"])
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(fields.values()), fields=fields) from error
