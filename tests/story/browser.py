"""A browser without JavaScript: it keeps cookies, follows links, fills in the forms of a page and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import BinaryIO
from urllib.parse import urljoin

import requests

from tests.safety.crawler import Answer, Fetch

Upload = tuple[str, BinaryIO]


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What a page offers: its forms with what they hold already, its links, its words."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.url, self.status, self.text = answer.url, answer.status_code, answer.text
        self.headers = answer.headers
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words = ""
        self._select = self._area = ""
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        name = named.get("name", "")
        if tag == "form":
            self.forms.append(Form(urljoin(self.url, named.get("action", "")), named.get("method", "get")))
        elif tag == "a":
            self.links.append((urljoin(self.url, named.get("href", "")), ""))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.forms[-1].values[name] = ""
        elif tag == "option" and self._select and "selected" in named:
            self.forms[-1].values[self._select] = named.get("value", "")
        elif tag == "input" and self.forms and name and _counts(named):
            self.forms[-1].values[name] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._area:
            self.forms[-1].values[self._area] += data
        if self.links:
            address, words = self.links[-1]
            self.links[-1] = (address, words + data)

    def form(self, ending: str) -> Form:
        """The form that is sent to an address with this ending."""
        return next(each for each in self.forms if each.method == "post" and each.action.endswith(ending))

    def link(self, part: str) -> str:
        """The first link whose address has this part."""
        return next(address for address, _words in self.links if part in address)


def _counts(named: dict[str, str]) -> bool:
    kind = named.get("type", "text")
    return kind not in {"file", "submit"} and (kind not in {"checkbox", "radio"} or "checked" in named)


class Browser:
    """One person's."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, address: str) -> Page:
        return Page(self.session.get(urljoin(self.origin, address), timeout=60))

    def send(self, page: Page, ending: str, file: Upload | None = None, **typed: str) -> Page:
        """Fill in a form of a page, as a person would, and send it."""
        form = page.form(ending)
        files = {"file": file} if file else None
        answer = self.session.post(
            form.action, form.values | typed, files=files, timeout=60, headers={"Referer": page.url}
        )
        return Page(answer)

    def bytes_of(self, address: str) -> bytes:
        answer = self.session.get(urljoin(self.origin, address), timeout=60)
        assert answer.status_code == 200
        return answer.content


def over_http(origin: str) -> Fetch:
    """Read as a crawler of the web does."""
    session = requests.Session()
    session.trust_env = False

    def fetch(path: str) -> Answer:
        answer = session.get(f"{origin}{path}", allow_redirects=False, timeout=60)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        return Answer(path, answer.status_code, headers, answer.content, kind)

    return fetch
