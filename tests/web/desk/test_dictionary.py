"""Saying at the desk what the columns of a table are."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from amate.catalog.models import Version
from tests.cast import PARKS_CSV
from tests.web.desk.conftest import sent
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db


def test_columns_are_described_by_hand_and_by_file(client, ana, parks, tmp_path):
    client.force_login(ana)
    table = parks.resources.get().current.tables.get()
    place = f"/mesa/versiones/{table.version.public_id}/diccionario/1/"
    assert client.post(place, {"description-2": "Superficie", "unit-2": "ha"}).status_code == 302
    assert table.columns.get(name="hectareas").description == "Superficie"
    path = tmp_path / "d.csv"
    path.write_text("columna,descripción\nnombre,Cómo se llama\ncolonia,Dónde está\n", encoding="utf-8")
    with path.open("rb") as file:
        assert client.post(place, {"file": file}).status_code == 302
    assert table.columns.get(name="colonia").description == "Dónde está"
    page = client.get(place).content.decode()
    assert "Superficie" in page
    assert 'value="ha"' in page


def test_a_dictionary_in_a_second_sheet_is_offered_wherever_the_file_is_told_until_it_is_taken(
    client, ana, upload, *, real
):
    client.force_login(ana)
    name = "inecc_municipios_vulnerables.xlsx"
    version = upload((real / name).read_bytes(), name)
    place = f"/mesa/versiones/{version.public_id}/diccionario/1/"
    pages = (
        place,
        f"/mesa/versiones/{version.public_id}/lectura/",
        f"/mesa/conjuntos/{version.resource.dataset.slug}/",
    )
    for path in pages:
        page = client.get(path).content.decode()
        assert f'action="{place}"' in page, path
        assert "18 de las 18 de «1448», 18 de las 18 de «273» y 18 de las 18 de «83»" in page, path
    found = page.partition('name="found" value="')[2].partition('"')[0]
    assert client.post(place, {"found": found}).status_code == 302
    for table in version.tables.all()[:3]:
        assert table.columns.get(name="Clave Entidad").description == "Clave de la Entidad según INEGI"
    assert not [path for path in pages if f'action="{place}"' in client.get(path).content.decode()]


def declare(client, place, tmp_path, constraints):
    path = tmp_path / "esquema.json"
    field = {"name": "hectareas", "type": "number", "unit": "ha", "constraints": constraints}
    path.write_text(json.dumps({"fields": [field]}))
    with path.open("rb") as file:
        assert client.post(place, {"file": file}).status_code == 302
    return client.get(place).content.decode()


def test_what_is_checked_is_told_and_stops_being_checked_with_a_button(client, ana, parks, tmp_path):
    client.force_login(ana)
    table = parks.resources.get().current.tables.get()
    place = f"/mesa/versiones/{table.version.public_id}/diccionario/1/"
    page = declare(client, place, tmp_path, {"minimum": 50, "required": True})
    assert "nunca vacía; de tipo número; 50 o más." in page
    assert "Se esperaba un valor de 50 o más." in page
    assert client.post(place, {"forget": "1"}).status_code == 302
    page = client.get(place).content.decode()
    assert "50 o más" not in page
    assert 'value="ha"' in page


def test_the_copy_that_says_what_to_mend_comes_back_mended_and_asks_nothing(client, ana, parks, tmp_path):
    client.force_login(ana)
    table = parks.resources.get().current.tables.get()
    page = declare(
        client, f"/mesa/versiones/{table.version.public_id}/diccionario/1/", tmp_path, {"minimum": 50}
    )
    link = next(href for href in page.split('"') if "/errors.csv" in href)
    answer = client.get(link)
    copy = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8-sig")
    assert "«hectareas»: se esperaba un valor de 50 o más" in copy
    mended = copy.replace("7.2", "72.0").encode()
    client.post(reverse("desk-new-version", args=[parks.resources.get().public_id]), {"file": sent(mended)})
    run_waiting_jobs()
    newest = Version.objects.get(number=2)
    assert (newest.state, newest.questions) == ("ready", [])
    assert [column.name for column in newest.tables.get().columns.all()] == PARKS_CSV.split("\r")[0].split(
        ","
    )


def test_a_refused_description_loses_nothing_of_what_was_typed(client, ana, parks):
    client.force_login(ana)
    table = parks.resources.get().current.tables.get()
    place = f"/mesa/versiones/{table.version.public_id}/diccionario/1/"
    answer = client.post(place, {"description-0": "Cómo se llama", "unit-0": "u" * 61})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Cómo se llama" in page
    assert "u" * 61 in page
