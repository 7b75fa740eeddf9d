"""Two people edit the same dataset at once: the second sees both, chooses field by field, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.web.desk.forms import MetadataForm

pytestmark = pytest.mark.django_db


def read(dataset: Dataset) -> dict[str, Any]:
    """What the form of the workspace sends when nothing was changed."""
    initial = MetadataForm.of(dataset).initial
    return {name: str(getattr(value, "pk", value) or "") for name, value in initial.items()}


def test_both_are_seen_side_by_side_and_what_is_chosen_is_saved(at, ana, luis, upload, environment):
    dataset = upload().resource.dataset
    edit_dataset(
        by=ana, dataset=dataset, title="Parques", theme=environment, description="Un parque por fila."
    )
    dataset.refresh_from_db()
    mine = read(dataset) | {"title": "Parques de Luis", "temporal": "2024"}
    edit_dataset(by=ana, dataset=dataset, title="Parques de Ana", quality="Falta uno.")
    address = reverse("desk-dataset", args=[Dataset.objects.get().slug])
    answer = at(luis).post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 412
    for said in ("Parques de Luis", "Parques de Ana", "2024", "Falta uno.", "lo que guardó Ana"):
        assert said in page
    assert Dataset.objects.get().title == "Parques de Ana"
    revision = Dataset.objects.get().revision
    chosen = {"take-title": "mine", "take-temporal": "mine", "take-quality": "theirs"}
    at(luis).post(address, mine | chosen | {"revision": revision})
    saved = Dataset.objects.get()
    assert (saved.title, saved.temporal, saved.quality) == ("Parques de Luis", "2024", "Falta uno.")
    assert (saved.description, saved.theme) == ("Un parque por fila.", environment)


def test_what_only_the_other_changed_is_proposed_as_it_is_now(at, ana, luis, upload):
    dataset = upload().resource.dataset
    dataset = edit_dataset(by=ana, dataset=dataset, description="Una línea.\nOtra.")
    mine = read(dataset) | {"temporal": "2024", "description": "Una línea.\r\nOtra."}
    edit_dataset(by=ana, dataset=dataset, quality="Falta uno.", description="Otra cosa.")
    page = at(luis).post(reverse("desk-dataset", args=[dataset.slug]), mine).content.decode()
    assert 'name="take-quality" value="theirs" checked' in page
    assert 'name="take-description" value="theirs" checked' in page
    assert 'name="take-temporal" value="mine" checked' in page
