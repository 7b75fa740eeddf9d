"""Where a dataset stands for its people, and the next step: every situation has one, and the table says which."""

from __future__ import annotations

import pytest

from amate.catalog.actions import create_dataset, edit_dataset
from amate.catalog.models import Dataset
from amate.people.actions import save_institution
from amate.publishing import shutting, submissions
from amate.publishing.actions import withdraw
from amate.publishing.situations import STEPS, Facts, Place, Situation, next_step, situated
from tests.cast import METADATA, PARKS_CSV
from tests.publishing.test_publishing import send_next

pytestmark = pytest.mark.django_db


def stands(dataset: Dataset) -> str:
    return situated(Dataset.objects.filter(pk=dataset.pk)).get().situation


def test_a_draft_on_its_way_to_the_public(upload, ana, luis, zapopan, environment):
    dataset = upload().resource.dataset
    assert stands(dataset) == "draft"
    edit_dataset(by=luis, dataset=dataset, theme=environment, **METADATA)
    sent = submissions.send(by=luis, dataset=dataset)
    assert stands(dataset) == "in-review"
    submissions.give_back(by=ana, submission=sent, text="Falta un parque.")
    assert stands(dataset) == "returned"
    submissions.take_back(by=luis, submission=sent)
    assert stands(dataset) == "draft"


def test_what_is_public_and_what_changes_of_it(parks, ana, luis):
    assert stands(parks) == "published"
    edit_dataset(by=luis, dataset=parks, quality="Falta uno.")
    assert stands(parks) == "changed"
    edit_dataset(by=ana, dataset=parks, quality="Falta uno.")
    assert stands(parks) == "published"
    send_next(ana, parks)
    assert stands(parks) == "changed"


def test_what_cannot_be_read_or_asks_is_to_be_mended(upload):
    assert stands(upload(b"%PDF-1.7 no", "lista.csv").resource.dataset) == "mend"


def test_what_is_shut_off_or_withdrawn(parks, ana, steward):
    shutting.quarantine(by=steward, dataset=parks, ground="error", note="")
    assert stands(parks) == "quarantined"
    shutting.lift(by=steward, dataset=parks)
    withdraw(by=ana, dataset=Dataset.objects.get(pk=parks.pk), reason="Está mal.")
    assert stands(parks) == "withdrawn"


@pytest.mark.parametrize("situation", list(Situation))
def test_every_situation_ends_in_a_step_that_asks_nothing(situation):
    assert [fact for one, fact, _step in STEPS if one == situation][-1] == ""
    assert next_step(Facts(situation)).verb


@pytest.mark.parametrize(
    ("facts", "verb", "place"),
    [
        (Facts(Situation.DRAFT, fileless=True, lacks=True), "Sube su archivo", Place.FILES),
        (Facts(Situation.DRAFT, lacks=True, publishes=True), "Completa", Place.LACK),
        (Facts(Situation.DRAFT, publishes=True), "Publícalo", Place.FINISH),
        (Facts(Situation.DRAFT), "Envíalo a revisión", Place.FINISH),
        (Facts(Situation.IN_REVIEW, approves=True), "Revísalo", Place.REVIEW),
        (Facts(Situation.IN_REVIEW), "Espera a que lo revisen", Place.REVIEW),
        (
            Facts(Situation.PUBLISHED, late=True, reports=True),
            "Responde a quien reportó un error",
            Place.REPORT,
        ),
        (Facts(Situation.PUBLISHED, late=True, better=True), "Sube los datos nuevos", Place.FILES),
        (Facts(Situation.PUBLISHED), "Nada pendiente: míralo como el público", Place.PUBLIC),
    ],
)
def test_the_step_that_matters_most_comes_first(facts, verb, place):
    step = next_step(facts)
    assert (str(step.verb), step.place) == (verb, place)


def test_a_dataset_without_files_is_a_draft(ana, zapopan):
    save_institution(by=None, slug="otra", name="Otra", kind="municipio")
    assert stands(create_dataset(by=ana, institution=zapopan, title="Nada")) == "draft"
    assert PARKS_CSV
