"""Words that stand only where nobody else may look; then everything is read, and none of them is seen."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from amate.catalog.actions import edit_dataset, edit_resource
from amate.catalog.models import Dataset, Theme
from amate.people.actions import create_key
from amate.people.models import Institution, Person
from amate.people.rules import Scope
from amate.publishing.actions import add_file, publish, upload_new, withdraw
from amate.publishing.actions import upload as upload_next
from amate.publishing.gate import Choice, decide, finds
from amate.publishing.models import Ground
from amate.publishing.purging import purge
from amate.publishing.shutting import quarantine
from amate.publishing.submissions import approve, give_back, send
from amate.query.formats import FORMATS
from tests.cast import METADATA, Upload
from tests.safety.conftest import ANA, LUIS, OF_A_DATASET, ROSA, STEWARD, People, addresses_of
from tests.safety.crawler import Answer, crawl, through
from tests.safety.routes import ROUTES
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"
CURP = "BOXW310820HNERXN09"  # of nobody; its digit agrees
DEEDS = ("leave-out", "mask", "hash")  # what is done with the column of persons of three files
REMARK = "qzcomentariowx"
PLACES = ("titulo", "texto", "clave", "columna", "celda", "archivo", "recurso")


class Canaries:
    """Words of one hidden thing, `canaries["celda"]`, that no text of ours contains."""

    def __init__(self, name: str) -> None:
        self.words = {place: f"qz{name}{place}wx" for place in PLACES}

    def __getitem__(self, place: str) -> str:
        return self.words[place]

    @property
    def csv(self) -> bytes:
        return f"{self['columna']},n\r\n{self['celda']},1\r\nuno,2\r\n".encode()

    @property
    def filename(self) -> str:
        return f"{self['archivo']}.csv"

    @property
    def metadata(self) -> dict[str, object]:
        words = {"title": f"Datos {self['titulo']}", "description": f"Dice {self['texto']}."}
        return METADATA | words | {"keywords": [self["clave"], "agua"]}


@dataclass(frozen=True)
class Hidden:
    """What must not be seen, and addresses of it that somebody might have been told."""

    secrets: dict[str, list[str]]
    addresses: list[str]


@pytest.fixture
def hidden(upload: Upload, parks: Dataset, health: Institution, people: People) -> Hidden:
    ana, luis, rosa = (people[name] for name in (ANA, LUIS, ROSA))
    environment = parks.theme
    assert ana
    assert luis
    assert rosa
    assert environment
    draft, withdrawn, newer, added, theirs = map(Canaries, ("draft", "ret", "nueva", "mas", "ajeno"))
    drafted = _described(draft, upload(draft.csv, draft.filename).resource.dataset, ana, environment)
    gone = _described(withdrawn, upload(withdrawn.csv, withdrawn.filename).resource.dataset, ana, environment)
    publish(by=ana, dataset=gone)
    run_waiting_jobs()  # it was found and read; now it is not
    withdraw(by=ana, dataset=gone, reason="Se publicó por error.")
    steward = people[STEWARD]
    assert steward
    shut = Canaries("cua")
    closed = _described(shut, upload(shut.csv, shut.filename).resource.dataset, ana, environment)
    publish(by=ana, dataset=closed)
    run_waiting_jobs()
    quarantine(by=steward, dataset=closed, ground=Ground.PERSONAL_DATA, note=shut["texto"])
    erased = "qzborradoceldawx"
    cleaned = upload(f"nombre,n\r\n{erased},1\r\n", "apoyos.csv").resource.dataset
    cleaned = edit_dataset(by=ana, dataset=cleaned, title="Apoyos", theme=environment, **METADATA)
    publish(by=ana, dataset=cleaned)
    first = cleaned.resources.get()
    upload_next(by=ana, resource=first, file=io.BytesIO(b"nombre,n\r\nuna,1\r\n"), filename="apoyos.csv")
    run_waiting_jobs()
    publish(by=ana, dataset=cleaned)
    old = first.versions.get(number=1)
    lost = [old.get_absolute_url(), f"/api/v1/versions/{old.public_id}", *places(cleaned)]
    purge(by=steward, version=old, ground=Ground.PERSONAL_DATA)
    run_waiting_jobs()
    park = parks.resources.get()
    following = upload_next(by=ana, resource=park, file=io.BytesIO(newer.csv), filename=newer.filename)
    more = add_file(by=ana, dataset=parks, file=io.BytesIO(added.csv), filename=added.filename)
    other = upload_new(by=rosa, institution=health, file=io.BytesIO(theirs.csv), filename=theirs.filename)
    run_waiting_jobs()
    _described(theirs, other.resource.dataset, rosa, environment)
    run_waiting_jobs()
    _row, key = create_key(by=ana, name="guion", scopes=["read"])
    waiting, proposed = Canaries("prog"), Canaries("prop")
    scheduled = _scheduled(waiting, upload(waiting.csv, waiting.filename).resource.dataset, people)
    edit_dataset(
        by=luis,
        dataset=parks,
        **{name: proposed.metadata[name] for name in ("title", "description", "keywords")},
    )
    of_persons = _with_persons(upload, ana, environment)
    run_waiting_jobs()
    whole, files = (draft, withdrawn, shut, waiting), (newer, added)
    zapopan = [word for each in whole for word in each.words.values()]
    zapopan += [each[place] for each in files for place in ("columna", "celda", "archivo")]
    zapopan += [proposed[place] for place in ("titulo", "texto", "clave")]
    datasets = (drafted, gone, closed, scheduled, of_persons, parks, other.resource.dataset)
    return Hidden(
        secrets={
            "zapopan": [*zapopan, erased, REMARK, CURP],
            "health": list(theirs.words.values()),
            "people": [ana.email, luis.email, rosa.email, key],
        },
        addresses=[place for each in datasets for place in (*places(each), *every_route(each))]
        + [f"/api/v1/versions/{each.public_id}" for each in (following, more)]
        + [f"/mesa/revisiones/{each.public_id}/" for each in scheduled.submissions.all()]
        + lost,
    )


def _scheduled(canaries: Canaries, dataset: Dataset, people: People) -> Dataset:
    """Sent, returned with a remark, sent again and approved: it goes public tomorrow."""
    luis, ana = people[LUIS], people[ANA]
    assert luis
    assert ana
    theme = Theme.objects.get(slug="medio-ambiente")
    dataset = _described(canaries, dataset, luis, theme)
    tomorrow = timezone.now() + timedelta(days=1)
    submission = send(by=luis, dataset=dataset, text=REMARK)
    give_back(by=ana, submission=submission, text=f"Falta {REMARK}.", about="temporal")
    approve(by=ana, submission=send(by=luis, dataset=dataset, publish_at=tomorrow, text=REMARK))
    return dataset


def _with_persons(upload: Upload, ana: Person, theme: Theme) -> Dataset:
    """Published, of each file the column of persons left out or covered."""
    content = f"beneficiario_id,n\r\n{CURP},1\r\n{CURP},2\r\n".encode()
    first = upload(content, "personas.csv")
    dataset = first.resource.dataset
    files = [io.BytesIO(content + b"%s,%d\r\n" % (CURP.encode(), number)) for number in (3, 4)]
    more = [add_file(by=ana, dataset=dataset, file=file, filename="personas.csv") for file in files]
    run_waiting_jobs()
    for version, deed in zip((first, *more), DEEDS, strict=True):
        version.refresh_from_db()
        decide(by=ana, version=version, choices={find.number: Choice(deed) for find in finds(version)})
    run_waiting_jobs()
    edit_dataset(by=ana, dataset=dataset, title="Personas", theme=theme, **METADATA)
    publish(by=ana, dataset=dataset)
    return dataset


def every_route(dataset: Dataset) -> list[str]:
    """Every address that the table of routes knows of one dataset."""
    names = addresses_of(dataset)
    of_one = (route for route in ROUTES.values() if any(f"{{{name}}}" in route.path for name in OF_A_DATASET))
    return [route.path.format(**names) for route in of_one if "GET" in route.rules]


def _described(canaries: Canaries, dataset: Dataset, by: Person, theme: Theme) -> Dataset:
    resource = dataset.resources.get()
    edit_resource(by=by, resource=resource, title=f"Archivo {canaries['recurso']}", description="")
    return edit_dataset(by=by, dataset=dataset, theme=theme, **canaries.metadata)


def places(dataset: Dataset) -> list[str]:
    """Every address of a dataset, published or not, in pages and in the API."""
    found = [
        f"/datos/{dataset.slug}",
        f"/datos/{dataset.slug}/reportar",
        f"/api/v1/datasets/{dataset.public_id}",
    ]
    for resource in dataset.resources.all():
        found += [resource.get_absolute_url(), f"/api/v1/resources/{resource.public_id}"]
        for version in resource.versions.all():
            found += [version.get_absolute_url(), f"/api/v1/versions/{version.public_id}"]
            for table in version.tables.all():
                rows = f"/api/v1/tables/{table.public_id}"
                found += [
                    table.get_absolute_url(),
                    rows,
                    f"{rows}/rows",
                    *(f"{rows}/rows.{form}" for form in FORMATS),
                ]
    return found


def questions(words: list[str]) -> list[str]:
    """Searches for each word, for a part of it and for it misspelt; and every facet asked for it."""
    spelt = [text for word in words for text in (word, word[:-2], f"{word[:4]}{word[5:]}")]
    searches = [
        f"{place}?q={word}" for place in ("/datos", "/api/v1/datasets", "/api/v1/facets") for word in spelt
    ]
    facets = ("etiqueta", "institucion", "sector")
    return searches + [f"/datos?{facet}={word}" for facet in facets for word in words]


STARTS = [
    "/",
    "/datos",
    "/instituciones",
    "/temas",
    "/robots.txt",
    "/salud",
    "/salud/listo",
    "/nada-aqui",
    "/registro",
    "/registro.json",
    "/registro.atom",
    "/sitemap.xml",
    "/mesa/",
    "/mesa/entrar/",
    "/mesa/clave/olvidada/",
    "/api/v1",
    "/api/v1/openapi.json",
    "/api/v1/problems",
    "/api/v1/datasets?page=2",
    "/api/v1/nada",
    "/datos?pagina=x",
]


def leaks(client: Client, starts: list[str], secrets: list[str]) -> tuple[list[str], list[Answer]]:
    """Where a secret was seen, and all that was read: two of every kind of address."""
    read = list(crawl(through(client), starts, origin=ORIGIN, alike=2))
    seen = [f"{secret} at {answer.path}" for answer in read for secret in secrets if answer.tells(secret)]
    return seen, read


@pytest.mark.slow
def test_the_crawler_sees_what_is_there(hidden: Hidden, ana: Person) -> None:
    """Ana's own crawl finds what others must not: without it, finding nothing would prove nothing."""
    client = Client()
    client.force_login(ana)
    drafts = [f"/mesa/conjuntos/{each.slug}/" for each in Dataset.objects.filter(proposed__gt={})]
    starts = ["/mesa/", "/datos", "/api/v1/datasets", *drafts, *hidden.addresses]
    read = list(crawl(through(client), starts, origin=ORIGIN, alike=1, parameters=0))
    unseen = {word for word in hidden.secrets["zapopan"] if not any(answer.tells(word) for answer in read)}
    assert unseen == {"qzborradoceldawx"}


