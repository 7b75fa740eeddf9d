"""Saying at the desk what the columns of a table are."""

from __future__ import annotations

import pytest

from tests.conftest import REAL

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


def test_a_dictionary_in_a_second_sheet_is_taken_with_one_click(client, ana, upload):
    client.force_login(ana)
    name = "inecc_municipios_vulnerables.xlsx"
    version = upload((REAL / name).read_bytes(), name)
    place = f"/mesa/versiones/{version.public_id}/diccionario/1/"
    page = client.get(place).content.decode()
    assert "Encontramos un diccionario que describe 18 de 18 columnas" in page
    found = page.partition('name="found" value="')[2].partition('"')[0]
    assert client.post(place, {"found": found}).status_code == 302
    column = version.tables.get(position=0).columns.get(name="Clave Entidad")
    assert column.description == "Clave de la Entidad según INEGI"
