"""XML of records: the elements that repeat under one parent are the rows, what is in them the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from amate.ingest.readers.records import records_table
from amate.ingest.readers.xml_stream import Event, events, utf8_of
from amate.ingest.shop import Raw, Shop

# Roots of documents that are no tables, though things repeat in them.
DOCUMENTS = frozenset(
    [
        *("rdf", "kml", "svg", "gpx", "osm", "featurecollection", "wfs_capabilities", "wms_capabilities"),
        *(
            "getrecordsresponse",
            "md_metadata",
            "metadata",
            "feed",
            "rss",
            "html",
            "schema",
            "stylesheet",
            "transform",
        ),
        *(
            "document",
            "document-content",
            "package",
            "types",
            "relationships",
            "comprobante",
            "opml",
            "ncx",
            "tei",
        ),
        *("article", "book", "project", "mapcontext", "sld", "styledlayerdescriptor", "qgis", "worddocument"),
    ]
)
# How deep the first element that repeats is looked for: answers of SOAP wrap their records four times.
_DEEPEST = 8
# Attributes that speak of the document and not of the thing.
_OF_XML = ("nil", "type", "schemaLocation", "noNamespaceSchemaLocation", "space")


@dataclass
class Node:
    """What was seen of the elements at one path: how many under one parent at most, whether they hold anything."""

    most: int = 0
    has_attributes: bool = False
    has_text: bool = False
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def is_mixed(self) -> bool:
        """Whether text runs between elements, here or below: prose, not data."""
        return bool(self.has_text and self.children) or any(
            child.is_mixed for child in self.children.values()
        )

    @property
    def is_record(self) -> bool:
        return self.most > 1 and bool(self.children or self.has_attributes) and not self.is_mixed


def read_xml(path: Path, filename: str, name: str, shop: Shop) -> tuple[list[Raw], str]:
    """The tables of an XML document, none when it is no list of records; and its encoding."""
    path, encoding = utf8_of(path, shop)
    places = _places(_survey(path, filename))
    found = []
    for place in places:
        called = name if len(places) == 1 else place[-1]
        if raw := records_table(
            called, filename, partial(_records, path, filename, place), shop, typed=False
        ):
            found.append(raw)
    return found, encoding


def _survey(path: Path, filename: str) -> Node:
    """What stands where in the document; its children hold the root."""
    top = Node()
    stack: list[tuple[Node, Counter[str]]] = [(top, Counter())]
    for what, name, attributes in events(path, filename):
        node, seen = stack[-1]
        if what == "start":
            seen[name] += 1
            child = node.children.setdefault(name, Node())
            child.most = max(child.most, seen[name])
            child.has_attributes = child.has_attributes or bool(attributes)
            stack.append((child, Counter()))
        elif what == "end":
            stack.pop()
        elif not node.has_text and not name.isspace():
            node.has_text = True
    return top


def _places(top: Node) -> list[tuple[str, ...]]:
    """The paths of the elements that are records: those that repeat nearest to the root."""
    level: list[tuple[tuple[str, ...], Node]] = [((), top)]
    if any(root.casefold() in DOCUMENTS for root in top.children):
        return []
    for _ in range(_DEEPEST):
        level = [((*at, name), child) for at, node in level for name, child in node.children.items()]
        if found := [at for at, node in level if node.is_record]:
            return found
    return []


def _records(path: Path, filename: str, place: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number, values) of each element at the path."""
    walk = events(path, filename)
    stack: list[str] = []
    number = 0
    for event in walk:
        if event.what == "start":
            stack.append(event.name)
            if len(stack) == len(place) and tuple(stack) == place:
                number += 1
                value = _value(event, walk)
                stack.pop()
                yield number, value if isinstance(value, dict) else {"valor": value}
        elif event.what == "end":
            stack.pop()


def _value(start: Event, walk: Iterator[Event]) -> Any:
    """The element whose start was just met: its text, or its parts by name, a list where one repeats."""
    own = {key: value for key, value in start.attributes.items() if key not in _OF_XML and key != "xmlns"}
    parts: dict[str, Any] = {}
    text: list[str] = []
    for event in walk:
        if event.what == "text":
            text.append(event.name)
        elif event.what == "end":
            break
        else:
            name, value = _named(event, walk)
            parts[name] = [*_as_list(parts[name]), value] if name in parts else value
    said = "".join(text).strip()
    if not parts and not own:
        return said or None
    return {**own, **parts, **({"valor": said} if said else {})}


def _named(start: Event, walk: Iterator[Event]) -> tuple[str, Any]:
    """A part and its name; databases write `<field name="clave">14039</field>`."""
    value = _value(start, walk)
    if set(start.attributes) - {"nil", "type"} == {"name"} and set(value) <= {"name", "valor"}:
        return start.attributes["name"], value.get("valor")
    return start.name, value


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
