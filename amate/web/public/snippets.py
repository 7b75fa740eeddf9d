"""How to open a table in the programs people use: code that runs as it stands, written for this table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from amate.catalog.models import Column
from amate.web.public.resources import TableShown

# What readers of CSV take for a number, a truth or nothing, so that a code like "0101" would lose its zeros.
GUESSED = re.compile(
    r"\s*[-+]?[\d.,]+(e[-+]?\d+)?\s*|[-+]?(inf|infinity|nan)|true|false|t|f|na|n/a|null|none|<na>|#n/a|", re.I
)
M_TYPES = {
    "integer": "Int64.Type",
    "number": "type number",
    "boolean": "type logical",
    "date": "type date",
    "datetime": "type datetime",
    "time": "type time",
}
SHEET_ROWS, SHEETS_CELLS, SHEETS_BYTES = 1_048_576, 10_000_000, 10_000_000  # what one sheet holds


@dataclass(frozen=True)
class Snippet:
    """`key` names it on the page; `steps` say where the code goes, `warning` what will not work with this table."""

    key: str
    name: str
    code: str
    steps: str = ""
    warning: str = ""


def snippets(shown: TableShown) -> list[Snippet]:
    """For a table whose first rows are on the page."""
    columns = list(shown.table.columns.all())
    csv, parquet = (f"{_address(shown)}/rows.{form}" for form in ("csv", "parquet"))
    codes = _codes(shown, columns)
    return [
        Snippet("curl", "curl", f'curl --fail --compressed --output {shown.csv_name} "{csv}"'),
        Snippet("python", "Python", _python(csv), "Sin instalar nada más."),
        Snippet("pandas", "Python con pandas", _pandas(csv, columns, codes)),
        Snippet("r", "R", _r(csv, codes)),
        Snippet("javascript", "JavaScript", _javascript(f"{_address(shown)}/rows.json"), JAVASCRIPT),
        Snippet("duckdb", "DuckDB", f"SELECT *\nFROM read_parquet('{parquet}')\nLIMIT 10;"),
        Snippet("excel", "Excel", _excel(csv, columns), EXCEL, _too_long(shown)),
        Snippet("sheets", "Google Sheets", f'=IMPORTDATA("{csv}")', SHEETS, _too_heavy(shown, len(columns))),
    ]


JAVASCRIPT = 'En un módulo: un archivo .mjs de Node.js, o <script type="module"> de cualquier página.'
EXCEL = (
    "En Excel: Datos → Obtener datos → De otras fuentes → Consulta en blanco → Editor avanzado; pega esto y acepta. "
    "«Actualizar todo» trae los datos nuevos, y las claves conservan sus ceros."
)
SHEETS = (
    "Pega la fórmula en la celda A1 de una hoja vacía. Google vuelve a leer los datos cada hora mientras la hoja está "
    "abierta. Ojo: Google toma por números las claves que lo parecen y les quita los ceros del principio."
)


def _python(csv: str) -> str:
    return f"""import csv
import io
import urllib.request

with urllib.request.urlopen({_quoted(csv)}) as respuesta:
    filas = list(csv.DictReader(io.TextIOWrapper(respuesta, encoding="utf-8", newline="")))

print(len(filas), "filas")
for fila in filas[:5]:
    print(fila)"""


def _pandas(csv: str, columns: Sequence[Column], codes: Sequence[str]) -> str:
    moments = [column.name for column in columns if column.type in {"date", "datetime"}]
    typed = [f"    dtype={{{_pairs(codes, ': ', 'str')}}},  # claves: conservan sus ceros"] if codes else []
    dated = [f"    parse_dates=[{', '.join(map(_quoted, moments))}],"] if moments else []
    options = ["    keep_default_na=False,", '    na_values=[""],']
    return "\n".join([
        "import pandas as pd",
        "",
        "tabla = pd.read_csv(",
        f"    {_quoted(csv)},",
        *typed,
        *dated,
        *options,
        ")",
        "print(tabla.head())",
    ])  # fmt: skip


def _r(csv: str, codes: Sequence[str]) -> str:
    typed = (
        [f"  colClasses = c({_pairs(codes, ' = ', 'character')}),  # claves: conservan sus ceros"]
        if codes
        else []
    )
    return "\n".join([
        "tabla <- read.csv(",
        f"  {_quoted(csv)},",
        *typed,
        '  check.names = FALSE, encoding = "UTF-8", na.strings = ""',
        ")",
        "str(tabla)",
    ])  # fmt: skip


def _javascript(json_address: str) -> str:
    return f"""const respuesta = await fetch({_quoted(json_address)});
if (!respuesta.ok) throw new Error(`${{respuesta.status}} ${{respuesta.statusText}}`);
const filas = await respuesta.json();

console.log(filas.length, "filas");
console.table(filas.slice(0, 5));"""


def _excel(csv: str, columns: Sequence[Column]) -> str:
    types = ",\n        ".join(
        f'{{"{_in_m(column.name)}", {M_TYPES[column.type]}}}' for column in columns if column.type in M_TYPES
    )
    source = '[Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]'
    return f"""let
    Origen = Csv.Document(Web.Contents("{csv}"), {source}),
    Encabezados = Table.PromoteHeaders(Origen, [PromoteAllScalars = true]),
    Tabla = Table.TransformColumnTypes(Encabezados, {{
        {types}
    }}, "en-US")
in
    Tabla"""


def _codes(shown: TableShown, columns: Sequence[Column]) -> list[str]:
    """Columns of text that a program could take for something else, by all that is known of their values."""
    seen = dict(_known(shown, columns))
    return [
        column.name
        for column in columns
        if column.type == "text" and all(GUESSED.fullmatch(value) for value in seen[column.name])
    ]


def _known(shown: TableShown, columns: Sequence[Column]) -> Iterator[tuple[str, Iterable[str]]]:
    for place, column in enumerate(columns):
        first = [row[place].text for row in shown.preview.rows if place < len(row)] if shown.preview else []
        yield column.name, [*first, *(str(value) for value, _rows in column.profile.get("top") or ())]


def _too_long(shown: TableShown) -> str:
    if shown.table.rows < SHEET_ROWS:
        return ""
    return "La tabla tiene más filas que una hoja de Excel: al cargarla, elige «Agregar al modelo de datos»."


def _too_heavy(shown: TableShown, columns: int) -> str:
    if shown.table.rows * columns <= SHEETS_CELLS and shown.table.csv_size <= SHEETS_BYTES:
        return ""
    return (
        "Esta tabla entera no cabe en Google Sheets: fíltrala primero y usa la dirección del CSV que resulta."
    )


def _address(shown: TableShown) -> str:
    return f"{settings.AMATE_URL}/api/v1/tables/{shown.table.public_id}"


def _pairs(names: Sequence[str], joint: str, value: str) -> str:
    return ", ".join(f'{_quoted(name)}{joint}"{value}"' for name in names)


def _quoted(text: str) -> str:
    """A text between quotes as Python and R both read it."""
    return json.dumps(text, ensure_ascii=False)


def _in_m(text: str) -> str:
    """A text inside the quotes of Power Query's language."""
    return text.replace("#(", "#(#)(").replace('"', '""').replace("\n", "#(lf)").replace("\r", "#(cr)")
