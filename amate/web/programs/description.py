"""The description of the API (OpenAPI) as a page shows it: operations by subject, and the shapes that come and go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from amate.web.programs.words import OPERATIONS, TAGS

Document = Mapping[str, Any]
JSON_TYPES = {
    "string": "texto",
    "integer": "entero",
    "number": "número",
    "boolean": "sí o no",
    "object": "objeto",
    "null": "nulo",
}
FORMATS = {"uuid": "UUID", "date-time": "fecha y hora", "date": "fecha", "binary": "archivo"}
PLACES: Mapping[str, str] = {"path": "en la dirección", "query": "parámetro", "header": "encabezado"}
RANGES = {"minimum": "de {} en adelante", "maximum": "hasta {}", "maxLength": "hasta {} letras"}


@dataclass(frozen=True)
class Shape:
    """What a value may be, in words; `name` is the schema it leads to."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    shape: Shape
    says: str
    required: bool
    place: str = ""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked; `sends` and `answers` are the shapes of bodies, None when there is none."""

    id: str
    method: str
    path: str
    title: str
    says: str
    parameters: list[Field]
    sends: Shape | None
    answers: Shape | None
    status: str
    needs_key: bool
    scope: str = ""  # of a key, when one is sent

    @property
    def is_plain(self) -> bool:
        """Whether its address alone, without filling anything in, can be followed."""
        return (
            self.method == "GET" and not self.needs_key and not any(one.required for one in self.parameters)
        )


@dataclass(frozen=True)
class Subject:
    tag: str
    title: str
    operations: list[Operation]


class Description:
    """A document of OpenAPI 3.1 to be read by people."""

    def __init__(self, document: Document):
        self._document = document

    @cached_property
    def version(self) -> str:
        return str(self._document["info"]["version"])

    @cached_property
    def subjects(self) -> list[Subject]:
        """In the order of TAGS; what has another tag comes last, under its own name."""
        by_tag: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
        for path, methods in self._document["paths"].items():
            for method, said in methods.items():
                tag = (said.get("tags") or ["index"])[0]
                by_tag.setdefault(tag, []).append(self._operation(path, method, said))
        return [Subject(tag, TAGS.get(tag, tag), found) for tag, found in by_tag.items() if found]

    @cached_property
    def shapes(self) -> list[tuple[str, str, list[Field]]]:
        """Name, description and fields of each object that operations speak of."""
        return [
            (name, said.get("description", ""), list(self._fields(said)))
            for name, said in sorted(self._document["components"]["schemas"].items())
            if said.get("type") == "object"
        ]

    def _operation(self, path: str, method: str, said: Document) -> Operation:
        id = said["operationId"]
        status, success = next((code, one) for code, one in said["responses"].items() if code != "default")
        return Operation(
            id=id,
            method=method.upper(),
            path=path,
            title=OPERATIONS.get(id, said.get("summary", id)),
            says=said.get("description", ""),
            parameters=[_parameter(one) for one in said.get("parameters", ())],
            sends=_body(said.get("requestBody")),
            answers=_body(success),
            status=str(status),
            needs_key=bool(said.get("security")) and {} not in said["security"],
            scope=next((way["Key"][0] for way in said.get("security", ()) if way.get("Key")), ""),
        )

    def _fields(self, said: Document) -> Iterator[Field]:
        required = said.get("required", ())
        for name, one in said.get("properties", {}).items():
            yield Field(name, shape_of(one), one.get("description", ""), name in required)


def _parameter(said: Document) -> Field:
    return Field(
        name=said["name"],
        shape=shape_of(said["schema"]),
        says=said.get("description") or said["schema"].get("description", ""),
        required=said.get("required", False),
        place=PLACES[said["in"]],
    )


def _body(said: Document | None) -> Shape | None:
    """The first of its contents; the names of all when it is none of our schemas."""
    contents = (said or {}).get("content") or {}
    shapes = [shape_of(content.get("schema", {})) for content in contents.values()]
    named = next((shape for shape in shapes if shape.name), None)
    if named or not contents:
        return named
    return Shape(" · ".join(contents))


def shape_of(said: Document) -> Shape:
    """A schema in a few words."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return Shape(name, name)
    if several := said.get("anyOf") or said.get("oneOf"):
        shapes = [shape_of(one) for one in several]
        name = next((shape.name for shape in shapes if shape.name), "")
        return Shape(" o ".join(dict.fromkeys(shape.text for shape in shapes)), name)
    if said.get("allOf"):
        return shape_of(said["allOf"][0])
    if "enum" in said:
        return Shape(" · ".join(str(value) for value in said["enum"]))
    if said.get("type") == "array":
        inner = shape_of(said.get("items", {}))
        return Shape(f"lista de {inner.text}", inner.name)
    kind = FORMATS.get(said.get("format", "")) or JSON_TYPES.get(said.get("type", ""), "cualquier valor")
    limits = [text.format(f"{said[key]:,}") for key, text in RANGES.items() if said.get(key) is not None]
    usual = [f"{said['default']} si no se dice"] if said.get("default") not in (None, "", []) else []
    return Shape(", ".join([kind, *limits, *usual]))
