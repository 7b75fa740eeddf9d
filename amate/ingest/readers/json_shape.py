"""Where the tables of a JSON text are: every usual way in which programs wrap them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from amate.ingest.readers.json_stream import Tokens

# How deep tables are looked for: {"response": {"result": {"records": […]}}}.
DEEPEST = 4
# Keys under which a table keeps its heads, apart from its rows.
HEADS = ("columns", "fields", "headers", "header", "heads", "columnas", "encabezados", "campos")
# Of an array this many items are kept to look at.
_KEPT = 500


@dataclass(frozen=True)
class Shape:
    """What stands at one place. what: objects, arrays, scalars or mixed (all items of an array), object, scalar."""

    what: str
    length: int = 0
    first: tuple[Any, ...] = ()
    members: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A table: the keys that lead to it, how its rows are written, and its heads where they stand apart.

    how: objects, arrays; columns (an object of arrays of one length); numbered (an object of columns whose values
    stand under the numbers of their rows, as pandas writes them); one (a single object).
    """

    path: tuple[str, ...]
    how: str
    heads: tuple[str, ...] = ()


def shape_of(tokens: Tokens, deep: int = DEEPEST) -> Shape:
    """The shape of the next value, which is passed."""
    match tokens.peek():
        case "[":
            return _shape_of_array(tokens)
        case "{" if deep:
            return Shape("object", members={key: shape_of(tokens, deep - 1) for key in tokens.keys()})  # noqa: SIM118
        case "{":
            tokens.skip()
            return Shape("mixed")
        case _:
            tokens.value()
            return Shape("scalar")


def _shape_of_array(tokens: Tokens) -> Shape:
    seen: set[str] = set()
    first: list[Any] = []
    length = 0
    for item in tokens.items():
        seen.add("objects" if isinstance(item, dict) else "arrays" if isinstance(item, list) else "scalars")
        length += 1
        if len(first) < _KEPT:
            first.append(item)
    return Shape(seen.pop() if len(seen) == 1 else "mixed", length, tuple(first))


def places_in(shape: Shape) -> list[Place]:
    """The tables of a JSON text; none when it is a document."""
    if shape.what in ("objects", "arrays"):
        return [Place((), shape.what)] if shape.what == "objects" or _is_grid(shape) else []
    if shape.what != "object":
        return []
    return _places_under((), shape) or _alone(shape)


def _alone(shape: Shape) -> list[Place]:
    """The place of a single object of plain values, which is a table of one row."""
    plain = len(shape.members) > 1 and all(one.what == "scalar" for one in shape.members.values())
    return [Place((), "one")] if plain else []


def _places_under(path: tuple[str, ...], shape: Shape) -> list[Place]:
    """The tables of the shallowest object that has any."""
    level = [(path, shape)]
    while level:
        if found := [place for at, one in level for place in _places_of(at, one.members)]:
            return found
        level = [
            ((*at, key), inner)
            for at, one in level
            for key, inner in one.members.items()
            if inner.what == "object"
        ]
    return []


def _places_of(path: tuple[str, ...], members: Mapping[str, Shape]) -> Iterator[Place]:
    if _are_columns(members):
        yield Place(path, "columns")
        return
    if _are_numbered(members):
        yield Place(path, "numbered")
        return
    named = next((key for key in members if key.casefold() in HEADS and _heads_in(members[key])), None)
    tables = {key: one for key, one in members.items() if one.what in ("objects", "arrays") and one.length}
    rows = [key for key in tables if key != named]
    for key in rows:
        one = tables[key]
        heads = _heads_in(members[named]) if named and one.what == "arrays" else ()
        if one.what == "objects" or _fits(one, heads) or (not heads and _is_grid(one)):
            yield Place((*path, key), one.what, heads if _fits(one, heads) else ())
    if not rows and named in tables and members[named].what == "objects":
        # Fields and nothing they are the fields of: the fields themselves.
        yield Place((*path, named), "objects")


def _heads_in(shape: Shape) -> tuple[str, ...]:
    """The names in an array of texts, or of objects that have an id, a name or a label."""
    if shape.what == "scalars" and all(isinstance(name, str) for name in shape.first):
        return tuple(shape.first)
    if shape.what != "objects":
        return ()
    names = [
        next(
            (item[key] for key in ("id", "name", "fieldName", "label", "title", "nombre") if key in item),
            None,
        )
        for item in shape.first
    ]
    return tuple(map(str, names)) if None not in names else ()


def _fits(shape: Shape, heads: tuple[str, ...]) -> bool:
    return bool(heads) and all(len(row) <= len(heads) for row in shape.first)


def _is_grid(shape: Shape) -> bool:
    """Whether the first rows are of one width, wider than one, and of plain values."""
    widths = {len(row) for row in shape.first}
    plain = all(not isinstance(cell, list | dict) for row in shape.first for cell in row)
    return len(widths) == 1 and min(widths) > 1 and shape.length > 1 and plain


def _are_columns(members: Mapping[str, Shape]) -> bool:
    lengths = {one.length for one in members.values()}
    return len(members) > 1 and all(one.what == "scalars" for one in members.values()) and len(lengths) == 1


def _are_numbered(members: Mapping[str, Shape]) -> bool:
    """Whether every member holds plain values under the same numbers, from 0 on."""
    rows = [tuple(one.members) if one.what == "object" else () for one in members.values()]
    plain = all(value.what == "scalar" for one in members.values() for value in one.members.values())
    return (
        len(rows) > 1
        and len(set(rows)) == 1
        and rows[0] == tuple(map(str, range(len(rows[0])))) != ()
        and plain
    )
