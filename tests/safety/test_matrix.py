"""Every route × person × state of a dataset, for every method: nobody gets more than the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.safety.conftest import ACTING, ANA, NOWHERE, OF_A_DATASET, PERSONS, STATES, Scene
from tests.safety.routes import ROUTES, STRANGERS, Route, acting

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Told(NamedTuple):
    """What an answer gives away; `queries`, what time it takes: the questions to the database, in their order."""

    status: int
    body: bytes
    headers: list[tuple[str, str]]
    queries: tuple[str, ...] = ()


def leaves(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of a URLconf, whole, with its pattern."""
    for each in resolver.url_patterns:
        whole = f"{before}{each.pattern}".replace("uuidstr:", "uuid:")
        if isinstance(each, URLResolver):
            yield from leaves(each, whole)
        else:
            yield whole, each


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    routes = {whole for whole, _pattern in leaves(get_resolver())}
    assert routes - set(ROUTES) == set(), "say in tests/safety/routes.py who may do what there"
    assert set(ROUTES) - routes == set(), "rows without a route"


def asked(
    scene: Scene, person: str, method: str, path: str, sends: str = "{}", *, listen: bool = False
) -> Told:
    """The answer to a request; what it did is undone. listen: tell the questions to the database too."""
    typed = {"content_type": "application/json", "data": sends} if path.startswith("/api/") else {}
    client = scene.client(person, raise_request_exception=False)
    heard: AbstractContextManager[Any] = CaptureQueriesContext(connection) if listen else nullcontext(())
    with transaction.atomic(), heard as queries:
        answer = told(client.generic(method, path, **typed))
        transaction.set_rollback(True)
    return answer._replace(queries=tuple(shape_of(each["sql"]) for each in queries))


def shape_of(sql: str) -> str:
    """A question to the database without the values in it: its verb and its tables."""
    return " ".join(re.findall(r'^\w+|(?:FROM|JOIN|INTO|UPDATE) "\w+"', sql))


def told(answer: HttpResponseBase) -> Told:
    """All that an answer gives away, but for what names the request."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    names_it = answer["X-Request-ID"]
    headers = sorted((name, value) for name, value in answer.items() if value != names_it)
    return Told(answer.status_code, body.replace(names_it.encode(), b""), headers)


def states_of(route: Route, method: str) -> tuple[str, ...]:
    """An address that names nothing of a dataset is asked for once, and so is a method that a route does not take."""
    names_one = any(f"{{{name}}}" in route.path for name in OF_A_DATASET)
    return STATES if names_one and method in route.rules else STATES[:1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "person", [pytest.param(one, marks=pytest.mark.postgres if one == ANA else ()) for one in PERSONS]
)
def test_nobody_gets_more_or_less_than_the_table_says(scene: Scene, person: str) -> None:
    wrong = [fault for route in ROUTES.values() for fault in faults(scene, person, route)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_who_acts_as_another_gets_less_than_they_and_never_more(scene: Scene) -> None:
    wrong = [
        f"{method} {route.path} ({state}): {status}, not {sorted(acting(whole, method, state))}"
        for whole, route in ROUTES.items()
        for method in route.rules
        for state in states_of(route, method)[:2]
        for status in [
            asked(scene, ACTING, method, route.path.format(**scene.addresses[state]), route.sends).status
        ]
        if status not in acting(whole, method, state)
    ]
    assert not wrong, "\n".join(wrong)


def faults(scene: Scene, person: str, route: Route) -> Iterator[str]:
    for method in METHODS:
        rule = route.rules.get(method, route.otherwise)
        for state in states_of(route, method):
            status = asked(
                scene, person, method, route.path.format(**scene.addresses[state]), route.sends
            ).status
            if status not in rule[person][state]:
                expected = sorted(rule[person][state])
                yield f"{person} {method} {route.path} ({state}): {status}, not {expected}"


@pytest.mark.slow
@pytest.mark.parametrize("person", PERSONS)
def test_what_one_may_not_know_is_as_what_does_not_exist(scene: Scene, person: str) -> None:
    hidden = [
        (method, route, state)
        for route in ROUTES.values()
        for method in METHODS
        for state in states_of(route, method)
        if route.rules.get(method, route.otherwise)[person][state] == {404}
    ]
    assert len(hidden) >= 5
    told_apart = []
    for method, route, state in hidden:
        real = scene.addresses[state]
        # To who knows of it, how long it takes tells nothing.
        unknown = person in STRANGERS and state == "draft"
        here, nowhere = (
            asked(scene, person, method, route.path.format(**names), route.sends, listen=unknown)
            for names in (real, real | NOWHERE)
        )
        if here != nowhere:
            told_apart.append((method, route.path, *_unlike(here, nowhere)))
    assert not told_apart


def _unlike(here: Told, nowhere: Told) -> Iterator[tuple[str, object, object]]:
    pairs = zip(Told._fields, here, nowhere, strict=True)
    return ((name, one, other) for name, one, other in pairs if one != other)
