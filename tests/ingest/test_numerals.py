"""Numbers written in every way that offices write them come back digit by digit."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amate.ingest.shop import quoted
from amate.ingest.types import possible

MARKS = {
    "1,234.5": (",", "."),
    "1.234,5": (".", ","),
    "1 234,5": (" ", ","),
    "1 234.5": ("\u00a0", "."),
    "1'234.5": ("'", "."),
    "1234,5": ("", ","),
}
DRESSES = ("{}", "${}", "$ {}", "{} pesos", "MXN {}", "{}%", "{} %", "{} km", "€ {}")
NEGATIVES = ("-{}", "({})", "{}-", "−{}")
AMOUNTS = st.lists(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False), min_size=3, max_size=8
)


def written(amount: Decimal, marks: tuple[str, str], dress: str, negative: str) -> str:
    group, decimal = marks
    digits = f"{abs(amount):,.2f}".replace(",", "G").replace(".", decimal).replace("G", group)
    return negative.format(dress.format(digits)) if amount < 0 else dress.format(digits)


@pytest.mark.parametrize("convention", MARKS)
@settings(max_examples=25, deadline=None)
@given(amounts=AMOUNTS, dress=st.sampled_from(DRESSES), negative=st.sampled_from(NEGATIVES))
def test_amounts_come_back_as_they_were(
    convention: str, amounts: list[Decimal], dress: str, negative: str
) -> None:
    assume(negative == "-{}" or not dress.endswith(("km", "pesos")))
    amounts = [amount for amount in amounts if amount or not str(amount).startswith("-")]
    assume(amounts)
    cells = [written(amount, MARKS[convention], dress, negative) for amount in amounts]
    rule = possible("importe", cells, None)[0]
    relation = f"(VALUES {', '.join(f'({quoted(cell)})' for cell in cells)}) AS t(v)"
    misfits, *_ = duckdb.sql(f"SELECT count(*) FILTER ({rule.misfit('v')}) FROM {relation}").fetchall()
    values = [
        value for (value,) in duckdb.sql(f"SELECT {rule.value.format(v='v')} FROM {relation}").fetchall()
    ]
    assert (misfits, values) == ((0,), amounts)
