"""Views that an institution keeps of its tables, for everyone, and honest about new versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from amate.base.errors import NotAllowed
from amate.catalog.models import SavedView, Table
from amate.catalog.saved_views import MOST, remove_view, save_view
from amate.people.models import JournalEntry, Person
from tests.web.explore.asking import open_page, stations_shown
from tests.web.explore.test_addresses import next_version

pytestmark = pytest.mark.django_db
WET = "mm__gte=100&_sort=-mm"


def save(client: Client, table: Table, title: str, question: str = WET) -> Any:
    return client.post(f"{table.get_absolute_url()}/vistas", {"title": title, "question": f"?{question}"})


def test_an_editor_saves_what_she_sees_and_everyone_finds_it(
    client: Client, stations: Table, luis: Person
) -> None:
    client.force_login(luis)
    answer = save(client, stations, "  Donde más   llueve ")
    assert answer.status_code == 302
    assert answer.url.endswith(f"?{'mm__gte=100&_sort=-mm'}")
    reader = Client()
    page = open_page(reader, stations)
    assert "Vistas guardadas (1)" in page.text
    assert f"?{WET}" in page.addresses
    assert stations_shown(open_page(reader, stations, WET)) == ["Xalapa", "Toluca"]
    assert (
        "Donde más llueve"
        in reader.get(stations.version.resource.dataset.get_absolute_url()).content.decode()
    )
    entry = JournalEntry.objects.get(kind="savedview")
    assert (entry.verb, entry.by, entry.label) == ("create", luis, "Donde más llueve")


def test_the_same_title_is_changed(client: Client, stations: Table, luis: Person) -> None:
    client.force_login(luis)
    save(client, stations, "Lluvia")
    save(client, stations, "Lluvia", "mm__lt=100")
    assert [view.question for view in SavedView.objects.all()] == ["mm__lt=100"]


def test_others_may_not(client: Client, stations: Table, rosa: Person, luis: Person) -> None:
    client.force_login(rosa)
    assert save(client, stations, "Ajena").status_code == 403
    assert Client().post(f"{stations.get_absolute_url()}/vistas", {"title": "x"}).status_code == 403
    view = save_view(by=luis, table=stations, title="Propia", question=WET)
    with pytest.raises(NotAllowed):
        save_view(by=rosa, table=stations, title="Ajena", question=WET)
    with pytest.raises(NotAllowed):
        remove_view(by=rosa, view=view)
    assert "Guardar vista" not in open_page(client, stations).text


def test_readers_get_no_cookie(client: Client, stations: Table, luis: Person) -> None:
    save_view(by=luis, table=stations, title="Propia", question=WET)
    for query in ("", "?_f_panel=guardar"):
        answer = client.get(f"{stations.get_absolute_url()}{query}")
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.parametrize(
    ("title", "question", "said"),
    [
        (" ", WET, "Escribe un título"),
        ("x" * 121, WET, "caben 120"),
        ("Larga", f"estacion__contains={'x' * 4_100}", "demasiado larga"),
        ("Mala", "nada=1", "no tiene la columna «nada»"),
    ],
)
def test_what_cannot_be_saved_is_said(
    client: Client, stations: Table, luis: Person, title: str, question: str, said: str
) -> None:
    client.force_login(luis)
    answer = save(client, stations, title, question)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not SavedView.objects.exists()


def test_there_is_room_for_so_many(client: Client, stations: Table, luis: Person) -> None:
    for number in range(MOST):
        save_view(by=luis, table=stations, title=f"Vista {number}", question=WET)
    client.force_login(luis)
    assert f"ya tiene {MOST} vistas" in save(client, stations, "Una más").content.decode()


def test_a_view_outlives_a_version_and_says_when_its_column_is_gone(
    client: Client,
    stations: Table,
    ana: Person,
    luis: Person,
    django_capture_on_commit_callbacks: Any,
) -> None:
    save_view(by=luis, table=stations, title="Donde más llueve", question=WET)
    save_view(by=luis, table=stations, title="Por nombre", question="_sort=estacion")
    next_version(stations, ana, "clave,estacion\n0001,Otra\n", django_capture_on_commit_callbacks)
    page = open_page(client, Table.objects.get(public_id=stations.public_id, version__number=2))
    assert "?_sort=estacion" in page.addresses
    assert "Donde más llueve: ya no se puede ver en esta versión" in page.text
    assert "no tiene la columna «mm»" in page.text


def test_it_is_taken_away(client: Client, stations: Table, luis: Person) -> None:
    view = save_view(by=luis, table=stations, title="Propia", question=WET)
    client.force_login(luis)
    assert client.post(f"{stations.get_absolute_url()}/vistas/{view.pk}/quitar").status_code == 302
    assert not SavedView.objects.exists()
    assert client.post(f"{stations.get_absolute_url()}/vistas/{view.pk}/quitar").status_code == 404
