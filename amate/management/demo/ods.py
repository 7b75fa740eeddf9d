"""A small OpenDocument spreadsheet: one sheet of text, numbers, dates and yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from amate.management.demo.archive import zipped
from amate.management.demo.mess import Line
from amate.management.demo.table import Value

MIME = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OASIS}:office:1.0"'
    f' xmlns:table="{OASIS}:table:1.0" xmlns:text="{OASIS}:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet><table:table table:name={name}>"
)
TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write(name: str, lines: Iterable[Line], path: Path) -> None:
    rows = (f"<table:table-row>{''.join(map(_cell, line))}</table:table-row>" for line in lines)
    content = HEAD.replace("{name}", quoteattr(name)) + "".join(rows) + TAIL
    members = {"mimetype": MIME, "content.xml": content, "META-INF/manifest.xml": MANIFEST}
    path.write_bytes(zipped({member: text.encode() for member, text in members.items()}, plain="mimetype"))


def _cell(value: Value) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(str(value))}</text:p>"
    return f"<table:table-cell {_typed(value)}>{shown}</table:table-cell>"


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    if isinstance(value, int | float | Decimal):
        return f'office:value-type="float" office:value="{value}"'
    if isinstance(value, date):
        return f'office:value-type="date" office:date-value="{value.isoformat()}"'
    return 'office:value-type="string"'
