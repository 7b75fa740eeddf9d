"""What is erased for ever is nowhere: not in files, rows, backups made before or after, nor back with one of them."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from amate.base.errors import BadFile, NotAllowed, NotReady
from amate.base.files import blob_path, home
from amate.catalog import indexing
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Theme, Version
from amate.catalog.rules import State, VersionState
from amate.people.journal import record
from amate.people.models import Institution, JournalEntry, Person
from amate.publishing import burial, purging, tombs
from amate.publishing.actions import publish, upload_new
from amate.publishing.actions import upload as upload_next
from amate.publishing.backup import backup, examine
from amate.publishing.gate import Choice, decide, finds
from amate.publishing.models import Ground, LogEntry, Purge
from amate.publishing.purging import purge
from amate.publishing.shutting import lift, quarantine
from amate.publishing.verify import verify
from tests.cast import METADATA, Upload
from tests.ops.operator import amate
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db(transaction=True)  # files go after the commit
SECRET = "qzsecretowx"
BAD = f"nombre,n\r\n{SECRET}celda,1\r\notra,2\r\n".encode()
GOOD = b"nombre,n\r\nuna,1\r\notra,2\r\n"


def replaced(upload: Upload, by: Person, theme: Theme) -> tuple[Dataset, Version, Version]:
    """A dataset whose first version was public by mistake, and the second in its place."""
    bad = upload(BAD, "apoyos.csv")
    dataset = edit_dataset(by=by, dataset=bad.resource.dataset, title="Apoyos", theme=theme, **METADATA)
    publish(by=by, dataset=dataset)
    good = upload_next(by=by, resource=dataset.resources.get(), file=io.BytesIO(GOOD), filename="apoyos.csv")
    run_waiting_jobs()
    publish(by=by, dataset=dataset)
    run_waiting_jobs()
    bad.refresh_from_db()
    good.refresh_from_db()
    return dataset, bad, good


@pytest.fixture
def mended(upload: Upload, ana: Person, environment: Theme) -> tuple[Dataset, Version, Version]:
    return replaced(upload, ana, environment)


def holding(folder: Path, word: str) -> list[Path]:
    """Files below a folder that have a word in them, or in what they compress."""
    import gzip

    def has(path: Path) -> bool:
        raw = path.read_bytes()
        whole = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        return word.encode() in whole

    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and has(path)]


def in_rows(word: str) -> list[str]:
    """Tables of the database that have a word in any of their columns."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [table for row in cursor.fetchall() if any(word in str(value) for value in row)]
    return sorted(set(found))


def test_only_a_steward_erases(mended: tuple[Dataset, Version, Version], ana: Person) -> None:
    with pytest.raises(NotAllowed):
        purge(by=ana, version=mended[1], ground=Ground.PERSONAL_DATA)


def test_nothing_of_it_is_left_in_files_or_rows(
    mended: tuple[Dataset, Version, Version], steward: Person
) -> None:
    _dataset, bad, good = mended
    assert holding(home() / "blobs", SECRET)
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    bad.refresh_from_db()
    assert bad.state == VersionState.PURGED
    assert holding(home(), SECRET) == []
    assert in_rows(SECRET) == []
    assert good.path.exists()
    assert verify() == []


def test_what_was_made_of_it_before_somebody_decided_goes_too(
    upload: Upload, ana: Person, steward: Person, environment: Theme
) -> None:
    """The first reading had the column of persons in it; of that file nobody has an address, and it is there."""
    curp = "BOXW310820HNERXN09"  # of nobody
    bad = upload(f"beneficiario_id,n\r\n{curp},1\r\n{curp},2\r\n", "apoyos.csv")
    dataset = edit_dataset(
        by=ana, dataset=bad.resource.dataset, title="Apoyos", theme=environment, **METADATA
    )
    decide(by=ana, version=bad, choices={find.number: Choice("leave-out") for find in finds(bad)})
    run_waiting_jobs()
    publish(by=ana, dataset=dataset)
    quarantine(by=steward, dataset=dataset, ground=Ground.PERSONAL_DATA)
    assert len(holding(home() / "blobs", curp)) > 1  # the original, and what was made of it first
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    assert holding(home(), curp) == []
    assert verify() == []


def test_its_addresses_say_410_with_day_and_ground_for_ever(
    mended: tuple[Dataset, Version, Version], steward: Person, client: Client
) -> None:
    _dataset, bad, _good = mended
    before = bad.get_absolute_url()
    assert client.get(before).status_code == 200
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA, note="Lo pidió la señora Pérez.")
    for path in (before, f"/archivos/{bad.sha256}/otro.csv", f"/api/v1/versions/{bad.public_id}"):
        for visitor in (client, as_person(steward)):
            answer = visitor.get(path, headers={"If-None-Match": f'"{bad.sha256}"'})
            assert answer.status_code == 410, path
            assert "contiene datos personales" in answer.text
            assert "Pérez" not in answer.text
    document = client.get(f"/api/v1/versions/{bad.public_id}").json()
    assert (document["code"], document["ground"]) == ("erased", "personal-data")
    table = Version.objects.get(pk=bad.pk).tables.get().public_id
    assert client.get(f"/api/v1/tables/{table}/rows?_as_of=1").status_code == 410


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_public_log_says_hash_day_and_ground_and_nothing_else(
    mended: tuple[Dataset, Version, Version], steward: Person
) -> None:
    _dataset, bad, _good = mended
    purge(by=steward, version=bad, ground=Ground.RESERVED, note="Lo pidió la señora Pérez.")
    body = LogEntry.objects.get(verb="purge").body
    assert set(body) == {"number", "at", "verb", "dataset", "previous", "sha256", "ground"}
    assert (body["sha256"], body["ground"]) == (bad.sha256, "reserved")


