"""The newest file of an S3 folder: signatures as Amazon's own examples have them, listings over several pages."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from amate.base.errors import Invalid, Unavailable
from amate.base.fetching.client import Known
from amate.base.fetching.places import place_at
from amate.base.fetching.s3 import Folder, Keys, fetch_newest, signing
from tests.base.fetching.conftest import QUICK
from tests.base.fetching.distant import says

# Amazon S3 API reference, "Signature Calculations for the Authorization Header": its keys and its examples of GET.
KEYS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
THAT_DAY = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("target", "also", "signature"),
    [
        (
            "/test.txt",
            {"range": "bytes=0-9"},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        ("/?lifecycle", {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/?max-keys=2&prefix=J", {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_a_request_is_signed_as_in_the_examples_of_amazon(target, also, signature):
    place = place_at(f"https://examplebucket.s3.amazonaws.com{target}", ("https",))
    assert signing(KEYS, "us-east-1", THAT_DAY, also)(place)["Authorization"].endswith(
        f"Signature={signature}"
    )


HELD = {
    "padrón/2024-01.csv": ("2024-01-31T10:00:00.000Z", b"a\n1\n"),
    "padrón/2024-03.csv": ("2024-03-31T10:00:00.000Z", b"a\n3\n"),
    "padrón/2024-02.csv": ("2024-02-29T10:00:00.000Z", b"a\n2\n"),
    "padrón/leeme.txt": ("2024-12-31T10:00:00.000Z", b"otro"),
    "otra/2025-01.csv": ("2025-01-31T10:00:00.000Z", b"otra"),
}


def store(line, head):
    """A store of two files a page."""
    target = head.split(b" ")[1].decode()
    path, asked = urlsplit(target).path, parse_qs(urlsplit(target).query)
    if "list-type" not in asked:
        body = HELD[unquote(path).removeprefix("/cubeta/")][1]
        return says("200 OK", body, 'ETag: "x"')(line, head)
    keys = sorted(key for key in HELD if key.startswith(asked["prefix"][0]))
    start = int(asked.get("continuation-token", ["0"])[0])
    rows = "".join(
        f"<Contents><Key>{key}</Key><LastModified>{HELD[key][0]}</LastModified></Contents>"
        for key in keys[start : start + 2]
    )
    more = f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if start + 2 < len(keys) else ""
    space = "http://s3.amazonaws.com/doc/2006-03-01/"
    return says("200 OK", f'<ListBucketResult xmlns="{space}">{rows}{more}</ListBucketResult>'.encode())(
        line, head
    )


def folder(server, prefix: str = "padrón/") -> str:
    return f"s3://cubeta/{prefix}?endpoint=http://127.0.0.1:{server.port}"


def test_the_newest_file_of_the_folder_with_the_right_ending_comes(outside, tmp_path):
    server = outside(store)
    came = fetch_newest(folder(server), tmp_path / "it", QUICK, KEYS, ending="csv")
    assert (tmp_path / "it").read_bytes() == b"a\n3\n"
    assert came.etag == '"x"'
    assert all(
        b"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/" in head for head in server.heads
    )
    assert [head.split(b" ")[1].split(b"?")[0] for head in server.heads] == [
        b"/cubeta",
        b"/cubeta",
        b"/cubeta/padr%C3%B3n/2024-03.csv",
    ]


def test_an_open_folder_needs_no_keys(outside, tmp_path):
    server = outside(store)
    fetch_newest(folder(server), tmp_path / "it", QUICK, None, ending="CSV", known=Known('"w"'))
    assert not any(b"authorization" in head.lower() for head in server.heads)


def test_a_folder_without_such_a_file_says_so(outside, tmp_path):
    with pytest.raises(Unavailable, match=r"ningún archivo «\.xlsx»"):
        fetch_newest(folder(outside(store)), tmp_path / "it", QUICK, KEYS, ending="xlsx")


@pytest.mark.parametrize(
    "body",
    [
        b"hola",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        b"<ListBucketResult><Contents>",
    ],
)
def test_what_is_no_listing_is_refused(body, outside, tmp_path):
    with pytest.raises(Unavailable, match="no es la lista"):
        fetch_newest(folder(outside(says("200 OK", body))), tmp_path / "it", QUICK, KEYS, ending="csv")


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3:///padrón",
        "s3://a@cubeta/",
        "s3://cubeta/?region=../../x",
        "s3://cubeta/?endpoint=file:///etc",
        "s3://cubeta/?otra=1",
        "https://cubeta/",
    ],
)
def test_what_names_no_folder_is_refused(address):
    with pytest.raises(Invalid):
        Folder.at(address)


def test_a_store_inside_is_not_called(trap, tmp_path):
    with pytest.raises(Invalid, match="red interna"):
        fetch_newest(folder(trap), tmp_path / "it", QUICK, KEYS, ending="csv")
