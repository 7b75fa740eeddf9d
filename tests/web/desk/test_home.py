"""The front of la mesa: what waits, what is wrong, every dataset with its next step, and what people look for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amate.base.clock import today
from amate.catalog.actions import create_dataset, edit_dataset
from amate.catalog.models import Dataset, VainSearch
from amate.community.actions import report_error
from amate.publishing import submissions
from amate.publishing.models import Every, Source
from tests.cast import METADATA

pytestmark = pytest.mark.django_db
DESK = "/mesa/"


def page(at, person, query: str = "") -> str:
    answer = at(person).get(DESK + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_has_nothing_yet_is_told_how_it_goes(at, ana):
    html = page(at, ana)
    assert "El primer archivo que subas hará el primero" in html
    assert "Por estado" not in html


def test_a_draft_says_what_to_complete_and_leads_to_its_field(at, ana, upload):
    draft = upload().resource.dataset
    html = page(at, ana)
    assert f'<a href="{reverse("desk-dataset", args=[draft.slug])}#id_description">' in html
    assert "Completa: descripción y 2 cosas más" in html


def test_what_was_sent_is_for_who_reviews_and_for_who_sent_it(at, ana, luis, upload, environment):
    draft = upload().resource.dataset
    edit_dataset(by=luis, dataset=draft, theme=environment, **METADATA)
    sent = submissions.send(by=luis, dataset=draft)
    assert "Revísalo" in page(at, ana)
    assert "Espera a que lo revisen" in page(at, luis)
    assert reverse("desk-review", args=[sent.public_id]) in page(at, luis)


def test_what_is_wrong_with_public_data_is_counted_and_found(at, ana, parks):
    create_dataset(by=ana, institution=parks.institution, title="Otra cosa")
    assert "Lo que no anda bien" not in page(at, ana)
    report_error(dataset=parks, text="El segundo parque no existe.")
    Source.objects.create(
        resource=parks.resources.get(), address="https://a.example/p.csv", every=Every.DAY, failures=2
    )
    Dataset.objects.filter(pk=parks.pk).update(overdue=today() - timedelta(days=1))
    html = page(at, ana)
    for label in ("1 reporte de error sin atender", "Atrasados", "No se pudieron traer"):
        assert label in html
    for name in ("atrasados", "sin-traer"):
        html = page(at, ana, f"?aviso={name}")
        assert "Parques de Zapopan" in html
        assert "Otra cosa" not in html
    assert "Responde a quien reportó un error" in html


def test_datasets_are_found_by_words_without_accents_and_by_situation(at, ana, parks):
    create_dataset(by=ana, institution=parks.institution, title="Árboles de la vía pública")
    html = page(at, ana, "?q=arboles+publica")
    assert "Árboles de la vía pública" in html
    assert "Parques de Zapopan" not in html
    html = page(at, ana, "?estado=published")
    assert "Parques de Zapopan" in html
    assert "Árboles" not in html
    assert "Ningún conjunto es así" in page(at, ana, "?q=nada")


def test_others_are_not_seen(at, rosa, parks):
    assert "Parques de Zapopan" not in page(at, rosa)


def test_what_is_taken_and_what_is_looked_for_in_vain(at, ana, parks):
    Dataset.objects.filter(pk=parks.pk).update(downloads=1234)
    for words, times in (("baches", 3), ("solo una vez", 1), ("hegg560427mvzrrl04", 9)):
        VainSearch.objects.create(day=today(), words=words, times=times)
    html = page(at, ana)
    assert "1,234 descargas" in html
    assert "baches" in html
    assert "solo una vez" not in html
    assert "hegg560427" not in html


def test_three_hundred_datasets_cost_as_many_queries_as_three(at, ana, parks):
    def cost() -> int:
        client = at(ana)
        client.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(DESK).status_code == 200
        return len(queries)

    def more(numbers: range) -> None:
        for number in numbers:
            create_dataset(by=ana, institution=parks.institution, title=f"Conjunto {number}")

    more(range(2))
    few = cost()
    more(range(2, 300))
    assert cost() <= few
    assert "Página 2" in page(at, ana) or "pagina=2" in page(at, ana)
