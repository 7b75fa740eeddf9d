"""The public log: every move that the public sees is a line of it, chained and signed."""

from __future__ import annotations

import base64
import copy
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amate.base import signing
from amate.base.errors import NotReady
from amate.base.files import blob_path
from amate.catalog.actions import edit_dataset
from amate.publishing import log
from amate.publishing.actions import publish, withdraw
from amate.publishing.models import LogEntry, Publication
from tests.cast import METADATA

pytestmark = pytest.mark.django_db


def lines() -> list[dict]:
    return list(LogEntry.objects.order_by("number").values("body", "sha256", "signature"))


def test_going_public_and_back_are_lines_with_hashes_and_without_titles(parks, ana):
    version = parks.resources.get().current
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    first, second = LogEntry.objects.order_by("number")
    assert [first.verb, second.verb] == ["publish", "withdraw"]
    assert first.body["files"][0]["sha256"] == version.sha256
    assert "Parques" not in json.dumps([first.body, second.body], ensure_ascii=False)


def test_anyone_can_check_the_chain_with_the_public_key_alone(parks, ana):
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signing.public_key()))
    before = "0" * 64
    for line in lines():
        said = json.dumps(line["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(said.encode()).hexdigest() == line["sha256"]
        assert line["body"]["previous"] == before
        key.verify(base64.b64decode(line["signature"]), line["sha256"].encode())
        before = line["sha256"]
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(lines()[0]["signature"]), b"otra cosa")


def test_a_line_changed_taken_out_or_signed_by_another_is_found(parks, ana):
    withdraw(by=ana, dataset=parks, reason="Se repite.")
    sound, key = lines(), signing.public_key()
    assert not list(log.faults(sound, key))
    changed = copy.deepcopy(sound)
    changed[0]["body"]["files"] = []
    assert any("línea 1" in fault for fault in log.faults(changed, key))
    assert list(log.faults(sound[1:], key))
    rewritten = copy.deepcopy(sound)
    rewritten[1]["body"]["verb"] = "publish"
    rewritten[1]["sha256"] = log.digest_of(rewritten[1]["body"])
    assert any("firma de la línea 2" in fault for fault in log.faults(rewritten, key))


def test_a_publication_has_a_folio_that_names_its_line(parks, ana):
    receipt = Publication.objects.get()
    assert receipt.folio == f"{receipt.at.year}-000001"
    assert receipt.versions.get() == parks.resources.get().current
    assert (receipt.by, receipt.prepared_by) == (ana, ana)


def test_bytes_that_are_not_what_was_received_do_not_go_public(upload, ana, environment):
    version = upload()
    dataset = edit_dataset(by=ana, dataset=version.resource.dataset, theme=environment, **METADATA)
    path = blob_path(version.tables.get().csv_sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(NotReady, match="no es lo que se recibió") as refused:
        publish(by=ana, dataset=dataset)
    assert refused.value.code == "damaged"
    dataset.refresh_from_db()
    assert not dataset.is_public
    assert not LogEntry.objects.exists()


def test_the_fingerprint_of_an_original_that_is_withheld_is_not_in_the_log(upload, ana, environment):
    version = upload()
    dataset = edit_dataset(by=ana, dataset=version.resource.dataset, theme=environment, **METADATA)
    version.withheld = [{"code": "hidden-rows", "message": "trae 1 renglón oculto"}]
    version.save()
    publish(by=ana, dataset=dataset)
    (line,) = lines()
    assert version.sha256 not in json.dumps(line["body"])
    assert line["body"]["files"][0]["tables"] == [version.tables.get().parquet_sha256]
