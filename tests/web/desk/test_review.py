"""A file that holds persons is stopped, mended, reviewed by another, returned, approved and scheduled: in a browser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from amate.base.mail import kept_messages
from amate.catalog.models import Dataset, Version
from amate.publishing.models import Publication, Submission
from amate.publishing.submissions import release
from tests.web.conftest import faults
from tests.web.desk.test_browser import choose, describe, enter, write
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CURP = "BOXW310820HNERXN09"  # of nobody; its digit agrees
GRANTS = "beneficiario_id,municipio,monto\n" + "".join(f"{CURP},Zapopan,{100 + at}\n" for at in range(12))


@pytest.mark.usefixtures("licence", "environment")
def test_a_table_of_persons_goes_public_without_them_after_somebody_looked(
    visit: Any, axe: str, luis: Any, nora: Any, tmp_path: Path
) -> None:
    page = enter(visit, luis, script=False)
    choose(page, write(tmp_path, "apoyos.csv", GRANTS.encode()), "Subir archivo")
    run_waiting_jobs()
    page.reload()
    assert page.get_by_text("Encontramos 12 valores que parecen CURP en la columna «beneficiario_id»").count()
    page.get_by_role("link", name="Decidir qué se hace con ellos").click()
    assert CURP not in page.content()
    seen = enter(visit, luis, width=375)
    seen.goto(page.url)
    assert faults(seen, axe) == []
    page.get_by_label("No publicar la columna").check()
    page.get_by_role("button", name="Guardar y seguir").click()
    run_waiting_jobs()
    page.reload()
    describe(page)
    page.get_by_role("button", name="Guardar sin publicar").click()
    page.get_by_role("button", name="Enviar a revisión").click()
    assert [message["To"] for _name, message in kept_messages()] == [nora.email]

    reviewer = enter(visit, nora, width=375)
    reviewer.get_by_role("link", name="Parques de Zapopan").first.click()
    assert faults(reviewer, axe) == []
    reviewer.get_by_text("Devolver con un comentario").click()
    reviewer.get_by_label("Qué hay que corregir").fill("Falta decir de qué año son.")
    reviewer.get_by_role("button", name="Devolver", exact=True).click()

    page.goto(page.url.split("#")[0])
    assert page.get_by_text("Hay que corregirlo").count()
    page.get_by_label("Periodo que cubre").fill("2023")
    page.get_by_role("button", name="Guardar sin publicar").click()
    hour = timezone.now() + timedelta(hours=3)
    page.get_by_label("No publicar antes de").fill(hour.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Enviar otra vez").click()

    reviewer.reload()
    reviewer.get_by_role("button", name="Aprobar y programar").click()
    dataset = Dataset.objects.get()
    assert not dataset.is_public
    release(Submission.objects.get())
    dataset.refresh_from_db()
    assert dataset.is_public
    publication = Publication.objects.get()
    reviewer.reload()
    reviewer.get_by_role("link", name="Ver el comprobante").click()
    assert reviewer.get_by_text(publication.folio).count()
    assert faults(reviewer, axe) == []
    assert any(publication.folio in str(message["Subject"]) for _name, message in kept_messages())
    version = Version.objects.get(state="published")
    assert [column.name for column in version.tables.get().columns.all()] == ["municipio", "monto"]
