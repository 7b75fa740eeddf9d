"""The kinds of file that are told apart, and how a person calls each."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """family: table (read), pack (opened), document (kept as it is), or the code of its refusal."""

    family: str
    called: str
    extensions: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "csv": Kind("table", "un archivo CSV", ("csv", "txt", "dat", "asc", "psv", "ssv", "")),
    "tsv": Kind("table", "un texto separado por tabuladores", ("tsv", "tab", "txt")),
    "json": Kind("table", "un archivo JSON", ("json",)),
    "ndjson": Kind("table", "un archivo NDJSON", ("ndjson", "jsonl")),
    "xlsx": Kind("table", "un libro de Excel (XLSX)", ("xlsx",)),
    "xlsm": Kind("table", "un libro de Excel con macros (XLSM)", ("xlsm",)),
    "xlsb": Kind("table", "un libro binario de Excel (XLSB)", ("xlsb",)),
    "xls": Kind("table", "un libro de Excel (XLS)", ("xls",)),
    "ods": Kind("table", "un libro de OpenDocument (ODS)", ("ods",)),
    "parquet": Kind("table", "un archivo Parquet", ("parquet", "parq")),
    "dbf": Kind("table", "una tabla DBF", ("dbf",)),
    "xmlss": Kind("table", "un libro de Excel 2003 (XML)", ("xml", "xls")),
    "xml": Kind("table", "un documento XML", ("xml",)),
    "html": Kind("table", "una página web (HTML)", ("html", "htm")),
    "sqlite": Kind("table", "una base de datos SQLite", ("sqlite", "sqlite3", "db", "db3")),
    "dta": Kind("table", "una base de Stata", ("dta",)),
    "sav": Kind("table", "una base de SPSS", ("sav", "zsav")),
    "sas7bdat": Kind("table", "una base de SAS", ("sas7bdat",)),
    "zip": Kind("pack", "un archivo ZIP", ("zip",)),
    "tar": Kind("pack", "un archivo TAR", ("tar",)),
    "gz": Kind("pack", "un archivo comprimido GZIP", ("gz", "tgz")),
    "bz2": Kind("pack", "un archivo comprimido BZIP2", ("bz2", "tbz", "tbz2")),
    "xz": Kind("pack", "un archivo comprimido XZ", ("xz", "txz")),
    "zst": Kind("pack", "un archivo comprimido Zstandard", ("zst", "zstd", "tzst")),
    "pdf": Kind("document", "un PDF"),
    "docx": Kind("document", "un documento de Word"),
    "pptx": Kind("document", "una presentación"),
    "doc": Kind("document", "un documento antiguo de Office"),
    "odt": Kind("document", "un documento de OpenDocument"),
    "shapefile": Kind("document", "un shapefile", ("zip",)),
    "geojson": Kind("document", "una capa GeoJSON", ("geojson", "json")),
    "kml": Kind("document", "una capa KML"),
    "kmz": Kind("document", "una capa KMZ"),
    "gpkg": Kind("document", "una capa GeoPackage"),
    "spatialite": Kind("document", "una base de datos SpatiaLite", ("sqlite", "sqlite3", "db")),
    "image": Kind("document", "una imagen"),
    "svg": Kind("document", "un dibujo SVG"),
    "rtf": Kind("document", "un documento de texto (RTF)"),
    "postscript": Kind("document", "un documento PostScript"),
    "mail": Kind("document", "un correo o una página web de un solo archivo (MHT)"),
    "sylk": Kind("document", "un libro en el formato antiguo SYLK"),
    "text": Kind("document", "un texto"),
    "unknown": Kind("document", "un archivo binario"),
    "empty": Kind("empty", "un archivo vacío"),
    "program": Kind("program", "un programa"),
    "macros": Kind("macros", "un documento con macros"),
    "encrypted": Kind("encrypted", "un libro con contraseña"),
    "rar": Kind("archive", "RAR"),
    "7z": Kind("archive", "7z"),
    "damaged-zip": Kind("damaged", "un archivo ZIP o un libro"),
}

# Extensions by which a file says that it holds tables.
TABULAR = frozenset(
    extension for kind in KINDS.values() if kind.family == "table" for extension in kind.extensions
) - {"", "txt", "dat", "asc", "xml", "html", "htm", "db"}

# Those by which it says that it holds other files.
PACKED = frozenset(
    extension for kind in KINDS.values() if kind.family == "pack" for extension in kind.extensions
)

# Text under these names is read as a table; under any other name it is a document.
TEXT_TABLES = frozenset(KINDS["csv"].extensions + KINDS["tsv"].extensions) | TABULAR

PROGRAMS = frozenset(
    [
        *(
            "exe",
            "dll",
            "com",
            "scr",
            "msi",
            "bat",
            "cmd",
            "ps1",
            "vbs",
            "vbe",
            "js",
            "mjs",
            "jse",
            "wsf",
            "hta",
        ),
        *("jar", "sh", "bash", "py", "pyw", "pl", "rb", "php", "phtml", "asp", "aspx", "jsp", "lnk", "reg"),
        *("apk", "app", "dmg", "so", "elf", "class"),
    ]
)


def extension_of(filename: str) -> str:
    """The last extension in lower case without its dot; "" when there is none."""
    stem, dot, extension = filename.rpartition(".")
    return extension.lower() if dot and stem else ""
