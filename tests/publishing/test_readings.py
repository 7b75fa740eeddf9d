"""How a version is read: what is changed in it, what the next file takes over, and what has to be answered first."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import replace

import pytest

from amate.base.errors import Invalid, NotAllowed, NotReady
from amate.catalog.models import Resource, Table, Version
from amate.catalog.rules import VersionState
from amate.ingest.recipe import Recipe
from amate.people.models import JournalEntry
from amate.publishing.actions import publish, upload
from amate.publishing.build import build
from amate.publishing.disclosure import public_report
from amate.publishing.readings import answer, reread
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

BUDGET = "Presupuesto de obras,,\nclave,obra,monto\n007, Puente ,1500\n012,Banqueta,900\n031,Alumbrado,N/D\n"
NEXT_MONTH = (
    "Presupuesto de obras. Febrero,,\nclave,obra,monto\n008,Jardín,700\n013,Glorieta ,N/D\n014,Drenaje,820\n"
)


def recipe_of(version: Version) -> Recipe:
    version.refresh_from_db()
    return Recipe.from_json(version.recipe)


def changed(recipe: Recipe, head: str, **wish: object) -> Recipe:
    table = recipe.tables[0]
    columns = tuple(replace(column, **wish) if column.head == head else column for column in table.columns)
    return recipe.with_table(replace(table, columns=columns))


def read_again(by, version: Version, recipe: Recipe) -> Version:
    again = reread(by=by, version=version, recipe=recipe)
    run_waiting_jobs()
    again.refresh_from_db()
    return again


def rows_of(version: Version) -> list[dict[str, str]]:
    """The whole table as it would be downloaded, by another reader."""
    from amate.base.files import blob_path

    plain = gzip.decompress(blob_path(version.tables.get().csv_sha256).read_bytes()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(plain)))


@pytest.fixture
def obras(upload):
    return upload(BUDGET, "obras.csv")


@pytest.fixture
def public_obras(obras, ana, environment):
    """Published with «monto» called «pesos»."""
    from amate.catalog.actions import edit_dataset
    from tests.cast import METADATA

    version = read_again(ana, obras, changed(recipe_of(obras), "monto", name="pesos"))
    dataset = version.resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Obras", theme=environment, **METADATA)
    publish(by=ana, dataset=dataset)
    version.refresh_from_db()
    return version


def next_file(by, version: Version, text: str) -> Version:
    later = upload(by=by, resource=version.resource, file=io.BytesIO(text.encode()), filename="obras.csv")
    run_waiting_jobs()
    later.refresh_from_db()
    return later


def test_a_step_is_switched_off_and_on_again(ana, obras):
    recipe = recipe_of(obras)
    assert [row["obra"] for row in rows_of(obras)] == ["Puente", "Banqueta", "Alumbrado"]
    without = read_again(ana, obras, recipe.with_table(recipe.tables[0].switched("trimmed", on=False)))
    assert [row["obra"] for row in rows_of(without)] == [" Puente ", "Banqueta", "Alumbrado"]
    recipe = recipe_of(without)
    assert recipe.tables[0].steps == {"trimmed": False}
    again = read_again(ana, without, recipe.with_table(recipe.tables[0].switched("trimmed", on=True)))
    assert [row["obra"] for row in rows_of(again)] == ["Puente", "Banqueta", "Alumbrado"]


def test_the_next_file_is_read_as_the_published_one_without_a_click(ana, public_obras):
    later = next_file(ana, public_obras, NEXT_MONTH)
    assert (later.state, later.questions) == (VersionState.READY, [])
    assert rows_of(later) == [
        {"clave": "008", "obra": "Jardín", "pesos": "700"},
        {"clave": "013", "obra": "Glorieta", "pesos": ""},
        {"clave": "014", "obra": "Drenaje", "pesos": "820"},
    ]


def test_a_file_that_the_recipe_does_not_fit_asks_and_leaves_the_old_one_up(ana, public_obras):
    later = next_file(ana, public_obras, NEXT_MONTH.replace("clave,obra,monto", "clave,obra,importe"))
    assert later.state == VersionState.ASKING
    assert "monto" in later.questions[0]["message"]
    assert later.questions[0]["code"] == "misfit:column"
    assert Table.objects.current().get().version == public_obras
    with pytest.raises(NotReady, match="espera tu respuesta antes de publicarse"):
        publish(by=ana, dataset=later.resource.dataset)
    answer(by=ana, version=later)
    publish(by=ana, dataset=later.resource.dataset)
    assert [column.name for column in Table.objects.current().get().columns.all()] == [
        "clave",
        "obra",
        "importe",
    ]
    third = next_file(ana, later, NEXT_MONTH.replace("clave,obra,monto", "clave,obra,importe"))
    assert third.state == VersionState.READY
    verbs = list(JournalEntry.objects.filter(kind="version").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["upload", "reread", "upload", "ask", "answer", "upload"]


def test_what_was_answered_is_not_asked_again_when_something_else_changes(ana, public_obras):
    later = next_file(ana, public_obras, NEXT_MONTH.replace("clave,obra,monto", "clave,obra,importe"))
    answer(by=ana, version=later)
    again = read_again(ana, later, changed(recipe_of(later), "obra", name="nombre de la obra"))
    assert again.state == VersionState.READY


def test_a_public_version_is_corrected_by_the_next_one_of_the_same_bytes(ana, public_obras):
    recipe = changed(recipe_of(public_obras), "obra", keep=False)
    corrected = read_again(ana, public_obras, recipe)
    assert (corrected.number, corrected.sha256) == (2, public_obras.sha256)
    assert list(rows_of(corrected)[0]) == ["clave", "pesos"]
    public_obras.refresh_from_db()
    assert public_obras.state == VersionState.PUBLISHED
    assert list(rows_of(public_obras)[0]) == ["clave", "obra", "pesos"]


def test_a_table_keeps_its_address_and_what_its_columns_mean_when_it_is_read_again_and_renamed(ana, obras):
    table = obras.tables.get()
    table.columns.filter(name="obra").update(description="Nombre oficial de la obra.")
    recipe = recipe_of(obras)
    again = read_again(ana, obras, recipe.with_table(replace(recipe.tables[0], name="Obras del mes")))
    assert (again.tables.get().name, again.tables.get().public_id) == ("Obras del mes", table.public_id)
    assert again.tables.get().columns.get(name="obra").description == "Nombre oficial de la obra."


def test_only_the_newest_version_is_read_again(ana, public_obras):
    next_file(ana, public_obras, NEXT_MONTH)
    with pytest.raises(NotReady, match="Hay una versión más nueva"):
        reread(by=ana, version=public_obras, recipe=recipe_of(public_obras))


def test_a_version_that_is_being_read_is_left_alone(ana, obras):
    recipe = recipe_of(obras)
    reread(by=ana, version=obras, recipe=recipe)
    with pytest.raises(NotReady, match="se está leyendo"):
        reread(by=ana, version=obras, recipe=recipe)


def test_others_neither_change_nor_accept(rosa, obras):
    with pytest.raises(NotAllowed):
        reread(by=rosa, version=obras, recipe=recipe_of(obras))
    Version.objects.filter(pk=obras.pk).update(state=VersionState.ASKING)
    with pytest.raises(NotAllowed):
        answer(by=rosa, version=obras)


def test_what_asks_nothing_is_not_answered(ana, obras):
    with pytest.raises(NotReady, match="no pregunta nada"):
        answer(by=ana, version=obras)


@pytest.mark.parametrize(
    ("head", "wish", "sentence"),
    [
        ("obra", {"name": "Monto"}, "Hay dos columnas que se llaman «monto»"),
        ("obra", {"name": "_ID"}, "Ninguna columna puede llamarse «_id»"),
        ("obra", {"type": "cosa", "chosen": True}, "«cosa» no es un tipo de columna"),
    ],
)
def test_a_recipe_that_no_file_could_satisfy_is_refused(ana, obras, head, wish, sentence):
    with pytest.raises(Invalid, match=sentence):
        reread(by=ana, version=obras, recipe=changed(recipe_of(obras), head, **wish))


def test_a_file_keeps_a_table_and_a_table_a_column(ana, obras):
    recipe = recipe_of(obras)
    table = recipe.tables[0]
    nothing = replace(table, columns=tuple(replace(column, keep=False) for column in table.columns))
    for without in (replace(table, keep=False), nothing):
        with pytest.raises(Invalid, match="Deja al menos una"):
            reread(by=ana, version=obras, recipe=recipe.with_table(without))


def test_a_file_that_replaces_another_before_it_was_public_keeps_what_was_changed(ana, obras):
    version = read_again(ana, obras, changed(recipe_of(obras), "monto", name="pesos"))
    assert list(rows_of(next_file(ana, version, NEXT_MONTH))[0]) == ["clave", "obra", "pesos"]


def test_a_file_that_replaces_another_as_it_was_read_alone_is_read_alone(ana, obras):
    other = "a,b\n1,2\n"
    later = next_file(ana, obras, other)
    assert (later.state, list(rows_of(later)[0])) == (VersionState.READY, ["a", "b"])


def test_the_recipe_of_the_resource_is_the_one_of_what_is_public(ana, public_obras):
    later = next_file(ana, public_obras, NEXT_MONTH)
    read_again(ana, later, changed(recipe_of(later), "obra", name="proyecto"))
    assert Recipe.from_json(Resource.objects.get().recipe) == recipe_of(public_obras)


def test_the_public_hears_what_was_done_without_cells_of_what_was_left_out(ana, obras):
    version = read_again(ana, obras, changed(recipe_of(obras), "obra", keep=False))
    told = str(public_report(version) | {"file": ""})
    assert "title-rows" in told
    assert "Presupuesto" not in told
    assert "«obra»" not in told
    assert "Puente" not in told
    assert "Puente" in str(version.report)


def test_a_recipe_that_leaves_no_column_refuses_the_version_with_a_sentence(ana, obras) -> None:
    recipe = recipe_of(obras)
    for head in ("clave", "obra", "monto"):
        recipe = changed(recipe, head, keep=False)
    Version.objects.filter(pk=obras.pk).update(recipe=recipe.as_json(), state=VersionState.RECEIVED)
    obras.refresh_from_db()
    build(obras, lambda percent, step: None)
    obras.refresh_from_db()
    assert obras.state == VersionState.REFUSED
    assert "publica al menos una" in obras.report["refused"]["message"]
