"""JSON and NDJSON: its tables, whichever way they are wrapped; values keep the digits that they were written with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from amate.ingest.messages import refuse
from amate.ingest.readers.grids import Cell, Grid, grid_tables
from amate.ingest.readers.json_shape import Place, places_in, shape_of
from amate.ingest.readers.json_stream import Number, Tokens, decoded
from amate.ingest.readers.named import Number as Digits
from amate.ingest.readers.named import named_table
from amate.ingest.readers.records import records_table
from amate.ingest.readers.xml_stream import utf8_of
from amate.ingest.repairs import is_missing
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.kinds import KINDS

Items = Callable[[], Iterable[tuple[int, Any]]]


def read_objects(path: Path, filename: str, name: str, kind: str, shop: Shop) -> tuple[list[Raw], str]:
    """The tables of a JSON or NDJSON file, none when it is a document; and its encoding."""
    path, encoding = utf8_of(path, shop)
    try:
        raws = _lines(path, filename, name, shop) if kind == "ndjson" else _places(path, filename, name, shop)
    except (ValueError, RecursionError) as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error
    return raws, encoding


def _lines(path: Path, filename: str, name: str, shop: Shop) -> list[Raw]:
    def values() -> Iterator[tuple[int, Any]]:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, decoded(line)

    if all(isinstance(value, list) for _, value in values()):
        return grid_tables(name, filename, _grid(values), shop)
    return _if_any(
        records_table(name, filename, lambda: ((n, _object(value)) for n, value in values()), shop)
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"valor": value}


def _places(path: Path, filename: str, name: str, shop: Shop) -> list[Raw]:
    with path.open(encoding="utf-8-sig") as file:
        tokens = Tokens(file)
        places = places_in(shape_of(tokens))
        tokens.end()
    called = name if len(places) == 1 else ""
    return [raw for place in places for raw in _tables(path, place, filename, called or place.path[-1], shop)]


def _if_any(raw: Raw | None) -> list[Raw]:
    return [raw] if raw else []


def _tables(path: Path, place: Place, filename: str, name: str, shop: Shop) -> list[Raw]:
    def items() -> Iterator[tuple[int, Any]]:
        with path.open(encoding="utf-8-sig") as file:
            yield from enumerate(Tokens(file).items_at(place.path), start=1)

    match place.how:
        case "objects":
            return _if_any(records_table(name, filename, items, shop))
        case "arrays" if place.heads:
            width = len(place.heads)
            rows = (
                (line, [_value(cell) for cell in (*row, *[None] * (width - len(row)))])
                for line, row in items()
            )
            return _if_any(named_table(name, filename, place.heads, rows, shop))
        case "arrays":
            return grid_tables(name, filename, _grid(items), shop)
        case _:
            whole = _whole(path, place)
            return _if_any(records_table(name, filename, lambda: enumerate(whole, start=1), shop))


def _whole(path: Path, place: Place) -> list[dict[str, Any]]:
    """The records of a single object, or of an object of columns: neither can be read piece by piece."""
    found = _within(decoded(path.read_text(encoding="utf-8-sig")), place.path)
    if place.how == "one":
        return [found]
    columns = [one.values() if place.how == "numbered" else one for one in found.values()]
    return [dict(zip(found, values, strict=True)) for values in zip(*columns, strict=True)]


def _within(value: Any, path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        value = value[key]
    found: dict[str, Any] = value
    return found


def _grid(items: Items) -> Grid:
    return lambda: ((line, [_cell(value) for value in row]) for line, row in items())


def _cell(value: object) -> Cell:
    match value:
        case None | "":
            return "", ""
        case bool():
            return str(value).lower(), "boolean"
        case Number():
            return value.text, "number"
        case int() | float():
            return str(value), "number"
        case str():
            return value, "missing" if is_missing(value.strip()) else "text"
        case _:
            return json.dumps(value, ensure_ascii=False), "text"


def _value(value: object) -> object:
    """A value as a named table takes it."""
    match value:
        case Number():
            return Digits(value.text)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return value
