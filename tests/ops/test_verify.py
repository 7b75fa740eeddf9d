"""Each promise is broken once, by hand, and `verify` must say so."""

from __future__ import annotations

import io
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from amate.base.files import home, receive
from amate.base.jobs.models import Job, JobState
from amate.catalog import indexing
from amate.catalog.changes import pending
from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import State, VersionState
from amate.management.demo.large import large_plan
from amate.management.demo.load import in_bulk, load
from amate.management.seed import seed
from amate.people.models import Person
from amate.publishing import serving
from amate.publishing.actions import discard, withdraw
from amate.publishing.verify import verify
from tests.work import run_waiting_jobs

DAYS_AGO = 2 * 24 * 3600


@pytest.fixture
def portal(parks: Dataset, upload: Callable[..., Version]) -> Dataset:
    """A published dataset, a draft beside it, a built index; all of it sound."""
    upload("clave,monto\n001,5\n", "presupuesto.csv")
    indexing.reindex()
    assert verify() == []
    return parks


def found(invariant: str) -> str:
    """What is said of this invariant; nothing may be said of any other."""
    findings = verify()
    assert {finding.invariant for finding in findings} == {invariant}
    return "; ".join(f"{finding.what} · {finding.where}" for finding in findings)


def blob_of(dataset: Dataset) -> Path:
    return Version.objects.get(resource__dataset=dataset).path


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_flipped_byte(portal: Dataset) -> None:
    path = blob_of(portal)
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    overwrite(path, bytes(content))
    assert "ya no es el que se guardó" in found("I1")
    assert verify(fast=True) == []


def test_a_deleted_file(portal: Dataset) -> None:
    Table.objects.get(version__resource__dataset=portal).parquet.unlink()
    assert "falta un archivo de la tabla" in found("I1")


def test_a_truncated_file_is_found_without_reading_it(portal: Dataset) -> None:
    path = blob_of(portal)
    overwrite(path, path.read_bytes()[:-1])
    assert any("mide" in finding.what for finding in verify(fast=True))


def test_a_file_that_no_row_names(portal: Dataset) -> None:
    blob = receive(io.BytesIO(b"de nadie"), limit=100)
    assert blob
    assert verify() == [], "it may be on its way"
    path = home() / "blobs" / blob.sha256[:2] / blob.sha256
    os.utime(path, (time.time() - DAYS_AGO,) * 2)
    assert "ninguna fila" in found("I2")


def test_a_published_dataset_without_a_current_version(portal: Dataset) -> None:
    Resource.objects.filter(dataset=portal).update(current=None)
    assert "ninguna versión vigente" in found("I3")


def test_a_current_version_that_is_not_public(portal: Dataset) -> None:
    draft = Version.objects.exclude(resource__dataset=portal).get()
    Resource.objects.filter(dataset=portal).update(current=draft)
    assert "no está publicada, o es de otro recurso" in found("I3")


def test_a_row_count_that_the_parquet_does_not_have(portal: Dataset) -> None:
    table = Table.objects.get(version__resource__dataset=portal)
    Table.objects.filter(pk=table.pk).update(rows=F("rows") + 1)
    assert "su Parquet tiene 2 filas y la base dice 3" in found("I3")


def test_a_column_that_the_parquet_does_not_have(portal: Dataset) -> None:
    table = Table.objects.get(version__resource__dataset=portal)
    table.columns.filter(name="colonia").update(name="calle")
    assert "las columnas" in found("I3")


def test_an_accepted_upload_that_is_gone(portal: Dataset) -> None:
    Version.objects.exclude(resource__dataset=portal).get().delete()
    assert "se aceptó y ya no está" in found("I4")


def test_what_somebody_threw_away_is_not_missed(portal: Dataset, ana: Person) -> None:
    discard(by=ana, version=Version.objects.exclude(resource__dataset=portal).get())
    assert verify() == []


