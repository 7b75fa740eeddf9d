"""From an uploaded file to something public, its next versions, and back."""

from __future__ import annotations

import gzip
import io

import pytest

from amate.base.errors import BadFile, Invalid, NotAllowed, NotReady, TooLarge
from amate.base.files import blob_path
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Table, Version
from amate.catalog.rules import State, VersionState
from amate.people.models import JournalEntry
from amate.publishing.actions import discard, publish, upload_new, withdraw
from amate.publishing.actions import upload as upload_next
from amate.publishing.readings import answer
from amate.publishing.suggest import title_from
from amate.publishing.sweep import orphans, sweep
from tests.cast import METADATA, PARKS_CSV
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

NEXT_MONTH = PARKS_CSV + "Colomos,Providencia,92.0,14039\r\n"


def send_next(by, dataset: Dataset, content: str = NEXT_MONTH, filename: str = "parques.csv") -> Version:
    resource = dataset.resources.get()
    version = upload_next(by=by, resource=resource, file=io.BytesIO(content.encode()), filename=filename)
    run_waiting_jobs()
    version.refresh_from_db()
    return version


def test_a_file_alone_becomes_a_draft_that_was_understood(upload):
    version = upload()
    assert (version.state, version.number, version.resource.dataset.state) == ("ready", 1, State.DRAFT)
    table = version.tables.get()
    assert table.rows == 2
    assert [(column.name, column.type) for column in table.columns.all()] == [
        ("nombre", "text"),
        ("colonia", "text"),
        ("hectareas", "number"),
        ("cvegeo", "text"),
    ]


def test_the_original_is_kept_byte_for_byte(upload):
    version = upload()
    assert blob_path(version.sha256).read_bytes() == PARKS_CSV.encode()
    assert gzip.decompress(blob_path(version.tables.get().csv_sha256).read_bytes()).decode() == PARKS_CSV


def test_what_lacks_metadata_is_not_published_and_says_what_is_missing(upload, ana):
    dataset = upload().resource.dataset
    with pytest.raises(NotReady) as refused:
        publish(by=ana, dataset=dataset)
    assert {"description", "theme", "periodicity"} <= set(refused.value.fields)
    assert Dataset.objects.get().state == State.DRAFT


def test_an_editor_does_not_publish(parks, luis, ana):
    send_next(luis, parks)
    with pytest.raises(NotAllowed):
        publish(by=luis, dataset=parks)


def test_next_month_keeps_the_address_and_the_last_version(parks, ana):
    resource = parks.resources.get()
    address, table_id = resource.get_absolute_url(), Table.objects.current().get().public_id
    second = send_next(ana, parks)
    assert Table.objects.current().get().rows == 2  # readers see the old one until it is published
    publish(by=ana, dataset=parks)
    resource.refresh_from_db()
    assert (resource.current, resource.current.number, resource.get_absolute_url()) == (second, 2, address)
    assert Table.objects.current().get().public_id == table_id
    assert Table.objects.current().get().rows == 3
    first = resource.versions.get(number=1)
    assert first.state == VersionState.PUBLISHED
    assert blob_path(first.sha256).exists()


def test_a_next_version_must_end_like_the_address(parks, ana):
    with pytest.raises(Invalid, match="promete otro formato"):
        send_next(ana, parks, filename="parques.xlsx")


def test_nothing_new_means_nothing_to_publish(parks, ana):
    with pytest.raises(NotReady, match="ninguna versión nueva"):
        publish(by=ana, dataset=parks)


def test_a_withdrawn_dataset_says_why_and_can_come_back(parks, ana):
    with pytest.raises(Invalid):
        withdraw(by=ana, dataset=parks, reason=" ")
    withdraw(by=ana, dataset=parks, reason="Se encontró un error en las medidas.")
    parks.refresh_from_db()
    assert (parks.state, parks.withdrawn_reason) == (State.WITHDRAWN, "Se encontró un error en las medidas.")
    issued = parks.issued
    publish(by=ana, dataset=parks)
    parks.refresh_from_db()
    assert (parks.state, parks.issued) == (State.PUBLISHED, issued)


