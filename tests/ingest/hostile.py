"""Files made to do harm: zips that lie, XML that unfolds, formats inside formats, numbers and names without end."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import xlwt

from tests.ingest.dbf import dbf

TABLE = b"clave,nombre\n01,Ana\n02,Eva\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LINK, DEVICE = 0o120777 << 16, 0o020666 << 16

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
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    return target.getvalue()


def xlsx(rows: str, prolog: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    sheet = (SHEET % (prolog, rows)).encode()
    base = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped(base | (parts or {}))


def ods(rows: str, prolog: str = "") -> bytes:
    content = f"""<?xml version="1.0"?>{prolog}<office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Hoja1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
    return zipped({"mimetype": ODS, "content.xml": content.encode()})


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def written_zip(
    content: bytes,
    *,
    times: int = 1,
    size: int | None = None,
    crc: int | None = None,
    mode: int = 0,
    method: int = 8,
) -> bytes:
    """A zip written by hand: what its directory says of size, sum and mode need not be true.

    times: as many members in the directory, all of them the same bytes.
    """
    body = deflated(content) if method == 8 else content
    crc, size = zlib.crc32(content) if crc is None else crc, len(content) if size is None else size
    facts = struct.pack("<HHHH3IHH", 0, method, 0, 0, crc, len(body), size, 5, 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + facts + b"a.csv" + body
    entry = b"PK\x01\x02" + struct.pack("<HH", 0x314, 20) + facts + struct.pack("<HHHII", 0, 0, 0, mode, 0)
    directory = b"".join(entry + name.encode() for name in _names(times))
    return (
        local
        + directory
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, times, times, len(directory), len(local), 0)
    )


def _names(times: int) -> list[str]:
    return ["a.csv", *(f"{n:05}" for n in range(1, times))]


