"""The mess that offices deliver, by name: in the bytes, in the cells, in the layout of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import chain

from amate.management.demo.table import Table, Value

Line = list[Value]
BLANK_EVERY = 40
HEAD_EVERY = 50
YEARS = ("Año", "año", "anio", "ejercicio")  # nobody adds these up


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text table is written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\n"


@dataclass(frozen=True, slots=True)
class Caption:
    """What an office writes around its tables."""

    title: str
    source: str


BYTES: dict[str, dict[str, str]] = {
    "bom": {"encoding": "utf-8-sig"},
    "cp1252": {"encoding": "cp1252"},
    "mac_roman": {"encoding": "mac_roman"},
    "utf16": {"encoding": "utf-16"},
    "cr": {"newline": "\r"},
    "crlf": {"newline": "\r\n"},
    "semicolon": {"delimiter": ";"},
    "tab": {"delimiter": "\t"},
    "pipe": {"delimiter": "|"},
}


def pesos(value: Value) -> Value:
    return f"${value:,.2f}" if isinstance(value, Decimal) else value


def day_first(value: Value) -> Value:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value


def not_available(value: Value) -> Value:
    return "N/D" if value is None else value


def padded(value: Value) -> Value:
    return f" {value}  " if isinstance(value, str) else value


def yes_no(value: Value) -> Value:
    return ("SI" if value else "NO") if isinstance(value, bool) else value


CELLS: dict[str, Callable[[Value], Value]] = {
    "pesos": pesos,
    "day_first": day_first,
    "not_available": not_available,
    "padded": padded,
    "yes_no": yes_no,
}


def title_rows(lines: Iterator[Line], caption: Caption) -> Iterator[Line]:
    """Who publishes and what, then a blank line, above the header."""
    return chain([[caption.source], [caption.title.upper()], []], lines)


def footer(lines: Iterator[Line], caption: Caption) -> Iterator[Line]:
    """A row of totals and the source, below."""
    head = next(lines)
    yield head
    sums: dict[int, int | Decimal] = {}
    for line in lines:
        for n, value in enumerate(line):
            if isinstance(value, int | Decimal) and not isinstance(value, bool) and head[n] not in YEARS:
                sums[n] = sums.get(n, 0) + value
        yield line
    yield ["Total", *(sums.get(n, "") for n in range(1, len(head)))]
    yield []
    yield [f"Fuente: {caption.source}. Cifras preliminares, sujetas a revisión."]


def blank_rows(lines: Iterator[Line], _: Caption) -> Iterator[Line]:
    for n, line in enumerate(lines):
        if n and n % BLANK_EVERY == 0:
            yield [""] * len(line)
        yield line


def repeated_head(lines: Iterator[Line], _: Caption) -> Iterator[Line]:
    """The header again on every printed page."""
    head: Line = []
    for n, line in enumerate(lines):
        head = head or line
        if n and n % HEAD_EVERY == 0:
            yield list(head)
        yield line


def empty_columns(lines: Iterator[Line], _: Caption) -> Iterator[Line]:
    """Two columns at the right with nothing in them."""
    return ([*line, "", ""] for line in lines)


LAYOUT: dict[str, Callable[[Iterator[Line], Caption], Iterator[Line]]] = {
    "footer": footer,
    "repeated_head": repeated_head,
    "blank_rows": blank_rows,
    "empty_columns": empty_columns,
    "title_rows": title_rows,
}
NOTES_SHEET = "notes_sheet"  # a second sheet of remarks in a workbook
ALL = frozenset(BYTES) | frozenset(CELLS) | frozenset(LAYOUT) | {NOTES_SHEET}


def dialect(mess: Iterable[str]) -> Dialect:
    return reduce(lambda made, name: replace(made, **BYTES.get(name, {})), mess, Dialect())


def lines_of(table: Table, mess: Iterable[str], caption: Caption) -> Iterator[Line]:
    """Header and rows as the office lays them out: layout first, so that totals still see numbers."""
    named = set(mess)
    lines: Iterator[Line] = chain([list(table.columns)], (list(row) for row in table.rows))
    for name, lay in LAYOUT.items():
        if name in named:
            lines = lay(lines, caption)
    touches = [touch for name, touch in CELLS.items() if name in named]
    return ([reduce(_apply, touches, value) for value in line] for line in lines) if touches else lines


def _apply(value: Value, touch: Callable[[Value], Value]) -> Value:
    return touch(value)