def test_an_unreadable_file_is_refused_with_a_sentence_and_kept(upload):
    version = upload(b"MZ\x90\x00" + b"\x00" * 200, "datos.csv")
    assert version.state == VersionState.REFUSED
    assert version.report["refused"]["message"]
    assert blob_path(version.sha256).exists()


def test_empty_and_too_large_files_leave_nothing(ana, zapopan, home, settings):
    with pytest.raises(BadFile):
        upload_new(by=ana, institution=zapopan, file=io.BytesIO(b""), filename="vacio.csv")
    settings.AMATE_MAX_UPLOAD = 10
    with pytest.raises(TooLarge):
        upload_new(by=ana, institution=zapopan, file=io.BytesIO(b"x" * 11), filename="grande.csv")
    assert not Dataset.objects.exists()


def test_a_version_that_was_not_published_can_be_thrown_away(parks, ana):
    second = send_next(ana, parks)
    discard(by=ana, version=second)
    with pytest.raises(NotReady):
        discard(by=ana, version=parks.resources.get().versions.get())


def test_a_file_that_is_no_table_is_kept_and_published(upload, ana, environment):
    from amate.catalog.actions import edit_dataset
    from tests.cast import METADATA

    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    version = upload(pdf, "informe.pdf")
    assert (version.state, version.tables.count()) == ("ready", 0)
    dataset = edit_dataset(by=ana, dataset=version.resource.dataset, theme=environment, **METADATA)
    assert publish(by=ana, dataset=dataset).is_public


def test_the_journal_tells_the_whole_story(parks):
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in {"upload", "edit", "publish"}] == ["upload", "edit", "publish"]


def test_the_sweeper_takes_only_what_nothing_names(parks, ana):
    second = send_next(ana, parks)
    discard(by=ana, version=second)
    assert len(orphans(older_than=-1)) == 3  # original, Parquet and CSV of the version thrown away
    assert sweep(older_than=-1).blobs == 3
    assert all(path.exists() for path in map(blob_path, _named()))


def _named() -> set[str]:
    tables = Table.objects.all()
    return {*Version.objects.values_list("sha256", flat=True), *(table.parquet_sha256 for table in tables)}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("zapopan_parques.csv", "Zapopan parques"),
        ("DATOS-2024.v2.xlsx", "DATOS 2024 v2"),
        ("lote.csv.gz", "Lote"),
    ],
)
def test_a_title_is_guessed_from_the_name(name, title):
    assert title_from(name) == title


def test_a_file_that_kills_its_child_is_refused_with_the_reason(upload, monkeypatch):
    from amate.publishing import build

    def dies(*_args, **_kwargs):
        raise BadFile("Necesitó más memoria de la que hay y se detuvo.", code="memory")

    monkeypatch.setattr(build, "read_safely", dies)
    version = upload()
    assert version.state == VersionState.REFUSED
    assert version.report["refused"] == {
        "code": "memory",
        "message": "Necesitó más memoria de la que hay y se detuvo.",
    }


@pytest.mark.slow
def test_a_table_of_four_hundred_columns_is_understood(upload):
    heads = ",".join(f"pregunta_{number}" for number in range(400))
    rows = "\n".join(",".join(str(row * column % 7) for column in range(400)) for row in range(50))
    version = upload(f"{heads}\n{rows}\n", "cuestionario.csv")
    assert version.state == VersionState.READY
    assert version.tables.get().columns.count() == 400


def test_dates_that_can_be_read_two_ways_are_asked_once(upload, ana, environment):
    version = upload("obra,inicio\nPuente,3/4/24\nCalle,5/6/24\n", "obras.csv")
    assert (version.state, [one["code"] for one in version.questions]) == ("asking", ["misfit:day-first"])
    dataset = version.resource.dataset
    edit_dataset(by=ana, dataset=dataset, revision=dataset.revision, theme=environment, **METADATA)
    with pytest.raises(NotReady):
        publish(by=ana, dataset=dataset)
    answer(by=ana, version=version)
    publish(by=ana, dataset=dataset)
    following = send_next(ana, dataset, "obra,inicio\nMuro,7/8/24\n", "obras.csv")
    assert (following.state, following.questions) == ("ready", [])
