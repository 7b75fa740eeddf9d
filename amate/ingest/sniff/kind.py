"""What a file really is: decided by its bytes, with its name only where bytes leave a doubt."""

from __future__ import annotations

import json
import mmap
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from amate.ingest.sniff.encoding import decode_sample
from amate.ingest.sniff.kinds import PROGRAMS, TEXT_TABLES, extension_of

HEAD_BYTES = 64 * 1024

# dBase III to 5 and Visual FoxPro, with and without memos.
DBF_VERSIONS = (0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB)

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08", "damaged-zip"),  # the first part of one that was split
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"%PDF-", "pdf"),
    (0, b"PAR1", "parquet"),
    (0, b"\x1f\x8b", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\x89PNG\r\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF8", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (8, b"WEBP", "image"),
    (0, b"Rar!", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (257, b"ustar", "tar"),
    (0, b"<stata_dta>", "dta"),
    *((0, bytes([release, order, 1, 0]), "dta") for release in (110, 111, 113, 114, 115) for order in (1, 2)),
    (0, b"$FL2", "sav"),
    (0, b"$FL3", "sav"),
    (0, bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c", "sas7bdat"),
    (0, b"\x7fELF", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xce\xfa\xed\xfe", "program"),
    (0, b"\xfe\xed\xfa\xce", "program"),
    (0, b"\xfe\xed\xfa\xcf", "program"),
    (0, b"\x00asm", "program"),
    (0, b"dex\n", "program"),
    (0, b"!<arch>\n", "program"),
    (0, b"\xed\xab\xee\xdb", "program"),
    (0, b"MSCF\x00\x00\x00\x00", "program"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "program"),  # a shortcut of Windows
    (0, b"#!", "program"),
)

# What zipfile says of a zip that is none; of a name that is not in the UTF-8 that it promises, ValueError.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)

# The first member found says what a zip is.
ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    (r"xl/vbaProject\.bin", "xlsm"),
    (r"(word|ppt)/vbaProject\.bin", "macros"),
    (r"xl/workbook\.bin", "xlsb"),
    (r"xl/workbook\.xml", "xlsx"),
    (r"word/document\.xml", "docx"),
    (r"ppt/presentation\.xml", "pptx"),
    (r"doc\.kml", "kmz"),
    (r"(?i).*\.shp", "shapefile"),
)

OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("_VBA_PROJECT", "macros"),
)

# Names that stand in the schema of a database that holds maps.
SQLITE_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"gpkg_geometry_columns", "gpkg"),
    (b"geometry_columns", "spatialite"),
)

XML_ROOTS: tuple[tuple[str, str], ...] = (
    (r"(?is)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<!doctype\s+html|\s*(<\?xml[^>]*>\s*)?<html[\s>]", "html"),
    (r"(?is)\s*<(table|head|body|script|meta|div)[\s>]", "html"),
    (r"(?is)\s*<\?php", "program"),
    (r"(?is).{0,2000}<kml[\s>]", "kml"),
    (r"(?is).{0,2000}<svg[\s>]", "svg"),
    (r"(?s).{0,2000}<(\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet", "xmlss"),
    (r"(?s)\s*<(\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s>/])", "xml"),
)


# Documents that are written as text, whatever they are called.
TEXTS: tuple[tuple[str, str], ...] = (
    (r"\{\\rtf\d", "rtf"),
    (r"%!PS-Adobe-", "postscript"),
    (r"(?i)MIME-Version: *1\.0\s", "mail"),  # what Excel calls a web page in one file
    (r"ID;P\w*(?:;[NE])*\s+[A-Z];", "sylk"),
    (r"(?i)@echo +off\s", "program"),
)


def kind_of(path: Path, filename: str) -> str:
    """The kind, a key of KINDS, of the file at `path` that its owner calls `filename`."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    extension = extension_of(filename)
    if not head:
        return "empty"
    if extension in PROGRAMS or (head.startswith(b"MZ") and b"\x00" in head):
        return "program"
    found = next((kind for at, magic, kind in MAGIC if head.startswith(magic, at)), "text")
    look_closer = CLOSER.get(found)
    return look_closer(path, head, extension) if look_closer else found


def _kind_of_zip(path: Path, _head: bytes, _extension: str) -> str:
    try:
        with zipfile.ZipFile(path) as pack:
            names = pack.namelist()
            if "mimetype" in names and pack.getinfo("mimetype").file_size < 200:
                return "ods" if b"spreadsheet" in pack.read("mimetype") else "odt"
    except _BROKEN:
        return "damaged-zip"
    return next((k for pattern, k in ZIP_MEMBERS if any(re.fullmatch(pattern, n) for n in names)), "zip")


def _kind_of_ole(path: Path, _head: bytes, _extension: str) -> str:
    """Old Office files keep a directory of streams, whose names are UTF-16."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        return next(
            (kind for stream, kind in OLE_STREAMS if body.find(stream.encode("utf-16-le")) >= 0), "doc"
        )


def _kind_of_sqlite(path: Path, head: bytes, extension: str) -> str:
    if extension == "gpkg" or head[68:72] in (b"GPKG", b"GP10", b"GP11"):
        return "gpkg"
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        return next((kind for table, kind in SQLITE_TABLES if body.find(table) >= 0), "sqlite")


def _kind_of_text(_path: Path, head: bytes, extension: str) -> str:
    if is_dbf(head):
        return "dbf"
    text = decode_sample(head)
    if text is None:
        return "dbf" if extension == "dbf" else "unknown"
    if kind := next((kind for pattern, kind in TEXTS if re.match(pattern, text)), None):
        return kind
    if text.lstrip()[:1] == "<":
        return next((kind for pattern, kind in XML_ROOTS if re.match(pattern, text)), _plain(text, extension))
    if text.lstrip()[:1] in ("{", "[") and (kind := _kind_of_json(text.lstrip(), extension)):
        return kind
    return _plain(text, extension)


def is_dbf(head: bytes) -> bool:
    """Whether these are the first bytes of a DBF: its version, the day of its last change, sizes and first field."""
    if len(head) < 65 or head[0] not in DBF_VERSIONS:
        return False
    heads, record = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    changed = head[2] <= 12 and head[3] <= 31
    return changed and heads >= 65 and record >= 2 and head[43:44].isalpha() and head[32:33] > b" "


def _plain(text: str, extension: str) -> str:
    if extension not in TEXT_TABLES:
        return "text"
    return "tsv" if extension in ("tsv", "tab") else "csv"


def _kind_of_json(text: str, extension: str) -> str | None:
    if not re.match(r'\{\s*("|\}|$)|\[\s*([\[\]{"\d-]|true|false|null|$)', text):
        return None
    if re.search(r'"type"\s*:\s*"(FeatureCollection|Feature|Topology)"', text):
        return "geojson"
    if _many_values(text):
        return "ndjson"
    return "json" if extension == "json" or re.match(r"\{|\[\s*[{\[\]\"]", text) else None


def _many_values(text: str) -> bool:
    """Whether a second object or array follows the first, each on its own line."""
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return bool(re.match(r"[ \t]*[\r\n]\s*[{\[]", text[end:]))


# Kinds that only a closer look tells apart.
CLOSER: dict[str, Callable[[Path, bytes, str], str]] = {
    "zip": _kind_of_zip,
    "ole": _kind_of_ole,
    "sqlite": _kind_of_sqlite,
    "text": _kind_of_text,
}
