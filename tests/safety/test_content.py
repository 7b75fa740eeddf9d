"""What people write is shown and never run: in pages, in the desk, in errors, in Markdown and in files."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from django.template import Context, Template
from django.test import Client

from amate.base import markdown
from amate.catalog.actions import edit_dataset, edit_resource, save_theme
from amate.catalog.models import Dataset
from amate.community.actions import report_error
from amate.people.actions import save_institution
from amate.people.models import Institution, Person
from amate.publishing.actions import publish
from tests.cast import METADATA, Upload
from tests.safety.conftest import ANA, NOBODY, Scene
from tests.safety.crawler import Answer, crawl, through
from tests.safety.payloads import MARKDOWN, XSS, alive
from tests.safety.routes import ROUTES
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"


def test_the_check_sees_what_is_alive() -> None:
    """A check that finds nothing anywhere proves nothing: written into a page raw, most payloads are alive."""
    found = [payload for payload in XSS if alive(f"<p>{payload}</p>")]
    assert len(XSS) >= 60
    assert len(found) >= 45
    assert not alive('<p>Hola</p><script src="/static/amate.js"></script><a href="/datos?q=on">x</a>')


@pytest.mark.parametrize("payload", MARKDOWN, ids=range(len(MARKDOWN)))
def test_markdown_never_comes_alive(payload: str) -> None:
    assert not alive(markdown.render(payload))
    assert not alive(markdown.render(f"Un texto.\n\n{payload}\n\nOtro **texto**."))


@pytest.mark.parametrize("payload", MARKDOWN, ids=range(len(MARKDOWN)))
def test_the_plain_text_of_markdown_is_text_and_is_escaped_where_it_is_shown(payload: str) -> None:
    shown = Template('{% load amate %}<p title="{{ x|plain }}">{{ x|plain }}</p>').render(
        Context({"x": payload})
    )
    assert not alive(shown)


def test_there_are_a_hundred_kinds_of_markdown_payload() -> None:
    assert len(set(MARKDOWN)) >= 100


BOMBS = [
    "[" * 50_000,
    "|a" * 20_000 + "\n" + "|-" * 20_000,
    "*" * 60_000,
    "> " * 30_000,
    "`" * 50_000,
    "![" * 30_000,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_long_markdown_is_cut_before_it_is_parsed(bomb: str) -> None:
    for shown in (markdown.render(f"{bomb}\n\nfinal"), markdown.plain(f"{bomb}\n\nfinal")):
        assert "final" not in shown


def test_html_inside_markdown_is_shown_as_it_was_typed() -> None:
    """The first of two walls; the payloads above would be stopped by either."""
    assert "&lt;em&gt;x&lt;/em&gt;" in markdown.render("<em>x</em>")


def test_of_markdown_only_known_tags_remain() -> None:
    """The second wall: an image would ask another site for something in every reader's name."""
    assert "<img" not in markdown.render("![x](http://malo.example/b.png)")


@pytest.fixture
def hostile(upload: Upload, ana: Person, zapopan: Institution) -> Dataset:
    """A published dataset whose every text is a payload, of an institution and a sector that are too."""
    save_institution(
        by=None, institution=zapopan, slug="zapopan", name=XSS[3], kind="municipio", description=XSS[15]
    )
    theme = save_theme(by=None, slug="sector", name=XSS[22], description=XSS[17])
    written = io.StringIO()
    clean = [text.replace("\x00", "") for text in XSS]
    rows = csv.writer(written)
    rows.writerow(["nombre", *clean[:20]])
    rows.writerows([start, *clean[start : start + 20]] for start in range(0, len(clean) - 19, 10))
    version = upload(written.getvalue(), '"><img src=x onerror=alert(1)>.csv')
    assert version.state == "ready", version.report
    dataset, resource = version.resource.dataset, version.resource
    words = {"title": f"{XSS[5]} {XSS[43]}", "description": "\n\n".join(clean), "contact_name": XSS[16]}
    more = {"keywords": [XSS[0], XSS[44], XSS[63]], "quality": XSS[19], "theme": theme}
    edit_resource(by=ana, resource=resource, title=XSS[18], description="\n\n".join(clean[:30]))
    dataset = edit_dataset(by=ana, dataset=dataset, **METADATA | words | more)
    publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    report_error(dataset=dataset, text="\n".join(clean)[:3000], email="")
    return dataset


