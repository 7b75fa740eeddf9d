"""What is half-way at the desk, without a script: told to whom began it, thrown away, finished."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse

from amate.catalog.models import Dataset, Licence
from amate.people.models import Person
from amate.publishing import uploads
from amate.publishing.models import Upload
from tests.web.desk.conftest import At

pytestmark = pytest.mark.django_db


def half_way(by: Person, institution: Any, filename: str = "gasto.csv") -> Upload:
    upload = uploads.begin(by=by, target=institution, filename=filename, size=1_000)
    return uploads.receive(by=by, upload=upload, piece=io.BytesIO(b"x" * 412), at=0, length=412)


def test_the_desk_tells_what_is_half_way_and_of_nobody_else(
    at: At, ana: Person, luis: Person, zapopan: Any
) -> None:
    half_way(ana, zapopan)
    page = at(ana).get(reverse("desk")).content.decode()
    assert "412 bytes de 1.0 kB · 41 %" in page
    assert "gasto.csv" not in at(luis).get(reverse("desk")).content.decode()


def test_it_is_thrown_away_by_a_button(at: At, ana: Person, zapopan: Any) -> None:
    upload = half_way(ana, zapopan)
    answer = at(ana).post(reverse("desk-drop-upload", args=[upload.public_id]), follow=True)
    assert "Se descartó lo que había llegado de «gasto.csv»." in answer.content.decode()
    assert not Upload.objects.exists()
    assert not upload.path.exists()


def test_what_came_whole_and_was_cut_there_is_finished_by_a_button(
    at: At, ana: Person, zapopan: Any, licence: Licence
) -> None:
    upload = half_way(ana, zapopan)
    upload.path.write_bytes(b"a,b\n" + b"1,2\n" * 249)
    page = at(ana).get(reverse("desk")).content.decode()
    assert "Llegó completo y falta guardarlo." in page
    address = reverse("desk-upload", args=[upload.public_id])
    answer = at(ana).post(address)
    assert answer["Location"] == reverse("desk-dataset", args=[Dataset.objects.get().slug])
    assert at(ana).get(address)["Location"] == answer["Location"]
