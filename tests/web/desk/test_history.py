"""What was said of the data, revision by revision, and the way back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset

pytestmark = pytest.mark.django_db


def test_each_change_is_told_field_by_field_and_can_be_undone(at, ana, parks):
    before = parks.revision
    edit_dataset(by=ana, dataset=parks, title="Parques y jardines", temporal="2025")
    address = reverse("desk-history", args=[parks.slug])
    page = at(ana).get(address).content.decode()
    assert '<th scope="row">Título</th><td>Parques de Zapopan</td><td>Parques y jardines</td>' in page
    at(ana).post(reverse("desk-restore", args=[parks.slug, before]))
    again = Dataset.objects.get(pk=parks.pk)
    assert (again.title, again.temporal) == ("Parques de Zapopan", "2024")
    at(ana).post(reverse("desk-restore", args=[parks.slug, before + 1]))
    assert Dataset.objects.get(pk=parks.pk).title == "Parques y jardines"


def test_what_an_editor_takes_back_of_something_public_waits_too(at, ana, luis, parks):
    before = parks.revision
    edit_dataset(by=ana, dataset=parks, title="Parques y jardines")
    at(luis).post(reverse("desk-restore", args=[parks.slug, before]))
    held = Dataset.objects.get(pk=parks.pk)
    assert (held.title, held.proposed) == ("Parques y jardines", {"title": "Parques de Zapopan"})


def test_a_revision_that_would_leave_something_public_without_what_it_needs_is_refused(at, ana, parks):
    first = parks.revisions.order_by("number").first()
    answer = at(ana).post(reverse("desk-restore", args=[parks.slug, first.number]))
    assert answer.status_code == 409
    assert Dataset.objects.get(pk=parks.pk).title == "Parques de Zapopan"
