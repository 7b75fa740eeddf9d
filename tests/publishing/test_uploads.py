"""Files that come in pieces: what is on disk is the truth, one sender wins, and the end happens once."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import threading
import time
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from amate.base import partial
from amate.base.errors import (
    BadFile,
    Invalid,
    NoRoom,
    NotAllowed,
    NotFound,
    NotReady,
    TooLarge,
    TooMany,
)
from amate.base.files import Blob, blob_path
from amate.catalog.actions import delete_draft
from amate.catalog.models import Dataset, Version
from amate.people.actions import edit_person, remove_role
from amate.people.models import JournalEntry, Membership, Person
from amate.publishing import sweep, uploads
from amate.publishing.actions import discard
from amate.publishing.models import Upload
from amate.publishing.verify import verify
from tests.cast import PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
RAW = PARKS_CSV.encode()
DAYS_AGO = 2 * 24 * 3600


def faults() -> list[str]:
    """What `verify` says of files, rows and jobs; no search index is made here."""
    return [each.what for each in verify() if each.invariant != "I6"]


def begin(by: Person, target, size: int = len(RAW), filename: str = "parques.csv") -> Upload:
    return uploads.begin(by=by, target=target, filename=filename, size=size)


def send(
    by: Person, upload: Upload, piece: bytes, at: int | None = None, length: int | None = None
) -> Upload:
    """A piece at the end of what is there; `length` when more was announced than comes."""
    where = upload.arrived if at is None else at
    return uploads.receive(
        by=by, upload=upload, piece=io.BytesIO(piece), at=where, length=length or len(piece)
    )


def test_three_pieces_make_the_draft_that_one_file_makes(ana, zapopan, licence):
    upload = begin(ana, zapopan, filename="Parques de Zapopan.csv")
    for first in range(0, len(RAW), 50):
        assert upload.arrived == first
        send(ana, upload, RAW[first : first + 50])
    version = Version.objects.get()
    assert upload.version == version
    assert version.path.read_bytes() == RAW
    assert version.resource.dataset.title == "Parques de Zapopan"
    assert not upload.path.exists()
    run_waiting_jobs()
    version.refresh_from_db()
    assert (version.state, version.tables.get().rows) == ("ready", 2)
    assert faults() == []


def test_they_make_the_next_version_and_another_file_too(ana, parks):
    resource = parks.resources.get()
    upload = begin(ana, resource)
    send(ana, upload, RAW)
    assert [each.number for each in resource.versions.all()] == [2, 1]
    send(ana, begin(ana, parks, filename="bancas.csv"), RAW)
    assert [each.title for each in parks.resources.all()] == ["Parques", "Bancas"]


def test_what_came_of_a_piece_that_was_cut_stays(ana, zapopan):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW[:70], length=100)
    assert (upload.arrived, upload.path.read_bytes()) == (70, RAW[:70])
    assert not Version.objects.exists()
    send(ana, upload, RAW[70:])
    assert Version.objects.get().path.read_bytes() == RAW


def test_a_stream_that_breaks_leaves_what_it_brought(ana, zapopan):
    class Broken(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(40) or self.fail()

        def fail(self):
            raise ConnectionResetError

    upload = begin(ana, zapopan)
    with pytest.raises(ConnectionResetError):
        uploads.receive(by=ana, upload=upload, piece=Broken(RAW[:80]), at=0, length=len(RAW))
    assert upload.path.read_bytes() == RAW[:80]


@pytest.mark.parametrize("at", [0, 49, 51, len(RAW)])
def test_a_piece_begins_where_the_file_ends_or_is_refused(ana, zapopan, at):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW[:50])
    with pytest.raises(NotReady) as refused:
        send(ana, upload, b"x" * 5 if at < len(RAW) else b"", at=at)
    assert refused.value.code == "wrong-offset"
    assert upload.path.read_bytes() == RAW[:50]


def test_of_two_senders_one_wins_and_no_byte_is_mixed(ana, zapopan, tmp_path):
    """The second begins while the first waits for bytes, as after a connection that died without a word."""
    arrives = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size=-1, /):
            arrives.wait(20)
            return super().read(size)

    upload = begin(ana, zapopan)
    path, lost = upload.path, []

    def first() -> None:
        try:
            partial.append(path, Slow(b"x" * 50), at=0, most=50)
        except NotReady as refused:
            lost.append(refused.code)

    sender = threading.Thread(target=first)
    sender.start()
    send(ana, upload, RAW[:50], at=0)
    arrives.set()
    sender.join(20)
    assert lost == ["wrong-offset"]
    send(ana, upload, RAW[50:])
    assert Version.objects.get().path.read_bytes() == RAW


def test_many_senders_at_once_write_each_byte_once(tmp_path, home):
    content = os.urandom(3_000_000)
    path = partial.folder() / "todos"

    def sender() -> None:
        while (at := partial.arrived(path)) < len(content):
            try:
                partial.append(path, io.BytesIO(content[at:]), at=at, most=len(content))
            except NotReady:
                continue

    threads = [threading.Thread(target=sender) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(content).digest()


def test_the_last_piece_sent_again_makes_nothing_more(ana, zapopan):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW)
    again = Upload.objects.get(pk=upload.pk)
    assert again.arrived == len(RAW)
    send(ana, again, b"", at=len(RAW))
    uploads.finish(by=ana, upload=again)
    assert Version.objects.count() == Dataset.objects.count() == 1
    assert JournalEntry.objects.filter(verb="upload").count() == 1


def test_a_portal_that_died_before_the_end_finishes_when_it_is_asked(ana, zapopan, monkeypatch):
    upload = begin(ana, zapopan)
    with monkeypatch.context() as dying:
        dying.setattr(uploads, "_as_version", lambda *_: _die())
        with pytest.raises(SystemExit):
            send(ana, upload, RAW)
    assert not Version.objects.exists()
    found = Upload.objects.get()
    assert found.is_whole
    uploads.finish(by=ana, upload=found)
    assert Version.objects.get().path.read_bytes() == RAW
    assert faults() == []


def _die():
    raise SystemExit


def whole(by: Person, target) -> Upload:
    """An upload all of whose bytes are here, and nobody finished it."""
    upload = begin(by, target)
    partial.append(upload.path, io.BytesIO(RAW), at=0, most=len(RAW))
    return upload


def test_who_read_of_it_before_it_was_finished_is_told(ana, zapopan):
    upload = whole(ana, zapopan)
    before = Upload.objects.get()
    uploads.finish(by=ana, upload=upload)
    assert before.arrived == len(RAW)
    assert uploads.finish(by=ana, upload=before) == Version.objects.get()


def test_two_who_finish_at_once_make_one_version(ana, zapopan, monkeypatch):
    """The second does it all while the first is reading the file."""
    keep, first = uploads.keep_too, whole(ana, zapopan)

    def keep_slowly(path: Path) -> Blob:
        blob = keep(path)
        monkeypatch.setattr(uploads, "keep_too", keep)
        uploads.finish(by=ana, upload=Upload.objects.get())
        return blob

    monkeypatch.setattr(uploads, "keep_too", keep_slowly)
    assert uploads.finish(by=ana, upload=first) == Version.objects.get()
    assert JournalEntry.objects.filter(verb="upload").count() == 1


def test_what_was_discarded_afterwards_does_not_come_back(ana, zapopan):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW)
    discard(by=ana, version=Version.objects.get())
    found = Upload.objects.get()
    assert (found.arrived, uploads.finish(by=ana, upload=found)) == (len(RAW), None)
    assert not Version.objects.exists()


def test_an_upload_goes_with_the_dataset_it_was_for(ana, upload):
    draft = upload().resource.dataset
    begun = begin(ana, draft.resources.get())
    send(ana, begun, RAW[:50])
    delete_draft(by=ana, dataset=draft)
    assert not Upload.objects.exists()
    with pytest.raises(NotFound):
        send(ana, begun, RAW[50:])
    os.utime(begun.path, (time.time() - DAYS_AGO,) * 2)
    sweep.sweep()
    assert list(partial.folder().iterdir()) == []


def test_it_is_begun_by_who_may_upload_there(rosa, zapopan):
    with pytest.raises(NotAllowed):
        begin(rosa, zapopan)


def test_who_left_the_team_sends_no_more(luis, ana, zapopan):
    upload = begin(luis, zapopan)
    send(luis, upload, RAW[:50])
    remove_role(by=ana, membership=Membership.objects.get(person=luis))
    with pytest.raises(NotAllowed):
        send(luis, upload, RAW[50:])
    assert upload.arrived == 50


def test_whose_account_was_closed_while_the_last_piece_came_publishes_nothing(luis, steward, zapopan):
    class Closing(io.BytesIO):
        def read(self, size=-1, /):
            edit_person(
                by=steward, person=Person.objects.get(pk=luis.pk), name="Luis", active=False, steward=False
            )
            return super().read(size)

    upload = begin(luis, zapopan)
    with pytest.raises(NotAllowed):
        uploads.receive(by=luis, upload=upload, piece=Closing(RAW), at=0, length=len(RAW))
    assert not Version.objects.exists()


def test_what_the_end_would_refuse_is_refused_at_the_beginning(ana, parks, zapopan, settings):
    resource = parks.resources.get()
    with pytest.raises(Invalid, match="promete otro formato"):
        begin(ana, resource, filename="parques.xlsx")
    with pytest.raises(BadFile, match="vacío"):
        begin(ana, resource, size=0)
    settings.AMATE_MAX_UPLOAD = 100
    with pytest.raises(TooLarge, match="100 bytes"):
        begin(ana, zapopan, size=101)
    assert not Upload.objects.exists()


def test_more_than_was_announced_is_refused(ana, zapopan):
    upload = begin(ana, zapopan, size=60)
    with pytest.raises(TooLarge):
        send(ana, upload, RAW)
    assert upload.arrived == 0


def test_nobody_begins_without_end(ana, zapopan, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    begin(ana, zapopan)
    begin(ana, zapopan)
    with pytest.raises(TooMany, match="Tienes 2 subidas a medias"):
        begin(ana, zapopan)


def test_what_does_not_fit_beside_what_others_began_is_refused(ana, luis, zapopan, monkeypatch):
    disk = namedtuple("disk", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk(0, 0, uploads.LEAST_FREE + 1_000))
    send(luis, begin(luis, zapopan, size=900), b"x" * 400)  # 500 more will come
    begin(ana, zapopan, size=500)
    with pytest.raises(NoRoom, match="faltan 1 byte"):
        begin(ana, zapopan, size=1)


def test_a_disk_that_fills_up_keeps_what_fitted(ana, zapopan, monkeypatch):
    upload, write = begin(ana, zapopan), os.pwrite

    def small_disk(file: int, content: bytes, at: int) -> int:
        if at >= 60:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, content[: 60 - at], at)

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", small_disk)
        with pytest.raises(NoRoom, match="Lo que ya llegó se conserva"):
            send(ana, upload, RAW)
    assert upload.arrived == 60
    send(ana, upload, RAW[60:])
    assert Version.objects.get().path.read_bytes() == RAW


def late(upload: Upload, *, days: float = 0.1) -> None:
    Upload.objects.filter(pk=upload.pk).update(expires=timezone.now() - timedelta(days=days))


def test_what_nobody_went_on_with_is_swept_with_nothing_left(ana, zapopan):
    over, going_on = begin(ana, zapopan), begin(ana, zapopan)
    for upload in (over, going_on):
        send(ana, upload, RAW[:50])
    late(over)
    assert sweep.sweep().partial == 1
    assert [path.name for path in partial.folder().iterdir()] == [str(going_on.public_id)]
    assert Upload.objects.get() == going_on
    send(ana, going_on, RAW[50:])
    assert Version.objects.get().path.read_bytes() == RAW


def test_each_piece_puts_off_the_end(ana, zapopan):
    upload = begin(ana, zapopan)
    late(upload)
    send(ana, upload, RAW[:50])
    assert sweep.sweep().partial == 0
    assert Upload.objects.get().expires > timezone.now() + timedelta(days=6)


def test_a_file_on_its_way_outlives_the_sweep_of_staging(ana, zapopan):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW[:50])
    for path in (upload.path, upload.path.parent):
        os.utime(path, (time.time() - DAYS_AGO,) * 2)
    sweep.sweep()
    assert upload.path.read_bytes() == RAW[:50]


def test_what_a_killed_portal_left_is_swept(ana, zapopan):
    upload = begin(ana, zapopan)
    send(ana, upload, RAW)
    upload.path.write_bytes(RAW)  # killed between its commit and the removal
    nobodys = partial.folder() / "de-nadie"
    nobodys.write_bytes(RAW)
    for path in (upload.path, nobodys):
        os.utime(path, (time.time() - DAYS_AGO,) * 2)
    assert sweep.sweep().partial == 2
    assert list(partial.folder().iterdir()) == []


def test_a_name_is_a_name(ana, zapopan):
    upload = begin(ana, zapopan, filename="C:\\datos\\año\u0000 2024.csv")
    assert upload.filename == "año 2024.csv"
    assert len(begin(ana, zapopan, filename="a" * 400 + ".csv").filename) == 200


def test_the_same_bytes_twice_are_one_file_and_two_versions(ana, zapopan):
    for _ in range(2):
        send(ana, begin(ana, zapopan), RAW)
    assert Version.objects.count() == 2
    blob = blob_path(hashlib.sha256(RAW).hexdigest())
    assert blob.stat().st_nlink == 1
    assert not any(Path(partial.folder()).iterdir())
