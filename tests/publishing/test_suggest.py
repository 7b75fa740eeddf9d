"""What is suggested comes from the data, says so, and never takes the place of what a person wrote by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amate.base.errors import Stale
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Version
from amate.publishing.actions import publish
from amate.publishing.refresh import set_source
from amate.publishing.suggest import suggestions, take
from tests.cast import METADATA, PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


def told(dataset: Dataset, person) -> dict[str, tuple[object, str]]:
    found = suggestions(Dataset.objects.get(pk=dataset.pk), person)
    return {one.field: (one.value, one.source) for one in found}


def said(upload, person, content: str, name: str = "casos.csv") -> dict[str, tuple[object, str]]:
    return told(upload(content, name).resource.dataset, person)


def test_period_and_place_come_from_the_columns_and_say_which(upload, ana):
    content = "fecha,municipio,casos\n2023-02-01,Tonalá,3\n2024-11-30,Tonalá,5\n"
    assert said(upload, ana, content) == {
        "temporal": ("2023-02/2024-11", "de la columna «fecha»: 2023-02 a 2024-11"),
        "territory": ("14101", "de la columna «municipio»: siempre Tonalá"),
    }


@pytest.mark.parametrize(
    ("content", "period"),
    [
        ("año,casos\n2019,3\n2023,5\n2021,4\n", "2019/2023"),
        ("inicio,fin\n2024-01-05,2024-03-01\n2024-02-01,2024-06-30\n", "2024-01/2024-06"),
        ("fecha,casos\n2024-05-01,3\n2024-05-30,5\n", "2024-05"),
        ("fecha,casos\n2024-05-01,3\n2204-05-30,5\n", None),  # a slip of the pen is no period
        ("fecha_nacimiento,nombre\n1961-05-01,A\n1975-05-30,B\n", None),  # when somebody was born is none
    ],
)
def test_a_period_is_that_of_the_data(upload, ana, content, period):
    assert said(upload, ana, content).get("temporal", (None,))[0] == period


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("cve_mun,casos\n14039,3\n14120,5\n", "14"),  # Guadalajara and Zapopan
        ("cve_mun,casos\n14039,3\n14039,5\n", "14039"),
        ("cve_mun,casos\n14039,3\n14999,5\n", None),  # Jalisco has no 999
        ("cve_mun,casos\n14039,3\n20002,5\n", None),  # of two states, neither
        ("municipio,casos\nGuadalajara,3\nZapopan,5\n", "14"),
        (
            "entidad,municipio,casos\nOaxaca,Tonalá,3\nOaxaca,Tonalá,4\n",
            None,
        ),  # Oaxaca has Santo Domingo Tonalá
        ("entidad,municipio,casos\nChiapas,Tonalá,3\nChiapas,Tonalá,4\n", "07097"),
        ("municipio,casos\nGuadalajara,3\nSan,5\n", None),  # a part of a name is nobody's
    ],
)
def test_a_wrong_key_never_suggests_a_place(upload, ana, content, key):
    assert said(upload, ana, content).get("territory", (None,))[0] == key


def test_a_title_is_what_stands_above_the_table(upload, ana):
    content = (
        "GOBIERNO DEL ESTADO DE JALISCO,,\nPadrón de parques de Zapopan 2024,,\n,,\n"
        "nombre,colonia,hectareas\nMetropolitano,Jardines,113.5\nColomos,Providencia,92\n"
    )
    title, source = said(upload, ana, content, "padron_v3.csv")["title"]
    assert title == "Padrón de parques de Zapopan 2024"
    assert "archivo" in source


def test_sector_and_tags_come_from_similar_datasets(
    parks, upload, ana, environment, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        other = upload(PARKS_CSV.replace("Metropolitano", "Colomos"), "parques_2023.csv").resource.dataset
        edit_dataset(by=ana, dataset=other, title="Parques de Zapopan 2023", theme=environment, **METADATA)
        publish(by=ana, dataset=other)
    run_waiting_jobs()
    draft = upload(PARKS_CSV.replace("Metropolitano", "Ávila"), "parques_2022.csv").resource.dataset
    found = told(draft, ana)
    assert found["theme"][0] == "medio-ambiente"
    assert found["keywords"][0] == ["parques", "áreas verdes"]
    assert "«Parques de Zapopan»" in found["theme"][1]
    assert "«Parques de Zapopan 2023»" in found["theme"][1]


def test_one_similar_dataset_is_not_enough(parks, upload, ana):
    run_waiting_jobs()
    assert {"theme", "keywords"}.isdisjoint(
        told(upload("nombre,colonia\nA,B\n", "p.csv").resource.dataset, ana)
    )


def _versions(dataset: Dataset, days: list[datetime]) -> None:
    """Its one version, once for each day, as if it had been published then."""
    resource = dataset.resources.get()
    for number, day in enumerate(days):
        row = Version.objects.get(pk=resource.current_id)
        row.pk, row.number, row.public_id = None, number + 10, f"00000000-0000-0000-0000-{number:012d}"
        row.published = day
        row.save()


def test_how_often_versions_came_is_offered_instead_of_what_was_promised(parks, ana):
    begin = datetime(2024, 1, 31, 12, tzinfo=ZoneInfo("America/Mexico_City"))
    Version.objects.update(published=begin)
    _versions(parks, [begin + timedelta(days=31 * month) for month in (1, 2, 3)])
    (found,) = [one for one in suggestions(parks, ana) if one.field == "periodicity"]
    assert (found.value, found.instead) == ("R/P1M", True)
    assert found.source == "de sus 4 versiones, que llegaron cada 31 días"
    Version.objects.filter(number=11).update(published=begin + timedelta(days=300))
    Version.objects.filter(number=12).update(published=begin + timedelta(days=310))
    assert "periodicity" not in told(parks, ana)  # after 31 days, 269 and 10: that is no interval


def test_what_is_brought_every_month_is_monthly(upload, ana):
    dataset = upload().resource.dataset
    set_source(
        by=ana,
        resource=dataset.resources.get(),
        address="https://datos.example/p.csv",
        every="month",
        on=True,
    )
    assert told(dataset, ana)["periodicity"] == ("R/P1M", "de su archivo, que se trae cada mes")


def test_what_somebody_wrote_is_let_be(upload, ana):
    content = "fecha,municipio,casos\n2023-02-01,Tonalá,3\n2024-11-30,Tonalá,5\n"
    dataset = upload(content, "casos.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Casos de Tonalá", temporal="2020/2025", territory="14")
    assert told(dataset, ana) == {}


def test_a_period_that_the_data_outgrew_is_offered_apart(upload, ana):
    dataset = upload("fecha,casos\n2023-02-01,3\n2024-11-30,5\n", "casos.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, temporal="2023")
    (found,) = suggestions(Dataset.objects.get(pk=dataset.pk), ana)
    assert (found.value, found.instead) == ("2023-02/2024-11", True)


def test_taking_is_an_edit_with_its_history_and_its_revision(upload, ana):
    dataset = upload("fecha,casos\n2023-02-01,3\n2024-11-30,5\n", "casos.csv").resource.dataset
    read = dataset.revision
    with pytest.raises(Stale):
        take(by=ana, dataset=dataset, names=["description"])
    taken = take(by=ana, dataset=dataset, names=["temporal"], revision=read)
    assert taken.temporal == "2023-02/2024-11"
    last = taken.revisions.first()
    assert (last.by, last.verb, last.values["temporal"]) == (ana, "edit", "2023-02/2024-11")
    with pytest.raises(Stale):
        take(by=ana, dataset=taken, names=["temporal"])
    assert timezone.now() >= last.at
