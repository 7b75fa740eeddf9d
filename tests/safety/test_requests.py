"""Requests that pretend: forged forms, foreign hosts, addresses that lead away, lines in the log."""

from __future__ import annotations

import io
import json
import logging
import random
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from amate.base.logs import FACTS, JsonFormatter
from amate.people.actions import create_key
from tests.cast import PASSWORD
from tests.safety.conftest import ANA, STEWARD, Scene
from tests.safety.routes import ROUTES

pytestmark = pytest.mark.django_db
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# Reporting an error asks no account and sets no cookie: a signed time and the Origin guard it (test_reports.py).
WITHOUT_SESSION = {"/datos/{dataset}/reportar", "/api/v1/datasets/{uuid}/error-reports"}
# What writes nothing: closed doors that lead on, and what answers 404 whatever is asked.
WRITES_NOTHING = {"/mesa/alta/", "/mesa/correo/", "/api/v1/nada"}


def unsafe_requests(scene: Scene) -> list[tuple[str, str]]:
    """Every method that some route takes and that could change something."""
    return [
        (method, route.path.format(**scene.addresses["published"]))
        for route in ROUTES.values()
        for method in UNSAFE
        if (method in route.rules or route.path.startswith("/mesa/"))
        and route.path not in WITHOUT_SESSION | WRITES_NOTHING
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_session_changes_nothing_without_its_token(scene: Scene, seed: int) -> None:
    requests = unsafe_requests(scene)
    assert len(requests) >= 40
    random.Random(seed).shuffle(requests)
    client = scene.client(STEWARD, enforce_csrf_checks=True)
    passed = [f"{method} {path}" for method, path in requests if _forged(client, method, path) != 403]
    assert not passed


def _forged(client: Client, method: str, path: str) -> int:
    typed = {"content_type": "application/json"} if path.startswith("/api/") else {}
    with transaction.atomic():
        status = client.generic(method, path, b"{}" if typed else b"", **typed).status_code
        transaction.set_rollback(True)
    return status


def test_with_its_token_the_same_session_may(scene: Scene) -> None:
    client = scene.client(ANA, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = token = "a" * 32
    path = "/mesa/llaves/"
    typed = {"name": "guion", "scopes": "read", "days": "30", "csrfmiddlewaretoken": token}
    assert client.post(path, typed).status_code == 200
    assert client.post(path, typed | {"csrfmiddlewaretoken": "b" * 32}).status_code == 403


def test_a_key_does_not_become_the_person_of_the_cookie(scene: Scene) -> None:
    """A steward's cookie beside Rosa's key: Rosa asks."""
    _row, rosas = create_key(by=scene.persons["rosa"], name="x", scopes=["read", "write", "publish"])
    client = scene.client(STEWARD)
    draft = f"/api/v1/datasets/{scene.addresses['draft']['uuid']}"
    assert client.get(draft).status_code == 200
    for key, status in ((rosas, 404), ("amate_inventada", 401)):
        assert client.get(draft, headers={"Authorization": f"Bearer {key}"}).status_code == status
        assert client.delete(draft, headers={"Authorization": f"Bearer {key}"}).status_code == status


SITE = "http://127.0.0.1:8000"
# fmt: off
AWAY = [
    "http://malo.example", "https://malo.example/", "//malo.example", "///malo.example", "////malo.example",
    "/\\malo.example", "\\/malo.example", "\\\\malo.example", "/\\/malo.example", "http:malo.example",
    "http:/malo.example", "http:///malo.example", "http:\\\\malo.example", "https:malo.example",
    "http://127.0.0.1:8000@malo.example/", "http://127.0.0.1:8000.malo.example/", "//127.0.0.1:8000@malo.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\tjavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ftp://malo.example",
    "/\t/malo.example", "/\n/malo.example", "/\r/malo.example", "\x00//malo.example", " //malo.example",
    "%2F%2Fmalo.example", "/%2F/malo.example/..//malo.example", "//malo%2eexample", "//malo.example%2f..",
    "/%5cmalo.example", "//malo。example", "//[::ffff:1.2.3.4]", "http://[::1]malo.example", "/;@malo.example",
    "//malo.example:80", "https://malo.example\\@127.0.0.1:8000/", "?next=//malo.example", ".malo.example",
    "//%6d%61lo.example", "/./\\malo.example",
]
# fmt: on


def off_site(location: str) -> bool:
    """Whether a browser at the sign-in page would leave; browsers drop TAB, CR, LF and read \\ as /."""
    for each in "\t\r\n":
        location = location.replace(each, "")
    where = urlsplit(urljoin(f"{SITE}/mesa/entrar/", location.strip(" \x00").replace("\\", "/")))
    return where.scheme not in {"http", "https"} or where.netloc not in {"127.0.0.1:8000", "testserver"}


def test_signing_in_never_leads_away(scene: Scene) -> None:
    ana = scene.persons[ANA]
    assert len(AWAY) >= 40
    assert ana is not None
    wrong = []
    for vector in AWAY:
        typed = {"login": ana.email, "password": PASSWORD, "next": vector}
        answers = [
            Client().post("/mesa/entrar/", typed),
            scene.client(ANA).get("/mesa/entrar/", {"next": vector}),
            scene.client(ANA).post("/mesa/salir/", {"next": vector}),
            scene.client(ANA).post("/mesa/confirmar/", {"password": PASSWORD, "next": vector}),
        ]
        assert [answer.status_code for answer in answers] == [302] * 4, vector
        wrong += [(vector, answer["Location"]) for answer in answers if off_site(answer["Location"])]
    assert not wrong


@pytest.mark.parametrize(
    "path", ["/", "/datos", "/mesa/entrar/", "/api/v1/datasets", "/mesa/clave/olvidada/", "/salud"]
)
@pytest.mark.parametrize(
    "host", ["malo.example", "127.0.0.1.malo.example", "malo.example:8000", "localhost@malo"]
)
def test_an_unknown_host_is_refused(client: Client, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert b"malo" not in answer.content


FORGED = '\r\n{"at": "2026-01-01", "message": "falsa"}\n\u2028\u2029\x85\x0b\x0c'


@pytest.fixture
def log() -> io.StringIO:
    """The technical log as `amate serve` writes it."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_no_field_forges_a_line_of_the_log(log: io.StringIO) -> None:
    texts = {name: f"{name}{FORGED}" for name in FACTS}
    logger = logging.getLogger("amate.prueba")
    for name, text in texts.items():
        logger.warning("aviso", extra={name: text})
    for number in range(12):
        logger.warning("aviso %s%s", number, FORGED)
    try:
        raise ValueError(FORGED)
    except ValueError:
        logger.exception("falló%s", FORGED)
    _one_line_each(log, len(texts) + 13)


def test_no_request_forges_a_line_of_the_log(scene: Scene, log: io.StringIO) -> None:
    client, hostile = scene.client(ANA), "x%0D%0A%7B%22falsa%22:1%7D%E2%80%A8"
    paths = [
        "datos",
        "datos/x",
        "temas",
        "instituciones",
        "archivos",
        "api/v1/datasets",
        "api/v1/tables",
        "mesa",
    ]
    for path in paths:
        client.get(
            f"/{path}/{hostile}", headers={"User-Agent": FORGED, "Referer": FORGED, "X-Request-ID": FORGED}
        )
    client.get("/datos", {"q": FORGED, "sector": FORGED})
    client.post("/mesa/", {"file": io.BytesIO(b"a\n1\n")}, headers={"Accept-Language": FORGED})
    _one_line_each(log, len(paths) + 2)


def _one_line_each(log: io.StringIO, events: int) -> None:
    lines = log.getvalue().split("\n")[:-1]
    found = [json.loads(line) for line in lines]
    assert len(found) == events
    assert not [line for line in found if "at" not in line or line["message"] == "falsa"]
    assert not set("\r\u2028\u2029\x85\x0b\x0c") & set(log.getvalue())
