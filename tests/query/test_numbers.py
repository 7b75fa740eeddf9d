"""Numbers compare as numbers do, however many digits are typed and however they are stored."""

from __future__ import annotations

import operator
from decimal import Decimal
from pathlib import Path

import pytest

from amate.query.language import Query, Where
from amate.query.rows import page
from tests.query.tables import write_table

CENTS = [
    Decimal(text) for text in ("-9999999999999999.99", "-0.01", "0.00", "1.10", "1.11", "9999999999999999.99")
]
FLOATS = [-1e300, -0.30000000000000004, 0.1, 1.1, 123456789.123, 1e300]
TYPED = (
    "1.10", "1.1", "1.105", "1.1000000000000000000000000000000000001", "0", "-0.005", "-0.010", "0.30000000000000004",
    "0.1", "1e300", "-1e999", "1e-999", "9999999999999999.99", "9999999999999999.985", "99999999999999999999",
    "123456789.123",
)  # fmt: skip
SIGNS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


@pytest.mark.parametrize("sign", SIGNS)
def test_money_compares_to_the_last_digit_typed(tmp_path: Path, sign: str) -> None:
    table = write_table(tmp_path, [("monto", "number")], [(value,) for value in CENTS])
    for text in TYPED:
        found = page(table, Query(where=(Where("monto", sign, Decimal(text)),)))
        assert found.rows == [(value,) for value in CENTS if SIGNS[sign](value, Decimal(text))], text


@pytest.mark.parametrize("sign", SIGNS)
def test_floats_compare_as_the_float_that_was_typed(tmp_path: Path, sign: str) -> None:
    table = write_table(tmp_path, [("x", "double")], [(value,) for value in FLOATS])
    for text in TYPED:
        found = page(table, Query(where=(Where("x", sign, Decimal(text)),)))
        assert found.rows == [(value,) for value in FLOATS if SIGNS[sign](value, float(text))], text


def test_whole_numbers_beyond_any_column(tmp_path: Path) -> None:
    table = write_table(tmp_path, [("n", "integer")], [(-(2**63),), (2**63 - 1,)])
    for sign, value, rows in (
        ("lt", 10**37, 2),
        ("gt", -(10**37), 2),
        ("eq", 2**63 - 1, 1),
        ("eq", 2**63, 0),
    ):
        assert len(page(table, Query(where=(Where("n", sign, value),))).rows) == rows
    assert page(table, Query(where=(Where("n", "in", (10**37, -(2**63))),))).rows == [(-(2**63),)]
