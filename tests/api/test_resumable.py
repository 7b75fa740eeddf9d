"""Files in pieces, as tus 1.0 writes its requests."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.test import Client

from amate.catalog.models import Dataset, Version
from amate.publishing.models import Upload
from tests.cast import PARKS_CSV

pytestmark = pytest.mark.django_db
RAW = PARKS_CSV.encode()
UPLOADS = "/api/v1/uploads"
PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def b64(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def begin(client: Client, size: int = len(RAW), **said: str):
    said = {"filename": "parques.csv", "institution": "zapopan"} | said
    metadata = ",".join(f"{name} {b64(value)}" for name, value in said.items() if value)
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post(UPLOADS, content_type="", headers=headers)


def send(client: Client, place: str, piece: bytes, at: int, **headers: str):
    said = TUS | {"Upload-Offset": str(at)} | {name.replace("_", "-"): text for name, text in headers.items()}
    length = str(len(piece))  # said of an empty one too
    return client.patch(place, piece, headers=said, CONTENT_TYPE=PIECE, CONTENT_LENGTH=length)


@pytest.fixture
def ours(with_key, ana, zapopan, licence) -> Client:
    return with_key(ana)


@pytest.fixture
def place(ours) -> str:
    return begin(ours)["Location"]


def test_a_file_is_announced_sent_in_pieces_and_becomes_a_version(ours):
    begun = begin(ours, filename="Parques de Zapopan.csv")
    place = begun["Location"]
    assert begun.status_code == 201
    assert begun.json()["offset"] == 0
    first = send(ours, place, RAW[:60], 0)
    assert (first.status_code, first["Upload-Offset"], first.content) == (204, "60", b"")
    assert first["Upload-Expires"].endswith("GMT")
    asked = ours.head(place, headers=TUS)
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, "60", str(len(RAW)))
    assert asked["Cache-Control"] == "no-store"
    assert ours.get(place).json()["version_url"] is None
    assert send(ours, place, RAW[60:], 60)["Upload-Offset"] == str(len(RAW))
    version = ours.get(ours.get(place).json()["version_url"]).json()
    assert version["sha256"] == hashlib.sha256(RAW).hexdigest()
    assert Dataset.objects.get().title == "Parques de Zapopan"


def test_it_goes_where_it_was_said(ours, parks):
    resource = parks.resources.get()
    for target in ({"resource": str(resource.public_id)}, {"dataset": str(parks.public_id)}):
        place = begin(ours, institution="", **target)["Location"]
        assert send(ours, place, RAW, 0).status_code == 204
    assert [each.versions.count() for each in parks.resources.all()] == [2, 1]


def test_who_lost_the_answer_to_the_last_piece_asks_or_sends_again(ours, place):
    send(ours, place, RAW, 0)
    assert ours.head(place, headers=TUS)["Upload-Offset"] == str(len(RAW))
    assert send(ours, place, b"", len(RAW)).status_code == 204
    assert send(ours, place, RAW, 0).json()["code"] == "wrong-offset"
    assert Version.objects.count() == 1


def test_asking_finishes_what_was_cut_after_its_last_byte(ours, place):
    Upload.objects.get().path.write_bytes(RAW)
    assert ours.head(place, headers=TUS)["Upload-Offset"] == str(len(RAW))
    assert Version.objects.get().path.read_bytes() == RAW


def test_a_piece_at_the_wrong_place_is_409_and_changes_nothing(ours, place):
    send(ours, place, RAW[:60], 0)
    for at in (0, 59, 61):
        refused = send(ours, place, b"x", at)
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong-offset")
    assert Upload.objects.get().arrived == 60


def test_a_piece_with_its_checksum_is_kept_when_it_matches(ours, place):
    for algorithm, first in (("sha1", 0), ("sha256", 50)):
        piece = RAW[first : first + 50]
        checksum = f"{algorithm} {b64(hashlib.new(algorithm, piece).digest())}"
        assert send(ours, place, piece, first, Upload_Checksum=checksum).status_code == 204
    damaged = send(ours, place, b"x" * (len(RAW) - 100), 100, Upload_Checksum=checksum)
    assert (damaged.status_code, damaged.json()["code"]) == (460, "checksum-mismatch")
    assert Upload.objects.get().arrived == 100
    unknown = send(ours, place, b"x", 100, Upload_Checksum="crc32 AAAA")
    assert (unknown.status_code, list(unknown.json()["fields"])) == (400, ["Upload-Checksum"])


def test_giving_up_leaves_nothing(ours, place):
    send(ours, place, RAW[:60], 0)
    path = Upload.objects.get().path
    assert ours.delete(place, headers=TUS).status_code == 204
    assert not path.exists()
    for answer in (
        ours.head(place, headers=TUS),
        send(ours, place, RAW[60:], 60),
        ours.delete(place, headers=TUS),
    ):
        assert answer.status_code == 404


def test_it_exists_only_for_who_began_it(ours, place, with_key, luis, steward):
    for other in (with_key(luis), with_key(steward)):
        for answer in (
            other.head(place, headers=TUS),
            send(other, place, RAW, 0),
            other.delete(place, headers=TUS),
        ):
            assert answer.status_code == 404
    assert Client().head(place, headers=TUS).status_code == 401
    assert Upload.objects.get().arrived == 0


def test_a_key_that_may_only_read_begins_nothing(with_key, ana, zapopan):
    assert begin(with_key(ana, ["read"])).status_code == 403


def test_a_session_needs_its_token(ana, zapopan, licence):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    assert begin(browser).json()["code"] == "csrf"
    browser.get("/mesa/")
    token = browser.cookies["csrftoken"].value
    browser.defaults["HTTP_X_CSRFTOKEN"] = token
    place = begin(browser)["Location"]
    assert send(browser, place, RAW, 0).status_code == 204


def test_the_server_says_what_it_can(client, settings):
    answer = client.options(UPLOADS)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "expiration", "termination", "checksum"}
    assert answer["Tus-Max-Size"] == str(settings.AMATE_MAX_UPLOAD)
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_other_versions_are_refused_and_every_answer_names_ours(ours, place):
    for answer in (
        ours.post(UPLOADS, content_type="", headers={"Upload-Length": "5"}),
        ours.patch(place, b"x", content_type=PIECE, headers={"Tus-Resumable": "0.2.2", "Upload-Offset": "0"}),
        ours.delete(place),
    ):
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
        assert answer["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("size", "said", "status"),
    [
        (0, {}, 422),
        (3_000_000_000, {}, 413),
        (9, {"filename": ""}, 400),
        (9, {"institution": ""}, 400),
        (9, {"institution": "no-hay"}, 404),
        (9, {"institution": "", "dataset": "parques"}, 404),
        (9, {"dataset": "00000000-0000-4000-8000-000000000000"}, 400),  # and an institution
    ],
)
def test_what_cannot_be_is_refused_before_any_byte(ours, size, said, status):
    assert begin(ours, size, **said).status_code == status
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "-1"},
        {"Upload-Length": "9" * 30},
        {"Upload-Length": "٣"},
        {"Upload-Defer-Length": "1"},
        {"Upload-Length": "5", "Upload-Metadata": "filename ¡no!"},
        {"Upload-Length": "5", "Upload-Metadata": "filename " + b64(b"\xff\xfe")},
        {"Upload-Length": "5", "Upload-Metadata": "filename " + "A" * 8_000},
    ],
)
def test_headers_that_say_nothing_are_400(ours, headers):
    assert ours.post(UPLOADS, content_type="", headers=TUS | headers).status_code == 400


def test_a_body_that_is_no_piece_is_refused(ours, place):
    said = TUS | {"Upload-Offset": "0"}
    assert ours.patch(place, RAW, content_type="text/csv", headers=said).status_code == 415
    chunked = ours.patch(place, RAW, content_type=PIECE, headers=said | {"Transfer-Encoding": "chunked"})
    assert chunked.status_code == 411
    assert send(ours, place, RAW + b"x", 0).status_code == 413
    assert Upload.objects.get().arrived == 0


def test_networks_without_patch_are_served(ours, place):
    said = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert ours.post(place, RAW[:60], content_type=PIECE, headers=said).status_code == 204
    assert Upload.objects.get().arrived == 60
    said = TUS | {"X-HTTP-Method-Override": "DELETE"}
    assert ours.post(place, content_type="", headers=said).status_code == 204
    assert ours.post(place, content_type="", headers=TUS).status_code == 405
