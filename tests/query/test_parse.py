"""What an address may say, and the sentence that answers what it may not."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from amate.base.errors import Invalid
from amate.engines.stored import StoredColumn
from amate.query.language import Query, Sort, Where
from amate.query.parse import from_url, to_url

COLUMNS = [
    StoredColumn("municipio", "text"),
    StoredColumn("anio", "integer"),
    StoredColumn("monto", "number"),
    StoredColumn("activo", "boolean"),
    StoredColumn("fecha", "date"),
    StoredColumn("visto", "datetime"),
    StoredColumn("hora", "time"),
    StoredColumn("extra", "json"),
    StoredColumn("Apellido, nombre", "text"),
]

CONDITIONS = [
    (("municipio", "Tonalá"), Where("municipio", "eq", "Tonalá")),
    (("municipio", ""), Where("municipio", "eq", "")),
    (("municipio__in", 'Tonalá,"El Salto, Jal."'), Where("municipio", "in", ("Tonalá", "El Salto, Jal."))),
    (("anio__gte", "2020"), Where("anio", "gte", 2020)),
    (("monto__lt", "-12.50"), Where("monto", "lt", Decimal("-12.50"))),
    (("monto", " 1e3 "), Where("monto", "eq", Decimal(1000))),
    (("activo", "Sí"), Where("activo", "eq", True)),
    (("activo", "falso"), Where("activo", "eq", False)),
    (("fecha__lte", "2024-02-29"), Where("fecha", "lte", date(2024, 2, 29))),
    (("visto__gt", "2024-02-29"), Where("visto", "gt", datetime(2024, 2, 29))),
    (("visto__gt", "2024-02-29 18:30:01.5"), Where("visto", "gt", datetime(2024, 2, 29, 18, 30, 1, 500000))),
    (("hora", "18:30"), Where("hora", "eq", time(18, 30))),
    (("extra__isnull", "no"), Where("extra", "isnull", False)),
    (("_id__gt", "7"), Where("_id", "gt", 7)),
    (("Apellido, nombre__startswith", "lópez"), Where("Apellido, nombre", "startswith", "lópez")),
]


@pytest.mark.parametrize(("param", "expected"), CONDITIONS)
def test_a_parameter_is_a_typed_condition(param: tuple[str, str], expected: Where) -> None:
    assert from_url([param], COLUMNS).where == (expected,)


def test_the_controls_of_a_page() -> None:
    asked = [
        ("_columns", "anio, municipio"),
        ("_columns", "Apellido, nombre"),
        ("_sort", "-monto,municipio,monto"),
        ("_limit", "50"),
        ("_page", "3"),
        ("_count", "0"),
    ]
    assert from_url(asked, COLUMNS) == Query(
        columns=("anio", "municipio", "Apellido, nombre"),
        sort=(Sort("monto", descending=True), Sort("municipio")),
        limit=50,
        offset=100,
        count=False,
    )


def test_what_a_form_leaves_empty_says_nothing() -> None:
    asked = [("_sort", ""), ("_columns", ""), ("_limit", ""), ("_page", "")]
    assert from_url(asked, COLUMNS) == Query(limit=100)


def test_a_page_has_a_limit_and_an_export_has_none() -> None:
    assert from_url([], COLUMNS).limit == 100
    assert from_url([], COLUMNS, export=True).limit is None
    assert from_url([("_limit", "5000")], COLUMNS, export=True).limit == 5000
    assert to_url(Query(limit=5000), COLUMNS, export=True) == [("_limit", "5000")]
    with pytest.raises(Invalid, match=r"1000 filas"):
        from_url([("_limit", "1001")], COLUMNS)


def test_the_tables_own_columns_come_first() -> None:
    columns = [StoredColumn(name, "text") for name in ("_sort", "precio", "precio__gte")]
    assert from_url([("_sort", "x"), ("precio__gte", "y")], columns).where == (
        Where("_sort", "eq", "x"),
        Where("precio__gte", "eq", "y"),
    )
    asked = from_url([("__sort", "-_sort"), ("precio___gte", "z")], columns)
    assert asked.sort == (Sort("_sort", descending=True),)
    assert asked.where == (Where("precio", "gte", "z"),)


REFUSALS = [
    (("_orden", "anio"), ("_orden", "_sort", "_limit")),
    (("municpio", "x"), ("municpio", "«municipio»", "«anio»")),
    (("municpio__gte", "x"), ("«municpio»", "«municipio»")),
    (("anio__mayor", "3"), ("mayor", "gte")),
    (("anio__contains", "3"), ("anio", "integer", "contains", "gte")),
    (("anio", "dos mil"), ("anio", "dos mil", "entero")),
    (("anio", "2.5"), ("2.5", "entero")),
    (("anio", "٣"), ("entero",)),
    (("anio", "9" * 39), ("entero",)),
    (("monto", "1,250.50"), ("1,250.50", "sin comas")),
    (("monto", "NaN"), ("NaN",)),
    (("monto", "1_000"), ("1_000",)),
    (("activo", "quizá"), ("quizá", "true")),
    (("fecha", "31/12/2024"), ("31/12/2024", "2024-12-31")),
    (("fecha", "2023-02-29"), ("2023-02-29",)),
    (("visto", "2024-01-01T00:00Z"), ("sin zona",)),
    (("municipio", "\ud800"), ("texto",)),
    (("municipio__in", 'a,"b'), ("comillas",)),
    (("anio__in", "1,dos"), ("dos",)),
    (("_limit", "-1"), ("_limit", "-1")),
    (("_limit", "1e3"), ("_limit",)),
    (("_page", "0"), ("_page", "desde 1")),
    (("_page", "9" * 13), ("_page", "12 cifras")),
    (("_after", "fila"), ("_after", "fila")),
    (("_sort", "-nada"), ("_sort", "nada", "«municipio»")),
    (("_columns", "anio,nada"), ("_columns", "nada")),
    (("_count", "tal vez"), ("_count", "tal vez")),
    (("x" * 5000, "1"), ("xxx…",)),
]


@pytest.mark.parametrize(("param", "said"), REFUSALS)
def test_a_refusal_names_the_parameter_and_what_would_do(
    param: tuple[str, str], said: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refusal:
        from_url([param], COLUMNS)
    assert all(word in refusal.value.message for word in said), refusal.value.message
    assert len(refusal.value.message) < 600
    assert list(refusal.value.fields) == [param[0] if len(param[0]) < 60 else "x" * 57 + "…"]
    refusal.value.message.encode()


def test_parameters_that_do_not_go_together() -> None:
    for asked, word in (
        ([("_page", "2"), ("_after", "9")], "_after"),
        ([("_limit", "5"), ("_limit", "6")], "más de una vez"),
    ):
        with pytest.raises(Invalid, match=word):
            from_url(asked, COLUMNS)
    with pytest.raises(Invalid, match="_limit"):
        from_url([("_page", "2")], COLUMNS, export=True)


def test_a_column_that_is_not_there_has_no_address() -> None:
    with pytest.raises(ValueError, match="nada"):
        to_url(Query(where=(Where("nada", "eq", "x"),)), COLUMNS)


def test_names_that_begin_with_a_sign_sort_both_ways() -> None:
    columns = [StoredColumn(name, "text") for name in ("a", "-a", "+a")]
    for sort in [(Sort(name, descending),) for name in ("a", "-a", "+a") for descending in (False, True)]:
        query = Query(sort=sort, limit=100)
        assert from_url(to_url(query, columns), columns) == query