def dead(read: list[Answer]) -> list[str]:
    """Faults of the pages that were read, each with its address."""
    return [
        f"{answer.path}: {fault}"
        for answer in read
        if answer.media_type == "text/html"
        for fault in alive(answer.text)
    ]


def is_page(path: str) -> bool:
    return not path.startswith(("/api/", "/archivos/", "/mesa/"))


@pytest.mark.slow
def test_nothing_that_people_wrote_runs_in_public_pages(hostile: Dataset, client: Client) -> None:
    asked = [f"/datos?q={payload}" for payload in map(quoted, XSS)]
    asked += [
        f"/datos?{name}={quoted(XSS[3])}" for name in ("sector", "etiqueta", "pagina", "orden", "institucion")
    ]
    table = hostile.resources.get().current.tables.get().get_absolute_url()
    asked += [f"{table}?{quoted(text)}={quoted(text)}" for text in XSS[:25]]
    asked += [
        f"{table}?{name}={quoted(XSS[3])}"
        for name in ("_sort", "_columns", "_after", "_page", "_q", "columna")
    ]
    asked += [f"/{quoted(text)}" for text in XSS[:20]]
    read = list(crawl(through(client), ["/", *asked], origin=ORIGIN, follow=is_page))
    assert not dead(read)
    assert any("alert(1)" in answer.text and answer.path.startswith("/datos/") for answer in read)
    assert not [answer.path for answer in read if answer.status == 500]


