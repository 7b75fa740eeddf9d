"""What the rows of a table come to: groups, distinct values, facets and statistics."""

from __future__ import annotations

import csv
import io
import statistics
from collections import Counter

import pytest

pytestmark = pytest.mark.django_db

ROWS = [
    {"municipio": "Tonalá", "fecha": "2024-01-05", "monto": "10.50", "count": "7"},
    {"municipio": "El Salto", "fecha": "2024-01-20", "monto": "1.25", "count": "8"},
    {"municipio": "Tonalá", "fecha": "2024-02-01", "monto": "", "count": "7"},
    {"municipio": "", "fecha": "2023-12-31", "monto": "100.00", "count": "9"},
]


@pytest.fixture
def spending(upload, client, ana):
    """A draft of four payments, seen by Ana, who is signed in; one column has the name of an aggregate."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(ROWS[0]))
    writer.writeheader()
    writer.writerows(ROWS)
    client.force_login(ana)
    return upload(text.getvalue(), "gasto.csv").tables.get()


@pytest.fixture
def ask(client, spending):
    def do(place, status=200, **question):
        answer = client.get(f"/api/v1/tables/{spending.public_id}/{place}", question)
        assert answer.status_code == status, answer.content
        return answer.json()

    return do


def test_groups_are_counted_when_nothing_else_is_asked(ask):
    answer = ask("aggregate", _group="municipio")
    assert answer["results"] == [
        {"municipio": "El Salto", "_count": 1},
        {"municipio": "Tonalá", "_count": 2},
        {"municipio": None, "_count": 1},
    ]
    assert answer["version"]["number"] == 1
    assert ask("aggregate")["results"] == [{"_count": 4}]
    assert ask("aggregate", _aggregate="monto__sum", fecha__gte="2024-01-01")["results"] == [
        {"monto__sum": 11.75}
    ]


def test_pages_of_groups_go_on_where_they_were_asked(ask, client):
    first = ask("aggregate", _group="fecha__month", _limit=2, _sort="-fecha__month")
    second = client.get(first["next"]).json()
    assert "/aggregate?" in first["next"]
    assert [row["fecha__month"] for row in first["results"] + second["results"]] == [
        "2024-02-01",
        "2024-01-01",
        "2023-12-01",
    ]
    assert (second["total"], second["next"]) == (3, None)


def test_distinct_values_are_counted_and_paged(ask, client):
    first = ask("distinct", _columns="municipio,count", _sort="-_count", _limit=2)
    assert first["results"][0] == {"municipio": "Tonalá", "count": 7, "_count": 2}
    assert first["total"] == 3
    following = client.get(first["next"]).json()
    assert following["results"] == [{"municipio": None, "count": 9, "_count": 1}]


def test_each_value_of_a_facet_names_the_address_of_its_rows(ask, client):
    answer = ask("facets", _columns="municipio,monto", fecha__gte="2024-01-01")
    assert answer["rows"] == 3
    for facet in answer["facets"]:
        expected = Counter(row[facet["name"]] for row in ROWS if row["fecha"] >= "2024")
        assert facet["total"] == len(expected)
        assert sum(value["rows"] for value in facet["values"]) == 3
        for value in facet["values"]:
            rows = client.get(value["url"]).json()
            assert rows["total"] == value["rows"]
            assert {row[facet["name"]] for row in rows["results"]} == {value["value"]}


def test_statistics_are_those_of_the_rows_asked_for(ask):
    answer = ask("statistics", _columns="monto,fecha,municipio", municipio__isnull="false")
    money, day, city = answer["columns"]
    assert (answer["rows"], money["filled"], money["empty"]) == (3, 2, 1)
    assert (money["min"], money["max"]) == (1.25, 10.5)
    assert money["standard_deviation"] == pytest.approx(statistics.stdev([10.5, 1.25]))
    assert money["quartiles"] == pytest.approx([3.5625, 5.875, 8.1875])
    assert (day["min"], day["median"], day["mean"]) == ("2024-01-05", "2024-01-20", None)
    assert sum(interval["rows"] for interval in day["histogram"]) == 3
    assert (city["distinct"], city["distinct_is_exact"], city["min"], city["histogram"]) == (
        2,
        True,
        None,
        [],
    )


@pytest.mark.parametrize(
    ("place", "question", "name"),
    [
        ("aggregate", {"_columns": "monto"}, "_aggregate"),
        ("aggregate", {"_aggregate": "municipio__sum"}, "_aggregate"),
        ("distinct", {}, "_columns"),
        ("distinct", {"_columns": "colonia"}, "_columns"),
        ("distinct", {"_columns": "municipio", "_limit": "1001"}, "_limit"),
        ("facets", {}, "_columns"),
        ("facets", {"_columns": "municipio", "_limit": "101"}, "_limit"),
        ("facets", {"_columns": "municipio", "_page": "2"}, "_page"),
        ("statistics", {"_sort": "monto"}, "_sort"),
        ("statistics", {"_as_of": "1", "monto": "mucho"}, "monto"),
    ],
)
def test_what_cannot_be_asked_is_said_by_name(ask, place, question, name):
    answer = ask(place, 400, **question)
    assert answer["code"] == "bad-parameter"
    assert list(answer["fields"]) == [name]


def test_a_table_without_rows_answers_everywhere(client, ana, upload):
    client.force_login(ana)
    table = upload("municipio,monto\n", "vacia.csv").tables.get()
    place = f"/api/v1/tables/{table.public_id}"
    assert client.get(f"{place}/aggregate").json()["results"] == [{"count": 0}]
    assert client.get(f"{place}/distinct?_columns=municipio").json()["results"] == []
    assert client.get(f"{place}/facets?_columns=municipio").json()["facets"][0]["values"] == []
    assert {one["filled"] for one in client.get(f"{place}/statistics").json()["columns"]} == {0}
