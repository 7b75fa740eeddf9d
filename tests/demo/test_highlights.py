"""What the demo's home page says is what its tables say, counted again from the files as they were planned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings

from amate.catalog.highlights import MOST_WORDS
from amate.catalog.models import Highlight
from amate.management.demo.load import load, one_by_one
from amate.management.seed import seed
from tests.demo.conftest import resource

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def truth(plan, file_name):
    table = resource(plan, file_name).table()
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_each_figure_is_what_its_table_says(plan, client):
    """Only the datasets that are spoken of are built."""
    spoken = {one.dataset for one in plan.highlights}
    few = tuple(one for one in plan.datasets if one.title in spoken)
    seed(settings.PORTAL)
    load(replace(plan, datasets=few), one_by_one, lambda said: None)

    schools = truth(plan, "ejemplo_escuelas_basica.csv")
    beaches = truth(plan, "ejemplo_playas.csv")
    fires = truth(plan, "ejemplo_incendios_forestales.csv")
    clinics = truth(plan, "ejemplo_unidades_medicas.csv")
    public = sum(row["sostenimiento"] == "Pública" for row in schools)
    unfit = sum(not row["apta"] for row in beaches)
    largest = max(fires, key=lambda row: row["hectareas"])
    urgent = sum(row["urgencias"] for row in clinics)
    said = {row.dataset.title: row for row in Highlight.objects.all()}
    assert {title: row.figure for title, row in said.items()} == {
        "Directorio de escuelas de educación básica de Jalisco": f"{public:,}",
        "Calidad del agua de playas": f"{unfit} de {len(beaches)}",
        "Incendios forestales": f"{largest['hectareas']:,g} ha",
        "Unidades médicas de Jalisco": f"{urgent:,}",
    }
    assert said["Incendios forestales"].unit == f"quemadas en {largest['municipio']}"
    assert (
        f"**{len(schools):,}** planteles"
        in said["Directorio de escuelas de educación básica de Jalisco"].text
    )
    for row in said.values():
        assert len(row.text.split()) <= MOST_WORDS
        assert row.title in client.get("/").content.decode()
        assert client.get(row.address).status_code == 200
    assert f"{public:,} filas" in client.get(said[few[0].title].address).content.decode()
