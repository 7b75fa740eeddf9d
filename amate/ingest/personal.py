"""Notes on the personal data of a table: whole columns of them, and what stands alone in the middle of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from amate.ingest.deciding import Decision
from amate.ingest.limits import NOTE_ROWS
from amate.ingest.messages import listed, note
from amate.ingest.recognise.identifiers import CURP, VOTER_KEY, is_curp, is_voter_key
from amate.ingest.recognise.names import says
from amate.ingest.recognise.personal import MAILS, masked_examples
from amate.ingest.report import ColumnRead, Note
from amate.ingest.rule import literal
from amate.ingest.shop import Raw, Shop, identifier, quoted

# Exact enough to be told wherever they stand, and asked of every cell.
ANYWHERE: dict[str, tuple[str, Callable[[str], bool]]] = {
    "curp": (CURP, is_curp),
    "voter_key": (VOTER_KEY, is_voter_key),
}
# What both have in common with little else, and is quickly looked for.
FROM_AFAR = "'[A-Za-z]{2}[0-9]{6}([HMXhmx][A-Za-z]{5}|[0-9]{2}[HMhm][0-9]{3})'"
SHORTEST = 18  # characters of either
ALONE = frozenset({"curp", "rfc_person", "clabe", "nss", "voter_key"})
# Of an office as often as of a person: told only where the table is of persons.
BESIDE = frozenset({"person_name", "street_address", "birth_date", "phone"})
WHO = frozenset({"curp", "rfc_person", "nss", "voter_key", "person_name"})
# Whoever they are, it is about their private life.
PRIVATE_HEADS = (
    *("beneficiario", "beneficiaria", "beneficiarios", "victima", "victimas", "paciente", "alumno", "alumna"),
    *("estudiante", "becario", "becaria", "menor", "tutor", "detenido", "imputado", "denunciante", "quejoso"),
)
# So many values of one column are looked at one by one.
LOOKED_AT = 20_000


@dataclass(frozen=True)
class Table:
    """A table that was written: its Parquet file and what its columns mean."""

    raw: Raw
    decision: Decision
    columns: Sequence[ColumnRead]
    parquet: str


def notes_on_persons(table: Table, shop: Shop) -> Iterator[Note]:
    """One note for each kind of personal data that the table has, with how many, where, and masked examples."""
    meanings = {column.meaning for column in table.columns}
    for kind in sorted({m for m in meanings if m} & (ALONE | BESIDE | {"email"})):
        named = [column.name for column in table.columns if column.meaning == kind]
        if kind in ALONE or (kind in BESIDE and _is_of_persons(kind, named, meanings)):
            yield from _whole(table, kind, named, "true", shop)
        elif kind == "email":
            hosts = "|".join(sorted(MAILS))
            yield from _whole(table, kind, named, f"regexp_matches(lower({{c}}), '@({hosts})[.]')", shop)
    yield from _alone(table, shop)


def _is_of_persons(kind: str, named: Sequence[str], meanings: set[str | None]) -> bool:
    if kind == "person_name" and any(says(name, *PRIVATE_HEADS) for name in named):
        return True
    return bool((WHO - {kind}) & meanings) or (kind == "person_name" and "birth_date" in meanings)


def _whole(table: Table, kind: str, names: Sequence[str], condition: str, shop: Shop) -> Iterator[Note]:
    """The note on columns that hold one kind."""
    cells = {name: f"CAST({identifier(name)} AS VARCHAR)" for name in names}
    fits = {name: f"{cell} IS NOT NULL AND {condition.format(c=cell)}" for name, cell in cells.items()}
    counts = shop.one(
        f"SELECT {', '.join(f'count(*) FILTER ({fit})' for fit in fits.values())} FROM {_stored(table)}"
    )
    count = sum(int(str(one)) for one in counts)
    if count:
        example = shop.engine.execute(
            f"SELECT {cells[names[0]]} FROM {_stored(table)} WHERE {fits[names[0]]} ORDER BY _id LIMIT 3"
        ).fetchall()
        where = " OR ".join(condition.format(c=_cells(table)[name]) for name in names)
        lines = _lines(
            table, f"({where}) AND coalesce({', '.join(_cells(table)[n] for n in names)}) IS NOT NULL", shop
        )
        yield _note(kind, count, names, masked_examples(value for (value,) in example), lines)


def _alone(table: Table, shop: Shop) -> Iterator[Note]:
    """What stands in texts of columns that mean something else."""
    texts = [
        column.name
        for column in table.columns
        if column.type in ("text", "json") and column.meaning not in ANYWHERE
    ]
    suspected = _suspected(table, texts, shop)
    for kind, (shape, check) in ANYWHERE.items():
        if found := [hit for name in suspected for hit in _hits(table, name, shape, check, shop)]:
            columns = list(dict.fromkeys(name for name, _ in found))
            lines = _lines(table, " OR ".join(_has(_cells(table)[name], shape) for name in columns), shop)
            yield _note(kind, len(found), columns, masked_examples(value for _, value in found), lines)


def _suspected(table: Table, names: Sequence[str], shop: Shop) -> list[str]:
    """The columns where something looks, from afar, like any of them: one pass over every cell."""
    if not names:
        return []
    counts = shop.one(
        f"SELECT {', '.join(f'count(*) FILTER ({_guarded(identifier(name), FROM_AFAR)})' for name in names)} "
        f"FROM {_stored(table)}"
    )
    return [name for name, count in zip(names, counts, strict=True) if count]


def _hits(
    table: Table, name: str, shape: str, check: Callable[[str], bool], shop: Shop
) -> list[tuple[str, str]]:
    """Pairs of a column and a value found in it, the first 20,000."""
    cell = identifier(name)
    rows = shop.engine.execute(
        f"SELECT unnest(regexp_extract_all({cell}, {_bounded(shape)}, 2)) FROM {_stored(table)} "
        f"WHERE {_has(cell, shape)} LIMIT {LOOKED_AT}"
    ).fetchall()
    return [(name, value) for (value,) in rows if check(value)]


def _cells(table: Table) -> dict[str, str]:
    """SQL of each column's values as texts, over the table as it was read."""
    return {column.name: f"CAST({column.sql} AS VARCHAR)" for column in table.decision.columns}


def _lines(table: Table, condition: str, shop: Shop) -> list[int]:
    """The source lines of the first rows that satisfy a condition, where lines are known."""
    if table.raw.line is None:
        return []
    rows = shop.engine.execute(
        f"SELECT {table.raw.line} FROM {table.raw.relation} WHERE {condition} LIMIT {NOTE_ROWS}"
    ).fetchall()
    return [line for (line,) in rows]


def _has(cell: str, shape: str) -> str:
    return _guarded(cell, _bounded(shape))


def _guarded(cell: str, shape: str) -> str:
    # A CASE, for AND looks at both sides.
    return f"CASE WHEN strlen({cell}) >= {SHORTEST} THEN regexp_matches({cell}, {shape}) ELSE false END"


def _bounded(shape: str) -> str:
    return literal(f"(?i)(^|[^0-9A-Za-z])({shape})($|[^0-9A-Za-z])").replace("{{", "{").replace("}}", "}")


def _stored(table: Table) -> str:
    return f"read_parquet({quoted(table.parquet)})"


def _note(
    kind: str, count: int, columns: Sequence[str], examples: Sequence[str], rows: Sequence[int]
) -> Note:
    told = note(
        f"personal-data:{kind}",
        rows,
        count=count,
        examples=[(example, "") for example in examples],
        columns=listed(columns),
        example=", ".join(examples),
    )
    return replace(told, columns=tuple(columns))
