"""What atheris begins with: small made tables in every format, and the words that its changes are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from amate.ingest.sniff.records import Dialect
from tests.ingest.hostile import NAUGHTY
from tests.ingest.writers import FORMATS, written

NAMES = (
    *("a", "a.csv", "a.txt", "a.tsv", "a.xls", "a.xlsx", "a.ods", "a.dbf", "a.json", "a.ndjson", "a.xml"),
    *(
        "a.html",
        "a.db",
        "a.zip",
        "a.tar",
        "a.csv.gz",
        "a.csv.bz2",
        "a.csv.xz",
        "a.csv.zst",
        "a.parquet",
        "a.dta",
    ),
    "a.sav",
)
TYPES = ("text", "integer", "number", "date", "datetime", "time", "boolean")
DIALECTS = (
    *(Dialect(delimiter) for delimiter in ",;\t| :"),
    Dialect("||"),
    Dialect("§"),
    Dialect(",", padded=True),
    Dialect(",", backslash=True),
    Dialect(";", "'"),
    Dialect(";", "'", backslash=True, padded=True),
    Dialect(",", "“”"),
    Dialect("::", "«»"),
    Dialect(cuts=(0, 6, 12)),
)
XLSX_PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/theme/theme1.xml",
    "docProps/core.xml",
    "xl/comments1.xml",
    "xl/tables/table1.xml",
)

SAMPLE = [["clave", "nombre", "monto"], ["01001", "Jesús María", "12.50"], ["14039", "Zúñiga", "7.25"]]
TEXTS = (
    "clave,nombre,monto\n01001,Jesús María,12.50\n14039,Zúñiga,7.25\n" * 2,
    'id;nota\r\n1;"dos\r\nlíneas"\r\n2;"una ""cita"""\r\n3;\'x\'\r\n',
    'a|b|c\r1|"2|3\r4|5|6\r\r\rFuente: INEGI\r',
    'a, b, c\n1, 2, 3\n4, \\"5\\", 6\n',
    "id  nombre      monto\n--  ----------  -----\n1   Ana María       5\n22  Beto           10\n",
    "sep=;\na;b\n1;2\n",
    "Año,DescripciÃ³n,GarcÃ\xada\n2014,Niñez,Â¿\n",
)
GRIDS = (
    "Cuadro 1. Población\t\t\nMunicipio\tHombres\tMujeres\nTala\t1,234\t5\nTotal\t1,239\t5\nFuente: INEGI\t\t\n",
    "\t2014\t\t2015\t\nMunicipio\tH\tM\tH\tM\nTala\t1\t2\t3\t4\nTuxpan\t5\t6\t7\t8\n\n\nNota: cifras\n",
    "a\tb\t\tc\td\nx\t1\t\ty\t2\nz\t3\t\tw\t4\n\nCuadro 2\nc\td\nx\t1\ny\t2\n",
    "Municipio:\tTala\n\nMes\tKilos\tkg\n(1)\t(2)\t(3)\nEnero\t1\t2\n",
)
COLUMNS = (
    *("monto\n$1,234.50\n-$ 5.00\n(3)\n$ -", "fecha\n3/1/14\n28/11/2013", "fecha\n26-Abr-07\n1-ene-08"),
    *(
        "mes\nmarzo 2026\nabril 2026",
        "periodo\n2009-10\n2010-11",
        "hora\n12:30\n5:00 p. m.",
        "x\n1.234\n25.000",
    ),
    *("clave\n14 039\n01 001", "lat\n20°40'35\"N\n19°2'0\"N", "vive\nsí\nno", "s\nS\nN", "x\n1e5\n1.5E+3"),
    *(
        "fecha de nacimiento\n31/12/45\n1/1/01",
        "t\n2024-01-02T03:04:05-06:00",
        "dist\n12 km\n3 km",
        "x\n5%\n6 %",
    ),
    *(
        "curp\nGOMC800101HJCRRR09",
        "rfc\nXAXX010101000",
        "correo\nana@gmail.com",
        "municipio\nTlaquepaque\nTala",
    ),
    *(
        "latitud\n20.5\n19",
        "longitud\n-103.2",
        "teléfono\n33 1234 5678",
        "clues\nJCSSA000013",
        "cct\n14DPR0001A",
    ),
)
DOCUMENTS = (
    '{"fields": [{"name": "a", "type": "integer", "constraints": {"required": true, "enum": ["1"]}}]}',
    '{"@context": "http://www.w3.org/ns/csvw", "tableSchema": {"columns": [{"name": "a", "titles": ["A"]}]}}',
    '{"resources": [{"schema": {"fields": [{"name": "a"}], "primaryKey": "a"}}]}',
    "tabla,columna,título,descripción,tipo\n,a,A,la primera,entero\n",
    '{"recipe": 1, "tables": [{"source": "a", "steps": {"title-rows": false}, "columns": [{"head": "a"}]}]}',
    '[$-80A]#,##0.00;[Red]-0;"nada";@',
)
PAGE = (
    "<!DOCTYPE html><html><head><style>td{}</style></head><body><table border=1><caption>Uno</caption><tr>"
    "<th colspan=2>a<th>b<tr style='display:none'><td rowspan=2>1<td>2<td>&aacute;&#x41;<tr><td>3<td><br>4</table>"
    "<![if !IE]><!-- x --><table><tr><td>a<td>b</td><tr><td>1<td>2</table></body></html>"
)

