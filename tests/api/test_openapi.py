"""The description of the API holds: as OpenAPI 3.1, and against the API itself under invented requests."""

from __future__ import annotations

from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from amate.config.wsgi import application
from amate.people.actions import create_key

DESCRIPTION = "/api/v1/openapi.json"
EXAMPLES = 25
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_the_description_is_openapi_3_1(client, db):
    document = client.get(DESCRIPTION).json()
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


def test_every_operation_has_its_own_name_and_says_how_it_refuses(client, db):
    paths = client.get(DESCRIPTION).json()["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) >= 64
    assert all("default" in operation["responses"] for operation in operations)


@pytest.fixture
def described(steward, parks, parks_table):
    """The API as its description says, asked by a steward about things that exist every other time."""
    _row, secret = create_key(by=steward, name="prueba", scopes=["read", "write", "publish"])
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, application)
    resource = parks.resources.get()
    real = {
        "address": parks.slug,
        "slug": "zapopan",
        "datasets": str(parks.public_id),
        "resources": str(resource.public_id),
        "versions": str(resource.current.public_id),
        "tables": str(parks_table.public_id),
    }

    schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

    @schema.hook
    def map_path_parameters(context, path_parameters):
        if not path_parameters:
            return path_parameters
        kind = context.operation.path.split("/")[3]
        known = {"address": real["address"], "slug": real["slug"], "public_id": real.get(kind)}
        if crc32(str(path_parameters).encode("utf-8", "replace")) % 2:
            return path_parameters
        return path_parameters | {name: known[name] for name in path_parameters if known.get(name)}

    @schema.hook
    def map_headers(context, headers):
        return (headers or {}) | {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}

    @schema.hook
    def map_body(context, body):
        return body | {"institution": "zapopan"} if isinstance(body, dict) and "institution" in body else body

    return schema


@pytest.mark.slow
def test_nothing_that_is_sent_breaks_the_api(described):
    asked = [ask(found.ok()) for found in described.get_all_operations()]
    assert len(asked) >= 64


def ask(operation):
    """Send what hypothesis makes of the description of one operation, and hold the answers against it."""

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def attempt(case):
        case.call_and_validate(checks=CHECKS)

    attempt()
    return operation.label
