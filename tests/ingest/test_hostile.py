"""Files that must not get in, or not as what they say they are: each kind with its code."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of

TABLE = b"clave,nombre\n01,Ana\n02,Eva\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

CONTENT_TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELS = b"""<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
BOOK = b"""<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>"""
BOOK_RELS = b"""<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""
SHEET = """<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>%s</sheetData></worksheet>"""


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    return target.getvalue()


def xlsx(rows: str, prolog: str = "") -> bytes:
    sheet = (SHEET % (prolog, rows)).encode()
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELS,
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": BOOK_RELS,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def ods(rows: str, prolog: str = "") -> bytes:
    content = f"""<?xml version="1.0"?>{prolog}<office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Hoja1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content.encode()})


def sparse_xlsx() -> bytes:
    return xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def hidden_corner_xlsx() -> bytes:
    """The far cell's reference stands after an attribute that holds a ">"."""
    return xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row><c s=">" r="XFD1048576"><v>1</v></c></row>')


def repeated_ods() -> bytes:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    )
    return ods(f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')


def encrypted_zip() -> bytes:
    content = bytearray(zipped({"datos.csv": TABLE}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def many_columns() -> bytes:
    heads = ",".join(f"columna{at}" for at in range(10_000))
    return f"{heads}\n{','.join('1' * 10_000)}\n".encode()


def long_cell() -> bytes:
    return b'clave,nota\n1,"' + b"x" * 50_000_000 + b'"\n'


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

REFUSED: tuple[tuple[str, str, Callable[[], bytes], str], ...] = (
    ("an empty file", "vacio.csv", lambda: b"", "empty"),
    ("only blank lines", "blancos.csv", lambda: b"\n\n \n", "empty"),
    ("a PDF called CSV", "datos.csv", lambda: PDF, "not-what-it-says"),
    ("a picture called XLSX", "datos.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "not-what-it-says"),
    ("a web page called XLS", "datos.xls", lambda: b"<html><table><tr><td>1</td></tr></table>", "html"),
    ("a web page called CSV", "datos.csv", lambda: b"<!DOCTYPE html>\n<html><body>404</body></html>", "html"),
    ("a Windows program", "datos.csv", lambda: b"MZ\x90\x00" + bytes(200), "program"),
    ("a Linux program", "datos", lambda: b"\x7fELF" + bytes(200), "program"),
    ("a shell script called CSV", "datos.csv", lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    ("a script by its name", "datos.vbs", lambda: b'MsgBox "hola"\n', "program"),
    ("a program inside a zip", "datos.zip", lambda: zipped({"a.csv": TABLE, "b.exe": b"MZ\x00"}), "program"),
    ("a zip bomb", "datos.zip", lambda: zipped({"a.csv": bytes(200_000_000)}), "bomb"),
    ("a gzip bomb", "datos.csv.gz", lambda: gzip.compress(bytes(200_000_000)), "bomb"),
    ("a bz2 bomb", "datos.csv.bz2", lambda: bz2.compress(bytes(200_000_000)), "bomb"),
    ("a bomb called workbook", "datos.xlsx", lambda: xlsx(" " * 200_000_000), "bomb"),
    (
        "a zip of too many",
        "a.zip",
        lambda: zipped({f"{n}.txt": b"x" for n in range(10_001)}),
        "too-many-members",
    ),
    ("an encrypted zip", "datos.zip", encrypted_zip, "encrypted"),
    (
        "an encrypted workbook",
        "datos.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512),
        "encrypted",
    ),
    ("a truncated zip", "datos.zip", lambda: zipped({"a.csv": TABLE * 100})[:-60], "damaged"),
    ("a truncated workbook", "datos.xlsx", lambda: xlsx("")[:-200], "damaged"),
    ("a truncated gzip", "datos.csv.gz", lambda: gzip.compress(TABLE * 1000)[:-20], "damaged"),
    ("a truncated bz2", "datos.csv.bz2", lambda: bz2.compress(TABLE * 1000)[:-20], "damaged"),
    ("a truncated JSON", "datos.json", lambda: b'[{"a": 1}, {"a": 2}, {"a":', "damaged"),
    ("a truncated Parquet", "datos.parquet", lambda: b"PAR1" + bytes(50), "damaged"),
    (
        "an old workbook that is not",
        "datos.xls",
        lambda: OLE + "Workbook".encode("utf-16-le") + bytes(512),
        "damaged",
    ),
    ("NUL bytes in a CSV", "datos.csv", lambda: TABLE + b"03,\x00\x00\n", "binary"),
    ("binary called CSV", "datos.csv", lambda: bytes(range(256)) * 10, "binary"),
    ("a sparse workbook", "datos.xlsx", sparse_xlsx, "too-many-cells"),
    ("a sparse workbook in disguise", "datos.xlsx", hidden_corner_xlsx, "too-many-cells"),
    ("an ODS of endless repetition", "datos.ods", repeated_ods, "too-many-cells"),
    ("entities in a workbook", "datos.xlsx", lambda: xlsx("", ENTITIES), "entities"),
    ("entities in an ODS", "datos.ods", lambda: ods("", ENTITIES), "entities"),
    ("10,000 columns", "datos.csv", many_columns, "too-many-columns"),
    (
        "10,000 keys in JSON",
        "a.json",
        lambda: json.dumps([{str(n): n for n in range(10_000)}]).encode(),
        "too-many-columns",
    ),
    ("a cell of 50 MB", "datos.csv", long_cell, "cell-too-long"),
    (
        "a row of 10 MB",
        "datos.csv",
        lambda: b"a,b,c,d,e,f,g,h,i,j\r" + b",".join([b"x" * 1_000_000] * 10) + b"\r",
        "row-too-long",
    ),
    ("a rar", "datos.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(40), "archive"),
    ("a 7z", "datos.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), "archive"),
)


@pytest.mark.parametrize(
    ("name", "content", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_taken_is_refused_by_name(
    name: str, content: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    reading = read_bytes(content(), name, tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == code
    assert reading.refused.message.endswith(".")
    assert reading.tables == ()
    assert list((tmp_path / "out").iterdir()) == []


HARMLESS_NAMES = (
    "../../fuera.csv",
    "/etc/datos.csv",
    "C:\\datos\\a.csv",
    "a/../../b.csv",
    "CON.csv",
    "n\u0303u\u202e.csv",
    "x" * 200 + ".csv",
)


@pytest.mark.parametrize("member", HARMLESS_NAMES)
def test_a_name_inside_a_zip_is_never_a_path(member: str, tmp_path: Path) -> None:
    reading = read_bytes(zipped({member: TABLE}), "datos.zip", tmp_path)
    assert [table.rows for table in reading.tables] == [2]
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["table-1.parquet"]


def test_member_names_are_read_as_spanish_windows_wrote_them(tmp_path: Path) -> None:
    pack = zipped({"aXo.csv": TABLE}).replace(b"aXo.csv", b"a\xa4o.csv")
    assert [table.name for table in read_bytes(pack, "datos.zip", tmp_path).tables] == ["año"]


def test_tables_of_one_name_in_a_zip_are_told_apart(tmp_path: Path) -> None:
    pack = zipped({"2024/datos.csv": TABLE, "2025/datos.csv": TABLE, "leeme.pdf": PDF})
    reading = read_bytes(pack, "todo.zip", tmp_path)
    assert [table.name for table in reading.tables] == ["2024/datos", "2025/datos"]
    assert (reading.container, reading.format) == ("zip", "csv")


def test_a_table_in_another_format_than_its_name_is_read_and_told(tmp_path: Path) -> None:
    (table,) = read_bytes(TABLE, "datos.xlsx", tmp_path).tables
    assert "wrong-extension" in notes_of(table)
    assert rows_of(table, tmp_path) == [("01", "Ana"), ("02", "Eva")]


def test_naughty_heads_become_plain_unique_names(tmp_path: Path) -> None:
    target = io.StringIO(newline="")
    heads = ["_id", "", "nombre", " Nombre ", 'a"b', "'; DROP TABLE x;--", "{v}", "año\nfiscal", "%s"]
    csv.writer(target).writerows([heads, ["x", *"abcdefgh"]])
    (table,) = read_bytes(target.getvalue().encode(), "datos.csv", tmp_path).tables
    assert names_of(table) == [
        *("_id_2", "columna_2", "nombre", "Nombre_2", 'a"b', "'; DROP TABLE x;--", "{v}", "año fiscal", "%s"),
    ]
    assert rows_of(table, tmp_path) == [("x", *"abcdefgh")]


def test_a_quote_that_nobody_closed_is_a_letter_of_its_own_cell(tmp_path: Path) -> None:
    (table,) = read_bytes(b'id,texto\n1,"uno\n2,dos\n3,tres\n', "datos.csv", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1, '"uno'), (2, "dos"), (3, "tres")]
    assert notes_of(table)["stray-quotes"] == (2,)
