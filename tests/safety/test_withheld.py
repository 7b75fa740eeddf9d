"""A word hidden in forty workbooks, published by the real verbs: everyone reads everything, and nobody finds it."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from amate.catalog import usage
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset, Theme, Version
from amate.people.models import Person
from amate.publishing.actions import add_file, publish, upload
from amate.publishing.verify import verify
from amate.query.formats import FORMATS
from tests.cast import METADATA, Upload
from tests.ingest.hiding import PLACES, Hide, xlsx
from tests.safety.crawler import Answer, crawl, through
from tests.safety.test_canaries import ORIGIN, STARTS
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
WORD = "qzocultawx"
FEW = ("a hidden sheet", "a hidden row of an XLS", "a property of its own", "a hidden column of an ODS")


def place(name: str) -> tuple[str, Hide, str]:
    return next(each[1:] for each in PLACES if each[0] == name)


@pytest.fixture
def published(upload: Upload, ana: Person, environment: Theme) -> dict[str, Version]:
    """One dataset that holds every workbook, by where each hides the word."""
    return _published(upload, ana, environment, [each[0] for each in PLACES])


@pytest.fixture
def few(upload: Upload, ana: Person, environment: Theme) -> dict[str, Version]:
    return _published(upload, ana, environment, FEW)


def _published(
    upload: Upload, ana: Person, theme: Theme, places: list[str] | tuple[str, ...]
) -> dict[str, Version]:
    names = {name: place(name) for name in places}
    (first, (filename, hide, _)), *rest = names.items()
    versions = {first: upload(hide(WORD), f"p0_{filename}")}
    dataset = versions[first].resource.dataset
    for number, (name, (filename, hide, _)) in enumerate(rest, start=1):
        file = io.BytesIO(hide(WORD))
        versions[name] = add_file(by=ana, dataset=dataset, file=file, filename=f"p{number}_{filename}")
    run_waiting_jobs()
    edit_dataset(by=ana, dataset=dataset, title="Libros", theme=theme, **METADATA)
    publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    for version in versions.values():
        version.refresh_from_db()
    return versions


def addresses(version: Version) -> Iterator[str]:
    """Where the bytes of a version, or what was made of them, are or might be."""
    resource = version.resource
    yield from (resource.get_absolute_url(), version.get_absolute_url())
    yield from (f"/api/v1/versions/{version.public_id}", f"/api/v1/resources/{resource.public_id}")
    for table in version.tables.all():
        rows = f"/api/v1/tables/{table.public_id}/rows"
        yield from (rows, f"/api/v1/tables/{table.public_id}", table.get_absolute_url())
        yield from (f"{rows}.{form}{asked}" for form in FORMATS for asked in ("", "?_as_of=1"))
        for word in (WORD, WORD[:6]):
            yield from (f"{rows}?_q={word}", f"{table.get_absolute_url()}?_q={word}")


def found_in(answer: Answer, word: str = WORD) -> bool:
    """Whether an answer holds the word, packed as it may be."""
    if word in answer.path:  # an address that asks for it is answered with the question
        return answer.tells(word)
    return answer.tells(word) or any(word.lower().encode() in body.lower() for body in unpacked(answer.body))


def unpacked(body: bytes) -> Iterator[bytes]:
    yield body.replace(b"\x00", b"")
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            yield pack.comment
            yield from (pack.read(name).replace(b"\x00", b"") for name in pack.namelist())
    if body[:2] == b"\x1f\x8b":
        yield zlib.decompress(body, wbits=31)


@pytest.mark.slow
def test_nobody_else_finds_what_workbooks_hide(published: dict[str, Version], client: Client) -> None:
    dataset = next(iter(published.values())).resource.dataset
    pages = [f"/datos/{dataset.slug}{rest}" for rest in ("", ".atom", "/cita.bib", "/cita.json")]
    pages += [f"/api/v1/datasets?q={WORD}", f"/datos?q={WORD}", f"/oembed?url={settings.AMATE_URL}{pages[0]}"]
    known = [path for version in published.values() for path in addresses(version)]
    read = list(crawl(through(client), [*STARTS, *pages, *known], origin=ORIGIN, parameters=0))
    assert [answer.path for answer in read if found_in(answer)] == []
    assert [answer.path for answer in read if answer.status == 500] == []
    secrets = [version.sha256 for version in published.values()]
    told = [
        answer.path for answer in read for sha in secrets if sha in answer.text and sha not in answer.path
    ]
    assert told == []
    assert {version.state for version in published.values()} == {"published"}
    assert len([answer for answer in read if answer.status == 200]) > 10 * len(published)


def test_who_works_there_finds_it_in_the_originals(few: dict[str, Version], ana: Person) -> None:
    """Without this, that nobody else finds it would prove nothing."""
    client = Client()
    client.force_login(ana)
    read = [through(client)(version.get_absolute_url()) for version in few.values()]
    assert all(found_in(answer) for answer in read)


def test_each_original_is_withheld_with_its_reason(few: dict[str, Version]) -> None:
    codes = {name: [reason["code"] for reason in version.withheld] for name, version in few.items()}
    assert codes == {name: [place(name)[2]] for name in FEW}


@pytest.mark.parametrize("name", FEW)
def test_the_public_is_given_what_was_made_of_it(few: dict[str, Version], client: Client, name: str) -> None:
    version = few[name]
    for path in (version.resource.get_absolute_url(), version.get_absolute_url()):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer["Cache-Control"] == "private, no-store"
        assert version.sha256 not in str(answer.headers)
        given = client.get(answer["Location"])
        assert (given.status_code, given["Content-Type"].partition(";")[0]) == (200, "text/csv")
        assert b"Metropolitano" in b"".join(given.streaming_content)  # type: ignore[attr-defined]


def test_its_institution_and_the_stewards_are_given_the_original(
    few: dict[str, Version], luis: Person, rosa: Person, steward: Person
) -> None:
    version = few["a hidden sheet"]
    for person, status in ((luis, 200), (steward, 200), (rosa, 303)):
        client = Client()
        client.force_login(person)
        for path in (version.resource.get_absolute_url(), version.get_absolute_url()):
            answer = client.get(path)
            assert answer.status_code == status
            if status == 200:
                assert b"".join(answer.streaming_content) == version.path.read_bytes()  # type: ignore[attr-defined]
                assert answer["Cache-Control"] == "private, no-store"


def test_pages_say_that_it_is_withheld_and_why(few: dict[str, Version], client: Client, luis: Person) -> None:
    dataset = few["a hidden sheet"].resource.dataset
    page = client.get(f"/datos/{dataset.slug}").content.decode()
    assert page.count("El original no se ofrece") >= len(FEW)
    assert "No se ofrece al público porque trae 1 hoja oculta." in page
    for version in few.values():
        assert version.sha256[:16] not in page
        assert version.resource.get_absolute_url() not in page
    client.force_login(luis)
    mine = client.get(f"/datos/{dataset.slug}").content.decode()
    assert "Solo su institución puede descargar este original" in mine
    assert few["a hidden sheet"].resource.get_absolute_url() in mine
    desk = client.get(f"/mesa/conjuntos/{dataset.slug}/").content.decode()
    assert "Solo su institución puede descargar este original" in desk


def test_machines_are_told_too(few: dict[str, Version], client: Client) -> None:
    version = few["a hidden sheet"]
    document = client.get(f"/api/v1/versions/{version.public_id}").json()
    assert document["sha256"] is None
    assert document["withheld"] == [{"code": "hidden-sheet", "message": "trae 1 hoja oculta"}]
    assert client.get(document["file"].removeprefix(settings.AMATE_URL)).status_code == 200
    rows = client.get(f"/api/v1/tables/{version.tables.get().public_id}/rows").json()
    assert rows["version"]["sha256"] is None
    asked = client.get(f"/api/v1/tables/{version.tables.get().public_id}/rows?_as_of={version.sha256[:8]}")
    assert asked.status_code == 404
    feed = client.get(f"/datos/{version.resource.dataset.slug}.atom").content.decode()
    assert "rows.csv?_as_of=1" in feed
    assert version.sha256 not in feed


def test_what_hides_nothing_is_offered_as_it_came(
    upload: Upload, ana: Person, environment: Theme, client: Client
) -> None:
    version = upload(xlsx(lambda *_: None)(""), "libro.xlsx")
    dataset = edit_dataset(
        by=ana, dataset=version.resource.dataset, theme=environment, title="Libro", **METADATA
    )
    publish(by=ana, dataset=dataset)
    answer = client.get(version.resource.get_absolute_url())
    assert version.withheld == []
    assert b"".join(answer.streaming_content) == version.path.read_bytes()  # type: ignore[attr-defined]


def test_a_workbook_whose_sheets_are_all_hidden_or_empty_is_withheld(
    upload: Upload, ana: Person, environment: Theme, client: Client
) -> None:
    def hide(sheet: object, word: str) -> None:
        sheet.delete_rows(1, 9)  # type: ignore[attr-defined]
        other = sheet.parent.create_sheet("Nómina")  # type: ignore[attr-defined]
        other.append([word])
        other.sheet_state = "hidden"

    version = upload(xlsx(hide)(WORD), "libro.xlsx")
    dataset = edit_dataset(
        by=ana, dataset=version.resource.dataset, theme=environment, title="Libro", **METADATA
    )
    publish(by=ana, dataset=dataset)
    assert [reason["code"] for reason in version.withheld] == ["hidden-sheet"]
    answer = client.get(version.resource.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (303, f"/datos/{dataset.slug}#{version.resource.slug}")
    assert WORD not in client.get(f"/datos/{dataset.slug}").content.decode()


def test_a_column_that_a_recipe_leaves_out_withholds_the_original(
    upload: Upload, ana: Person, environment: Theme, client: Client
) -> None:
    version = upload("nombre,curp\r\nAna,qzocultawx\r\nEva,x\r\n", "personas.csv")
    dataset = edit_dataset(
        by=ana, dataset=version.resource.dataset, theme=environment, title="Dos", **METADATA
    )
    recipe = json.loads(json.dumps(version.recipe))
    next(c for c in recipe["tables"][0]["columns"] if c["head"] == "curp")["keep"] = False
    version.resource.recipe = recipe
    version.resource.save(update_fields=["recipe"])
    second = _next(ana, version, b"nombre,curp\r\nAna,qzocultawx\r\nEva,y\r\n")
    publish(by=ana, dataset=dataset, version=second)
    assert [reason["code"] for reason in second.withheld] == ["left-out-columns"]
    read = list(crawl(through(client), [f"/datos/{dataset.slug}", *addresses(second)], origin=ORIGIN))
    assert [answer.path for answer in read if found_in(answer)] == []


def _next(ana: Person, version: Version, content: bytes) -> Version:
    version.delete()
    new = upload(by=ana, resource=version.resource, file=io.BytesIO(content), filename=version.filename)
    run_waiting_jobs()
    new.refresh_from_db()
    return new


def test_downloads_of_what_is_given_instead_are_counted(few: dict[str, Version], client: Client) -> None:
    usage.flush()  # what the tests before asked for
    dataset = Dataset.objects.get()
    dataset.counts.all().delete()
    client.get(few["a hidden sheet"].resource.get_absolute_url())
    usage.flush()
    assert dataset.counts.get(what="download").times == 1


def test_the_store_is_whole_with_originals_withheld(few: dict[str, Version]) -> None:
    assert [fault for fault in verify() if fault.invariant != "I6"] == []
