"""JSON and NDJSON: an array of objects is a table; its values keep the digits that they were written with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from amate.ingest.head import unique_names
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import listed, note, refuse
from amate.ingest.readers.json_stream import Number, Tokens, decoded
from amate.ingest.repairs import is_missing
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows
from amate.ingest.sniff.encoding import ALREADY_UTF8, encoding_of, to_utf8
from amate.ingest.sniff.kinds import KINDS

Objects = Callable[[], Iterator[tuple[int, dict[str, Any]]]]


def read_objects(path: Path, filename: str, name: str, kind: str, shop: Shop) -> tuple[Raw | None, str]:
    """The table of a JSON or NDJSON file, None when it holds no array of objects; and its encoding."""
    encoding = encoding_of(path)
    if encoding not in ALREADY_UTF8:
        source, path = path, shop.path(".utf8")
        to_utf8(source, encoding, path)
    try:
        objects = _lines(path) if kind == "ndjson" else _array(path)
        return (_table(objects, filename, name, shop) if objects else None), encoding
    except (ValueError, RecursionError) as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error


def _lines(path: Path) -> Objects:
    def objects() -> Iterator[tuple[int, dict[str, Any]]]:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _object(decoded(line))

    return objects


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"valor": value}


def _array(path: Path) -> Objects | None:
    """The objects of the top array, or of the only array of objects in the top object."""
    with path.open(encoding="utf-8-sig") as file:
        tokens = Tokens(file)
        if tokens.peek() == "[":
            inside = [""] if tokens.passes_objects() else []
        else:
            inside = [key for key, is_table in tokens.members() if is_table]
        tokens.end()
    if len(inside) != 1:
        return None

    def objects() -> Iterator[tuple[int, dict[str, Any]]]:
        with path.open(encoding="utf-8-sig") as file:
            yield from enumerate(Tokens(file).items_of(inside[0]), start=1)

    return objects


def _table(objects: Objects, filename: str, name: str, shop: Shop) -> Raw | None:
    kinds: dict[str, set[str]] = {}
    for _, item in objects():
        for key, value in item.items():
            if kind := _kind(value):
                kinds.setdefault(key, set()).add(kind)
            else:
                kinds.setdefault(key, set())
        if len(kinds) > MAX_COLUMNS:
            raise refuse("too-many-columns", file=filename, count=len(kinds), limit=MAX_COLUMNS)
    if not kinds:
        return None
    rows = ((line, [_text(item.get(key), kinds[key]) for key in kinds]) for line, item in objects())
    relation = staged_rows(shop, rows, len(kinds))
    names, renamed = unique_names(list(kinds))
    columns = tuple(
        RawColumn(name, f"c{at}", frozenset(kinds[key]))
        for at, (name, key) in enumerate(zip(names, kinds, strict=True))
    )
    notes = (note("renamed-columns", count=len(renamed), example=listed(renamed)),) if renamed else ()
    return Raw(name, relation, columns, 0, "line::BIGINT", notes)


def _kind(value: object) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "missing" if is_missing(value.strip()) else "text"
        case _:
            return "json"


def _text(value: object, kinds: set[str]) -> str | None:
    if value is None:
        return None
    if "json" in kinds:
        return json.dumps(value, ensure_ascii=False)
    match value:
        case bool():
            return "true" if value else "false"
        case Number():
            return value.text
        case _:
            return str(value)
