"""The rows of a sheet as DuckDB writes them: SQL whose answer is XML, a row in each row.

Excel keeps fifteen digits, days since March 1900 and thousandths of a second: a number, a date or an hour beyond that
is a cell of text with every digit of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from amate.engines.sql import Sql
from amate.query.formats.form import Column, Result, iso, plain

MOST_ROWS = 1_048_576 - 1  # of a sheet, beside its head
DIGITS = 15
EPOCH, FIRST, END = "1899-12-30", "1900-03-01", "10000-01-01"


def rows(result: Result, styles: Sequence[str]) -> Sql:
    """One column of XML; `styles` are those of the columns as their cells name them (` s="1"`), or empty."""
    place = f"(row_number() OVER () - 1) % {MOST_ROWS} + 2"
    short = [Column(f"c{at}", column.type, column.kind) for at, column in enumerate(result.columns)]
    names = (f"{column.sql} AS {name.sql}" for column, name in zip(result.columns, short, strict=True))
    cells = (_cell(name, letters(at), styles[at]) for at, name in enumerate(short))
    # Readers skip a row without cells: the first column has one even when it is empty.
    first = f"""coalesce({next(cells)}, concat('<c r="A', n, '"/>'))"""
    row = f"""concat('<row r="', n, '">', {", ".join([first, *cells])}, '</row>')"""
    return Sql(f"SELECT {row} FROM (") + result.select([f"{place} AS n", *names]) + Sql(") AS numbered")


def _cell(column: Column, place: str, style: str) -> str:
    """The SQL of a cell; empty values have none."""
    value = column.sql
    as_text = (
        f"""concat('<c r="{place}', n, '" t="inlineStr"><is><t xml:space="preserve">', %s, '</t></is></c>')"""
    )
    as_number = f"""concat('<c r="{place}', n, '"{style}><v>', %s, '</v></c>')"""
    if column.type in ("text", "json"):
        said = as_text % _escaped(value)
    elif column.type == "boolean":
        said = f"""concat('<c r="{place}', n, '" t="b"><v>', CAST({value} AS INTEGER), '</v></c>')"""
    else:
        fits, number, text = TYPED[column.type](column)
        said = f"CASE WHEN {fits} THEN {as_number % number} ELSE {as_text % text} END"
    return f"CASE WHEN {value} IS NOT NULL THEN {said} END"


def _number(column: Column) -> tuple[str, str, str]:
    if column.kind == "DOUBLE":
        return f"isfinite({column.sql})", plain(column), plain(column)
    places = re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", column.kind)
    most = 10 ** (DIGITS - int(places[1] if places else 0))
    return f"{column.sql} > -{most} AND {column.sql} < {most}", column.sql, f"CAST({column.sql} AS VARCHAR)"


def _date(column: Column) -> tuple[str, str, str]:
    fits = f"{column.sql} >= DATE '{FIRST}' AND {column.sql} < DATE '{END}'"
    return fits, f"date_diff('day', DATE '{EPOCH}', {column.sql})", f"CAST({column.sql} AS VARCHAR)"


def _datetime(column: Column) -> tuple[str, str, str]:
    fits = (
        f"{column.sql} >= TIMESTAMP '{FIRST}' AND {column.sql} < TIMESTAMP '{END}' "
        f"AND epoch_us({column.sql}) % 1000 = 0"
    )
    days = f"(epoch_ms({column.sql}) - epoch_ms(TIMESTAMP '{EPOCH}')) / 86400000"
    return fits, days, iso(column.sql)


def _time(column: Column) -> tuple[str, str, str]:
    fits = f"{column.sql} < TIME '24:00:00' AND epoch_us({column.sql}) % 1000 = 0"
    return fits, f"epoch_ms({column.sql}) / 86400000", f"CAST({column.sql} AS VARCHAR)"


# By type: when the value fits in a number, that number, and the text that it is otherwise.
TYPED = {"integer": _number, "number": _number, "date": _date, "datetime": _datetime, "time": _time}


def _escaped(text: str) -> str:
    """Text inside XML as ECMA-376 has it: control letters as _x0007_, and what looks like one told apart."""
    controls = (
        f"array_to_string(list_transform(regexp_extract_all(replace({text}, '_x', '_x005F_x'), '(?s).'), lambda c: "
        "CASE WHEN (c < ' ' AND c <> chr(9) AND c <> chr(10)) OR c = chr(65534) OR c = chr(65535) "
        "THEN printf('_x%04X_', ord(c)) ELSE c END), '')"
    )
    rare = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]|_x[0-9a-fA-F]{4}_"
    told = f"CASE WHEN regexp_matches({text}, '{rare}') THEN {controls} ELSE {text} END"
    marked = f"replace(replace(replace({told}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    special = r"[\x00-\x1f&<>\x{FFFE}\x{FFFF}]|_x[0-9a-fA-F]{4}_"
    return f"CASE WHEN regexp_matches({text}, '{special}') THEN replace({marked}, chr(10), '&#10;') ELSE {text} END"


def letters(at: int) -> str:
    """The name of a column in a sheet: A is the first, AA the 27th."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found
