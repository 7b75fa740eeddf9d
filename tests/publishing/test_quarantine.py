"""A dataset that a steward shuts off is shut at every address at once, mended meanwhile, and opened again."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client

from amate.base.errors import Invalid, NotAllowed, NotReady
from amate.catalog.actions import rename_address
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State, VersionState
from amate.people.models import Person
from amate.publishing.actions import publish, withdraw
from amate.publishing.actions import upload as upload_next
from amate.publishing.models import Ground, LogEntry
from amate.publishing.shutting import lift, quarantine
from amate.publishing.verify import verify
from tests.cast import PARKS_CSV, Upload
from tests.safety.test_canaries import places
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
MENDED = PARKS_CSV.replace("7.2", "7.5").encode()
Commit = Callable[..., object]


@pytest.fixture
def shut(parks: Dataset, steward: Person) -> Dataset:
    quarantine(by=steward, dataset=parks, ground=Ground.PERSONAL_DATA, note="Lo dijo la señora Pérez.")
    run_waiting_jobs()
    parks.refresh_from_db()
    return parks


def mend(dataset: Dataset, by: Person) -> Version:
    resource = dataset.resources.get()
    version = upload_next(by=by, resource=resource, file=io.BytesIO(MENDED), filename="parques.csv")
    run_waiting_jobs()
    version.refresh_from_db()
    return version


def test_only_a_steward_shuts_off_and_opens(parks: Dataset, ana: Person, steward: Person) -> None:
    with pytest.raises(NotAllowed):
        quarantine(by=ana, dataset=parks, ground=Ground.ERROR)
    quarantine(by=steward, dataset=parks, ground=Ground.ERROR)
    with pytest.raises(NotAllowed):
        lift(by=ana, dataset=parks)


def test_a_ground_is_one_of_the_list(parks: Dataset, steward: Person) -> None:
    with pytest.raises(Invalid, match="motivo"):
        quarantine(by=steward, dataset=parks, ground="porque sí")


def test_what_never_was_public_is_not_shut_off(upload: Upload, steward: Person) -> None:
    """Its addresses say 404, and 451 would tell that there is something."""
    with pytest.raises(NotReady, match="publicado"):
        quarantine(by=steward, dataset=upload().resource.dataset, ground=Ground.ERROR)


def test_every_address_says_451_with_day_and_ground_and_no_word_of_the_note(
    shut: Dataset, client: Client
) -> None:
    for path in places(shut):
        answer = client.get(path)
        assert answer.status_code == 451, path
        assert "Contiene datos personales" in answer.text or "contiene datos personales" in answer.text
        assert answer["Cache-Control"] == "no-store"
        assert answer["Link"].endswith('; rel="blocked-by"')
        assert "Pérez" not in answer.text
        assert "Metropolitano" not in answer.text
    document = client.get(f"/api/v1/datasets/{shut.slug}").json()
    assert document["code"] == "blocked"
    assert document["ground"] == "personal-data"
    assert document["date"].startswith("20")


def test_what_a_browser_has_is_not_confirmed(parks: Dataset, steward: Person, client: Client) -> None:
    """With the ETag of everything that was read before: no 304, and no answer that was made before."""
    before = {path: client.get(path) for path in places(parks)}
    tags = {path: answer["ETag"] for path, answer in before.items() if answer.has_header("ETag")}
    assert len(tags) >= 5
    kept = [path for path, answer in before.items() if "immutable" in answer.get("Cache-Control", "")]
    assert kept == []  # what a cache keeps unasked would outlive the quarantine
    quarantine(by=steward, dataset=parks, ground=Ground.PERSONAL_DATA)
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 451, path


def test_lists_feeds_and_search_are_without_it_before_any_job_ran(
    parks: Dataset, steward: Person, client: Client
) -> None:
    lists = (
        "/",
        "/datos",
        "/datos?q=parques",
        "/datos.atom",
        "/instituciones/zapopan.atom",
        "/sitemap-datos.xml",
    )
    listed = (*lists, "/api/v1/datasets", "/instituciones/zapopan", "/temas/medio-ambiente")
    assert all("parques-de-zapopan" in client.get(path).text for path in listed[1:])
    quarantine(by=steward, dataset=parks, ground=Ground.PERSONAL_DATA)
    assert [path for path in listed if "parques-de-zapopan" in client.get(path).text] == []


def test_its_institution_sees_it_and_nobody_publishes_it(shut: Dataset, ana: Person, client: Client) -> None:
    client.force_login(ana)
    assert client.get(f"/datos/{shut.slug}").status_code == 200
    assert "En cuarentena" in client.get(f"/mesa/conjuntos/{shut.slug}/").text
    assert mend(shut, ana).state == VersionState.READY
    with pytest.raises(NotReady, match="cuarentena"):
        publish(by=ana, dataset=shut)
    with pytest.raises(NotReady):
        withdraw(by=ana, dataset=shut, reason="Mejor así.")


def test_lifted_it_shows_what_was_mended_meanwhile(
    shut: Dataset, ana: Person, steward: Person, client: Client
) -> None:
    mended = mend(shut, ana)
    lift(by=steward, dataset=shut)
    run_waiting_jobs()
    resource = shut.resources.get()
    assert resource.current == mended
    assert b"7.5" in b"".join(client.get(resource.get_absolute_url()).streaming_content)  # type: ignore[attr-defined]
    assert [row.verb for row in LogEntry.objects.order_by("number")] == ["publish", "publish"]
    assert verify() == []


def test_lifted_without_anything_mended_it_is_as_it_was(
    shut: Dataset, steward: Person, client: Client
) -> None:
    lift(by=steward, dataset=shut)
    assert client.get(f"/datos/{shut.slug}").status_code == 200
    with pytest.raises(NotReady, match="no está en cuarentena"):
        lift(by=steward, dataset=shut)
    run_waiting_jobs()
    assert verify() == []


def test_what_was_withdrawn_comes_out_withdrawn(
    parks: Dataset, ana: Person, steward: Person, client: Client
) -> None:
    withdraw(by=ana, dataset=parks, reason="Tenía errores.")
    quarantine(by=steward, dataset=parks, ground=Ground.COURT_ORDER)
    assert client.get(f"/datos/{parks.slug}").status_code == 451
    mend(parks, ana)
    lift(by=steward, dataset=parks)
    parks.refresh_from_db()
    assert parks.state == State.WITHDRAWN
    assert "Tenía errores." in client.get(f"/datos/{parks.slug}").text


@pytest.mark.parametrize(("verb", "status"), [("quarantine", 451), ("withdraw", 410)])
def test_addresses_that_it_had_before_say_the_same(
    parks: Dataset, ana: Person, steward: Person, client: Client, verb: str, status: int
) -> None:
    old = parks.slug
    dataset = rename_address(by=ana, dataset=parks, slug="areas-verdes")
    if verb == "quarantine":
        quarantine(by=steward, dataset=dataset, ground=Ground.RIGHTS)
    else:
        withdraw(by=ana, dataset=dataset, reason="Tenía errores.")
    assert client.get(f"/datos/{old}").status_code == status
    assert client.get(f"/datos/{old}/reportar").status_code == status
    assert client.get(f"/api/v1/datasets/{old}").status_code == status
    assert client.get("/datos/areas-verdes").status_code == status


def test_the_institution_is_told_by_mail(
    parks: Dataset, steward: Person, mailoutbox: list[object], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        quarantine(by=steward, dataset=parks, ground=Ground.PERSONAL_DATA, note="Lo dijo la señora Pérez.")
    (mail,) = mailoutbox
    assert mail.to == ["ana@zapopan.example"]  # type: ignore[attr-defined]
    assert "Contiene datos personales" in mail.body  # type: ignore[attr-defined]
    assert "Pérez" not in mail.body  # type: ignore[attr-defined]
