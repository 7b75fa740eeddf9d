"""A reader who follows every link of the portal and remembers all that was said: bodies, headers, addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote_plus, urljoin, urlsplit

from django.test import Client

LEADING = {"href", "src", "action", "data-href", "hx-get"}
IN_TEXT = re.compile(r"(?:https?://[^\s\"'<>\\]+|(?<=\")/[a-z][^\s\"'<>\\]*)")
MOST = 4_000  # pages; a portal of a few datasets has fewer


@dataclass(frozen=True)
class Answer:
    """One thing that was read, at `path`."""

    path: str
    status: int
    headers: str
    body: bytes
    media_type: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def tells(self, secret: str) -> bool:
        """Whether it says a secret that its own address does not say already."""
        if secret.lower() in unquote_plus(self.path).lower():
            return False
        return secret.lower() in f"{self.headers}\n{self.text}".lower()


Fetch = Callable[[str], Answer]


def crawl(
    fetch: Fetch,
    starts: Iterable[str],
    *,
    origin: str,
    parameters: int = 1,
    alike: int = MOST,
    follow: Callable[[str], bool] = lambda path: True,
) -> Iterator[Answer]:
    """Everything reachable from some addresses, each once, of the paths to `follow`; of filtered pages those with few
    `parameters`.

    alike: how many of the addresses of one kind (`kind_of`), as the rows of a table are.
    """
    waiting, seen, kinds = list(starts), set(starts), Counter[str]()
    while waiting:
        answer = fetch(waiting.pop())
        yield answer
        for path in sorted(paths_in(answer, origin)):
            few = len(parse_qsl(urlsplit(path).query)) <= parameters
            if path not in seen and few and follow(path):
                seen.add(path)
                kinds[kind_of(path)] += 1
                if kinds[kind_of(path)] <= alike:
                    waiting.append(path)
        assert len(seen) <= MOST, "the crawl has no end"


def kind_of(path: str) -> str:
    """An address without the names of institutions, themes and places, the numbers that stand alone in it and the
    values of its parameters: `/filas/7?_as_of=2` is of the kind of `/filas/9?_as_of=1`.
    """
    place, _mark, query = path.partition("?")
    place = re.sub(r"(?<=/)\d+(?=/|$)", "0", place)
    place = re.sub(r"(?<=/)(instituciones|temas|institutions)/[-\w]+", r"\1/x", place)
    return f"{place}?{re.sub(r'=[^&]*', '', query)}"


def paths_in(answer: Answer, origin: str) -> set[str]:
    """Paths on this host that an answer names, however it names them."""
    found = re.findall(r"(?im)^(?:location|content-location|link): ?<?([^>\s]+)", answer.headers)
    if answer.media_type == "text/html":
        found += _Links(answer.text).found
    elif "json" in answer.media_type:
        found += IN_TEXT.findall(answer.text)
    whole = (urlsplit(urljoin(f"{origin}{answer.path}", each)) for each in found if "{" not in each)
    here = (each for each in whole if f"{each.scheme}://{each.netloc}" == origin)
    return {f"{each.path}?{each.query}" if each.query else each.path for each in here}


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form" and dict(attrs).get("method", "get") == "post":
            return  # the crawler reads, it does not write
        self.found += [
            value for name, value in attrs if value and (name in LEADING or _is_address(name, value))
        ]


def _is_address(name: str, value: str) -> bool:
    """Of what a head says of its page, the addresses."""
    return name == "content" and value.startswith(("/", "http"))


def through(client: Client) -> Fetch:
    """Read with Django's test client."""

    def fetch(path: str) -> Answer:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        return Answer(path, answer.status_code, headers, body, answer.get("Content-Type", "").split(";")[0])

    return fetch
