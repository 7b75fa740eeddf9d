"""Any table that another program wrote comes back cell by cell, in any format; any damage is told, never a fall."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.reader import read_bytes, rows_of
from tests.ingest.test_round_trip import LETTERS, tables
from tests.ingest.writers import FORMATS, Format, Rows, written

FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
MORE = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
EACH = pytest.mark.parametrize("form", FORMATS, ids=[form.filename for form in FORMATS])


@EACH
@FEW
@given(table=tables(LETTERS))
def test_any_table_reads_back_equal(form: Format, table: Rows) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading = read_bytes(written(form, table, folder), form.filename, folder, text_only=True)
        assert reading.refused is None
        found = [[cell or "" for cell in row] for row in rows_of(reading.tables[0], folder)]
        assert found == [[form.keeps(cell) for cell in row] for row in table[1:]]


SAMPLE: Rows = [
    ["clave", "nombre", "monto"],
    ["01001", "Jesús María", "12.50"],
    ["14039", "Zúñiga", "7.25"],
] * 3


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[int, int, bytes]]:
    """Up to four cuts: (where, as a share of 10,000; how many bytes go; what comes in their place)."""
    return draw(
        st.lists(
            st.tuples(st.integers(0, 10_000), st.integers(0, 64), st.binary(max_size=16)),
            min_size=1,
            max_size=4,
        )
    )


def damaged(content: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for share, gone, new in cuts:
        at = share * len(content) // 10_000
        content = content[:at] + new + content[at + gone :]
    return content


@EACH
@MORE
@given(cuts=damages())
def test_a_damaged_file_is_read_or_refused(form: Format, cuts: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading = read_bytes(damaged(written(form, SAMPLE, folder), cuts), form.filename, folder)
        assert reading.refused is None or reading.refused.message.endswith(".")


@EACH
@FEW
@given(content=st.binary(max_size=3000))
def test_bytes_of_chance_are_read_or_refused(form: Format, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beginning = written(form, SAMPLE, folder)[:16]
        for begun in (content, beginning + content):
            reading = read_bytes(begun, form.filename, folder)
            assert reading.refused is None or reading.refused.message.endswith(".")