def quoted(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.slow
def test_nothing_that_people_wrote_runs_at_the_desk(hostile: Dataset, ana: Person, steward: Person) -> None:
    steward.name = XSS[3]
    steward.save()
    for person in (ana, steward):
        client = Client()
        client.force_login(person)
        starts = [
            "/mesa/",
            "/mesa/reportes/",
            f"/mesa/conjuntos/{hostile.slug}/",
            f"/mesa/?q={quoted(XSS[3])}",
            f"/mesa/entrar/?next={quoted(XSS[3])}",
            hostile.get_absolute_url(),
            f"/instituciones/{hostile.institution.slug}",
        ]
        desk = list(
            crawl(through(client), starts, origin=ORIGIN, follow=lambda path: path.startswith("/mesa/"))
        )
        assert not dead(desk)
        assert any("alert(1)" in answer.text for answer in desk)
        assert len(desk) >= 20


def test_forms_that_come_back_show_what_was_typed_as_text(hostile: Dataset, ana: Person) -> None:
    client = Client()
    client.force_login(ana)
    pages = [
        client.post(
            f"/mesa/conjuntos/{hostile.slug}/", dict.fromkeys(("title", "temporal", "revision"), XSS[3])
        ),
        client.post("/mesa/llaves/", {"name": XSS[3], "days": XSS[3]}),
        client.post("/mesa/equipo/zapopan/", {"email": XSS[3], "role": XSS[3]}),
        client.post(f"/datos/{hostile.slug}/reportar", {"email": XSS[3], "text": XSS[3], "token": XSS[3]}),
        Client().post("/mesa/entrar/", {"login": XSS[3], "password": "x", "next": XSS[3]}),
        client.post("/mesa/", {"file": io.BytesIO(b"\x00\x01")}),
    ]
    assert not [fault for page in pages for fault in alive(page.content.decode())]


def test_the_api_answers_as_data_and_never_as_a_page(hostile: Dataset, client: Client) -> None:
    starts = ["/api/v1", f"/api/v1/datasets?q={quoted(XSS[3])}", f"/api/v1/{quoted(XSS[3])}"]
    api = list(crawl(through(client), starts, origin=ORIGIN, follow=lambda path: path.startswith("/api/")))
    assert len(api) > 10
    assert not [answer.path for answer in api if "html" in answer.media_type]
    assert not [answer.path for answer in api if "X-Content-Type-Options: nosniff" not in answer.headers]


# How every answer of every route is dressed.

FILES = re.compile(r"^/(archivos/|datos/[^/]+/[^/]+/[^/]+\.csv$)")


@pytest.fixture(scope="module")
def remembered() -> dict[str, list[Answer]]:
    """Empty until somebody asks for the answers: they outlive the database that gave them."""
    return {}


@pytest.fixture
def answers(request: pytest.FixtureRequest, remembered: dict[str, list[Answer]]) -> dict[str, list[Answer]]:
    """What every route says to a GET of nobody and of Ana, for every state."""
    if not remembered:
        remembered |= answered(request.getfixturevalue("scene"))
    return remembered


def answered(scene: Scene) -> dict[str, list[Answer]]:
    return {
        name: [
            through(scene.client(name))(route.path.format(**scene.addresses[state]))
            for route in ROUTES.values()
            for state in scene.addresses
            if state == "published" or "{" in route.path
        ]
        for name in (NOBODY, ANA)
    }


def test_every_answer_is_dressed(answers: dict[str, list[Answer]]) -> None:
    every = [answer for found in answers.values() for answer in found]
    lacking = [answer.path for answer in every if "X-Content-Type-Options: nosniff" not in answer.headers]
    assert not lacking
    pages = [answer for answer in every if answer.media_type == "text/html"]
    assert len(pages) > 100
    bare = [answer.path for answer in pages if "Content-Security-Policy: " not in answer.headers]
    assert not bare
    loose = [answer.path for answer in every if re.search(r"unsafe-(inline|eval)", answer.headers)]
    assert not loose
    assert not [answer.path for answer in pages if "default-src 'none'" not in answer.headers]


def test_no_page_holds_a_script_or_a_style_of_its_own(answers: dict[str, list[Answer]]) -> None:
    assert not dead([answer for found in answers.values() for answer in found])


NAMES = r'rel="(canonical|alternate)"'  # they name the portal's own address; nothing is asked for


def test_no_page_asks_anything_of_another_site(answers: dict[str, list[Answer]]) -> None:
    pages = [each for found in answers.values() for each in found if each.media_type == "text/html"]
    asked = r"<(?:script|link|img|source|use)[^>]*(?:src|href)=\"(?:https?:)?//[^\"]+"
    found = {(page.path, each) for page in pages for each in re.findall(asked, page.text)}
    assert not {(path, each) for path, each in found if not re.search(NAMES, each)}


def test_nobody_gets_a_cookie(scene: Scene) -> None:
    given = []
    for route in ROUTES.values():
        if "GET" not in route.rules or route.path.startswith("/mesa/"):
            continue
        client = scene.client(NOBODY)
        client.get(route.path.format(**scene.addresses["published"]))
        given += [route.path] if client.cookies else []
    assert not given


def test_files_of_people_are_kept_apart(answers: dict[str, list[Answer]]) -> None:
    files = [
        each for found in answers.values() for each in found if FILES.match(each.path) and each.status == 200
    ]
    assert len(files) >= 4
    for answer in files:
        assert "Content-Disposition: attachment" in answer.headers, answer.path
        assert re.search(r"Content-Security-Policy: .*sandbox", answer.headers), answer.path
        assert answer.media_type != "text/html"


@pytest.mark.parametrize(
    "name", ["pagina.html", "dibujo.svg", "documento.xhtml", "hoja.xml", "nota.txt", "x.pdf"]
)
def test_a_page_that_somebody_uploads_as_data_is_a_download(
    upload: Upload, ana: Person, client: Client, name: str
) -> None:
    version = upload("<script>alert(1)</script>\n<svg onload=alert(1)>\n", name)
    client.force_login(ana)
    answer = client.get(version.get_absolute_url())
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