WORDS: dict[str, Iterable[str]] = {
    "text": (
        *",;|:\"'\\",
        "\r\n",
        "\r",
        '""',
        '\\"',
        '","',
        "\ufeff",
        "Ã³",
        "Â¿",
        "sep=",
        "--  --",
        "“",
        "”",
    ),
    "grid": (
        "\t",
        "\n\n",
        "Fuente:",
        "Total",
        "Cuadro 2",
        "2014",
        "1,234",
        "Nota",
        "(1)",
        "kg",
        "Municipio",
        "N/D",
    ),
    "values": (
        *(
            "$",
            "%",
            "1,234.50",
            "(5)",
            "-",
            "3/1/14",
            "26-Abr-07",
            "marzo 2026",
            "p. m.",
            "T03:04:05",
            "-06:00",
        ),
        *(
            "°",
            "'",
            '"',
            "N",
            "sí",
            "no",
            "1e5",
            "14 039",
            "=CONCATENAR(0,01)",
            "km",
            "MXN",
            "\u00a0",
            "0001",
        ),
        *(
            "GOMC800101HJCRRR09",
            "@gmail.com",
            "clave",
            "fecha",
            "lat",
            "cp",
            "monto",
            "año",
            "00:00",
            "24:00",
        ),
    ),
    "markup": (
        *(
            "<table>",
            "<tr>",
            "<td>",
            "<th colspan=3>",
            "rowspan=9",
            "</table>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
        ),
        *(
            "<![if !IE]>",
            "&#x0;",
            "&amp;",
            "<!DOCTYPE",
            "<?xml",
            "display:none",
            "<script>",
            "<select>",
            "<br>",
        ),
        *(
            "<Row>",
            "<Cell ss:Index='9'>",
            "<Data ss:Type='Number'>",
            "<Worksheet ss:Name='a'>",
            "MergeAcross='5'",
        ),
        *(
            "<row r='9'>",
            "<c r='A1' t='s'>",
            "<v>",
            "hidden='1'",
            "<f>",
            "<cols>",
            "<numFmt formatCode=';;;'/>",
        ),
        *(
            "number-columns-repeated='99'",
            "table:visibility='collapse'",
            "office:value-type='date'",
            "<text:p>",
        ),
    ),
    "json": (
        '{"',
        '":',
        "[[",
        "]]",
        "null",
        "1e9",
        "-0.0",
        '"columns"',
        '"data"',
        "NaN",
        "\\ud800",
        "\\u0000",
        "{}",
    ),
    "names": (
        "PK",
        "%PDF",
        "GIF8",
        "<html",
        "<?xml",
        "<?php",
        "{",
        "[",
        "SQLite format 3",
        "PAR1",
        "MZ",
        "#!",
    ),
}


