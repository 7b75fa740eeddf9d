"""The cast: two institutions, the people who work for them, and a citizen who does not. Made by calling verbs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from amate.catalog.actions import edit_dataset, save_licence, save_theme
from amate.catalog.models import Dataset, Licence, Theme, Version
from amate.people.actions import create_person, grant_role, save_institution
from amate.people.models import Institution, Person
from amate.people.rules import Role

PASSWORD = "una clave larga de prueba"
PARKS_CSV = (
    "nombre,colonia,hectareas,cvegeo\r\n"
    "Metropolitano,Jardines,113.5,14120\r\n"
    "Ávila Camacho,Centro,7.2,14120\r\n"
)
METADATA = {
    "description": "Un parque por fila, medido por la dirección de parques.",
    "periodicity": "R/P1Y",
    "keywords": ["parques", "áreas verdes"],
    "temporal": "2024",
    "contact_name": "Dirección de Parques",
    "contact_email": "parques@zapopan.example",
}
HIGHLIGHT: dict[str, Any] = {
    "title": "Cuántos parques hay",
    "figure": "2",
    "unit": "parques",
    "text": "Los **dos** parques de Zapopan.",
    "day": date(2024, 5, 3),
    "since": date(2024, 5, 4),
}


@pytest.fixture
def health(db: None) -> Institution:
    return save_institution(
        by=None, slug="salud-jalisco", name="Secretaría de Salud", kind="dependencia", territory="14"
    )


@pytest.fixture
def zapopan(db: None) -> Institution:
    return save_institution(
        by=None,
        slug="zapopan",
        name="Ayuntamiento de Zapopan",
        kind="municipio",
        email="datos@zapopan.example",
        territory="14120",
    )


@pytest.fixture
def environment(db: None) -> Theme:
    return save_theme(by=None, slug="medio-ambiente", name="Medio ambiente")


@pytest.fixture
def licence(db: None) -> Licence:
    return save_licence(
        by=None, slug="libre-uso-mx", name="Libre Uso MX", uri="https://datos.gob.mx/libreusomx"
    )


@pytest.fixture
def ana(zapopan: Institution) -> Person:
    """Enlace of Zapopan: she edits and publishes."""
    person = create_person(by=None, email="ana@zapopan.example", name="Ana", password=PASSWORD)
    grant_role(by=None, person=person, institution=zapopan, role=Role.LIAISON)
    return person


@pytest.fixture
def luis(zapopan: Institution) -> Person:
    """Editor of Zapopan: he prepares, and does not publish."""
    person = create_person(by=None, email="luis@zapopan.example", name="Luis", password=PASSWORD)
    grant_role(by=None, person=person, institution=zapopan, role=Role.EDITOR)
    return person


@pytest.fixture
def nora(zapopan: Institution) -> Person:
    """Reviewer of Zapopan: she publishes what others prepare."""
    person = create_person(by=None, email="nora@zapopan.example", name="Nora", password=PASSWORD)
    grant_role(by=None, person=person, institution=zapopan, role=Role.REVIEWER)
    return person


@pytest.fixture
def rosa(health: Institution) -> Person:
    """Enlace of another institution."""
    person = create_person(by=None, email="rosa@salud.example", name="Rosa", password=PASSWORD)
    grant_role(by=None, person=person, institution=health, role=Role.LIAISON)
    return person


@pytest.fixture
def steward(db: None) -> Person:
    return create_person(
        by=None, email="portal@jalisco.example", name="Responsable", password=PASSWORD, steward=True
    )


Upload = Callable[..., Version]


@pytest.fixture
def upload(
    ana: Person,
    zapopan: Institution,
    licence: Licence,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> Upload:
    """Upload bytes as Ana does and let the waiting jobs run: `upload(b"…", "parques.csv")`."""
    from amate.publishing.actions import upload_new
    from tests.work import run_waiting_jobs

    def do(content: bytes | str = PARKS_CSV, filename: str = "parques.csv") -> Version:
        raw = content.encode() if isinstance(content, str) else content
        with django_capture_on_commit_callbacks(execute=True):
            version = upload_new(by=ana, institution=zapopan, file=io.BytesIO(raw), filename=filename)
        run_waiting_jobs()
        version.refresh_from_db()
        return version

    return do


@pytest.fixture
def draft(upload: Upload, luis: Person, environment: Theme) -> Dataset:
    """A draft of Zapopan with everything that publishing needs, of which Luis wrote the metadata."""
    dataset = upload().resource.dataset
    return edit_dataset(by=luis, dataset=dataset, title="Parques", theme=environment, **METADATA)


@pytest.fixture
def parks(
    upload: Upload,
    ana: Person,
    environment: Theme,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> Dataset:
    """A published dataset of two parks."""
    from amate.publishing.actions import publish
    from tests.work import run_waiting_jobs

    dataset = upload().resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Parques de Zapopan", theme=environment, **METADATA)
    with django_capture_on_commit_callbacks(execute=True):
        publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    dataset.refresh_from_db()
    return dataset
