"""Roles, keys and the tree of institutions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amate.base.errors import Invalid, NotAllowed, NotReady
from amate.catalog.actions import create_dataset
from amate.people import keys
from amate.people.actions import (
    change_role,
    create_key,
    create_person,
    edit_person,
    grant_role,
    remove_role,
    revoke_key,
    save_institution,
)
from amate.people.journal import about
from amate.people.models import Institution, JournalEntry
from amate.people.permissions import may
from amate.people.rules import Role


def test_an_editor_prepares_and_a_liaison_publishes(luis, ana, zapopan):
    assert may(luis, "edit", zapopan)
    assert not may(luis, "publish", zapopan)
    assert may(ana, "publish", zapopan)


def test_nobody_acts_in_an_institution_that_is_not_theirs(rosa, zapopan):
    assert not any(may(rosa, verb, zapopan) for verb in ("edit", "publish", "withdraw", "manage-members"))


def test_who_leaves_an_institution_is_out_at_once(ana, luis, zapopan):
    remove_role(by=ana, membership=luis.memberships.get())
    assert not may(luis, "edit", zapopan)
    assert JournalEntry.objects.filter(verb="remove-role", by=ana).exists()


def test_a_disabled_account_may_nothing(steward, ana, zapopan):
    edit_person(by=steward, person=ana, name="Ana", active=False, steward=False)
    assert not may(ana, "edit", zapopan)


def test_only_stewards_make_accounts(ana):
    with pytest.raises(NotAllowed):
        create_person(by=ana, email="otra@zapopan.example", name="Otra")


def test_a_steward_cannot_leave_the_portal_without_one(steward):
    with pytest.raises(NotAllowed):
        edit_person(by=steward, person=steward, name="Yo", active=True, steward=False)


def test_a_weak_password_is_refused_in_spanish(steward):
    with pytest.raises(Invalid) as refused:
        create_person(by=steward, email="x@zapopan.example", name="X", password="12345")
    assert "contraseña" in refused.value.fields["password"]


def test_moving_an_institution_moves_what_hangs_from_it(steward, health):
    hospital = save_institution(
        by=steward, slug="hospital", name="Hospital Civil", kind="organismo", parent=health
    )
    ward = save_institution(by=steward, slug="area", name="Área", kind="organismo", parent=hospital)
    state = save_institution(by=steward, slug="estado", name="Gobierno del Estado", kind="dependencia")
    save_institution(
        by=steward,
        institution=hospital,
        slug="hospital",
        name="Hospital Civil",
        kind="organismo",
        parent=state,
    )
    assert set(Institution.objects.under(state)) == {state, hospital, ward}
    assert set(Institution.objects.under(health)) == {health}


def test_an_institution_cannot_hang_from_itself(steward, health):
    child = save_institution(by=steward, slug="hijo", name="Hijo", kind="organismo", parent=health)
    with pytest.raises(Invalid):
        save_institution(
            by=steward, institution=health, slug=health.slug, name="S", kind="dependencia", parent=child
        )


@pytest.mark.parametrize("slug", ["datos", "api", "mesa", "salud"])
def test_reserved_addresses_are_refused(steward, slug):
    with pytest.raises(Invalid, match="reservada"):
        save_institution(by=steward, slug=slug, name="X", kind="organismo")


def test_a_key_is_stored_only_as_its_hash(ana):
    row, secret = create_key(by=ana, name="guion mensual", scopes=["read", "write"])
    assert secret not in str(vars(row))
    assert keys.person_with(secret) == ana


def test_a_key_does_no_more_than_its_scopes(ana, zapopan):
    _, secret = create_key(by=ana, name="solo borradores", scopes=["write"])
    person = keys.person_with(secret)
    assert may(person, "edit", zapopan)
    assert not may(person, "publish", zapopan)


def test_a_key_without_the_scope_keeps_no_portal(steward):
    _, secret = create_key(by=steward, name="casi todo", scopes=["read", "write", "publish"])
    with pytest.raises(NotAllowed):
        create_person(by=keys.person_with(secret), email="otra@zapopan.example", name="Otra")
    _, secret = create_key(by=steward, name="todo", scopes=["admin"])
    assert create_person(by=keys.person_with(secret), email="otra@zapopan.example", name="Otra")


def test_revoked_expired_and_invented_keys_open_nothing(ana):
    revoked, secret = create_key(by=ana, name="vieja", scopes=["read"])
    revoke_key(by=ana, key=revoked)
    _, expired = create_key(
        by=ana, name="caduca", scopes=["read"], expires=timezone.now() - timedelta(seconds=1)
    )
    assert [keys.person_with(key) for key in (secret, expired, "amate_inventada")] == [None, None, None]


def test_nobody_revokes_the_key_of_another(ana, rosa):
    key, _ = create_key(by=ana, name="mía", scopes=["read"])
    with pytest.raises(NotAllowed):
        revoke_key(by=rosa, key=key)


def test_a_key_neither_makes_nor_revokes_keys(ana):
    row, secret = create_key(by=ana, name="todo", scopes=["read", "write", "publish"])
    person = keys.person_with(secret)
    with pytest.raises(NotAllowed):
        create_key(by=person, name="otra", scopes=["publish"])
    with pytest.raises(NotAllowed):
        revoke_key(by=person, key=row)


def test_granting_twice_is_once_and_is_written_down(ana, luis, zapopan):
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.REVIEWER)
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.REVIEWER)
    assert about(luis).filter(verb="grant-role", detail__role="reviewer").count() == 1


def test_the_last_who_administers_a_team_leaves_only_with_a_steward(ana, luis, steward, zapopan):
    own = ana.memberships.get()
    with pytest.raises(NotReady, match="sin nadie"):
        remove_role(by=ana, membership=own)
    with pytest.raises(NotReady, match="sin nadie"):
        change_role(by=ana, membership=own, role=Role.EDITOR)
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.LIAISON)
    edit_person(by=steward, person=luis, name="Luis", active=False, steward=False)
    with pytest.raises(NotReady):  # an account that is shut administers nothing
        remove_role(by=ana, membership=own)
    remove_role(by=steward, membership=own)
    assert not ana.roles_in(zapopan)


def test_everyone_may_leave(luis, ana, zapopan):
    remove_role(by=luis, membership=luis.memberships.get())
    assert not luis.roles_in(zapopan)


def test_nobody_changes_the_role_that_is_their_own(ana, luis, zapopan):
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.LIAISON)
    with pytest.raises(NotAllowed, match="otra persona"):
        change_role(by=ana, membership=ana.memberships.get(), role=Role.EDITOR)
    assert ana.roles_in(zapopan) == {Role.LIAISON}


def test_a_role_is_changed_at_once_and_written_down(ana, luis, zapopan):
    changed = change_role(by=ana, membership=luis.memberships.get(), role=Role.REVIEWER)
    assert luis.roles_in(zapopan) == {"reviewer"}
    assert may(luis, "publish", zapopan)
    entry = about(luis).get(verb="change-role")
    assert (entry.by, entry.detail) == (ana, {"role": "reviewer", "before": "editor"})
    with pytest.raises(Invalid):
        change_role(by=ana, membership=changed, role="presidente")


def test_an_administrator_neither_makes_nor_unmakes_a_liaison(ana, luis, zapopan):
    change_role(by=ana, membership=luis.memberships.get(), role=Role.MANAGER)
    for attempt in (
        lambda: change_role(by=luis, membership=luis.memberships.get(), role=Role.LIAISON),
        lambda: grant_role(by=luis, person=luis, institution=zapopan, role=Role.LIAISON),
        lambda: change_role(by=luis, membership=ana.memberships.get(), role=Role.EDITOR),
        lambda: remove_role(by=luis, membership=ana.memberships.get()),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert ana.roles_in(zapopan) == {"liaison"}


def test_a_key_of_who_left_opens_nothing_of_theirs_at_the_next_request(client, ana, luis, parks, zapopan):
    """The key still says who asks; what they may do is read from memberships each time."""
    _, secret = create_key(by=luis, name="guion", scopes=["read", "write", "publish"])
    address, sent = f"/api/v1/datasets/{parks.slug}", {"title": "Otro título"}
    signed = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/json"}
    assert client.patch(address, sent, **signed).status_code == 200
    remove_role(by=ana, membership=luis.memberships.get())
    assert client.patch(address, sent, **signed).status_code == 403
    draft = create_dataset(by=ana, institution=zapopan, title="Borrador")
    assert client.get(f"/api/v1/datasets/{draft.slug}", **signed).status_code == 404
