"""What stewards keep: institutions, people, sectors, licences, pages, featured datasets, jobs, mail, journal."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amate.base.jobs.models import Job, JobState
from amate.catalog.models import Highlight, Licence, Theme
from amate.people.acting import begin_acting
from amate.people.actions import change_role
from amate.people.models import Institution, Person
from amate.people.rules import Role
from amate.web.models import Page
from tests.cast import HIGHLIGHT

pytestmark = pytest.mark.django_db

NEW = {
    "instituciones": (Institution, {"name": "Ayuntamiento de Tonalá", "slug": "tonala", "kind": "municipio"}),
    "sectores": (Theme, {"name": "Movilidad", "slug": "movilidad", "position": "3"}),
    "licencias": (
        Licence,
        {"name": "CC BY 4.0", "slug": "cc-by", "uri": "https://creativecommons.org", "position": "2"},
    ),
    "paginas": (Page, {"title": "Glosario", "slug": "glosario", "body": "## Palabras"}),
}


@pytest.mark.parametrize("name", NEW)
def test_a_thing_is_added_listed_and_changed(at, steward, name):
    model, fields = NEW[name]
    at(steward).post(reverse("portal-new", args=[name]), fields)
    row = model.objects.get(slug=fields["slug"])
    assert str(row) in at(steward).get(reverse("portal-rows", args=[name])).content.decode()
    called = "title" if name == "paginas" else "name"
    address = reverse("portal-row", args=[name, row.pk])
    at(steward).post(address, fields | {called: "Otro nombre"})
    row.refresh_from_db()
    assert str(row) == "Otro nombre"


@pytest.mark.parametrize("name", [*NEW, "personas"])
def test_what_is_missing_is_said_at_its_field(at, steward, name):
    answer = at(steward).post(reverse("portal-new", args=[name]), {})
    assert answer.status_code == 400
    assert "Hay algo que corregir" in answer.content.decode()


def test_a_reserved_address_is_refused_and_the_rest_is_kept(at, steward):
    fields = {"name": "Los datos", "slug": "datos", "kind": "organismo"}
    answer = at(steward).post(reverse("portal-new", args=["instituciones"]), fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Reservada." in page
    assert 'value="Los datos"' in page


def test_an_address_that_has_an_account_gets_no_second_one(at, steward, ana):
    fields = {"name": "Otra Ana", "email": ana.email, "role": "editor"}
    answer = at(steward).post(reverse("portal-new", args=["personas"]), fields)
    assert answer.status_code == 400
    assert "Ya está en uso." in answer.content.decode()
    assert Person.objects.filter(email=ana.email).count() == 1


def test_a_steward_does_not_lock_themselves_out(at, steward):
    answer = at(steward).post(reverse("portal-row", args=["personas", steward.pk]), {"name": "Responsable"})
    assert answer.status_code == 400
    assert "No puedes quitarte a ti mismo" in answer.content.decode()


def test_featured_datasets_are_found_put_on_and_taken_off(at, steward, parks):
    address = reverse("portal-featured")
    assert parks.title in at(steward).get(address, {"q": "parques"}).content.decode()
    at(steward).post(address, {"slug": parks.slug, "on": "1"})
    parks.refresh_from_db()
    assert parks.featured
    at(steward).post(address, {"slug": parks.slug, "on": "0"})
    parks.refresh_from_db()
    assert not parks.featured


def test_a_job_that_needs_attention_is_seen_and_repeated(at, steward):
    job = Job.objects.create(kind="sweep", state=JobState.ATTENTION, message="disco lleno")
    assert "1 tarea necesita atención" in at(steward).get(reverse("portal-desk")).content.decode()
    page = at(steward).get(reverse("portal-jobs"), {"estado": "attention"}).content.decode()
    assert "Borrar lo que ya nadie usa" in page
    assert "disco lleno" in page
    at(steward).post(reverse("portal-retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    again = at(steward).post(reverse("portal-retry", args=[job.pk]))
    assert again.status_code == 409


def test_mail_that_was_kept_is_shown(at, steward, ana):
    at(steward).post(reverse("portal-invite", args=[ana.pk]))
    page = at(steward).get(reverse("portal-mail")).content.decode()
    assert "Tu cuenta en Datos Abiertos Jalisco" in page
    assert ana.email in page
    assert "/mesa/clave/" in page  # the link itself


def test_the_journal_says_from_which_role_to_which_and_why_somebody_was_another(at, steward, ana, luis):
    change_role(by=ana, membership=luis.memberships.get(), role=Role.REVIEWER)
    begin_acting(by=steward, person=luis, ground="Ayudarle con su primer archivo")
    page = at(steward).get(reverse("portal-journal")).content.decode()
    assert "cambió un papel «Luis»: Editor → Revisor" in page
    assert "otra persona: «Luis»: Ayudarle con su primer archivo" in page


def test_the_journal_says_who_did_what(at, steward, parks):
    page = at(steward).get(reverse("portal-journal")).content.decode()
    assert "Ana publicó «Parques de Zapopan»" in page


def written(parks, **changed):
    """The form of a "dato del día" as a browser sends it."""
    fields = {name: str(value) for name, value in HIGHLIGHT.items()}
    return fields | {"address": parks.get_absolute_url(), "until": ""} | changed


def test_a_highlight_is_looked_at_saved_moved_and_removed(at, steward, parks, client):
    desk, home = at(steward), reverse("home")
    preview = desk.post(reverse("portal-new-highlight"), written(parks, preview="1")).content.decode()
    assert "Así queda" in preview
    assert "<strong>dos</strong>" in preview
    assert "Cuántos parques hay" not in client.get(home).content.decode()
    desk.post(reverse("portal-new-highlight"), written(parks))
    desk.post(reverse("portal-new-highlight"), written(parks, title="El más grande", figure="113.5 ha"))
    page = client.get(home).content.decode()
    assert page.index("Cuántos parques hay") < page.index("El más grande")
    first, second = Highlight.objects.all()
    desk.post(reverse("portal-move-highlight", args=[second.pk]), {"to": "earlier"})
    page = client.get(home).content.decode()
    assert page.index("El más grande") < page.index("Cuántos parques hay")
    desk.post(reverse("portal-remove-highlight", args=[second.pk]))
    assert "El más grande" not in client.get(home).content.decode()
    assert "En la portada" in desk.get(reverse("portal-highlights")).content.decode()
    assert str(first) in desk.get(reverse("portal-highlight", args=[first.pk])).content.decode()


def test_a_refused_highlight_keeps_what_was_written(at, steward, parks):
    answer = at(steward).post(
        reverse("portal-new-highlight"), written(parks, address="/nada", text="Lo que llevaba.")
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Ahí no hay un conjunto público" in page
    assert "Lo que llevaba." in page
    assert not Highlight.objects.exists()


def test_without_highlights_the_desk_says_how_to_begin_and_the_home_page_nothing(at, steward, client):
    assert (
        "La portada no tiene datos del día" in at(steward).get(reverse("portal-highlights")).content.decode()
    )
    page = client.get(reverse("home")).content.decode()
    assert "Datos del día" not in page
    assert "Todavía no hay datos publicados" in page


def test_a_steward_asks_for_two_persons_in_an_institution(at, steward, zapopan):
    address = reverse("portal-row", args=["instituciones", zapopan.pk])
    page = at(steward).get(address).content.decode()
    assert "Publican dos personas" in page or "publican dos personas" in page
    said = {"name": zapopan.name, "slug": zapopan.slug, "kind": zapopan.kind, "email": zapopan.email}
    at(steward).post(address, said | {"territory": zapopan.territory, "two_persons": "on"})
    zapopan.refresh_from_db()
    assert zapopan.two_persons
    at(steward).post(address, said | {"territory": zapopan.territory})
    zapopan.refresh_from_db()
    assert not zapopan.two_persons
