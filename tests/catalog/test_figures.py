"""The portal's counts hold until something is done, and no longer."""

from __future__ import annotations

from amate.catalog.figures import Figures, Holding, figures
from amate.publishing.actions import withdraw


def test_what_is_public_is_counted(parks, zapopan):
    known = figures()
    assert known.whole == Holding(datasets=1, files=1, rows=2, recent=1)
    assert (known.by_theme, known.by_institution) == ({parks.theme_id: 1}, {zapopan.pk: known.whole})


def test_the_whole_is_the_sum_of_what_each_institution_holds():
    """An institution of one file of 5 rows, and one whose two datasets have 3 files and 1,200 rows."""
    held = {1: Holding(1, 1, 5, 0), 2: Holding(2, 3, 1200, 1)}
    assert Figures({}, held).whole == Holding(datasets=3, files=4, rows=1205, recent=1)
    assert Figures({}, {}).whole == Holding(0, 0, 0, 0)


def test_a_withdrawal_is_counted_at_once(parks, ana):
    assert figures().whole.datasets == 1
    withdraw(by=ana, dataset=parks, reason="Prueba.")
    assert figures().whole.datasets == 0


def test_counts_are_made_once_for_each_thing_done(parks, django_assert_num_queries):
    figures()
    with django_assert_num_queries(1):
        figures()
