"""A table of texts in every format that is read, each by a program that is not ours, or by the format's own words."""

from __future__ import annotations

import bz2
import csv
import gzip
import html
import io
import json
import lzma
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pandas
import polars
import pyreadstat
import xlsxwriter
import xlwt
import zstandard
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.ingest.dbf import dbf
from tests.ingest.hiding import xlsb

Rows = list[list[str]]


def as_csv(rows: Rows) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


def as_xlsx(rows: Rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("tabla")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return target.getvalue()


def as_xls(rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("tabla")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_xlsb(rows: Rows) -> bytes:
    return xlsb(lambda _word: [(False, tuple(row)) for row in rows])("")


def as_ods(rows: Rows) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="tabla")
    for row in rows:
        line = TableRow()
        for cell in map(one_line_end, row):  # odfpy writes a form feed for a carriage return
            one = TableCell(valuetype="string", stringvalue=cell)
            one.addElement(P(text=cell))
            line.addElement(one)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()


def as_dbf(rows: Rows) -> bytes:
    heads, *records = rows
    fields = [(f"C{at}", "C", 200, 0) for at in range(len(heads))]
    return dbf(fields, [[cell.encode() for cell in record] for record in records], driver=0x57)


def objects(rows: Rows) -> list[dict[str, str]]:
    heads, *records = rows
    return [dict(zip(heads, record, strict=True)) for record in records]


def as_json(rows: Rows) -> bytes:
    return json.dumps({"total": len(rows), "data": objects(rows)}, indent=1).encode()


def as_json_of_arrays(rows: Rows) -> bytes:
    heads, *records = rows
    return json.dumps({"columns": heads, "data": records}, ensure_ascii=False).encode()


def as_json_of_columns(rows: Rows) -> bytes:
    heads, *records = rows
    columns = zip(*records, strict=True)
    return json.dumps(dict(zip(heads, map(list, columns), strict=True))).encode()


def as_ndjson(rows: Rows) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects(rows)).encode()


def as_sqlite(rows: Rows) -> bytes:
    heads, *records = rows
    with closing(sqlite3.connect(":memory:")) as database:
        names = ", ".join(f'"{head}" TEXT' for head in heads)
        database.execute(f"CREATE TABLE tabla ({names})")
        database.executemany(f"INSERT INTO tabla VALUES ({', '.join('?' * len(heads))})", records)
        database.commit()
        return database.serialize()


def as_parquet(rows: Rows) -> bytes:
    heads, *records = rows
    target = io.BytesIO()
    polars.DataFrame(records, schema=dict.fromkeys(heads, polars.String), orient="row").write_parquet(target)
    return target.getvalue()


def as_html(rows: Rows) -> bytes:
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<html><head><meta charset='utf-8'></head><body><table border=1>{body}</table></body></html>".encode()


def as_xml(rows: Rows) -> bytes:
    root = ElementTree.Element("datos")
    for one in objects(rows):
        record = ElementTree.SubElement(root, "fila")
        for name, cell in one.items():
            ElementTree.SubElement(record, name.replace(" ", "_")).text = cell
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def as_xml_workbook(rows: Rows) -> bytes:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    lines = ("".join(cell.format(escape(text)) for text in row) for row in rows)
    body = "".join(f"<Row>{line}</Row>" for line in lines)
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        f'<Worksheet ss:Name="tabla"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def _frame(rows: Rows) -> pandas.DataFrame:
    heads, *records = rows
    return pandas.DataFrame(records, columns=[head.replace(" ", "_") for head in heads])


def as_dta(rows: Rows, folder: Path) -> bytes:
    pyreadstat.write_dta(_frame(rows), folder / "t")
    return (folder / "t").read_bytes()


def as_sav(rows: Rows, folder: Path) -> bytes:
    pyreadstat.write_sav(_frame(rows), folder / "t")
    return (folder / "t").read_bytes()


def as_zip(rows: Rows) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("carpeta/tabla.csv", as_csv(rows))
    return target.getvalue()


def as_tar_xz(rows: Rows) -> bytes:
    target = io.BytesIO()
    content = as_csv(rows)
    with tarfile.open(fileobj=target, mode="w:xz") as pack:
        entry = tarfile.TarInfo("tabla.csv")
        entry.size = len(content)
        pack.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def whole(cell: str) -> str:
    return cell


def one_line_end(cell: str) -> str:
    """What XML makes of line ends."""
    return re.sub(r"\r\n?", "\n", cell)


def without_ends(cell: str) -> str:
    return one_line_end(cell).strip()


def unpadded(cell: str) -> str:
    """What is left in a format that fills its fields with blanks."""
    return cell.rstrip(" ")


def as_a_page_shows(cell: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", cell).strip("\xa0 ")


class Format(NamedTuple):
    """filename; write: the bytes of a table; keeps: what the format itself leaves of a cell."""

    filename: str
    write: Callable[[Rows], bytes] | Callable[[Rows, Path], bytes]
    keeps: Callable[[str], str] = whole


FORMATS: tuple[Format, ...] = (
    Format("tabla.csv", as_csv),
    Format("tabla.xlsx", as_xlsx),
    Format("tabla.xls", as_xls),
    Format("tabla.xlsb", as_xlsb),
    Format("tabla.ods", as_ods, one_line_end),
    Format("tabla.dbf", as_dbf, unpadded),
    Format("tabla.json", as_json),
    Format("arreglos.json", as_json_of_arrays),
    Format("columnas.json", as_json_of_columns),
    Format("tabla.ndjson", as_ndjson),
    Format("tabla.sqlite", as_sqlite),
    Format("tabla.parquet", as_parquet),
    Format("pagina.xls", as_html, as_a_page_shows),
    Format("tabla.xml", as_xml, without_ends),
    Format("libro.xml", as_xml_workbook, one_line_end),
    Format("tabla.dta", as_dta),
    Format("tabla.sav", as_sav, unpadded),
    Format("tabla.zip", as_zip),
    Format("tabla.csv.gz", lambda rows: gzip.compress(as_csv(rows))),
    Format("tabla.csv.bz2", lambda rows: bz2.compress(as_csv(rows))),
    Format("tabla.csv.xz", lambda rows: lzma.compress(as_csv(rows))),
    Format("tabla.csv.zst", lambda rows: zstandard.ZstdCompressor().compress(as_csv(rows))),
    Format("tabla.tar.xz", as_tar_xz),
)


def written(form: Format, rows: Rows, folder: Path) -> bytes:
    if form.write in (as_dta, as_sav):
        return form.write(rows, folder)  # type: ignore[call-arg]
    return form.write(rows)  # type: ignore[call-arg]
