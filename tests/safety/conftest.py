"""One scene for every safety test: a dataset of Zapopan in each state, with everything of it that has an address."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from amate.base.jobs.models import Job
from amate.catalog.actions import edit_dataset
from amate.catalog.highlights import save_highlight
from amate.catalog.models import Dataset, Table, Theme
from amate.catalog.saved_views import save_view
from amate.community.actions import report_error
from amate.community.models import ErrorReport
from amate.people.acting import LASTS
from amate.people.actions import create_key, create_person
from amate.people.invitations import invite
from amate.people.joining import ask_to_join
from amate.people.models import Institution, Membership, Person
from amate.people.rules import Role
from amate.publishing.actions import publish, withdraw
from amate.publishing.models import Ground
from amate.publishing.shutting import quarantine
from amate.publishing.uploads import begin
from amate.web.models import Page
from tests.cast import HIGHLIGHT, METADATA, Upload
from tests.work import run_waiting_jobs

STATES = ("draft", "published", "withdrawn", "quarantined")
NOBODY, ROSA, LUIS, ANA, STEWARD = PERSONS = ("nobody", "rosa", "luis", "ana", "steward")
ACTING = "the steward as ana"
ABSENT_ID = "00000000-0000-4000-8000-000000000000"
Addresses = dict[str, str | int]


@dataclass(frozen=True)
class Scene:
    """Zapopan's datasets, who looks at them, and what fills in the addresses of each."""

    datasets: dict[str, Dataset]
    persons: dict[str, Person | None]
    addresses: dict[str, Addresses]

    def client(self, name: str, **options: bool) -> Client:
        """A browser in which this person has signed in."""
        client = Client(**options)
        if name == ACTING:
            return _acting(client, self.persons[STEWARD], self.persons[ANA])
        if person := self.persons[name]:
            client.force_login(person)
        return client


def _acting(client: Client, steward: Person | None, person: Person | None) -> Client:
    assert steward
    assert person
    client.force_login(steward)
    session = client.session
    session["acting"] = {"person": person.pk, "until": (timezone.now() + LASTS).isoformat()}
    session.save()
    return client


People = dict[str, Person | None]


@pytest.fixture(autouse=True)
def _no_limits(settings: pytest.FixtureRequest) -> None:
    """A test asks more in a second than people do in an hour."""
    settings.AMATE_LIMITS = False
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def people(rosa: Person, luis: Person, ana: Person, steward: Person) -> People:
    """Everyone who looks, by name."""
    return {NOBODY: None, ROSA: rosa, LUIS: luis, ANA: ana, STEWARD: steward}


@pytest.fixture
def scene(upload: Upload, environment: Theme, zapopan: Institution, people: People) -> Scene:
    ana, luis, steward = people[ANA], people[LUIS], people[STEWARD]
    assert ana
    assert luis
    assert steward
    Page.objects.create(slug="acerca", title="Acerca", body="Un portal.")
    datasets = {state: _dataset(state, upload, ana, environment) for state in STATES}
    withdraw(by=ana, dataset=datasets["withdrawn"], reason="Se publicó por error.")
    quarantine(by=steward, dataset=datasets["quarantined"], ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    highlight = save_highlight(by=steward, **HIGHLIGHT, address=datasets["published"].get_absolute_url())
    shared = _of_people(ana, luis, zapopan) | {"highlight": highlight.pk}
    addresses = {state: addresses_of(dataset) | shared for state, dataset in datasets.items()}
    return Scene(datasets, people, addresses)


def _dataset(state: str, upload: Upload, ana: Person, theme: Theme) -> Dataset:
    dataset = upload(f"nombre,hectareas\r\n{state},1.5\r\n", f"parques_{state}.csv").resource.dataset
    dataset = edit_dataset(by=ana, dataset=dataset, title=f"Parques {state}", theme=theme, **METADATA)
    if state != "draft":
        publish(by=ana, dataset=dataset)
        report_error(dataset=dataset, text="La primera fila está mal.", email="")
        table = Table.objects.current().get(version__resource__dataset=dataset)
        save_view(by=ana, table=table, title=f"Vista de {state}", question="hectareas__gte=1")
    return dataset


def addresses_of(dataset: Dataset) -> Addresses:
    """What fills in the addresses of a dataset, of its first file and table."""
    resource = dataset.resources.all()[0]
    version = resource.versions.all()[0]
    report = ErrorReport.objects.filter(dataset=dataset).first()
    view = dataset.saved_views.first()
    return {
        "dataset": dataset.slug,
        "uuid": str(dataset.public_id),
        "resource": str(resource.public_id),
        "resource_slug": resource.slug,
        "filename": version.filename,
        "sha256": version.sha256,
        "version": str(version.public_id),
        "table": str(version.tables.all()[0].public_id),
        "report": report.pk if report else 999_999,
        "view": view.pk if view else 999_999,
    }


def _of_people(ana: Person, luis: Person, zapopan: Institution) -> Addresses:
    invitation = invite(
        by=ana, email="eva@zapopan.example", name="Eva", institution=zapopan, role=Role.EDITOR
    )
    asks = create_person(by=None, email="teo@zapopan.example", name="Teo")
    request = ask_to_join(by=asks, institution=zapopan, role=Role.EDITOR)
    key, _secret = create_key(by=ana, name="guion", scopes=["write"])
    return {
        "institution": zapopan.slug,
        "key": key.pk,
        "person": luis.pk,
        "membership": Membership.objects.get(person=luis).pk,
        "invitation": invitation.pk,
        "request": request.pk,
        "upload": str(begin(by=luis, target=zapopan, filename="parques.csv", size=100).public_id),
        "job": Job.objects.latest("pk").pk,
        "theme": "medio-ambiente",
        "theme_pk": Theme.objects.get().pk,
    }


# The addresses of a dataset that nobody ever made, and of the things of people that are no one's.
NOWHERE: Addresses = {
    "dataset": "nunca-existio",
    "uuid": ABSENT_ID,
    "resource": ABSENT_ID,
    "resource_slug": "nunca-existio",
    "filename": "nunca.csv",
    "sha256": "0" * 64,
    "version": ABSENT_ID,
    "table": ABSENT_ID,
    "report": 999_999,
    "view": 999_999,
    "institution": "nunca-existio",
    "key": 999_999,
    "upload": ABSENT_ID,
    "membership": 999_999,
    "invitation": 999_999,
    "request": 999_999,
}
OF_A_DATASET = tuple(NOWHERE)[:10]
