"""The panels of the explorer: the form of each column, and the choice of columns."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from amate.catalog.models import Table
from tests.web.explore.asking import open_page, rows_of, sent, stations_shown

pytestmark = pytest.mark.django_db


def test_text_is_looked_for_by_a_part_of_it(client: Client, stations: Table) -> None:
    query = sent(client, stations, "filtro", columna="estacion", condicion="contains", valor="nanez")
    assert parse_qs(query) == {"estacion__contains": ["nanez"]}
    assert stations_shown(open_page(client, stations, query)) == ["Ñáñez"]


def test_several_values_can_be_ticked(client: Client, stations: Table) -> None:
    query = sent(client, stations, "filtro", columna="estacion", valores=["Toluca", "Ávalos"])
    assert stations_shown(open_page(client, stations, query)) == ["Toluca", "Ávalos"]
    panel = open_page(client, stations, f"{query}&_f_panel=filtro&_f_columna=estacion")
    ticked = [a["value"] for tag, a in panel.attributes if tag == "input" and "checked" in a and a["value"]]
    assert set(ticked) == {"Toluca", "Ávalos"}


def test_numbers_and_dates_have_two_ends(client: Client, stations: Table) -> None:
    query = sent(client, stations, "filtro", columna="mm", desde="100", hasta="900")
    assert parse_qs(query) == {"mm__gte": ["100"], "mm__lte": ["900"]}
    assert stations_shown(open_page(client, stations, query)) == ["Toluca"]
    query = sent(client, stations, "filtro", columna="fecha", desde="2024-01-05")
    assert stations_shown(open_page(client, stations, query)) == ["Toluca", "Ávalos"]


def test_only_empty_cells_or_only_filled_ones(client: Client, stations: Table) -> None:
    empty = sent(client, stations, "filtro", columna="mm", vacias="true")
    assert stations_shown(open_page(client, stations, empty)) == ["Ávalos"]
    filled = sent(client, stations, "filtro", columna="mm", vacias="false")
    assert stations_shown(open_page(client, stations, filled)) == ["Ñáñez", "Xalapa", "Toluca"]


def test_yes_or_no(client: Client, stations: Table) -> None:
    query = sent(client, stations, "filtro", columna="activa", valores="false")
    assert stations_shown(open_page(client, stations, query)) == ["Xalapa"]


def test_a_form_changes_what_it_shows_and_nothing_else(client: Client, stations: Table) -> None:
    asked = {"mm__gt": "1", "mm__ne": "3", "estacion__contains": "a", "_sort": "-mm", "_page": "1"}
    answer = client.get(
        stations.get_absolute_url(),
        asked | {"_f_hecho": "filtro", "_f_columna": "mm", "_f_desde": "50", "_f_desde_como": "gt"},
    )
    assert parse_qs(urlsplit(answer.url).query) == {
        "mm__gt": ["50"],
        "mm__ne": ["3"],
        "estacion__contains": ["a"],
        "_sort": ["-mm"],
    }


def test_a_year_is_one_click(client: Client, stations: Table) -> None:
    panel = open_page(client, stations, "_f_panel=filtro&_f_columna=fecha")
    assert "?fecha__gte=2024-01-01&fecha__lt=2025-01-01" in panel.addresses


def test_what_cannot_be_read_is_said_and_stays_typed(client: Client, stations: Table) -> None:
    page = open_page(
        client,
        stations,
        "estacion__contains=xa&_f_hecho=filtro&_f_columna=mm&_f_desde=muchos&_f_hasta=7",
        status=400,
    )
    assert "Columna «mm»: «muchos» no es un número" in page.text
    assert page.inputs["_f_desde"] == "muchos"
    assert page.inputs["_f_hasta"] == "7"
    assert stations_shown(page) == ["Xalapa"]


def test_a_column_that_is_not_there(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_f_hecho=filtro&_f_columna=nada&_f_valor=1", status=400)
    assert "no tiene la columna «nada»" in page.text


def test_any_column_can_be_filtered_without_its_head(client: Client, stations: Table) -> None:
    panel = open_page(client, stations, "_columns=clave&_f_panel=filtro")
    offered = [a["value"] for tag, a in panel.attributes if tag == "option"]
    assert offered == ["clave", "estacion", "mm", "fecha", "activa"]


def test_columns_are_chosen_and_ordered(client: Client, stations: Table) -> None:
    query = sent(client, stations, "columnas", mostrar=["fecha", "estacion"])
    assert rows_of(open_page(client, stations, query))[0] == ["1", "2024-01-03", "Ñáñez"]
    earlier = sent(client, stations, "columnas", mostrar=["clave", "estacion", "mm"], antes="mm")
    assert parse_qs(earlier) == {"_columns": ["clave,mm,estacion"]}
    later = sent(client, stations, "columnas", mostrar=["clave", "estacion", "mm"], despues="mm")
    assert parse_qs(later) == {"_columns": ["clave,estacion,mm"]}
    assert sent(client, stations, "columnas", mostrar=["clave", "estacion", "mm", "fecha", "activa"]) == ""


def test_without_columns_there_is_nothing_to_see(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_f_hecho=columnas", status=400)
    assert "Marca al menos una columna" in page.text


def test_words_are_looked_for_in_every_column_of_text(client: Client, stations: Table) -> None:
    page = open_page(client, stations, "_q=xalapa")
    assert stations_shown(page) == ["Xalapa"]
    assert "con la palabra «xalapa»" in page.text