def test_the_fingerprint_of_an_original_that_was_withheld_is_not_told_when_it_is_erased(
    upload: Upload, ana: Person, steward: Person, environment: Theme, client: Client
) -> None:
    """Who knows the rest of a file could guess with it what was left out."""
    bad = upload(BAD, "apoyos.csv")
    Version.objects.filter(pk=bad.pk).update(withheld=[{"code": "left-out-columns", "message": "…"}])
    dataset = edit_dataset(
        by=ana, dataset=bad.resource.dataset, title="Apoyos", theme=environment, **METADATA
    )
    publish(by=ana, dataset=dataset)
    table = bad.tables.get()
    upload_next(by=ana, resource=dataset.resources.get(), file=io.BytesIO(GOOD), filename="apoyos.csv")
    run_waiting_jobs()
    publish(by=ana, dataset=dataset)
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    body = LogEntry.objects.get(verb="purge").body
    assert body["tables"] == [table.parquet_sha256]
    assert bad.sha256 not in client.get("/registro").text + client.get("/registro.json").text
    rows = f"/api/v1/tables/{table.public_id}/rows?_as_of="
    assert client.get(f"{rows}1").status_code == 410
    assert client.get(f"{rows}{bad.sha256[:8]}").status_code == 404  # nor is it guessed letter by letter


def test_of_what_never_was_public_the_log_and_strangers_hear_nothing(
    upload: Upload, steward: Person, client: Client
) -> None:
    draft = upload(BAD, "x.csv")
    purge(by=steward, version=draft, ground=Ground.PERSONAL_DATA)
    assert not LogEntry.objects.exists()
    assert client.get(f"/api/v1/versions/{draft.public_id}").status_code == 404
    assert client.get(f"/archivos/{draft.sha256}/x.csv").status_code == 404
    assert holding(home() / "blobs", SECRET) == []
    assert verify() == []


def test_what_readers_see_now_is_not_erased_under_their_eyes(
    mended: tuple[Dataset, Version, Version], steward: Person, client: Client
) -> None:
    dataset, bad, good = mended
    with pytest.raises(NotReady, match="cuarentena"):
        purge(by=steward, version=good, ground=Ground.ERROR)
    quarantine(by=steward, dataset=dataset, ground=Ground.ERROR)
    purge(by=steward, version=good, ground=Ground.ERROR)
    resource = dataset.resources.get()
    assert resource.current == bad  # the newest that is left
    purge(by=steward, version=bad, ground=Ground.ERROR)
    dataset = lift(by=steward, dataset=dataset)
    assert dataset.state == State.WITHDRAWN  # nothing is left to be seen
    assert client.get(f"/datos/{dataset.slug}").status_code == 410
    run_waiting_jobs()
    assert verify() == []


def test_bytes_that_another_version_keeps_are_erased_together_or_not_at_all(
    mended: tuple[Dataset, Version, Version], upload: Upload, steward: Person
) -> None:
    _dataset, bad, _good = mended
    twin = upload(BAD, "copia.csv")
    with pytest.raises(NotReady, match=r"mismo archivo.*versión 1") as refused:
        purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    assert refused.value.code == "same-bytes"
    assert bad.path.exists()
    assert len(purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA, together=True)) == 2
    twin.refresh_from_db()
    assert twin.state == VersionState.PURGED
    assert holding(home() / "blobs", SECRET) == []


def test_what_was_made_alike_for_another_version_stays_there(
    upload: Upload, ana: Person, steward: Person, environment: Theme
) -> None:
    """Two files that differ in a byte and hold the same table: only one of the files is the trouble."""
    _dataset, bad, _good = replaced(upload, ana, environment)
    same_table = upload(BAD + b"\r\n", "otro.csv")
    assert same_table.sha256 != bad.sha256
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    assert all(blob_path(table.parquet_sha256).exists() for table in same_table.tables.all())
    assert not blob_path(bad.sha256).exists()
    assert verify() == []


def test_the_same_file_does_not_come_in_again(
    mended: tuple[Dataset, Version, Version], ana: Person, steward: Person, zapopan: Institution
) -> None:
    purge(by=steward, version=mended[1], ground=Ground.PERSONAL_DATA)
    with pytest.raises(BadFile, match="se borró"):
        upload_new(by=ana, institution=zapopan, file=io.BytesIO(BAD), filename="x.csv")
    assert holding(home() / "blobs", SECRET) == []