def seeds(target: str, folder: Path) -> list[bytes]:
    """The inputs from which the changes of a target begin; folder: where writers may write."""
    made = MADE.get(target)
    if made:
        return made()
    if target in ("kind", "uploads"):
        return [bytes([at]) + content for content in _written("", folder) for at in range(len(NAMES))]
    return _written(target, folder)


def words(target: str) -> str:
    """A dictionary of libFuzzer: a word to a line, its odd bytes escaped."""
    kinds = WORDS_OF.get(target, ("names",))
    return "".join(f'"{_escaped(word)}"\n' for kind in kinds for word in WORDS[kind])


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _encoded(texts: Iterable[str], before: Iterable[bytes] = (b"",)) -> list[bytes]:
    heads = list(before)
    return [head + text.encode() for text in texts for head in heads]


def _written(kind: str, folder: Path) -> list[bytes]:
    """A small table in the formats whose names end like the kind; in all for ""."""
    return [written(form, SAMPLE, folder) for form in FORMATS if form.filename.endswith(kind)]


def _encodings() -> list[bytes]:
    every = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850", "latin-1")
    return [text.encode(one, errors="replace") for text in TEXTS for one in every]


def _markup(kind: str) -> Callable[[], list[bytes]]:
    def made() -> list[bytes]:
        book = next(form for form in FORMATS if form.filename == "libro.xml")
        records = next(form for form in FORMATS if form.filename == "tabla.xml")
        forms = {"xmlss": book, "xml": records}
        return [written(forms[kind], SAMPLE, Path()) if kind in forms else PAGE.encode()]

    return made


def _xlsx_parts() -> list[bytes]:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="2" max="2" '
        'hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>1+1</f></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    )
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        '<numFmt numFmtId="165" formatCode="00000;;;"/></numFmts><fonts><font><color rgb="FFFFFFFF"/></font></fonts>'
        '<fills><fill/></fills><cellXfs><xf numFmtId="165" fontId="0" fillId="0"/></cellXfs></styleSheet>'
    )
    return [bytes([at]) + content.encode() for at in range(len(XLSX_PARTS)) for content in (sheet, styles)]


def _ods_rows() -> list[bytes]:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:visibility="collapse">{cell}{cell}</table:table-row>'
    return [f'<table:table-column table:number-columns-repeated="2"/>{row * 3}'.encode()]


MADE: dict[str, Callable[[], list[bytes]]] = {
    "encoding": _encodings,
    "dialect": lambda: _encoded(TEXTS),
    "records": lambda: _encoded(TEXTS, (bytes([at, 0]) for at in range(len(DIALECTS)))),
    "fixed": lambda: _encoded(TEXTS),
    "structure": lambda: _encoded(GRIDS),
    "types": lambda: _encoded([*COLUMNS, "x\n" + "\n".join(NAUGHTY)], (bytes([at]) for at in range(4))),
    "recognise": lambda: _encoded(COLUMNS),
    "documents": lambda: _encoded(DOCUMENTS),
    "csv": lambda: [*_encodings(), *_encoded(grid.replace("\t", ",") for grid in GRIDS)],
    **{kind: _markup(kind) for kind in ("html", "xml", "xmlss")},
    "xlsx": _xlsx_parts,
    "ods": _ods_rows,
}
WORDS_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("encoding", "dialect", "records", "fixed"), ("text",)),
    "csv": ("text", "grid", "values"),
    "structure": ("grid", "values"),
    **dict.fromkeys(("types", "recognise"), ("values",)),
    "documents": ("json", "text"),
    **dict.fromkeys(("json", "ndjson"), ("json",)),
    **dict.fromkeys(("html", "xml", "xmlss", "xlsx", "ods"), ("markup",)),
}
