"""A page as a reader without a browser sees it: independent of our templates' own words."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "hr", "img", "use", "path", "rect", "circle"}


class Page(HTMLParser):
    """Text of every element, links, inputs, metas; `rows` are the body rows of all tables, cell by cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.metas: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self._in_cell = self._in_body = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, given))
        if tag == "a":
            self.links.append(given)
        if tag == "meta":
            self.metas[given.get("name", "")] = given.get("content", "")
        if tag == "input":
            self.inputs[given.get("name", "")] = given.get("value", "")
        if tag == "tbody":
            self._in_body = True
        if tag == "tr" and self._in_body:
            self.rows.append([])
        if tag in {"td", "th"} and self._in_body:
            self._in_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self._in_body = False
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._in_cell:
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def addresses(self) -> list[str]:
        return [link.get("href", "") for link in self.links]

    def column(self, number: int) -> list[str]:
        return [row[number].strip() for row in self.rows if len(row) > number]
