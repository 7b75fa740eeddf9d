"""The portal's counts hold until something is done, and no longer."""

from __future__ import annotations

from amate.catalog.figures import figures
from amate.publishing.actions import withdraw


def test_what_is_public_is_counted(parks, zapopan):
    known = figures()
    assert (known.datasets, known.files, known.rows, known.recent) == (1, 1, 2, 1)
    assert (known.by_theme, known.by_institution) == ({parks.theme_id: 1}, {zapopan.pk: 1})


def test_a_withdrawal_is_counted_at_once(parks, ana):
    assert figures().datasets == 1
    withdraw(by=ana, dataset=parks, reason="Prueba.")
    assert figures().datasets == 0


def test_counts_are_made_once_for_each_thing_done(parks, django_assert_num_queries):
    figures()
    with django_assert_num_queries(1):
        figures()