def twin_parts() -> bytes:
    target = io.BytesIO(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(target, "a") as pack:
        pack.writestr("xl/worksheets/SHEET1.xml", "<worksheet/>")
    return target.getvalue()


def many_sheets() -> bytes:
    sheets = b"".join(b'<sheet name="h%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1, 301))
    return xlsx(
        "", parts={"xl/workbook.xml": BOOK.replace(b'<sheet name="Hoja1" sheetId="1" r:id="rId1"/>', sheets)}
    )


def circular_xls() -> bytes:
    """An old workbook, sound but for its directory's chain of sectors, whose last is followed by its first."""
    book = xlwt.Workbook()
    book.add_sheet("Hoja1").write(0, 0, "clave")
    target = io.BytesIO()
    book.save(target)
    content = bytearray(target.getvalue())
    directory, chains = struct.unpack_from("<48xI", content)[0], struct.unpack_from("<76xI", content)[0]
    struct.pack_into("<I", content, 512 * (chains + 1) + 4 * directory, directory)
    return bytes(content)


def dbf_of(records: int) -> bytes:
    """A DBF of one record that says to have so many."""
    content = bytearray(dbf([("A", "C", 5, 0)], [[b"x"]]))
    struct.pack_into("<I", content, 4, records)
    return bytes(content)


def misnamed_zip() -> bytes:
    """A zip that promises UTF-8 and names its member in Latin-1."""
    return zipped({"añño.csv": TABLE}).replace("añño".encode(), b"a\xf1\xf1\xf1\xf1o")


def parquet(harm: Callable[[bytearray], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        duckdb.sql(
            f"COPY (SELECT i AS a, 'texto ' || i AS b FROM range(20000) t(i)) TO '{path}' (FORMAT parquet)"
        )
        content = bytearray(path.read_bytes())
    harm(content)
    return bytes(content)


def flip_pages(content: bytearray) -> None:
    for at in range(200, 3000, 7):
        content[at] ^= 0xFF


def flip_footer(content: bytearray) -> None:
    for at in range(len(content) - 200, len(content) - 8):
        content[at] ^= 0x55


BOMB = bytes(200_000_000)
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
UTF16_ENTITY = (
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "aaa">]><styleSheet>&a;</styleSheet>'
)
PARAMETER = b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 100_000 + b'">]><x>' + b"&a;" * 1_000 + b"</x>"
A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'

# What it is, the file's name, how it is made, and the code of its refusal.
HARMFUL: tuple[tuple[str, str, Callable[[], bytes], str], ...] = (
    ("a zip of overlapping members", "a.zip", lambda: written_zip(BOMB[:30_000_000], times=200), "bomb"),
    ("a zip that says less than it holds", "a.zip", lambda: written_zip(BOMB, size=20), "damaged"),
    ("a zip that says more than it holds", "a.zip", lambda: written_zip(TABLE, size=4_000_000_000), "bomb"),
    ("a zip of a wrong sum", "a.zip", lambda: written_zip(TABLE, crc=1), "damaged"),
    ("a zip of a link", "a.zip", lambda: written_zip(b"/etc/passwd", mode=LINK), "empty"),
    ("a zip of a device", "a.zip", lambda: written_zip(b"x", mode=DEVICE), "empty"),
    ("a zip of an unknown method", "a.zip", lambda: written_zip(TABLE, method=99), "damaged"),
    ("a zip of nothing", "a.zip", lambda: zipped({}), "empty"),
    ("one part of a split zip", "a.zip", lambda: b"PK\x07\x08" + zipped({"a.csv": TABLE}), "damaged"),
    ("a bomb in a zip in a zip", "a.zip", lambda: zipped({"b.zip": zipped({"c.csv": BOMB})}), "bomb"),
    ("a bomb in a gzip in a gzip", "a.csv.gz.gz", lambda: gzip.compress(gzip.compress(BOMB)), "bomb"),
    ("a PDF that is a zip too", "a.zip", lambda: PDF + zipped({"a.csv": TABLE}), "not-what-it-says"),
    ("a PDF that is a workbook too", "a.xlsx", lambda: PDF + xlsx(A1), "not-what-it-says"),
    ("a GIF that is a CSV too", "a.csv", lambda: b"GIF89a/*,b,c\n1,2,3\n", "not-what-it-says"),
    (
        "a script that is a zip too",
        "a.zip",
        lambda: b"<?php system(1); ?>" + zipped({"a.csv": TABLE}),
        "damaged",
    ),
    (
        "a zip behind a picture",
        "a.zip",
        lambda: b"\xff\xd8\xff\xe0" + zipped({"a.csv": TABLE}),
        "not-what-it-says",
    ),
    ("a zip behind a program", "a.zip", lambda: b"MZ\x00\x00" + zipped({"a.csv": TABLE}), "program"),
    ("a zip behind a gzip", "a.gz", lambda: gzip.compress(TABLE) + zipped({"a.csv": TABLE}), "damaged"),
    ("a text of Word called CSV", "a.csv", lambda: b"{\\rtf1\\ansi hola, mundo\\par}\n", "not-what-it-says"),
    ("PostScript called CSV", "a.csv", lambda: b"%!PS-Adobe-3.0\n1 2 3\n", "not-what-it-says"),
    (
        "a page in one file called XLS",
        "a.xls",
        lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<table><tr><td>a<td>b</table>\n",
        "not-what-it-says",
    ),
    (
        "a formula in SYLK called CSV",
        "a.csv",
        lambda: b"ID;PWXL;N;E\nC;Y1;X1;K\"=cmd|' /C calc'!A0\"\nE\n",
        "not-what-it-says",
    ),
    ("a batch of commands called CSV", "a.csv", lambda: b"@echo off\r\ndel *.*\r\n", "program"),
    (
        "a map that names another file",
        "a.csv",
        lambda: b'<OGRVRTDataSource><x a="/etc"/></OGRVRTDataSource>',
        "not-what-it-says",
    ),
    ("UTF-32", "a.csv", lambda: "a,b\n1,2\n".encode("utf-32"), "binary"),
    ("a DBF of four thousand million records", "a.dbf", lambda: dbf_of(4_000_000_000), "damaged"),
    ("a page with a script called CSV", "a.csv", lambda: b"<script>alert(1)</script>,b\n1,2\n", "html"),
    ("an external entity", "a.xlsx", lambda: xlsx("", ENTITY), "entities"),
    (
        "an entity in UTF-16",
        "a.xlsx",
        lambda: xlsx(A1, parts={"xl/styles.xml": UTF16_ENTITY.encode("utf-16")}),
        "entities",
    ),
    (
        "an entity of parameters in relations",
        "a.xlsx",
        lambda: xlsx(A1, parts={"xl/_rels/workbook.xml.rels": PARAMETER + BOOK_RELS}),
        "entities",
    ),
    (
        "an entity in the texts",
        "a.xlsx",
        lambda: xlsx(A1, parts={"xl/sharedStrings.XML": QUADRATIC}),
        "entities",
    ),
    ("an entity repeated", "a.xlsx", lambda: xlsx(A1, parts={"docProps/core.xml": QUADRATIC}), "entities"),
    (
        "a DTD in the styles of an ODS",
        "a.ods",
        lambda: zipped({"mimetype": ODS, "styles.xml": QUADRATIC}),
        "entities",
    ),
    ("two parts of one name", "a.xlsx", twin_parts, "damaged"),
    (
        "a row beyond all numbers",
        "a.xlsx",
        lambda: xlsx(f'<row r="{"9" * 14}"><c r="A{"9" * 14}"><v>1</v></c></row>'),
        "too-many-cells",
    ),
    (
        "a column beyond all letters",
        "a.xlsx",
        lambda: xlsx('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'),
        "too-many-cells",
    ),
    (
        "a text that is not in the workbook",
        "a.xlsx",
        lambda: xlsx('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        "damaged",
    ),
    ("three hundred sheets", "a.xlsx", many_sheets, "too-many-tables"),
    (
        "a sheet cut in the middle",
        "a.xlsx",
        lambda: xlsx("", parts={"xl/worksheets/sheet1.xml": SHEET.encode()[:120]}),
        "damaged",
    ),
    (
        "a sheet in another folder",
        "a.xlsx",
        lambda: xlsx(
            A1,
            parts={
                "xl/_rels/workbook.xml.rels": BOOK_RELS.replace(
                    b"worksheets/sheet1.xml", b"../../../etc/passwd"
                )
            },
        ),
        "damaged",
    ),
    (
        "XML without bottom in styles",
        "a.xlsx",
        lambda: xlsx(A1, parts={"xl/styles.xml": b"<a>" * 300_000 + b"</a>" * 300_000}),
        "damaged",
    ),
    ("XML without bottom in an ODS", "a.ods", lambda: ods("<table:table-row>" * 300_000), "damaged"),
    (
        "an ODS with a password",
        "a.ods",
        lambda: zipped(
            {
                "mimetype": ODS,
                "META-INF/manifest.xml": b"<m><encryption-data/></m>",
                "content.xml": b"\x00\x01",
            }
        ),
        "encrypted",
    ),
    (
        "an old workbook whose streams turn in circles",
        "a.xls",
        lambda: OLE + "Workbook".encode("utf-16-le") + b"\x00" * 8192,
        "damaged",
    ),
    ("an old workbook whose sectors turn in circles", "a.xls", circular_xls, "damaged"),
    ("a zip whose names are not in the UTF-8 that it promises", "a.zip", misnamed_zip, "damaged"),
    (
        "JSON lists without bottom",
        "a.json",
        lambda: b'[{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}]",
        "damaged",
    ),
    ("JSON objects without bottom", "a.json", lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "damaged"),
    (
        "a JSON number of 20,000 figures",
        "a.json",
        lambda: b'[{"a": ' + b"9" * 20_000 + b'},{"a": 1}]',
        "damaged",
    ),
    ("a JSON key of 5 MB", "a.json", lambda: json.dumps([{"k" * 5_000_000: 1}]).encode(), "head-too-long"),
    ("half a letter in JSON", "a.json", lambda: b'[{"a": "\\ud800"}, {"a": "b"}]', "damaged"),
    (
        "a JSON line of 70 MB",
        "a.ndjson",
        lambda: b'{"a": "' + b"x" * 70_000_000 + b'"}\n{"a": 1}\n',
        "damaged",
    ),
    (
        "a Parquet whose footer is nothing",
        "a.parquet",
        lambda: b"PAR1" + bytes(100) + struct.pack("<I", 60) + b"PAR1",
        "damaged",
    ),
    (
        "a Parquet whose footer is 4 GB",
        "a.parquet",
        lambda: b"PAR1" + bytes(100) + struct.pack("<I", 0xFFFFFFFF) + b"PAR1",
        "damaged",
    ),
    (
        "a Parquet of damaged pages behind a sound table",
        "a.zip",
        lambda: zipped({"a.csv": TABLE, "b.parquet": parquet(flip_pages)}),
        "damaged",
    ),
    ("a Parquet of damaged pages", "a.parquet", lambda: parquet(flip_pages), "damaged"),
    ("a Parquet of a damaged footer", "a.parquet", lambda: parquet(flip_footer), "damaged"),
    (
        "a SQLite cut in the middle",
        "a.sqlite",
        lambda: b"SQLite format 3\x00" + b"\x10\x00\x01\x01" + bytes(80),
        "damaged",
    ),
    ("five million commas", "a.csv", lambda: b"," * 5_000_000 + b"\n1,2\n", "empty"),
    ("only commas", "a.csv", lambda: b",,,\n,,,\n", "empty"),
    ("ten million quotes", "a.csv", lambda: b'"' * 10_000_001, "head-too-long"),
    ("one line of 60 MB", "a.csv", lambda: b"x" * 60_000_000, "head-too-long"),
    ("NUL bytes far down in a CSV", "a.csv", lambda: TABLE * 5_000 + b"03,\x00\x00\n", "binary"),
    ("a cell of 2 MB", "a.csv", lambda: b"a,b\r\n1," + b"x" * 2_000_000 + b"\n2,y\n", "cell-too-long"),
    (
        "a cell of 2 MB between quotes",
        "a.csv",
        lambda: b'a,b\r\n1,"' + b"x" * 2_000_000 + b'"\n2,y\n',
        "cell-too-long",
    ),
    ("a shortcut called CSV", "a.csv", lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100), "program"),
    ("WebAssembly", "datos", lambda: b"\x00asm\x01\x00\x00\x00" + bytes(40), "program"),
    ("a Debian package", "datos", lambda: b"!<arch>\ndebian-binary   ", "program"),
    (
        "a Word document with macros",
        "a.docx",
        lambda: zipped({"word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"}),
        "macros",
    ),
    (
        "an old Word document with macros",
        "a.doc",
        lambda: OLE + "WordDocument_VBA_PROJECT".encode("utf-16-le") + bytes(512),
        "macros",
    ),
    (
        "a tar that is none, compressed",
        "a.tar.gz",
        lambda: gzip.compress(bytes(257) + b"ustar" + bytes(500)),
        "damaged",
    ),
)

# Cells that have broken programs: of spreadsheets, of databases, of pages, of terminals, of letters.
NAUGHTY = (
    *(
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+52 33 1234",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x.example")',
        "|calc",
    ),
    *(
        "'; DROP TABLE x;--",
        "1' OR '1'='1",
        '" OR ""="',
        "$(rm -rf /)",
        "`id`",
        "${7*7}",
        "{{7*7}}",
        "%s%n",
        "%00",
    ),
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "]]>",
        "<!--",
        "&lt;",
    ),
    *(
        "../../etc/passwd",
        "C:\\nul",
        "CON",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "undefined",
        "NaN",
        "1e999",
    ),
    *(
        "\u202eoirausu",
        "\u200bcero",
        "n\u0303",
        "ñ",
        "İ",
        "ß",
        "Ω≈ç",
        "👩‍👩‍👧‍👦",
        "🇲🇽",
        "\U0001f9ff",
        "田中さん",
        "ﷺ",
        "Z̮̞͠a͚͜l",
        "\ufeffbom",
    ),
    *(
        "NULL",
        "nil",
        "true",
        "0x1F",
        "1_000",
        "1/0",
        "12e",
        "١٢٣",
        "½",
        "\x07bell",
        "\x1b[31mrojo",
        "a\tb",
        "línea\nrota",
    ),
)