def test_a_publication_that_is_gone(portal: Dataset) -> None:
    Version.objects.filter(resource__dataset=portal).update(state=VersionState.READY)
    findings = verify()
    assert {"I3", "I4"} == {finding.invariant for finding in findings}


def test_a_draft_that_shows(portal: Dataset) -> None:
    Dataset.objects.exclude(pk=portal.pk).update(state=State.PUBLISHED)
    assert {"I3", "I5", "I6"} == {finding.invariant for finding in verify()}


def test_something_withdrawn_that_shows_again(portal: Dataset, ana: Person) -> None:
    withdraw(by=ana, dataset=portal, reason="Los datos eran de otro año.")
    run_waiting_jobs()
    indexing.update()
    assert verify() == []
    Dataset.objects.filter(pk=portal.pk).update(state=State.PUBLISHED)
    assert "nadie lo publicó, o se retiró" in "; ".join(finding.what for finding in verify())


def test_an_index_that_was_not_told(portal: Dataset) -> None:
    Dataset.objects.filter(pk=portal.pk).update(data_modified=timezone.now() + timedelta(days=1))
    assert "el índice tiene otra versión" in found("I6")


def test_what_waits_in_the_change_log_is_excused(portal: Dataset, ana: Person) -> None:
    withdraw(by=ana, dataset=portal, reason="Los datos eran de otro año.")
    assert portal.pk in pending()
    assert verify() == []


def test_an_index_with_a_dataset_that_is_gone(portal: Dataset) -> None:
    Dataset.objects.exclude(pk=portal.pk).get().delete()
    assert "el índice tiene un conjunto que ya no existe" in {finding.what for finding in verify()}


def test_a_missing_index(portal: Dataset) -> None:
    (home() / "index" / "current").unlink()
    assert "amate reindex" in found("I6")


@pytest.fixture
def serving_file(upload: Callable[..., Version], parks: Dataset) -> Path:
    rows = "\n".join(f"{number},{number * 2}" for number in range(6_000))
    version = upload(f"clave,doble\n{rows}\n", "grande.csv")
    path = serving.build(version.tables.get())
    indexing.reindex()
    assert path
    assert verify() == []
    path.chmod(0o644)
    return path


def test_a_serving_file_with_other_rows(serving_file: Path) -> None:
    with closing(sqlite3.connect(serving_file)) as copy:
        ((name,),) = copy.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'")
        copy.execute(f'DELETE FROM "{name}" WHERE _id = 7')
        copy.commit()
    assert "tiene 5999 filas y su tabla 6000" in found("I6")


def test_a_damaged_serving_file(serving_file: Path) -> None:
    serving_file.write_bytes(b"SQLite format 3\0" + bytes(200))
    assert "dañada" in found("I6")


def test_a_job_both_finished_and_running(portal: Dataset) -> None:
    Job.objects.create(kind="sweep", state=JobState.RUNNING, beat=timezone.now(), ended=timezone.now())
    assert "no es cierto" in found("I7")


def test_a_job_without_a_sign_of_life(portal: Dataset) -> None:
    Job.objects.create(kind="sweep", state=JobState.RUNNING, beat=timezone.now() - timedelta(hours=1))
    assert "no da señales" in found("I7")


def test_an_upload_that_nobody_will_read(portal: Dataset) -> None:
    version = Version.objects.exclude(resource__dataset=portal).get()
    Version.objects.filter(pk=version.pk).update(state=VersionState.RECEIVED)
    assert "nadie la va a leer" in found("I7")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_demo_copied_in_bulk_is_as_sound_as_one_published_by_verbs() -> None:
    seed(settings.PORTAL)
    plan = large_plan(Path(settings.AMATE_PORTAL))
    some = replace(plan, datasets=tuple(plan.datasets[number] for number in range(1_000, 1_060)))
    load(some, in_bulk, lambda text: None)
    assert Dataset.objects.count() == 60
    assert verify() == []