def test_verify_finds_what_should_be_gone(mended: tuple[Dataset, Version, Version], steward: Person) -> None:
    _dataset, bad, _good = mended
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    indexing.update()
    path = blob_path(bad.sha256)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(BAD)
    assert {finding.invariant for finding in verify()} == {"I5"}
    path.unlink()
    Version.objects.filter(pk=bad.pk).update(report={"valor": SECRET})
    assert ["quedan datos" in finding.what for finding in verify()] == [True]


def test_the_journal_keeps_who_and_when_and_no_value(
    mended: tuple[Dataset, Version, Version], ana: Person, steward: Person
) -> None:
    _dataset, bad, _good = mended
    record(by=ana, verb="reread", subject=bad, recipe={"nota": SECRET})
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    entries = JournalEntry.objects.filter(kind="version", subject=str(bad.pk))
    assert {"upload", "reread", "purge"} <= {entry.verb for entry in entries}
    assert not [entry for entry in entries if SECRET in str(entry.detail)]


def test_a_serving_file_goes_too(mended: tuple[Dataset, Version, Version], steward: Person) -> None:
    _dataset, bad, _good = mended
    copy = bad.tables.get().serving
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"x")
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    assert not copy.exists()


def test_backups_that_the_portal_knows_are_rewritten_and_stay_whole(
    mended: tuple[Dataset, Version, Version], steward: Person, tmp_path: Path
) -> None:
    _dataset, bad, good = mended
    into = tmp_path / "respaldos"
    saved = backup(into)
    burial.remember(into)
    assert holding(saved / "blobs", SECRET)
    purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    assert holding(saved / "blobs", SECRET) == []
    manifest = examine(saved)
    assert good.sha256 in manifest.blobs
    assert bad.sha256 in manifest.erased
    assert [tomb.sha256 for tomb in tombs.read(into / tombs.NAME)] == [bad.sha256]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(saved / "db")) as copy:
            rows = copy.execute(
                "SELECT report, recipe FROM amate_version WHERE sha256 = ?", [bad.sha256]
            ).fetchall()
        assert rows == [("{}", "{}")]
        assert f"{SECRET}celda".encode() not in (saved / "db").read_bytes()


ERASE = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "amate.config.settings"
import django
django.setup()
from amate.catalog.models import Version
from amate.people.models import Person
from amate.publishing.purging import finish, purge
from amate.publishing.shutting import quarantine
by, version = Person.objects.get(), Version.objects.get()
quarantine(by=by, dataset=version.resource.dataset, ground="{Ground.PERSONAL_DATA.value}")
purge(by=by, version=version, ground="{Ground.PERSONAL_DATA.value}")
finish()
"""


def steward_at(home: Path) -> None:
    """Shut off and erase the only version of a portal, in a process of its own."""
    subprocess.run([sys.executable, "-c", ERASE], env=os.environ | {"AMATE_HOME": str(home)}, check=True)


@pytest.mark.slow
@pytest.mark.parametrize("told", ["by hand", "beside it"])
def test_a_backup_made_before_does_not_bring_it_back(told: str, tmp_path: Path) -> None:
    """It was on another machine when the version was erased; the tombs came later, by hand or with a newer backup."""
    old, new, away, later = (tmp_path / name for name in ("old", "new", "lejos", "luego"))
    data = tmp_path / "apoyos.csv"
    data.write_bytes(BAD)
    for order in (
        ("migrate",),
        ("account", "create", "ana@x.example", "--name", "Ana", "--steward"),
        ("publish", str(data), "--organization", "zapopan", "--title", "Apoyos", "--theme", "otros"),
        ("backup", "--to", str(tmp_path / "copia")),
    ):
        done = amate(old, *order, typed="una clave bastante larga\n")
        assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "copia").rename(away)  # out of reach
    steward_at(old)
    assert amate(old, "backup", "--to", str(later)).returncode == 0
    assert holding(later, SECRET) == holding(old, SECRET) == []
    (saved,) = away.glob("respaldo-*")
    assert holding(saved / "blobs", SECRET)
    by_hand = ("--tombstones", str(old / tombs.NAME))
    if told == "beside it":
        (newer,) = later.glob("respaldo-*")
        newer.rename(away / newer.name)
    restored = amate(new, "restore", str(saved), *(by_hand if told == "by hand" else ()))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "Se borraron otra vez 1" in restored.stdout
    assert holding(new, SECRET) == []
    with closing(sqlite3.connect(new / "db.sqlite3")) as copy:
        assert copy.execute("SELECT state FROM amate_version").fetchall() == [("purged",)]
        assert copy.execute("SELECT state FROM amate_dataset").fetchall() == [("withdrawn",)]


def test_a_purge_that_broke_off_is_finished_by_its_job(
    mended: tuple[Dataset, Version, Version], steward: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died after the commit: the job was in the same transaction."""
    _dataset, bad, _good = mended
    with monkeypatch.context() as broken:
        broken.setattr(purging, "_after", lambda tomb: None)
        purge(by=steward, version=bad, ground=Ground.PERSONAL_DATA)
    assert bad.path.exists()
    run_waiting_jobs()
    assert not bad.path.exists()
    assert tombs.of_home()
    assert Purge.objects.count() == 1
