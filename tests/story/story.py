"""What the characters of the long story share, what is proved after each step, and what they all know how to do."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import quote

from tests.base.outside import eventually
from tests.conftest import REAL
from tests.safety.crawler import MOST, crawl
from tests.story.browser import Browser, Page, over_http
from tests.story.portal import Portal

STEWARD, ANA, LUIS = "responsable@jalisco.example", "ana@zapopan.example", "luis@zapopan.example"
PASSWORD = "una clave larga para el cuento"
OURS = ("/instituciones/zapopan", "/instituciones/zapopan.atom", "/api/v1/institutions/zapopan")
NEXT_ROW = ["Parque Nuevo ", "(33) 0000-0000", "", "Calle 1", "", "Abrió este mes.", "20.7", "-103.4"]
MADE = [
    ["Nombre", "Telefono 1", "Telefono 2", "Domicilio", "Horario", "Descripcion", "Latitud", "Longitud"],
    ["Agua Azul ", "(33) 3619-0328", "", "Calzada", "Lunes", "Con “comillas”\rde Mac", "20.66", "-103.34"],
    ["Ávila Camacho", "(33) 3824-0100", "", "Av. Ávila", "Martes", "Corto", "20.69", "-103.36"],
    *(
        [f"Parque {n}", f"(33) 3600-{n:04}", "", "Calle", "Diario", "x", f"20.{n}", f"-103.{n}"]
        for n in range(10, 59)
    ),
]


def written(rows: list[list[str]]) -> bytes:
    """As an old Mac writes: Mac Roman, lines that end in CR."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r").writerows(rows)
    return text.getvalue().encode("mac_roman")


def read(content: bytes, encoding: str) -> list[list[str]]:
    """An independent reading: Python's own csv."""
    text = content.decode(encoding)
    return [
        [re.sub(r"\s+", " ", cell).strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""))
    ]


class Story:
    """What the characters share, and what is proved after each step."""

    def __init__(self, folder: Path) -> None:
        self.portal = Portal(folder / "portal")
        self.portal.home.mkdir()
        self.folder = folder
        shared = REAL / "zapopan_parques.csv"
        self.file = shared.read_bytes() if shared.exists() else written(MADE)
        self.next_file = self.file.rstrip(b"\r") + b"\r" + written([NEXT_ROW])
        self.secrets = [ANA, LUIS, STEWARD, PASSWORD]
        self.hidden: list[str] = []
        self.dataset = self.table = self.key = self.visited = ""
        self.institution = 0
        self.supports = self.bad = self.pinned = self.seen = (
            ""  # the dataset of chapter four, and its log from outside
        )
        self.elsewhere = self.portal

    def proved(self, *, whole: bool = False) -> None:
        """Nothing lost, nothing shown that should not be. Row by row, order by order and filter by filter only when
        it is asked for the whole: else one of each kind of every thing.
        """
        assert "Todo está en orden" in self.portal.amate("verify")
        starts = [
            "/",
            "/datos",
            "/api/v1",
            "/api/v1/openapi.json",
            "/robots.txt",
            "/nada",
            *OURS,
            *self.hidden,
        ]
        starts += [
            f"{place}?q={quote(word)}" for place in ("/datos", "/api/v1/datasets") for word in self.secrets
        ]
        read = over_http(self.portal.origin)
        answers = list(crawl(read, starts, origin=self.portal.origin, alike=MOST if whole else 1))
        seen = [f"{word} at {each.path}" for each in answers for word in self.secrets if each.tells(word)]
        assert not seen, seen
        failed = [each.path for each in answers if each.status >= 500]
        assert not failed, f"{failed[:5]}\n{self.portal.log[-3_000:]}"
        assert not [
            word for word in (STEWARD, ANA, LUIS, PASSWORD, self.key) if word and word in self.portal.log
        ]


def signed_in(story: Story, email: str) -> Browser:
    browser = Browser(story.portal.origin)
    page = browser.send(browser.open("/mesa/entrar/"), "/mesa/entrar/", login=email, password=PASSWORD)
    assert page.url.endswith("/mesa/"), page.words
    return browser


def joins(story: Story, name: str, email: str, role: str) -> None:
    """A steward makes an account in Zapopan; whoever it is for chooses a password by the link of a letter."""
    steward = signed_in(story, STEWARD)
    new = steward.open("/mesa/portal/personas/nuevo/")
    chosen = re.search(r'<option value="(\d+)"[^>]*>[^<]*Zapopan', new.text)
    assert chosen
    saved = steward.send(new, "/nuevo/", name=name, email=email, institution=chosen[1], role=role)
    assert saved.url.endswith("/mesa/portal/personas/"), saved.words
    story.institution = int(chosen[1])
    link = re.search(r"https?://\S+", story.portal.letter(email))
    assert link
    browser = Browser(story.portal.origin)
    door = browser.open(link[0])
    place = door.url.removeprefix(story.portal.origin)
    assert browser.send(door, place, password1=PASSWORD, password2=PASSWORD).status == 200


def once_read(browser: Browser, page: Page) -> Page:
    """The workspace when its newest file has been read."""
    assert "/mesa/conjuntos/" in page.url, page.words
    pages: list[Page] = []

    def read_it() -> bool:
        pages.append(browser.open(page.url))
        return 'http-equiv="refresh"' not in pages[-1].text

    assert eventually(read_it, 60)
    return pages[-1]


def first_choice(page: Page, name: str) -> str:
    found = re.search(rf'<select[^>]*name="{name}".*?<option value="([^"]+)"', page.text, re.DOTALL)
    assert found
    return found[1]


def path_of(story: Story, page: Page) -> str:
    return page.url.removeprefix(story.portal.origin)


def theme_of(story: Story) -> str:
    return str(asked(story, "GET", "/themes")["results"][0]["slug"])


def asked(
    story: Story, method: str, path: str, *, body: object = None, content: bytes = b""
) -> dict[str, object]:
    """What the API answers to a program with Ana's key."""
    address = path if path.startswith("http") else f"{story.portal.origin}/api/v1{path}"
    headers = {"Authorization": f"Bearer {story.key}"} if story.key else {}
    headers["Content-Type"] = "application/octet-stream" if content else "application/json"
    data = content or (json.dumps(body).encode() if body is not None else None)
    answer = Browser(story.portal.origin).session.request(
        method, address, data=data, headers=headers, timeout=60
    )
    assert answer.ok, answer.text
    return dict(answer.json())
