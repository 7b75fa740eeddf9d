"""A sound table, spoilt in every way of the taxonomy of Pollock (VLDB 2023), and how well it is read all the same.

Only the list of kinds is theirs; the tables, the spoiling and the scoring are written anew from it.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = list[str]


@dataclass(frozen=True)
class Expected:
    """A table that should come out: its heads and its rows."""

    heads: Row
    rows: list[Row]


@dataclass(frozen=True)
class Polluted:
    """A spoilt file. kind: its entry of the taxonomy; tables: what should come out, none where nothing can."""

    kind: str
    name: str
    content: bytes
    tables: tuple[Expected, ...]


PLACES = ("Tonalá", "Ameca", "El Salto", "Lagos de Moreno", "Puerto Vallarta", "Autlán de Navarro")
TEXTS = (
    'Luminaria fundida, esquina con "La Michoacana"',
    "Bache profundo; tapa faltante",
    "Fuga de agua, dos casas sin servicio",
    'Ruido: salón "El Tapatío", viernes y sábado',
    "Poda de árbol",
    "Perro suelto, muerde",
)
REMARKS = ("", "", "Atendido", "Se turnó a obras, folio aparte", "Sin respuesta")
HEADS = ["Fecha", "Hora", "Reportes", "Folio", "Costo", "Municipio", "Descripcion", "Enlace", "Observaciones"]


def reports(rows: int = 83, seed: int = 4) -> Expected:
    """Reports of citizens: dates, times, numbers, codes, names, texts with commas and quotes, addresses, remarks."""
    draw = random.Random(seed)
    return Expected(
        HEADS,
        [
            [
                f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/2023",
                f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}",
                str(draw.randint(1, 90)),
                f"RC-{draw.randint(0, 99_999):05}",
                f"{draw.randint(100, 99_999) / 100:.2f}",
                draw.choice(PLACES),
                f"{draw.choice(TEXTS)} ({at})",
                f"https://reportes.example/{draw.randint(1000, 9999)}",
                draw.choice(REMARKS),
            ]
            for at in range(rows)
        ],
    )


def persons(rows: int = 40, seed: int = 9) -> Expected:
    """Another shape: keys with zeros, names, days of another form, few columns."""
    draw = random.Random(seed)
    names = ("Ana Ruiz", "José Íñiguez", "Lucía de la O", "Raúl Peña, hijo")
    return Expected(
        ["Clave", "Persona", "Ingreso", "Horas", "Activo"],
        [
            [
                f"{draw.randint(1, 999):05}",
                f"{draw.choice(names)}",
                f"2022-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
                str(draw.randint(4, 48)),
                draw.choice(["sí", "no"]),
            ]
            for _ in range(rows)
        ],
    )


def line_of(row: Sequence[str], delimiter: str = ",", quote: str = '"', escape: str = "double") -> str:
    """A record as its program writes it: cells quoted where they must be."""
    cells = []
    for cell in row:
        if not any(mark in cell for mark in (delimiter.strip() or delimiter, quote, "\n", "\r")):
            cells.append(cell)
        elif escape == "double":
            cells.append(quote + cell.replace(quote, quote * 2) + quote)
        else:
            inner = cell.replace(quote, "\\" + quote) if escape == "backslash" else cell
            cells.append(quote + inner + quote)
    return delimiter.join(cells)


def lines_of(table: Expected, **written: str) -> list[str]:
    return [line_of(row, **written) for row in (table.heads, *table.rows)]


def text_of(lines: Iterable[str], end: str = "\r\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def file_pollutions(table: Expected, other: Expected) -> Iterator[Polluted]:
    """Spoilt as a whole."""
    lines, whole = lines_of(table), text_of(lines_of(table))

    def polluted(kind: str, content: bytes, *tables: Expected) -> Polluted:
        return Polluted(kind, kind, content, tables or (table,))

    yield polluted("sound", whole)
    yield Polluted("no_payload", "no_payload", b"", ())
    yield polluted("no_trailing_newline", whole[:-2])
    yield polluted("double_trailing_newline", whole + b"\r\n")
    nameless = Expected([f"columna_{at}" for at in range(1, len(table.heads) + 1)], table.rows)
    yield polluted("no_header", text_of(lines[1:]), nameless)
    yield polluted("header_only", text_of(lines[:1]), Expected(table.heads, []))
    yield polluted("one_data_row", text_of(lines[:2]), Expected(table.heads, table.rows[:1]))
    for depth in (2, 3):
        words = [["cifra", "dato", "valor"][at % 3] for at in range(len(table.heads))]
        rows = [table.heads, *[[f"{word} {level}" for word in words] for level in "ab"[: depth - 1]]]
        joined = Expected([" ".join(heads) for heads in zip(*rows, strict=True)], table.rows)
        yield polluted(f"header_multirow_{depth}", text_of([*map(line_of, rows), *lines[1:]]), joined)
    titles = ["Dirección de Atención Ciudadana", "Corte al 31 de enero, cifras preliminares", ""]
    yield polluted("preamble", text_of(titles + lines))
    wide, narrow = table, other
    again = Expected([f"{head} 2" for head in table.heads], table.rows[:40])
    for gap in ([""], []):
        spaced = "" if gap else "_close"
        for kind, first, second in (
            ("multitable_less", narrow, wide),
            ("multitable_more", wide, narrow),
            ("multitable_same", wide, again),
        ):
            content = text_of(lines_of(first) + gap + lines_of(second))
            yield Polluted(kind, kind + spaced, content, (first, second))
    for delimiter in (" ", ", ", ";", "\t", "|", ":", "||", "§", "^", "~"):
        name = delimiter.encode().hex()
        content = text_of(lines_of(table, delimiter=delimiter))
        yield Polluted("field_delimiter", f"field_delimiter_{name}", content, (table,))
    yield polluted("quotation_char", text_of(lines_of(table, quote="'")))
    for escape in ("backslash", "none"):
        yield Polluted(
            f"escape_{escape}", f"escape_{escape}", text_of(lines_of(table, escape=escape)), (table,)
        )
    for end in ("\n", "\r"):
        yield Polluted("record_delimiter", f"record_delimiter_{ord(end)}", text_of(lines, end), (table,))


def row_pollutions(table: Expected) -> Iterator[Polluted]:
    """One row spoilt, or one cell of it, each in its turn."""
    rows = [table.heads, *table.rows]
    for at, row in enumerate(rows):
        yield _with(table, at, f"row_field_delimiter_{at}", "row_field_delimiter", line_of(row, " "), row)
        for column in range(len(row)):
            where = f"row{at}_col{column}"
            if column:
                yield _with(table, at, f"less_sep_{where}", "less_sep", *_less(row, column))
            yield _with(table, at, f"more_sep_{where}", "more_sep", _more(row, column), row)
            yield _with(table, at, f"extra_quote_{where}", "extra_quote", *_quote(row, column, at + column))


def _with(table: Expected, at: int, name: str, kind: str, line: str, row: Row) -> Polluted:
    lines = lines_of(table)
    lines[at] = line
    rows = [table.heads, *table.rows]
    rows[at] = row
    return Polluted(kind, name, text_of(lines), (Expected(rows[0], rows[1:]),))


def _less(row: Row, column: int) -> tuple[str, Row]:
    """A delimiter is missing: two cells are one, and a column has none."""
    cells = [line_of([cell]) for cell in row]
    joined = cells[column - 1] + cells[column]
    line = ",".join([*cells[: column - 1], joined, *cells[column + 1 :]])
    (read,) = csv.reader([joined])
    return line, [*row[: column - 1], ",".join(read), "", *row[column + 1 :]]


def _more(row: Row, column: int) -> str:
    cells = [line_of([cell]) for cell in row]
    return ",".join([*cells[: column + 1], "", *cells[column + 1 :]])


def _quote(row: Row, column: int, turn: int) -> tuple[str, Row]:
    """A quote that nobody escaped at the start, the middle or the end of a cell, inside its quotes if it has any."""
    cells = [line_of([cell]) for cell in row]
    written, cell = cells[column], row[column]
    at = (0, len(cell) // 2, len(cell))[turn % 3]
    if written.startswith('"'):
        inside = written[1:-1]
        at = (0, _unescaped_middle(inside), len(inside))[turn % 3]
        cells[column] = f'"{inside[:at]}"{inside[at:]}"'
        before = inside[:at].replace('""', '"')
        spoilt = f'{before}"{inside[at:].replace(chr(34) * 2, chr(34))}'
    else:
        cells[column] = spoilt = f'{cell[:at]}"{cell[at:]}'
    return ",".join(cells), [*row[:column], spoilt, *row[column + 1 :]]


def _unescaped_middle(inside: str) -> int:
    at = len(inside) // 2
    while at and (inside[at - 1] in '",' or inside[at : at + 1] in ('"', ",")):
        at -= 1
    return at


def all_pollutions(table: Expected, other: Expected) -> Iterator[Polluted]:
    yield from file_pollutions(table, other)
    yield from row_pollutions(table)


def score(expected: Sequence[Expected], read: Sequence[Expected] | None) -> float:
    """Of ten: success, then precision, recall and F1 of heads, records and cells, as bags. None: it was refused."""
    if read is None:
        return 0.0
    total = 1.0
    for bag in (_heads, _records, _cells):
        total += sum(_agreement(bag(expected), bag(read)))
    return total


def _heads(tables: Sequence[Expected]) -> Counter[Any]:
    return Counter(head for table in tables for head in table.heads)


def _records(tables: Sequence[Expected]) -> Counter[Any]:
    return Counter(tuple(row) for table in tables for row in table.rows)


def _cells(tables: Sequence[Expected]) -> Counter[Any]:
    return Counter(cell for table in tables for row in table.rows for cell in row)


def _agreement(expected: Counter[Any], read: Counter[Any]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a bag; two empty bags agree."""
    common = (expected & read).total()
    precision = common / read.total() if read else float(not expected)
    recall = common / expected.total() if expected else float(not read)
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def scores(
    polluted: Iterable[Polluted], read: Callable[[Polluted], Sequence[Expected] | None]
) -> dict[str, list[float]]:
    """The scores of every file, by kind."""
    found: dict[str, list[float]] = {}
    for one in polluted:
        found.setdefault(one.kind, []).append(score(one.tables, read(one)))
    return found
