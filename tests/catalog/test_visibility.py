"""One `visible_to`, said to the database and to the index: the same answer."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from amate.catalog import indexing
from amate.catalog.actions import create_dataset
from amate.catalog.finding import find
from amate.catalog.models import Dataset, Table, Version
from amate.catalog.search.find import Search
from amate.publishing.actions import withdraw
from tests.work import run_waiting_jobs


@pytest.fixture
def four(parks, ana, rosa, zapopan, health, upload):
    """A published one, a withdrawn one, a draft with a file, and a draft of another institution."""
    from amate.catalog.actions import edit_dataset
    from amate.publishing.actions import publish
    from tests.cast import METADATA

    gone = upload(filename="retirado.csv").resource.dataset
    edit_dataset(by=ana, dataset=gone, title="Retirado", theme=parks.theme, **METADATA)
    publish(by=ana, dataset=gone)
    withdraw(by=ana, dataset=gone, reason="Tenía errores.")
    draft = upload(filename="borrador.csv").resource.dataset
    other = create_dataset(by=rosa, institution=health, title="Borrador de salud")
    indexing.update()
    return {"published": parks, "withdrawn": gone, "draft": draft, "other": other}


SEES = {
    "nobody": {"published"},
    "ana": {"published", "withdrawn", "draft"},
    "luis": {"published", "withdrawn", "draft"},
    "rosa": {"published", "other"},
    "steward": {"published", "withdrawn", "draft", "other"},
}


@pytest.mark.parametrize("who", SEES)
def test_database_and_index_agree_on_who_sees_what(who, four, request):
    person = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)
    expected = {four[name] for name in SEES[who]}
    assert set(Dataset.objects.visible_to(person)) == expected
    assert set(find(Search(), person).datasets) == expected
    assert find(Search(), person).total == len(expected)


def test_a_withdrawn_dataset_is_out_of_search_before_the_index_knows(parks, ana):
    assert find(Search(words="parques"), None).total == 1
    withdraw(by=ana, dataset=parks, reason="Prueba.")
    assert find(Search(words="parques"), None).total == 0
    run_waiting_jobs()
    assert find(Search(words="parques"), None).total == 0


def test_drafts_have_no_visible_versions_or_tables(four):
    visible = set(Version.objects.visible_to(None).values_list("resource__dataset__title", flat=True))
    assert visible == {"Parques de Zapopan"}
    assert {table.version.resource.dataset.title for table in Table.objects.visible_to(None)} == visible
