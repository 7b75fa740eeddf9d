"""The "datos del día": who puts them on the home page, what they may say, when they are seen."""

from __future__ import annotations

from datetime import date

import pytest

from amate.base.errors import Invalid, NotAllowed
from amate.catalog.highlights import drafted, move_highlight, path_within, remove_highlight, save_highlight
from amate.catalog.models import Highlight, Standing, Table
from amate.people.models import JournalEntry
from amate.publishing.actions import withdraw
from tests.cast import HIGHLIGHT

A_DAY = date(2024, 6, 1)


@pytest.fixture
def put(steward, parks):
    """Put one on the home page: `put(title="…", until=…)`."""

    def do(**changed):
        return save_highlight(by=steward, **HIGHLIGHT | {"address": parks.get_absolute_url()} | changed)

    return do


def titles(day=A_DAY):
    return [row.title for row in Highlight.objects.on(day)]


def test_it_is_seen_from_its_first_day_to_its_last(put):
    row = put(since=date(2024, 6, 1), until=date(2024, 6, 3))
    seen = {day: titles(date(2024, 6, day)) if day else titles(date(2024, 5, 31)) for day in range(5)}
    assert [bool(seen[day]) for day in range(5)] == [False, True, True, True, False]
    standings = [row.standing(date(2024, month, 2)) for month in (5, 6, 7)]
    assert standings == [Standing.AHEAD, Standing.ON, Standing.OVER]


def test_it_goes_with_its_data(put, parks, ana):
    row = put()
    assert titles() == [row.title]
    withdraw(by=ana, dataset=parks, reason="Prueba.")
    row.refresh_from_db()
    assert titles() == []
    assert row.standing(A_DAY) == Standing.HIDDEN


def test_a_new_one_comes_last_and_they_change_places(put, steward):
    first, second, third = put(title="Uno"), put(title="Dos"), put(title="Tres")
    assert titles() == ["Uno", "Dos", "Tres"]
    move_highlight(by=steward, highlight=third, earlier=True)
    assert titles() == ["Uno", "Tres", "Dos"]
    move_highlight(by=steward, highlight=first, earlier=False)
    assert titles() == ["Tres", "Uno", "Dos"]
    move_highlight(by=steward, highlight=second, earlier=False)
    assert titles() == ["Tres", "Uno", "Dos"]


def test_everything_done_is_in_the_journal(put, steward):
    row, other = put(title="Uno"), put(title="Dos")
    save_highlight(by=steward, highlight=row, title="Uno, corregido")
    move_highlight(by=steward, highlight=other, earlier=True)
    remove_highlight(by=steward, highlight=row)
    said = JournalEntry.objects.filter(kind="highlight").order_by("pk").values_list("verb", "label")
    assert list(said) == [
        ("create", "Uno"),
        ("create", "Dos"),
        ("edit", "Uno, corregido"),
        ("move", "Dos"),
        ("remove", "Uno, corregido"),
    ]
    assert titles() == ["Dos"]


def test_only_stewards_touch_them(put, ana, parks):
    row = put()
    for deed in (
        lambda: save_highlight(by=ana, **HIGHLIGHT, address=parks.get_absolute_url()),
        lambda: save_highlight(by=ana, highlight=row, title="Otro"),
        lambda: move_highlight(by=ana, highlight=row, earlier=True),
        lambda: remove_highlight(by=ana, highlight=row),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert titles() == [HIGHLIGHT["title"]]


def test_the_address_may_be_copied_whole_with_its_filters(put, parks, settings):
    table = Table.objects.get(version__resource__dataset=parks)
    row = put(address=f"{settings.AMATE_URL}{table.get_absolute_url()}?hectareas__gt=10")
    assert row.address == f"{table.get_absolute_url()}?hectareas__gt=10"
    assert row.dataset == parks


@pytest.mark.parametrize(
    "address",
    [
        "https://otro.example/datos/parques-de-zapopan",
        "//otro.example/datos/parques-de-zapopan",
        "/\\otro.example",
        "javascript:alert(1)",
        "/datos",
        "/datos/nunca-existio",
        "/datos/parques-de-zapopan/tablas/00000000-0000-4000-8000-000000000000",
        "/mesa/",
        "http://[",
        "",
    ],
)
def test_an_address_elsewhere_or_of_nothing_public_is_refused(put, address):
    with pytest.raises(Invalid) as refused:
        put(address=address)
    assert set(refused.value.fields) == {"address"}
    assert not Highlight.objects.exists()


def test_a_draft_is_as_what_does_not_exist(put, upload):
    dataset = upload().resource.dataset
    with pytest.raises(Invalid, match="Ahí no hay un conjunto público"):
        put(address=dataset.get_absolute_url())


def test_every_fault_is_said_at_once(put):
    with pytest.raises(Invalid) as refused:
        put(title="", text="palabra " * 101, until=date(2020, 1, 1), address="/nada")
    assert set(refused.value.fields) == {"title", "text", "until", "address"}
    assert "tiene 101 palabras; caben 100. Quita al menos 1" in refused.value.fields["text"]


def test_marks_of_markdown_are_not_words(parks):
    text = " ".join(["**palabra**"] * 50 + ["- otra"] * 1) + "\n\n" + "y [enlace](https://a.example/x) " * 20
    row = drafted(**HIGHLIGHT | {"text": text}, address=parks.get_absolute_url())
    assert row.pk is None


def test_a_path_of_this_portal_is_told_from_the_rest():
    portal = "https://datos.example"
    assert path_within(" https://datos.example/datos/a?x=1 ", portal) == "/datos/a?x=1"
    assert path_within("/datos/a", portal) == "/datos/a"
    assert path_within("https://datos.example.malo.example/datos/a", portal) == ""


def test_the_chart_at_its_address_is_drawn_in_it(put, parks, client):
    table = Table.objects.get()
    row = put(address=f"{table.get_absolute_url()}/grafica?_group=colonia")
    assert row.picture == f"{table.get_absolute_url()}/grafica.svg?_group=colonia&_frame=narrow"
    assert client.get(row.picture)["Content-Type"] == "image/svg+xml"
    assert put(address=table.get_absolute_url()).picture == ""
