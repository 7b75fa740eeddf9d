"""What is seen can be asked again: as SQL, as a row, as the version that it was."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import duckdb
import pytest
from django.test import Client

from amate.catalog.models import Table
from amate.people.models import Person
from tests.web.explore.asking import open_page, rows_of, stations_shown
from tests.web.explore.conftest import Publish

pytestmark = pytest.mark.django_db


def sql_of(client: Client, table: Table, query: str) -> str:
    page = client.get(f"{table.get_absolute_url()}?{query}").content.decode()
    found = re.search(r'<pre[^>]*id="_sql">(.*?)</pre>', page, re.S)
    assert found
    return html.unescape(found[1])


def answers(client: Client, sql: str, folder: Path) -> list[tuple[object, ...]]:
    """What a DuckDB of one's own says, once the Parquet file was fetched from the address in the SQL."""
    address = re.search(r"read_parquet\('(.*?)'\)", sql)
    assert address
    file = folder / "rows.parquet"
    file.write_bytes(b"".join(client.get("/" + address[1].split("/", 3)[3])))
    with duckdb.connect() as connection:
        return connection.execute(sql.replace(address[1], str(file))).fetchall()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("estacion__contains=nanez&_columns=estacion", [("Ñáñez",)]),
        ("mm__gte=12.5&_sort=-mm&_columns=clave", [("0012",), ("0100",), ("0007",)]),
        ("fecha__lt=2024-01-05&activa=true&_columns=clave", [("0007",)]),
        ("clave__in=0100,0101&_columns=clave", [("0100",), ("0101",)]),
        ("_q=avalos&_columns=estacion", [("Ávalos",)]),
        ("_group=activa&_aggregate=count", [(False, 1), (True, 3)]),
    ],
)
def test_the_sql_runs_as_it_is_shown(
    client: Client, stations: Table, tmp_path: Path, query: str, expected: list[tuple[object, ...]]
) -> None:
    assert answers(client, sql_of(client, stations, query), tmp_path) == expected


def test_no_value_or_name_escapes_from_the_sql(client: Client, published: Publish, tmp_path: Path) -> None:
    table = published('"¿a""b?",c\n"it\'s ?",1\nx\'; DROP TABLE t; --,2\n', "raro.csv")
    name = next(column.name for column in table.columns.all() if column.name != "c")
    for value, expected in (("it's ?", [(1,)]), ("x'; DROP TABLE t; --", [(2,)])):
        sql = sql_of(client, table, f"{name}={value}&_columns=c".replace(";", "%3B").replace("?", "%3F"))
        assert answers(client, sql, tmp_path) == expected


def test_a_row_has_a_page_of_its_own(client: Client, published: Publish) -> None:
    long = "palabra " * 2_000
    table = published(f"nombre,nota\nAna,{long}\nÑusta,\n", "notas.csv")
    first = client.get(f"{table.get_absolute_url()}/filas/1").content.decode()
    assert long.strip() in first
    assert "Fila anterior" not in first
    assert f"{table.get_absolute_url()}/filas/2" in first
    second = client.get(f"{table.get_absolute_url()}/filas/2").content.decode()
    assert "Ñusta" in second
    assert "vacío" in second
    assert "Fila siguiente" not in second
    api = re.search(r"/api/v1/tables/[^\"]*_id=2", second)
    assert api
    assert json.loads(client.get(api[0]).content)["results"][0]["nombre"] == "Ñusta"
    for number in (0, 3):
        assert client.get(f"{table.get_absolute_url()}/filas/{number}").status_code == 404


def test_long_cells_are_cut_in_the_table(client: Client, published: Publish) -> None:
    table = published(f"nombre,nota\nAna,{'x' * 10_000}\nEva,y\n", "largas.csv")
    page = open_page(client, table)
    assert len(rows_of(page)[0][2]) < 500
    assert f"{table.get_absolute_url()}/filas/1" in page.addresses


def test_the_lasting_address_shows_the_same_after_thenext_version(
    client: Client, stations: Table, ana: Person, django_capture_on_commit_callbacks: object
) -> None:
    lasting = next(
        address
        for address in open_page(client, stations, "mm__gte=100&_sort=-mm").addresses
        if "_as_of" in address
    )
    before = stations_shown(open_page(client, stations, lasting.partition("?")[2]))
    next_version(stations, ana, "clave,estacion,mm\n0001,Otra,5000\n", django_capture_on_commit_callbacks)
    now = Table.objects.get(public_id=stations.public_id, version__number=2)
    assert stations_shown(open_page(client, now, "_columns=clave,estacion")) == ["Otra"]
    page = open_page(client, now, lasting.partition("?")[2])
    assert stations_shown(page) == before == ["Xalapa", "Toluca"]
    assert "Hay una más reciente, la 2" in page.text
    files = [one for one in page.addresses if "/rows.csv" in one]
    assert all("_as_of=1" in one for one in files)
    assert client.get(f"{now.get_absolute_url()}?_as_of=9").status_code == 404
    assert "no dice de qué versión" in client.get(f"{now.get_absolute_url()}?_as_of=x").content.decode()


def next_version(table: Table, ana: Person, content: str, commit: object) -> None:
    import io

    from amate.publishing.actions import publish, upload
    from tests.work import accept_changes, run_waiting_jobs

    resource = table.version.resource
    with commit(execute=True):  # type: ignore[operator]
        upload(by=ana, resource=resource, file=io.BytesIO(content.encode()), filename="estaciones.csv")
    run_waiting_jobs()
    accept_changes(ana, resource.dataset)
    with commit(execute=True):  # type: ignore[operator]
        publish(by=ana, dataset=resource.dataset)
    run_waiting_jobs()


def test_the_citation_names_the_version(client: Client, stations: Table) -> None:
    text = open_page(client, stations, "mm__gte=100").text
    assert f"SHA-256 {stations.version.sha256}" in text
    assert "mm__gte=100&_as_of=1" in text
