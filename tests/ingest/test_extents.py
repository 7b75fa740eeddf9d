"""How far a sheet reaches is known without reading each of its cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amate.ingest.readers.extents import XlsxBound, XlsxExtent
from amate.ingest.readers.hidden.showing import letters_of

CELLS = st.tuples(st.integers(1, 2_000_000), st.integers(0, 20_000) | st.integers(0, 30))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=8))
def test_no_cell_stands_outside_of_the_bound_and_it_is_near(windows: list[list[tuple[int, int]]]) -> None:
    bound, extent = XlsxBound(), XlsxExtent()
    for cells in windows:
        window = "".join(f'<c r="{letters_of(column)}{row}"><v>1</v></c>' for row, column in cells).encode()
        bound.see(window)
        extent.see(window)
    everything = [cell for cells in windows for cell in cells]
    assert bound.columns == extent.columns == max(column for _, column in everything) + 1
    assert extent.rows == max(row for row, _ in everything)
    assert extent.rows <= bound.rows < 2 * extent.rows or bound.rows == extent.rows == 1
