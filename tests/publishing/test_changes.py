"""A new version that is unlike the public one, or breaks what was declared, stops and asks."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from amate.base.errors import NotReady
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import VersionState
from amate.ingest.dictionary.declared import Field, Schema
from amate.people.models import Person
from amate.publishing import dictionaries
from amate.publishing.actions import publish
from amate.publishing.actions import upload as upload_next
from amate.publishing.readings import answer
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
Next = Callable[[str], Version]


@pytest.fixture
def next_version(parks: Dataset, ana: Person, django_capture_on_commit_callbacks: Any) -> Next:
    """The next version of the parks, read."""

    def do(content: str) -> Version:
        with django_capture_on_commit_callbacks(execute=True):
            version = upload_next(
                by=ana,
                resource=parks.resources.get(),
                file=io.BytesIO(content.encode()),
                filename="parques.csv",
            )
        run_waiting_jobs()
        version.refresh_from_db()
        return version

    return do


def asked(version: Version) -> list[tuple[str, str]]:
    return [(question["code"], question["message"]) for question in version.questions]


SAME = PARKS_CSV.replace("7.2", "8.4")
CHANGED = {
    "a column less": (
        "nombre,colonia,cvegeo\r\nMetropolitano,Jardines,14120\r\nÁvila Camacho,Centro,14120\r\n",
        ("columns-dropped", "En «parques» ya no está la columna «hectareas»."),
    ),
    "a column more": (
        "nombre,colonia,hectareas,cvegeo,año\r\nA,Jardines,1.5,14120,2001\r\nB,Centro,7.2,14120,2002\r\n",
        ("columns-added", "«parques» trae una columna nueva: «año»."),
    ),
    "a column of another type": (
        PARKS_CSV.replace("7.2", "siete"),
        ("column-retyped", "En «parques» cambió el tipo de «hectareas»: era número y ahora es texto."),
    ),
    "many more rows": (
        PARKS_CSV + "Otro,Centro,7.25,14120\r\n" * 2,
        ("rows-changed", "«parques» pasa de 2 a 4 filas."),
    ),
}


@pytest.mark.parametrize(("content", "question"), CHANGED.values(), ids=CHANGED.keys())
def test_what_changed_is_asked_and_answered_before_it_is_published(
    content: str, question: tuple[str, str], next_version: Next, parks: Dataset, ana: Person
) -> None:
    version = next_version(content)
    assert question in asked(version)
    assert version.state == VersionState.ASKING
    with pytest.raises(NotReady, match="espera tu respuesta"):
        publish(by=ana, dataset=parks)
    assert parks.resources.get().current.number == 1
    answer(by=ana, version=version)
    publish(by=ana, dataset=parks)
    assert parks.resources.get().current.number == 2


def test_other_values_in_the_same_columns_ask_nothing(next_version: Next) -> None:
    assert (asked(version := next_version(SAME)), version.state) == ([], VersionState.READY)


def test_half_as_many_rows_again_ask_nothing_and_one_more_does(next_version: Next) -> None:
    assert asked(next_version(PARKS_CSV + "Otro,Centro,7.25,14120\r\n")) == []
    assert [code for code, _ in asked(next_version(PARKS_CSV.rpartition("Á")[0].rpartition("M")[0] + "\r\n"))]


def test_a_column_without_values_says_nothing_of_its_type(next_version: Next) -> None:
    empty = "nombre,colonia,hectareas,cvegeo\r\nMetropolitano,Jardines,,14120\r\nÁvila,Centro,,14120\r\n"
    assert asked(next_version(empty)) == []


def test_a_version_that_breaks_what_was_declared_asks(
    next_version: Next, parks: Dataset, ana: Person
) -> None:
    (table,) = parks.resources.get().current.tables.all()
    schema = Schema((Field("nombre", "text", unique=True), Field("hectareas", "number", minimum="8")))
    dictionaries.declare(by=ana, table=table, schema=schema)
    assert asked(next_version(SAME)) == []
    version = next_version(PARKS_CSV.replace("7.2", "7.3").replace("Ávila Camacho", "Metropolitano"))
    assert asked(version) == [
        (
            "schema-broken",
            "«parques» no cumple su esquema: 2 celdas no son como se prometió (en «nombre», «hectareas»).",
        )
    ]
    assert version.questions[0]["facts"]["cells"] == 2


def test_what_a_table_promises_and_is_called_lives_on_when_its_draft_is_read_again(
    upload: Any, ana: Person, django_capture_on_commit_callbacks: Any
) -> None:
    from amate.publishing.readings import recipe_of, reread

    version = upload()
    (table,) = version.tables.all()
    dictionaries.describe(by=ana, table=table, said={"nombre": ("Cómo se llama.", "")})
    with django_capture_on_commit_callbacks(execute=True):
        reread(by=ana, version=version, recipe=recipe_of(version))
    run_waiting_jobs()
    (again,) = version.tables.all()
    assert again.pk != table.pk
    assert again.public_id == table.public_id
    assert again.columns.get(name="nombre").description == "Cómo se llama."
