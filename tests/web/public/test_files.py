"""Files: the bytes that were uploaded, in whole or in part, for whoever may have them."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from amate.catalog.models import Dataset, Version
from amate.people.models import Person
from amate.publishing.actions import withdraw
from tests.cast import PARKS_CSV, Upload

pytestmark = pytest.mark.django_db
BYTES = PARKS_CSV.encode()
SHA = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def version(parks: Dataset) -> Version:
    return Version.objects.get(resource__dataset=parks)


def latest(version: Version) -> str:
    return version.resource.get_absolute_url()


def body(answer) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_latest_file_is_the_bytes_that_were_uploaded(client: Client, version: Version) -> None:
    answer = client.get(latest(version))
    assert body(answer) == BYTES
    assert answer["ETag"] == f'"{SHA}"'
    assert answer["Content-Location"] == f"/archivos/{SHA}/parques.csv"
    assert answer["Content-Length"] == str(len(BYTES))
    assert answer["Cache-Control"] == "public, no-cache"


def test_a_version_never_changes_and_is_asked_for_again_all_the_same(
    client: Client, version: Version
) -> None:
    answer = client.get(version.get_absolute_url())
    assert body(answer) == BYTES
    assert answer["Cache-Control"] == "public, no-cache"  # it may be shut off tomorrow


def test_files_are_downloaded_and_never_run(client: Client, version: Version) -> None:
    answer = client.get(latest(version))
    assert answer["Content-Disposition"] == 'attachment; filename="parques.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"


def test_a_browser_that_has_the_bytes_is_told_so(client: Client, version: Version) -> None:
    answer = client.get(latest(version), headers={"If-None-Match": f'"{SHA}"'})
    assert (answer.status_code, body(answer)) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, len(BYTES) - 1), ("bytes=-4", len(BYTES) - 4, len(BYTES) - 1)],
)
def test_a_part_can_be_asked_for(client: Client, version: Version, asked: str, first: int, last: int) -> None:
    answer = client.get(latest(version), headers={"Range": asked})
    assert answer.status_code == 206
    assert body(answer) == BYTES[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(BYTES)}"


def test_a_part_that_is_not_there_is_refused(client: Client, version: Version) -> None:
    answer = client.get(latest(version), headers={"Range": "bytes=9999-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(BYTES)}")


def test_a_part_of_other_bytes_is_not_continued(client: Client, version: Version) -> None:
    answer = client.get(latest(version), headers={"Range": "bytes=5-", "If-Range": '"otro"'})
    assert (answer.status_code, body(answer)) == (200, BYTES)


def test_head_answers_as_get_without_bytes(client: Client, version: Version) -> None:
    answer = client.head(latest(version))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(len(BYTES))


def test_a_draft_is_for_its_institution_alone_and_is_not_cached(
    client: Client, upload: Upload, ana: Person, rosa: Person
) -> None:
    address = upload().get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(rosa)
    assert client.get(address).status_code == 404
    client.force_login(ana)
    answer = client.get(address)
    assert body(answer) == BYTES
    assert answer["Cache-Control"] == "private, no-store"


def test_a_withdrawn_file_is_gone(client: Client, version: Version, parks: Dataset, ana: Person) -> None:
    withdraw(by=ana, dataset=parks, reason="Por revisar.")
    for address in (latest(version), version.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Por revisar." in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/datos/parques-de-zapopan/otro/parques.csv", f"/archivos/{'0' * 64}/parques.csv"]
)
def test_what_is_not_there_is_not_found(client: Client, version: Version, path: str) -> None:
    assert client.get(path).status_code == 404
