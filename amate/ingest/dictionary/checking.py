"""A table against what was declared of it: every cell that breaks it, found by DuckDB in the Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from duckdb import InvalidInputException

from amate.base.errors import Invalid
from amate.catalog.rules import TYPE_NAMES
from amate.engines import duckdb
from amate.engines.sql import Sql, joined, literal, quoted
from amate.engines.stored import ROW_NUMBER, StoredColumn, StoredTable
from amate.ingest.dictionary.declared import Field, Schema
from amate.ingest.head import unique_names
from amate.ingest.marks import HEAD, mark
from amate.ingest.types import rules_of

_NUMBERS = ("integer", "number")
_CASTS = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "integer": "DOUBLE", "number": "DOUBLE"}
SAMPLE = 1_000  # values that say how numbers are written
AT_ONCE = 200  # checks counted in one statement


@dataclass(frozen=True)
class Check:
    """Something that every value of a column must keep.

    code: type, required, unique, enum, pattern, minimum, maximum, min-length, max-length or primary-key; wrong: SQL
    that is true for a value that breaks it; expected: what a value must be, as the end of «se esperaba…».
    """

    column: str
    code: str
    wrong: str
    expected: str


@dataclass(frozen=True)
class Fault:
    """A cell that breaks a check: `row` counts the rows of data from one; value is None when the cell is empty."""

    row: int
    column: str
    value: str | None
    code: str
    expected: str

    @property
    def message(self) -> str:
        return f"Se esperaba {self.expected}."


@dataclass(frozen=True)
class Broken:
    """A check that a table breaks, and in how many cells."""

    check: Check
    count: int


@dataclass(frozen=True)
class Verdict:
    """What a table breaks of its schema. missing: columns that the schema promises and the table does not have."""

    table: StoredTable
    broken: tuple[Broken, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        return sum(one.count for one in self.broken)

    @property
    def is_kept(self) -> bool:
        return not self.broken and not self.missing

    def faults(self, limit: int = 1_000, offset: int = 0) -> list[Fault]:
        """The cells in the order of the file."""
        if not self.broken:
            return []
        places = {name: at for at, name in enumerate(self.table.names)}
        checks = [one.check for one in self.broken]
        found = joined(" UNION ALL ", (_listed(at, one, places[one.column]) for at, one in enumerate(checks)))
        sql = (
            Sql("SELECT * FROM (")
            + found
            + Sql(f") AS faults ORDER BY 1, 2, 3 LIMIT {limit} OFFSET {offset}")
        )
        answer = duckdb.run(self.table, sql, seconds=duckdb.ALL_DAY)
        return [
            Fault(row, checks[at].column, value, checks[at].code, checks[at].expected)
            for row, _place, at, value in answer.rows
        ]


def check(table: StoredTable, schema: Schema) -> Verdict:
    """What the table breaks of the schema; Invalid when a pattern of it is no regular expression."""
    names = set(table.names)
    checks = [one for field in schema.fields if field.name in names for one in _checks(table, field, schema)]
    counts = [
        count
        for start in range(0, len(checks), AT_ONCE)
        for count in _counted(table, checks[start : start + AT_ONCE])
    ]
    return Verdict(
        table,
        tuple(Broken(one, count) for one, count in zip(checks, counts, strict=True) if count),
        tuple(field.name for field in schema.fields if field.name not in names),
    )


def explained(verdict: Verdict) -> tuple[tuple[StoredColumn, ...], Sql]:
    """The table with one more column of text, which says what is wrong in each row: its columns, and its rows."""
    told = [
        f"CASE WHEN {one.check.wrong} THEN {literal(mark(one.check.column, one.check.expected))} END"
        for one in verdict.broken
    ]
    columns = ", ".join(quoted(name) for name in verdict.table.names)
    errors = f"nullif(concat_ws('; ', {', '.join(told)}), '')" if told else "CAST(NULL AS VARCHAR)"
    names, _renamed = unique_names([*verdict.table.names, HEAD])
    rows = Sql(f"SELECT {columns}, {errors} AS {quoted(names[-1])} FROM t ORDER BY {ROW_NUMBER}")
    return (*verdict.table.columns, StoredColumn(names[-1], "text")), rows


def _checks(table: StoredTable, field: Field, schema: Schema) -> Iterator[Check]:
    """What a field asks of the column of its name."""
    cell = quoted(field.name)
    text = f"CAST({cell} AS VARCHAR)"
    made = partial(Check, field.name)
    if wrong := _type(table, field):
        yield made("type", f"{cell} IS NOT NULL AND ({wrong})", f"un valor de tipo {TYPE_NAMES[field.type]}")
    if field.required or field.name in schema.primary_key:
        yield made("required", f"{cell} IS NULL", "un valor, y la celda está vacía")
    if field.unique:
        yield made("unique", f"{cell} IS NOT NULL AND {_repeats([cell])}", "un valor que no se repita")
    if field.name == next(iter(schema.primary_key), None):
        key = [quoted(name) for name in schema.primary_key if name in table.names]
        filled = " AND ".join(f"{one} IS NOT NULL" for one in key)
        called = " y ".join(f"«{name}»" for name in schema.primary_key)
        yield made("primary-key", f"{filled} AND {_repeats(key)}", f"una llave ({called}) que no se repita")
    if field.enum:
        yield made("enum", _not_among(field, cell, text), _among(field.enum))
    if field.pattern:
        _try(field)
        wrong = f"NOT regexp_full_match({text}, {literal(field.pattern)})"
        yield made("pattern", f"{cell} IS NOT NULL AND {wrong}", f"un texto con la forma {field.pattern}")
    if field.shortest is not None:
        yield made(
            "min-length", f"length({text}) < {field.shortest}", f"un texto de {field.shortest} letras o más"
        )
    if field.longest is not None:
        yield made(
            "max-length", f"length({text}) > {field.longest}", f"un texto de {field.longest} letras o menos"
        )
    for code, limit, sign, said in (
        ("minimum", field.minimum, "<", "un valor de {} o más"),
        ("maximum", field.maximum, ">", "un valor de {} o menos"),
    ):
        if limit:
            kind = _CASTS[field.type]
            wrong = f"TRY_CAST({cell} AS {kind}) {sign} {_bound(field, limit, kind)}"
            yield made(code, f"coalesce({wrong}, false)", said.format(limit))


# How a value of a stored type breaks a declared one: SQL over the cell; of text, the rules of reading decide.
_BREAKS = {
    ("number", "integer"): "",
    ("integer", "number"): "{c} != trunc({c})",
    ("date", "datetime"): "CAST({c} AS TIME) != TIME '00:00:00'",
    ("datetime", "date"): "",
    ("boolean", "integer"): "{c} NOT IN (0, 1)",
}


def _type(table: StoredTable, field: Field) -> str:
    """SQL that is true for a value that is not of the declared type; "" when all of them are."""
    declared, stored, cell = field.type, table.types[field.name], quoted(field.name)
    if declared in ("", "text", "json", "geometry", stored):
        return ""
    if stored not in ("text", "json"):
        return _BREAKS.get((declared, stored), "true").format(c=cell)
    text = f"CAST({cell} AS VARCHAR)"
    found = duckdb.run(table, Sql(f"SELECT DISTINCT {text} FROM t WHERE {cell} IS NOT NULL LIMIT {SAMPLE}"))
    rules = rules_of(declared, field.name, [value for (value,) in found.rows])
    return " AND ".join(f"({rule.misfit(text)})" for rule in rules)


def _repeats(cells: Sequence[str]) -> str:
    """SQL that is true for a row whose values an earlier row had."""
    return f"row_number() OVER (PARTITION BY {', '.join(cells)} ORDER BY {ROW_NUMBER}) > 1"


def _not_among(field: Field, cell: str, text: str) -> str:
    if field.type in _NUMBERS:
        values = ", ".join(f"TRY_CAST({literal(value)} AS DOUBLE)" for value in field.enum)
        return f"{cell} IS NOT NULL AND coalesce(TRY_CAST({cell} AS DOUBLE) NOT IN ({values}), true)"
    return f"{cell} IS NOT NULL AND {text} NOT IN ({', '.join(literal(value) for value in field.enum)})"


def _among(values: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(f"«{value}»" for value in values[:most])
    return f"uno de estos valores: {shown}" + (f" y {len(values) - most} más" if len(values) > most else "")


def _bound(field: Field, limit: str, kind: str) -> str:
    ((known,),) = duckdb.run_text(f"SELECT TRY_CAST(? AS {kind}) IS NOT NULL", [limit])
    if not known:
        called = TYPE_NAMES[field.type]
        raise Invalid(f"El límite «{limit}» de «{field.name}» no es un valor de tipo {called}.")
    return f"CAST({literal(limit)} AS {kind})"


def _try(field: Field) -> None:
    """Refuse a pattern that the engine does not take: it has no look-around, so that none takes for ever."""
    try:
        with duckdb.database().cursor() as cursor:
            cursor.execute("SELECT regexp_full_match('', ?)", [field.pattern]).fetchall()
    except InvalidInputException as error:
        raise Invalid(
            f"El patrón «{field.pattern}» de «{field.name}» no es una expresión regular."
        ) from error


def _counted(table: StoredTable, checks: Sequence[Check]) -> list[int]:
    """How many cells break each check."""
    if not checks:
        return []
    # Windows stand inside, so that they are not asked of an aggregate.
    marks = ", ".join(f"({one.wrong}) AS w{at}" for at, one in enumerate(checks))
    counts = ", ".join(f"count(*) FILTER (w{at})" for at in range(len(checks)))
    answer = duckdb.run(
        table, Sql(f"SELECT {counts} FROM (SELECT {marks} FROM t) AS marked"), seconds=duckdb.ALL_DAY
    )
    return [int(count) for count in answer.rows[0]]


def _listed(at: int, one: Check, place: int) -> Sql:
    value = f"CAST({quoted(one.column)} AS VARCHAR)"
    marked = f"SELECT {ROW_NUMBER} AS row, {value} AS value, ({one.wrong}) AS wrong FROM t"
    return Sql(f"SELECT row, {place} AS place, {at} AS kind, value FROM ({marked}) AS marked WHERE wrong")
