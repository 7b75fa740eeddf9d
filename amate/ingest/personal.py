"""Notes on the personal data of a table: whole columns of them, and what stands alone in the middle of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from amate.ingest.lines import line_of
from amate.ingest.messages import listed, note
from amate.ingest.recognise.contexts import AT_HOME, OFFICE_HOLDERS, context_of
from amate.ingest.recognise.identifiers import APART, LOOSE
from amate.ingest.recognise.names import says
from amate.ingest.recognise.personal import MAILS, masked_examples
from amate.ingest.report import ColumnRead, Jumps, Note
from amate.ingest.shop import Shop, identifier, quoted
from amate.ingest.small_cells import small_cells
from amate.ingest.strays import EXAMPLES, LINES, Cells, Stray, strays

ALONE = frozenset({"curp", "rfc_person", "clabe", "nss", "voter_key"})
# Of an office as often as of a person: told only where the table is of persons.
BESIDE = frozenset({"person_name", "street_address", "birth_date", "phone"})
# What the law has everyone know of who works for an office.
OFFICIAL = frozenset({"person_name", "street_address", "phone"})
IDENTIFYING = frozenset({"curp", "rfc_person", "nss", "voter_key"})
# Whose name is at the head of a column as such.
NAMED = (
    *("beneficiario", "beneficiaria", "beneficiarios", "victima", "victimas", "paciente", "alumno", "alumna"),
    *("estudiante", "becario", "becaria", "menor", "tutor", "detenido", "imputado", "denunciante", "quejoso"),
)
OF_AGE = 18
AGES = ("edad", "age", "anos cumplidos")
NOT_YEARS = ("meses", "dias", "semanas", "promedio", "media", "rango", "grupo")


@dataclass(frozen=True)
class Table:
    """A table that was written: what its columns mean, its Parquet file, and where its rows were in the file."""

    columns: Sequence[ColumnRead]
    parquet: str
    lines: Jumps = ()

    @property
    def context(self) -> str:
        return context_of(column.name for column in self.columns)

    def named(self, kind: str) -> list[str]:
        """The columns that mean this."""
        return [column.name for column in self.columns if column.meaning == kind]

    @property
    def identifying(self) -> list[str]:
        """The columns that say who somebody is, but for those who answer for an office."""
        names = [name for name in self.named("person_name") if not says(name, *OFFICE_HOLDERS)]
        return [*(column.name for column in self.columns if column.meaning in IDENTIFYING), *names]


def notes_on_persons(table: Table, shop: Shop) -> Iterator[Note]:
    """One note for each kind of personal data that the table has, with how many, where, and masked examples."""
    meanings = {column.meaning for column in table.columns if column.meaning}
    for kind in sorted(meanings & (ALONE | BESIDE | {"email"})):
        named = table.named(kind)
        if kind in ALONE or (kind in BESIDE and _is_of_persons(kind, named, table)):
            yield from _whole(table, kind, named, "true", shop)
        elif kind == "email":
            hosts = "|".join(sorted(MAILS))
            yield from _whole(table, kind, named, f"regexp_matches(lower({{c}}), '@({hosts})[.]')", shop)
    yield from _alone(table, shop)
    yield from _minors(table, shop)
    yield from small_cells(table.columns, _stored(table), shop)


def _is_of_persons(kind: str, named: Sequence[str], table: Table) -> bool:
    """Whether names, addresses, telephones and days of birth are of private persons."""
    if table.context == "servants" and kind in OFFICIAL:
        return any(says(name, *AT_HOME) for name in named)
    if kind != "person_name":
        return bool(table.identifying)
    beside = {column.meaning for column in table.columns}
    lives_somewhere = bool(table.identifying) and "street_address" in beside
    return (
        any(says(name, *NAMED) for name in named)
        or lives_somewhere
        or bool((IDENTIFYING | {"birth_date"}) & beside)
    )


def _minors(table: Table, shop: Shop) -> Iterator[Note]:
    """How many rows are of somebody under age and say who that is. Their columns are those that say it."""
    if not table.identifying or table.context == "servants":
        return
    years = f"INTERVAL {OF_AGE} YEAR"
    born = [
        f"CAST({identifier(name)} AS DATE) > current_date - {years}" for name in table.named("birth_date")
    ]
    aged = [
        f"{identifier(column.name)} BETWEEN 0 AND {OF_AGE - 1}"
        for column in table.columns
        if column.type in ("integer", "number")
        and says(column.name, *AGES)
        and not says(column.name, *NOT_YEARS)
    ]
    told = [f"{_born_by_curp(identifier(name))} > current_date - {years}" for name in table.named("curp")]
    if not (under := [*born, *aged, *told]):
        return
    is_under = f"coalesce({' OR '.join(f'coalesce({one}, false)' for one in under)}, false)"
    count, rows = shop.one(
        f"SELECT count(*) FILTER ({is_under}), arg_min(_id, _id, {LINES}) FILTER ({is_under}) FROM {_stored(table)}"
    )
    if count:
        assert isinstance(rows, list)
        columns = table.identifying
        lines = [line for row in rows if (line := line_of(int(row), table.lines)) is not None]
        told_of = note("personal-data:minor", lines, count=int(str(count)), columns=listed(columns))
        yield replace(told_of, columns=tuple(columns))


def _born_by_curp(cell: str) -> str:
    """SQL of the day of birth in a CURP; its last letter but one tells the century."""
    bare = f"upper(regexp_replace({cell}, {quoted(APART)}, '', 'g'))"
    day = f"CASE WHEN {bare}[17] BETWEEN '0' AND '9' THEN '19' ELSE '20' END || substr({bare}, 5, 6)"
    # Who has a digit there was born before 2000 and is of age: the day itself is not looked at.
    return f"CASE WHEN {bare}[17] BETWEEN 'A' AND 'Z' THEN CAST(try_strptime({day}, '%Y%m%d') AS DATE) END"


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