@pytest.mark.slow
def test_a_crawl_of_everything_sees_no_canary(hidden: Hidden, client: Client) -> None:
    words = [word for group in ("zapopan", "health") for word in hidden.secrets[group]]
    secrets = words + hidden.secrets["people"]
    seen, read = leaks(client, [*STARTS, *hidden.addresses, *questions(words)], secrets)
    assert not seen
    assert {200, 404, 410, 451} <= {answer.status for answer in read}
    assert any(answer.path.startswith("/datos/parques") and answer.status == 200 for answer in read)
    assert not [answer.path for answer in read if answer.status == 500]
    kept = [value for cache in caches.all() for value in cache._cache.values()]  # type: ignore[attr-defined]
    assert not [word for word in words for value in kept if word.encode() in value]


@pytest.mark.slow
def test_no_key_of_another_institution_sees_a_canary_of_zapopan(hidden: Hidden, rosa: Person) -> None:
    words = hidden.secrets["zapopan"]
    starts = [each for each in (*STARTS, *hidden.addresses) if each.startswith("/api/v1")]
    for scope in Scope.values:
        _row, key = create_key(by=rosa, name="guion", scopes=[scope])
        client = Client(headers={"Authorization": f"Bearer {key}"})
        read = [through(client)(path) for path in dict.fromkeys(starts)]
        assert not [f"{word} at {answer.path}" for answer in read for word in words if answer.tells(word)]
        told = {200, 404, 410, 451} if scope == Scope.READ else {403}
        assert told <= {answer.status for answer in read}


@pytest.mark.slow
def test_another_institution_sees_no_canary_of_zapopan(hidden: Hidden, rosa: Person) -> None:
    client = Client()
    client.force_login(rosa)
    words = hidden.secrets["zapopan"]
    seen, read = leaks(client, [*STARTS, *hidden.addresses, *questions(words)], words)
    assert not seen
    assert any(answer.tells("qzajenotitulowx") for answer in read)  # her own draft she does see


def test_error_pages_say_nothing_of_anything(hidden: Hidden) -> None:
    from amate.web.errors import error_page

    text = "".join(
        error_page(status).content.decode().lower()
        for status in (400, 403, 404, 410, 413, 429, 451, 500, 503)
    )
    assert not [word for group in hidden.secrets.values() for word in group if word.lower() in text]
