"""Every list asks the database as often for forty things as for five."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amate.api.v1.api import api
from amate.catalog.actions import create_dataset
from amate.catalog.changes import mark
from amate.catalog.highlights import save_highlight
from amate.catalog.models import Dataset, Licence, Resource, Table, Theme
from amate.catalog.saved_views import save_view
from amate.community.models import ErrorReport
from amate.people.actions import create_key, create_person, grant_role, save_institution
from amate.people.invitations import invite
from amate.people.joining import ask_to_join
from amate.people.models import Institution
from amate.people.rules import Role
from amate.publishing.models import Upload
from amate.web.models import Page
from tests.cast import HIGHLIGHT
from tests.safety.conftest import STEWARD, Scene
from tests.safety.routes import ROUTES
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Routes that show lists, as `routes.py` spells them; the rest show one thing, or a list written in the code.
LISTS = (
    "",
    "actualizacion",
    "actualizacion.atom",
    "cifras",
    "datos",
    "datos.atom",
    "datos/<slug:slug>",
    "datos/<slug:slug>/tablas/<uuid:public_id>",
    "datos/<slug:slug>.atom",
    "instituciones",
    "instituciones/<slug:slug>",
    "instituciones/<slug:slug>.atom",
    "temas",
    "temas/<slug:slug>",
    "temas/<slug:slug>.atom",
    "sitemap.xml",
    "sitemap-<slug:section>.xml",
    "api/v1/datasets",
    "api/v1/facets",
    "api/v1/datasets/<address>",
    "api/v1/datasets/<address>/resources",
    "api/v1/resources/<uuid:public_id>",
    "api/v1/institutions",
    "api/v1/institutions/<slug>",
    "api/v1/themes",
    "api/v1/licences",
    "api/v1/keys",
    "api/v1/reviews",
    "api/v1/uploads",
    "mesa/",
    "mesa/conjuntos/<slug:slug>/",
    "mesa/equipo/<slug:slug>/",
    "mesa/llaves/",
    "mesa/unirse/",
    "mesa/traspasos/",
    "mesa/reportes/",
    "mesa/portal/",
    "mesa/portal/destacados/",
    "mesa/portal/portada/",
    "mesa/portal/cuarentenas/",
    "mesa/portal/tareas/",
    "mesa/portal/bitacora/",
    "mesa/portal/correo/",
    "mesa/portal/<slug:name>/",
)
PER_KIND = tuple(
    f"/mesa/portal/{name}/" for name in ("instituciones", "personas", "sectores", "licencias", "paginas")
)
MORE = 35


def paths(scene: Scene) -> list[str]:
    filled = [ROUTES[name].path.format(**scene.addresses["published"]) for name in LISTS]
    return [*filled, *PER_KIND, "/datos?institucion=zapopan&pagina=1", "/mesa/?q=a"]


def test_every_list_of_the_api_has_its_row() -> None:
    """The description of the API says which answers are lists."""
    document = api.get_openapi_schema()
    lists = {
        path
        for path, methods in document["paths"].items()
        for content in [methods.get("get", {}).get("responses", {}).get(200, {}).get("content", {})]
        for each in [content.get("application/json", {}).get("schema", {}).get("$ref", "")]
        if "Listing" in each
    }
    said = {ROUTES[name].path.split("{")[0].rstrip("/") for name in LISTS}
    unsaid = {path for path in lists if path.split("{")[0].rstrip("/") not in said}
    assert lists
    # A table of the code, and cells asked of the Parquet of one version.
    assert unsaid <= {"/api/v1/problems", "/api/v1/versions/{public_id}/errors"}


def counts(client: Client, scene: Scene) -> dict[str, int]:
    found = {}
    for path in paths(scene):
        cache.clear()
        client.get(path)  # what is asked once in the life of a process
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        found[path] = len(queries)
    return found


def test_forty_things_cost_no_more_queries_than_five(scene: Scene) -> None:
    client, published = scene.client(STEWARD), scene.datasets["published"]
    for number in range(4):
        _one_more_of_everything(scene, published, number)
    run_waiting_jobs()
    few = counts(client, scene)
    for number in range(4, 4 + MORE):
        _one_more_of_everything(scene, published, number)
    run_waiting_jobs()
    many = counts(client, scene)
    assert {path: (few[path], many[path]) for path in few if many[path] > few[path]} == {}


def _one_more_of_everything(scene: Scene, published: Dataset, number: int) -> None:
    ana, steward = scene.persons["ana"], scene.persons["steward"]
    assert ana
    assert steward
    zapopan = published.institution
    below = save_institution(
        by=None, slug=f"opd-{number}", name=f"OPD {number}", kind="organismo", parent=zapopan
    )
    create_dataset(by=ana, institution=zapopan, title=f"Borrador {number}")
    _published_like(published, below, number)
    person = create_person(by=None, email=f"p{number}@zapopan.example", name=f"Persona {number}")
    grant_role(by=None, person=person, institution=zapopan, role=Role.EDITOR)
    invite(by=ana, email=f"i{number}@zapopan.example", name="", institution=zapopan, role=Role.EDITOR)
    ask_to_join(by=person, institution=zapopan, role=Role.REVIEWER)
    later = timezone.now() + timedelta(days=1)
    named = {"filename": f"archivo_{number}.csv", "size": 10, "expires": later}
    Upload.objects.create(by=steward, institution=zapopan, resource=published.resources.get(), **named)
    create_key(by=steward, name=f"guion {number}", scopes=["read"])
    ErrorReport.objects.create(dataset=published, text=f"Fila {number}")
    Theme.objects.create(slug=f"sector-{number}", name=f"Sector {number}")
    Licence.objects.create(slug=f"licencia-{number}", name=f"Licencia {number}", uri="https://a.example")
    table = Table.objects.current().get(version__resource__dataset=published)
    save_view(by=ana, table=table, title=f"Vista {number}", question="hectareas__gte=1")
    save_highlight(by=steward, **HIGHLIGHT, address=published.get_absolute_url())
    Page.objects.create(slug=f"pagina-{number}", title=f"Página {number}", body="x")


def _published_like(published: Dataset, institution: Institution, number: int) -> None:
    """A published dataset made of rows alone: building forty versions would prove nothing more."""
    named = {"slug": f"copia-{number}", "title": f"Copia {number}", "institution": institution}
    dataset = _copied(published, featured=True, **named)
    for position in range(2):
        original = published.resources.get()
        resource = _copied(original, dataset=dataset, slug=f"archivo-{position}", current=None)
        version = _copied(original.current, resource=resource)
        for table in original.current.tables.all():
            _copied(table, version=version)
        Resource.objects.filter(pk=resource.pk).update(current=version)
    mark(dataset)


def _copied(row: Any, **changed: Any) -> Any:
    """The same row once more, with another name and some things changed."""
    new = type(row).objects.get(pk=row.pk)
    new.pk, new.public_id = None, uuid4()
    for name, value in changed.items():
        setattr(new, name, value)
    new.save()
    return new
