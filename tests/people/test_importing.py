"""A list of people: what would happen to each line, and all or nobody."""

from __future__ import annotations

import pytest

from amate.base.errors import Invalid, NotAllowed, Stale
from amate.people.actions import grant_role, save_institution
from amate.people.importing import Fate, import_people, plan, seal
from amate.people.invitations import invite
from amate.people.models import Invitation
from amate.people.roster import Line, lines_in, lines_of
from amate.people.rules import Role

pytestmark = pytest.mark.django_db


def line(email: str, organization: str = "zapopan", role: str = "", number: int = 2) -> Line:
    return Line(number, "Alguien", email, organization, role)


def fates(by, *lines: Line) -> list[Fate]:
    return [one.fate for one in plan(by, lines)]


def test_every_line_is_told_what_would_happen(steward, ana, luis, zapopan, health):
    invite(by=ana, email="espera@zapopan.example", name="", institution=zapopan, role=Role.EDITOR)
    lines = [
        line("nueva@zapopan.example", "Ayuntamiento de Zapopan"),
        line(luis.email.upper()),
        line("espera@zapopan.example"),
        line("NUEVA@zapopan.example"),
        line("nueva@zapopan", "zapopan"),
        line("otra@salud.example", "Secretaria de Salu"),
        line("otra@salud.example", "Partido del Trabajo"),
        line("otra@salud.example", "", "editor"),
        line("otra@salud.example", "salud-jalisco", "jefa"),
        line("jefa@salud.example", "SECRETARÍA DE SALUD", "Administradora de datos"),
    ]
    planned = plan(steward, lines)
    assert [one.fate for one in planned] == [
        Fate.INVITED,
        Fate.MEMBER,
        Fate.WAITING,
        Fate.REPEATED,
        Fate.BAD_EMAIL,
        Fate.UNKNOWN,
        Fate.UNKNOWN,
        Fate.UNKNOWN,
        Fate.BAD_ROLE,
        Fate.INVITED,
    ]
    assert "¿Quisiste decir «Secretaría de Salud»?" in planned[5].told
    assert "Quisiste" not in planned[6].told
    assert planned[9].role == Role.MANAGER


def test_all_are_invited_or_nobody(steward, zapopan, health):
    good = [line("uno@zapopan.example"), line("dos@salud.example", "salud-jalisco", "revisora", 3)]
    with pytest.raises(Invalid, match=r"estas líneas: 4\."):
        import_people(by=steward, lines=[*good, line("tres@", number=4)])
    assert not Invitation.objects.exists()
    import_people(by=steward, lines=good)
    made = Invitation.objects.order_by("email").values_list("email", "institution__slug", "role", "by")
    assert list(made) == [
        ("dos@salud.example", "salud-jalisco", "reviewer", steward.pk),
        ("uno@zapopan.example", "zapopan", "editor", steward.pk),
    ]
    assert fates(steward, *good) == [Fate.WAITING, Fate.WAITING]
    assert import_people(by=steward, lines=good) == []


def test_what_is_confirmed_is_what_was_seen(steward, zapopan):
    lines = [line("uno@zapopan.example")]
    seen = seal(plan(steward, lines))
    invite(by=steward, email="uno@zapopan.example", name="", institution=zapopan, role=Role.EDITOR)
    with pytest.raises(Stale):
        import_people(by=steward, lines=lines, seen=seen)


def test_who_administers_one_team_imports_into_that_one_alone(ana, luis, zapopan, health):
    assert fates(ana, line("a@x.example"), line("b@x.example", "salud-jalisco")) == [
        Fate.INVITED,
        Fate.NOT_YOURS,
    ]
    assert fates(luis, line("a@x.example")) == [Fate.NOT_YOURS]
    grant_role(by=ana, person=luis, institution=zapopan, role=Role.MANAGER)
    assert fates(luis, line("a@x.example"), line("b@x.example", role="enlace")) == [
        Fate.INVITED,
        Fate.NOT_YOURS,
    ]


def test_two_roles_for_one_person_in_one_place_are_a_fault(steward, zapopan):
    twice = [line("a@x.example", role="editor"), line("a@x.example", role="revisor", number=3)]
    assert fates(steward, *twice) == [Fate.INVITED, Fate.BAD_ROLE]


def test_a_member_is_invited_to_another_role_only_when_the_list_says_so(steward, luis, zapopan):
    grant_role(by=None, person=luis, institution=zapopan, role=Role.REVIEWER)
    assert fates(steward, line(luis.email)) == [Fate.MEMBER]
    assert fates(steward, line(luis.email, role="enlace")) == [Fate.INVITED]


def test_an_acronym_of_two_institutions_names_neither(steward):
    for slug in ("uno", "dos"):
        save_institution(by=None, slug=slug, name=f"Organismo {slug}", kind="organismo", acronym="OPD")
    assert fates(steward, line("a@x.example", "opd"), line("b@x.example", "Organismo uno")) == [
        Fate.UNKNOWN,
        Fate.INVITED,
    ]


@pytest.mark.parametrize(
    ("heads", "at"),
    [
        (("nombre", "email", "organizacion"), 1),
        (("NOMBRE ", "Correo electrónico", "Institución"), 1),
        (("No.", "Dependencia", "Nombre completo", "E-mail", "Rol"), 3),
    ],
)
def test_heads_are_known_however_offices_write_them(heads, at):
    cells = tuple(f"c{place}" for place in range(len(heads)))
    (found,) = lines_of(heads, [(7, cells)]) or []
    assert found.number == 7
    assert found.email == cells[at]


def test_heads_below_a_title_are_found_and_others_are_refused():
    rows = [(2, ("nombre", "email", "organizacion")), (3, ("Ana", "ana@x.example", "zapopan"))]
    (found,) = lines_of(("Directorio de enlaces", "", ""), rows) or []
    assert (found.number, found.email) == (3, "ana@x.example")
    with pytest.raises(Invalid, match="email"):
        lines_in([(("nombre", "telefono"), [(2, ("Ana", "33"))])])
    with pytest.raises(Invalid, match="a nadie"):
        lines_in([(("email", "organizacion"), [(2, ("", " "))])])


def test_who_administers_nothing_invites_nobody_even_with_the_verb(luis, zapopan):
    with pytest.raises((Invalid, NotAllowed)):
        import_people(by=luis, lines=[line("a@x.example")])
    assert not Invitation.objects.exists()
