"""Tables of records that name their own values: objects of JSON, elements of XML."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from amate.ingest.head import unique_names
from amate.ingest.limits import MAX_COLUMNS
from amate.ingest.messages import listed, note, refuse
from amate.ingest.readers.json_stream import Number
from amate.ingest.repairs import is_missing
from amate.ingest.shop import Raw, RawColumn, Shop, staged_rows

Records = Callable[[], Iterable[tuple[int, dict[str, Any]]]]

# An object of more keys than this is a list of things in disguise, not a thing.
MOST_PARTS = 30


@dataclass
class Key:
    """What was seen under a key: the kinds of its values, and while all of them are objects, what is under theirs."""

    kinds: set[str] = field(default_factory=set)
    parts: dict[str, Key] | None = field(default_factory=dict)

    def see(self, value: object) -> None:
        if kind := _kind(value):
            self.kinds.add(kind)
        if isinstance(value, dict) and self.parts is not None:
            for part, inner in value.items():
                self.parts.setdefault(part, Key()).see(inner)
            self.parts = self.parts if len(self.parts) <= MOST_PARTS else None
        elif kind:
            self.parts = None


def records_table(
    name: str, filename: str, records: Records, shop: Shop, *, typed: bool = True
) -> Raw | None:
    """The table of records of (1-based number, values by key), which can be walked more than once; None without any.

    Objects inside become columns of their own, one level deep. typed: whether a value's class says what it is.
    """
    keys: dict[str, Key] = {}
    for _, record in records():
        for key, value in record.items():
            keys.setdefault(key, Key()).see(value)
        if len(keys) > MAX_COLUMNS:
            raise refuse("too-many-columns", file=filename, count=len(keys), limit=MAX_COLUMNS)
    if not keys:
        return None
    opens = shop.recipe.of(name).on("nested-objects")
    paths = dict(_columns(keys, opens))
    if len(paths) > MAX_COLUMNS:
        raise refuse("too-many-columns", file=filename, count=len(paths), limit=MAX_COLUMNS)
    rows = (
        (line, [_text(_at(record, path), key) for path, key in paths.items()]) for line, record in records()
    )
    relation = staged_rows(shop, rows, len(paths))
    names, renamed = unique_names([".".join(path) for path in paths])
    columns = tuple(
        RawColumn(column, f"c{at}", frozenset(key.kinds) if typed or "json" in key.kinds else None)
        for at, (column, key) in enumerate(zip(names, paths.values(), strict=True))
    )
    notes = [note("renamed-columns", count=len(renamed), example=listed(renamed))] if renamed else []
    if opened := list(dict.fromkeys(path[0] for path in paths if len(path) > 1)):
        parts = [".".join(path) for path in paths if path[0] == opened[0]]
        notes.append(
            note("nested-objects", count=len(opened), columns=listed(opened), example=listed(parts, 3))
        )
    return Raw(name, relation, columns, 0, "line::BIGINT", tuple(notes))


def _columns(keys: Mapping[str, Key], opens: bool) -> Iterator[tuple[tuple[str, ...], Key]]:
    for name, key in keys.items():
        if opens and key.parts:
            yield from (((name, part), inner) for part, inner in key.parts.items())
        else:
            yield (name,), key


def _at(record: Mapping[str, Any], path: tuple[str, ...]) -> object:
    value = record.get(path[0])
    return value if len(path) == 1 or value is None else value.get(path[1])


def _kind(value: object) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return "boolean"
        case float() if math.isnan(value):  # NaN, which some programs write for "no data"
            return None
        case int() | float():
            return "number"
        case str():
            return "missing" if is_missing(value.strip()) else "text"
        case _:
            return "json"


def _text(value: object, key: Key) -> str | None:
    if _kind(value) is None:
        return None
    if "json" in key.kinds:
        return json.dumps(value, ensure_ascii=False)
    match value:
        case bool():
            return "true" if value else "false"
        case Number():
            return value.text
        case _:
            return str(value)
