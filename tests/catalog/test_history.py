"""Metadata as they were, and those that wait to be published."""

from __future__ import annotations

import pytest

from amate.catalog.actions import edit_dataset
from amate.catalog.history import differences, given_back, plain
from amate.catalog.models import Dataset
from amate.people.models import Institution
from amate.publishing.actions import publish

pytestmark = pytest.mark.django_db


def test_every_save_keeps_the_metadata_as_they_were_left(parks, ana):
    edit_dataset(by=ana, dataset=parks, title="Parques y jardines de Zapopan")
    kept = list(parks.revisions.order_by("number").values_list("verb", "values__title", "by__name"))
    assert kept[0] == ("create", "Parques", "Ana")
    assert kept[-1] == ("edit", "Parques y jardines de Zapopan", "Ana")
    assert {"edit", "publish"} <= {verb for verb, _title, _name in kept}


def test_plain_values_come_back_as_they_went(parks):
    values = plain(parks)
    assert values["theme"] == "medio-ambiente"
    assert given_back(values) == {name: getattr(parks, name) for name in values}


def test_differences_are_told_in_the_order_of_tabla_2(parks, ana):
    before = plain(parks)
    after = plain(edit_dataset(by=ana, dataset=parks, quality="Faltan dos colonias.", title="Otro título"))
    told = [(one.field.name, one.before, one.after) for one in differences(before, after)]
    assert told == [("title", "Parques de Zapopan", "Otro título"), ("quality", "", "Faltan dos colonias.")]


def test_what_an_editor_changes_of_something_public_waits(parks, luis, ana):
    held = edit_dataset(by=luis, dataset=parks, title="Parques, versión de Luis")
    assert Dataset.objects.get(pk=parks.pk).title == "Parques de Zapopan"
    assert held.proposed == {"title": "Parques, versión de Luis"}
    public = publish(by=ana, dataset=parks)
    assert (public.title, public.proposed) == ("Parques, versión de Luis", {})


def test_a_proposal_taken_back_waits_no_more(parks, luis):
    edit_dataset(by=luis, dataset=parks, title="Otro")
    again = edit_dataset(by=luis, dataset=parks, title="Parques de Zapopan")
    assert again.proposed == {}


def test_where_two_persons_publish_even_the_liaison_proposes(parks, ana, zapopan):
    Institution.objects.filter(pk=zapopan.pk).update(two_persons=True)
    assert edit_dataset(by=ana, dataset=parks, title="Otro").proposed == {"title": "Otro"}
