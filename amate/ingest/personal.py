"""Notes on the personal data of a table: whole columns of them, and what stands alone in the middle of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from amate.ingest.lines import line_of
from amate.ingest.messages import listed, note
from amate.ingest.recognise.identifiers import LOOSE
from amate.ingest.recognise.names import says
from amate.ingest.recognise.personal import MAILS, masked_examples
from amate.ingest.report import ColumnRead, Jumps, Note
from amate.ingest.shop import Shop, identifier, quoted
from amate.ingest.strays import EXAMPLES, LINES, Cells, Stray, strays

ALONE = frozenset({"curp", "rfc_person", "clabe", "nss", "voter_key"})
# Of an office as often as of a person: told only where the table is of persons.
BESIDE = frozenset({"person_name", "street_address", "birth_date", "phone"})
WHO = frozenset({"curp", "rfc_person", "nss", "voter_key", "person_name"})
# Whoever they are, it is about their private life.
PRIVATE_HEADS = (
    *("beneficiario", "beneficiaria", "beneficiarios", "victima", "victimas", "paciente", "alumno", "alumna"),
    *("estudiante", "becario", "becaria", "menor", "tutor", "detenido", "imputado", "denunciante", "quejoso"),
)


@dataclass(frozen=True)
class Table:
    """A table that was written: what its columns mean, its Parquet file, and where its rows were in the file."""

    columns: Sequence[ColumnRead]
    parquet: str
    lines: Jumps = ()


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
    fit = {name: f"{cell} IS NOT NULL AND {condition.format(c=cell)}" for name, cell in cells.items()}
    facts = [
        f"count(*) FILTER ({fit[name]}), arg_min({cell}, _id, {EXAMPLES}) FILTER ({fit[name]}), "
        f"arg_min(_id, _id, {LINES}) FILTER ({fit[name]})"
        for name, cell in cells.items()
    ]
    answers = shop.one(f"SELECT {', '.join(facts)} FROM {_stored(table)}")
    found = [
        Stray(kind, name, int(str(count)), tuple(examples or ()), tuple(rows or ()))  # type: ignore[arg-type]
        for name, count, examples, rows in zip(names, answers[::3], answers[1::3], answers[2::3], strict=True)
        if count
    ]
    if found:
        yield _note(table, kind, found)


def _alone(table: Table, shop: Shop) -> Iterator[Note]:
    """What stands in texts of columns that mean something else."""
    others = [Cells(c.name, c.type) for c in table.columns if c.meaning not in LOOSE and c.meaning != "email"]
    found = [*strays(others, _stored(table), shop)]
    for kind in dict.fromkeys(one.kind for one in found):
        yield _note(table, kind, [one for one in found if one.kind == kind])


def _stored(table: Table) -> str:
    return f"read_parquet({quoted(table.parquet)})"


def _note(table: Table, kind: str, found: Sequence[Stray]) -> Note:
    columns = [one.column for one in found]
    examples = masked_examples(example for one in found for example in one.examples)
    rows = sorted({row for one in found for row in one.rows})
    told = note(
        f"personal-data:{kind}",
        [line for row in rows if (line := line_of(row, table.lines)) is not None],
        count=sum(one.count for one in found),
        examples=[(example, "") for example in examples],
        columns=listed(columns),
        example=", ".join(examples),
    )
    return replace(told, columns=tuple(columns))
