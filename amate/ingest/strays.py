"""Identifiers of persons in columns that mean something else: one pass that looks from afar, then check digits on hits.

All of it is SQL over the whole table. What from afar looks like none of them costs one regular expression a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amate.ingest.recognise.identifiers import (
    APART,
    BANKS,
    CALLED,
    CURP_LETTERS,
    DAY,
    LOOSE,
    NOBODY,
    RFC_LETTERS,
)
from amate.ingest.recognise.names import says
from amate.ingest.recognise.personal import MAILS
from amate.ingest.shop import Shop, identifier, quoted

SHORTEST = 11  # characters of any of them
EXAMPLES, LINES = 3, 20
# Where fewer of what is built like one have the right check digit, they are something else with as many digits.
ENOUGH = 0.5
_HOSTS = "|".join(sorted(MAILS))
_MAIL = rf"[\w.+-]{{1,64}}@(?:{_HOSTS})(?:\.[\w-]+)+"
# What all have in common with little else: letters and a date, many digits after a word that calls them, a letter box.
_FROM_AFAR = "|".join(
    (
        rf"[A-ZÑ&]{{4}}{APART}?{DAY}{APART}?[0-9A-Z]",
        rf"(?:{'|'.join(CALLED.values())})[^0-9].*[0-9](?:{APART}?[0-9]){{10}}",
        rf"[0-9](?:{APART}?[0-9]){{17}}",
        rf"@(?:{_HOSTS})\.",
    )
)
_NUMBERS = frozenset({"clabe", "nss"})
NAMED = {
    "clabe": ("clabe", "interbancaria", "cuenta", "cta"),
    "nss": ("nss", "imss", "seguro social", "seguridad social"),
}


@dataclass(frozen=True)
class Cells:
    """A column to look into."""

    name: str
    type: str


@dataclass(frozen=True)
class Stray:
    """What one column holds of one kind: how many, the first values, and the rows (`_id`) of the first ones."""

    kind: str
    column: str
    count: int
    examples: tuple[str, ...]
    rows: tuple[int, ...]


def strays(columns: Sequence[Cells], relation: str, shop: Shop) -> Iterator[Stray]:
    """What stands in these columns, kind by kind. `relation` has an `_id`."""
    for column in _suspected(columns, relation, shop):
        yield from _of_column(column, relation, shop)


def _suspected(columns: Sequence[Cells], relation: str, shop: Shop) -> list[Cells]:
    """The columns where something looks, from afar, like any of them: one pass over every cell."""
    looked_at = [one for one in columns if one.type in ("text", "json") or _is_named(one)]
    if not looked_at:
        return []
    counts = shop.one(
        f"SELECT {', '.join(f'count(*) FILTER ({_far(one)})' for one in looked_at)} FROM {relation}"
    )
    return [one for one, count in zip(looked_at, counts, strict=True) if count]


def _is_named(column: Cells) -> bool:
    return column.type == "integer" and bool(_named(column))


def _named(column: Cells) -> list[str]:
    """The kinds of numbers that its head calls."""
    return [kind for kind, names in NAMED.items() if says(column.name, *names)]


def _text(column: Cells) -> str:
    return identifier(column.name) if column.type == "text" else f"CAST({identifier(column.name)} AS VARCHAR)"


def _far(column: Cells) -> str:
    cell = _text(column)
    shapes = [LOOSE[kind] for kind in _named(column)]
    shape = "|".join(shapes if column.type == "integer" else (_FROM_AFAR, *shapes))
    # A CASE, for AND looks at both sides.
    return (
        f"CASE WHEN strlen({cell}) >= {SHORTEST} THEN regexp_matches({cell}, {_regex(shape)}) ELSE false END"
    )


def _of_column(column: Cells, relation: str, shop: Shop) -> Iterator[Stray]:
    near = f"near_{shop.path().name}"
    shop.engine.execute(
        f"CREATE TEMP TABLE {near} AS SELECT _id, {_text(column)} AS c FROM {relation} WHERE {_far(column)}"
    )
    try:
        for kind in (*LOOSE, "email"):
            if stray := _of_kind(kind, column, near, shop):
                yield stray
    finally:
        shop.engine.execute(f"DROP TABLE {near}")


def _of_kind(kind: str, column: Cells, near: str, shop: Shop) -> Stray | None:
    shape = _MAIL if kind == "email" else LOOSE[kind]
    said = "true"
    if kind in _NUMBERS and not says(column.name, *NAMED[kind]):
        said = f"regexp_matches(c, {_regex(CALLED[kind])})"
    found = f"regexp_extract_all(c, {_regex(f'(?:^|[^0-9A-Za-z])({shape})(?:{_END})')}, 1)"
    hits = f"SELECT _id, unnest({found}) AS hit FROM {near} WHERE {said}"
    bare = f"SELECT _id, hit, upper(regexp_replace(hit, {_regex(APART)}, '', 'g')) AS v FROM ({hits})"
    right = RIGHT.get(kind, "true")
    shaped, count, examples, rows = shop.one(
        f"SELECT count(*), count(*) FILTER ({right}), arg_min(hit, _id, {EXAMPLES}) FILTER ({right}), "
        f"arg_min(_id, _id, {LINES}) FILTER ({right}) FROM ({bare})"
    )
    if not count or (kind in MANY_LIKE_IT and int(str(count)) < ENOUGH * int(str(shaped))):
        return None
    assert isinstance(examples, list)
    assert isinstance(rows, list)
    return Stray(kind, column.name, int(str(count)), tuple(examples), tuple(dict.fromkeys(map(int, rows))))


_END = r"\b|_|$"
# What else is built like these, by chance one in ten of it with the right digit.
MANY_LIKE_IT = frozenset({"rfc_person", "clabe", "nss"})


def _weighted(letters: str, weights: Sequence[int]) -> str:
    """SQL of the sum of the places of the first letters of `v` in an alphabet, each by its weight."""
    places = (
        f"(strpos({quoted(letters)}, substr(v, {at}, 1)) - 1) * {weight}"
        for at, weight in enumerate(weights, start=1)
    )
    return " + ".join(places)


def _right_curp() -> str:
    total = _weighted(CURP_LETTERS, range(18, 1, -1))
    return f"CAST(v[18] AS INTEGER) = (10 - ({total}) % 10) % 10"


def _right_rfc() -> str:
    total = _weighted(RFC_LETTERS, range(13, 1, -1))
    nobody = ", ".join(map(quoted, sorted(NOBODY)))
    return f"strpos({quoted(RFC_LETTERS)}, v[13]) - 1 = (11 - ({total}) % 11) % 11 AND v NOT IN ({nobody})"


def _right_clabe() -> str:
    ends = (
        f"CAST(v[{at}] AS INTEGER) * {weight} % 10"
        for at, weight in enumerate((3, 7, 1) * 6, start=1)
        if at < 18
    )
    banks = ", ".join(map(quoted, sorted(BANKS)))
    return f"CAST(v[18] AS INTEGER) = (10 - ({' + '.join(ends)}) % 10) % 10 AND left(v, 3) IN ({banks})"


def _right_nss() -> str:
    doubled = (f"[0,2,4,6,8,1,3,5,7,9][CAST(v[{at}] AS INTEGER) + 1]" for at in range(2, 11, 2))
    plain = (f"CAST(v[{at}] AS INTEGER)" for at in range(1, 12, 2))
    return f"({' + '.join((*doubled, *plain))}) % 10 = 0 AND v <> repeat(v[1], 11)"


# SQL, true of an identifier `v` whose check digit agrees; a key of a voter has none.
RIGHT = {"curp": _right_curp(), "rfc_person": _right_rfc(), "clabe": _right_clabe(), "nss": _right_nss()}


def _regex(shape: str) -> str:
    return quoted(f"(?i){shape}")
