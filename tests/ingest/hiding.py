"""Workbooks that show two parks and hide a word somewhere else: each place where offices leave things behind."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import xlwt
from odf import dc, office, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("parque", "colonia", "hectareas")
PARKS = (("Metropolitano", "Jardines", 113.5), ("Ávila Camacho", "Centro", 7.25))
Hide = Callable[[str], bytes]


def xlsx(hide: Callable[[Worksheet, str], None]) -> Hide:
    """A workbook of the parks, in which `hide` hides the word."""

    def made(word: str) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Parques"
        for row in (HEADS, *PARKS):
            sheet.append(row)
        hide(sheet, word)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return made


def with_part(name: str, content: str, before: Callable[[Worksheet, str], None] = lambda *_: None) -> Hide:
    """A workbook with one part more, whose text holds the word."""

    def made(word: str) -> bytes:
        target = io.BytesIO(xlsx(before)(word))
        with zipfile.ZipFile(target, "a") as pack:
            pack.writestr(name, content.format(word=word))
        return target.getvalue()

    return made


def rewritten(was: str, now: str, hide: Callable[[Worksheet, str], None], part: str = "") -> Hide:
    """A workbook whose XML says the same in other words; part: its sheet's name, pointed at in small letters."""

    def made(word: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(xlsx(hide)(word))) as pack, zipfile.ZipFile(target, "w") as again:
            for name in pack.namelist():
                text = pack.read(name).decode()
                if part:
                    text = text.replace("worksheets/sheet1.xml", part.lower())
                elif name.endswith("sheet1.xml"):
                    assert was in text
                    text = text.replace(was, now)
                again.writestr(name.replace("worksheets/sheet1.xml", part) if part else name, text)
        return target.getvalue()

    return made


def _another_sheet(state: str) -> Callable[[Worksheet, str], None]:
    def hide(sheet: Worksheet, word: str) -> None:
        other = sheet.parent.create_sheet("Nómina")
        other.append(["nombre", "nota"])
        other.append(["Ana", word])
        other.sheet_state = state

    return hide


def _named_sheet(sheet: Worksheet, word: str) -> None:
    sheet.parent.create_sheet(word).sheet_state = "hidden"


def _row(sheet: Worksheet, word: str) -> None:
    sheet.append([word, "Oculta", 1])
    sheet.row_dimensions[4].hidden = True


def _low_row(sheet: Worksheet, word: str) -> None:
    sheet.append([word, "Bajita", 1])
    sheet.row_dimensions[4].height = 0.1


def _grouped_row(sheet: Worksheet, word: str) -> None:
    sheet.append([word, "Plegada", 1])
    sheet.row_dimensions.group(4, 4, hidden=True)


def _filtered_row(sheet: Worksheet, word: str) -> None:
    sheet.append([word, "Filtrada", 1])
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(1, ["Jardines", "Centro"])
    sheet.row_dimensions[4].hidden = True


def _column(sheet: Worksheet, word: str) -> None:
    sheet["D1"], sheet["D2"] = "curp", word
    sheet.column_dimensions["D"].hidden = True


def _first_column(sheet: Worksheet, word: str) -> None:
    sheet.insert_cols(1)
    sheet["A1"], sheet["A2"] = "curp", word
    sheet.column_dimensions["A"].hidden = True


def _narrow_column(sheet: Worksheet, word: str) -> None:
    sheet["D1"], sheet["D2"] = "curp", word
    sheet.column_dimensions["D"].width = 0.1


def _comment(sheet: Worksheet, word: str) -> None:
    sheet["A2"].comment = Comment(f"Preguntar a {word}", "Ana")


def _masked(sheet: Worksheet, word: str) -> None:
    sheet["D1"] = "nota"
    for row in (2, 3):
        sheet.cell(row, 4, word).number_format = ";;;"


def _white(sheet: Worksheet, word: str) -> None:
    sheet["D1"], sheet["D2"] = "nota", word
    sheet["D2"].font = Font(color="FFFFFFFF")


def _black_on_black(sheet: Worksheet, word: str) -> None:
    sheet["D1"], sheet["D2"] = "nota", word
    sheet["D2"].fill = PatternFill("solid", fgColor="FF000000")


def _defined_name(sheet: Worksheet, word: str) -> None:
    sheet.parent.defined_names["secreto"] = DefinedName("secreto", attr_text=f'"{word}"')


def _description(sheet: Worksheet, word: str) -> None:
    sheet.parent.properties.description = word


def _own_property(sheet: Worksheet, word: str) -> None:
    sheet.parent.custom_doc_props.append(StringProperty(name="Expediente", value=word))


PIVOT = (
    '<pivotCacheRecords xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1">'
    '<r><s v="{word}"/></r></pivotCacheRecords>'
)
THREADED = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="A2" id="{{1}}" personId="{{2}}"><text>{word}</text></threadedComment></ThreadedComments>'
)
EXTERNAL = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook><sheetDataSet>'
    '<sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{word}</v></cell></row></sheetData>'
    "</sheetDataSet></externalBook></externalLink>"
)


def ods(hide: Callable[[OpenDocumentSpreadsheet, table.Table, str], None]) -> Hide:
    def made(word: str) -> bytes:
        book = OpenDocumentSpreadsheet()
        sheet = table.Table(name="Parques")
        hide(book, sheet, word)
        if not sheet.getElementsByType(table.TableRow):
            for row in (HEADS, *PARKS):
                sheet.addElement(ods_row(*row))
        book.spreadsheet.addElement(sheet)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return made


def ods_row(*cells: Any, **attributes: Any) -> table.TableRow:
    row = table.TableRow(**attributes)
    for value in cells:
        row.addElement(value if isinstance(value, table.Element) else ods_cell(value))
    return row


def ods_cell(value: object, **attributes: Any) -> table.TableCell:
    if isinstance(value, float):
        return table.TableCell(valuetype="float", value=value, **attributes)
    cell = table.TableCell(valuetype="string", **attributes)
    cell.addElement(text.P(text=str(value)))
    return cell


def _ods_column(_book: OpenDocumentSpreadsheet, sheet: table.Table, word: str) -> None:
    sheet.addElement(table.TableColumn(numbercolumnsrepeated=3))
    sheet.addElement(table.TableColumn(visibility="collapse"))
    for row, last in zip((HEADS, *PARKS), ("curp", word, word), strict=True):
        sheet.addElement(ods_row(*row, last))


def _ods_row(_book: OpenDocumentSpreadsheet, sheet: table.Table, word: str) -> None:
    for row in (HEADS, *PARKS):
        sheet.addElement(ods_row(*row))
    sheet.addElement(ods_row(word, "Oculta", 1.0, visibility="collapse"))


def _ods_filtered(_book: OpenDocumentSpreadsheet, sheet: table.Table, word: str) -> None:
    for row in (HEADS, *PARKS):
        sheet.addElement(ods_row(*row))
    sheet.addElement(ods_row(word, "Filtrada", 1.0, visibility="filter"))


def _ods_sheet(book: OpenDocumentSpreadsheet, _sheet: table.Table, word: str) -> None:
    unseen = style.Style(name="ta9", family="table")
    unseen.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    other = table.Table(name="Nómina", stylename=unseen)
    other.addElement(ods_row("nombre", "nota"))
    other.addElement(ods_row("Ana", word))
    book.spreadsheet.addElement(other)


def _ods_comment(_book: OpenDocumentSpreadsheet, sheet: table.Table, word: str) -> None:
    cell = ods_cell("Metropolitano")
    note = office.Annotation()
    note.addElement(dc.Creator(text="Ana"))
    note.addElement(text.P(text=word))
    cell.addElement(note)
    sheet.addElement(ods_row(*HEADS))
    sheet.addElement(ods_row(cell, *PARKS[0][1:]))
    sheet.addElement(ods_row(*PARKS[1]))


def _ods_white(book: OpenDocumentSpreadsheet, sheet: table.Table, word: str) -> None:
    white = style.Style(name="ce9", family="table-cell")
    white.addElement(style.TextProperties(color="#ffffff"))
    book.automaticstyles.addElement(white)
    sheet.addElement(ods_row(*HEADS, "nota"))
    for row in PARKS:
        sheet.addElement(ods_row(*row, ods_cell(word, stylename=white)))


def xls(hide: Callable[[xlwt.Workbook, Any, str], None]) -> Hide:
    def made(word: str) -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Parques")
        for number, row in enumerate((HEADS, *PARKS)):
            for at, value in enumerate(row):
                sheet.write(number, at, value)
        hide(book, sheet, word)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return made


def _xls_row(_book: xlwt.Workbook, sheet: Any, word: str) -> None:
    sheet.write(3, 0, word)
    sheet.row(3).hidden = True


def _xls_column(_book: xlwt.Workbook, sheet: Any, word: str) -> None:
    sheet.write(0, 3, "curp")
    sheet.write(1, 3, word)
    sheet.col(3).hidden = True


def _xls_sheet(book: xlwt.Workbook, _sheet: Any, word: str) -> None:
    other = book.add_sheet("Nómina")
    other.write(0, 0, "nota")
    other.write(1, 0, word)
    other.visibility = 2


def _xls_masked(_book: xlwt.Workbook, sheet: Any, word: str) -> None:
    sheet.write(0, 3, "nota")
    sheet.write(1, 3, word, xlwt.easyxf(num_format_str=";;;"))
    sheet.write(2, 3, word, xlwt.easyxf("font: colour white"))


def _record(number: int, content: bytes = b"") -> bytes:
    """A record of XLSB: its number and its length in groups of seven bits."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(content), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def _wide(value: str) -> bytes:
    content = value.encode("utf-16-le")
    return struct.pack("<I", len(content) // 2) + content


def _xlsb_cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _wide(str(value)))


def xlsb(
    rows: Callable[[str], list[tuple[bool, tuple[object, ...]]]], columns: bytes = b"", state: int = 0
) -> Hide:
    """A binary workbook of rows (hidden or not); with records of columns, and a second sheet in a state."""

    def made(word: str) -> bytes:
        last_column = max(len(row) for _, row in rows(word)) - 1
        reach = _record(148, struct.pack("<IIII", 0, len(rows(word)) - 1, 0, last_column))
        sheet = _record(129) + reach + _record(390) + columns + _record(391) + _record(145)
        for number, (hidden, cells) in enumerate(rows(word)):
            sheet += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))
            sheet += b"".join(_xlsb_cell(at, value) for at, value in enumerate(cells))
        sheet += _record(146) + _record(130)
        other = (
            _record(129) + reach + _record(145) + _record(0, struct.pack("<IIHBBBI", 0, 0, 300, 0, 0, 0, 0))
        )
        other += _xlsb_cell(0, word) + _record(146) + _record(130)
        bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Parques"))
        if state:
            bundle += _record(156, struct.pack("<II", state, 2) + _wide("rId2") + _wide("Nómina"))
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        related = "".join(
            f'<Relationship Id="rId{at}" Type="{kind}/worksheet" Target="worksheets/sheet{at}.bin"/>'
            for at in (1, 2)
        )
        space = "http://schemas.openxmlformats.org/package/2006"
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("[Content_Types].xml", f'<Types xmlns="{space}/content-types"/>')
            pack.writestr(
                "_rels/.rels",
                f'<Relationships xmlns="{space}/relationships"><Relationship Id="rId1" '
                f'Type="{kind}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            )
            pack.writestr(
                "xl/workbook.bin", _record(131) + _record(143) + bundle + _record(144) + _record(132)
            )
            pack.writestr(
                "xl/_rels/workbook.bin.rels",
                f'<Relationships xmlns="{space}/relationships">{related}</Relationships>',
            )
            pack.writestr("xl/worksheets/sheet1.bin", sheet)
            if state:
                pack.writestr("xl/worksheets/sheet2.bin", other)
        return target.getvalue()

    return made


def _xlsb_rows(word: str) -> list[tuple[bool, tuple[object, ...]]]:
    return [*((False, row) for row in (HEADS, *PARKS)), (True, (word, "Oculta", 1.0))]


def _xlsb_column(word: str) -> list[tuple[bool, tuple[object, ...]]]:
    return [(False, (*row, last)) for row, last in zip((HEADS, *PARKS), ("curp", word, word), strict=True)]


_COLUMN_D = _record(60, struct.pack("<IIIIH", 3, 3, 2340, 0, 1))

# Where the word is, the file's name, how it is made, and the code that tells of it.
PLACES: tuple[tuple[str, str, Hide, str], ...] = (
    ("a hidden sheet", "hoja.xlsx", xlsx(_another_sheet("hidden")), "hidden-sheet"),
    ("a very hidden sheet", "muyoculta.xlsx", xlsx(_another_sheet("veryHidden")), "hidden-sheet"),
    ("the name of a hidden sheet", "nombre.xlsx", xlsx(_named_sheet), "hidden-sheet"),
    ("a hidden row", "renglon.xlsx", xlsx(_row), "hidden-rows"),
    (
        "a hidden row behind an odd attribute",
        "raro.xlsx",
        rewritten('<row r="4"', '<row r="4" spans=">"', _row),
        "hidden-rows",
    ),
    (
        "a row hidden by a reference",
        "referencia.xlsx",
        rewritten('hidden="1"', 'hidden="&#49;"', _row),
        "hidden-rows",
    ),
    (
        "a hidden row of a sheet whose part has a name of its own",
        "nombrada.xlsx",
        rewritten("", "", _row, "worksheets/parques.xml"),
        "hidden-rows",
    ),
    (
        "a hidden row of a sheet whose part is in capitals",
        "mayusculas.xlsx",
        rewritten("", "", _row, "worksheets/SHEET1.xml"),
        "hidden-rows",
    ),
    (
        "white text of a sheet whose part begins with a capital",
        "altas.xlsx",
        rewritten("", "", _white, "Worksheets/Sheet1.xml"),
        "masked-cells",
    ),
    ("a row of no height", "bajo.xlsx", xlsx(_low_row), "hidden-rows"),
    ("a folded row", "plegado.xlsx", xlsx(_grouped_row), "hidden-rows"),
    ("a filtered row", "filtro.xlsx", xlsx(_filtered_row), "hidden-rows"),
    ("a hidden column", "columna.xlsx", xlsx(_column), "hidden-columns"),
    ("a hidden first column", "primera.xlsx", xlsx(_first_column), "hidden-columns"),
    ("a column of no width", "angosta.xlsx", xlsx(_narrow_column), "hidden-columns"),
    ("a comment", "comentario.xlsx", xlsx(_comment), "comments"),
    (
        "a threaded comment",
        "hilo.xlsx",
        with_part("xl/threadedComments/threadedComment1.xml", THREADED),
        "comments",
    ),
    ("a masked column", "mascara.xlsx", xlsx(_masked), "masked-cells"),
    ("white text", "blanco.xlsx", xlsx(_white), "masked-cells"),
    ("black text on black", "negro.xlsx", xlsx(_black_on_black), "masked-cells"),
    (
        "a pivot cache",
        "dinamica.xlsx",
        with_part("xl/pivotCache/pivotCacheRecords1.xml", PIVOT),
        "pivot-cache",
    ),
    (
        "an external link",
        "enlace.xlsx",
        with_part("xl/externalLinks/externalLink1.xml", EXTERNAL),
        "external-links",
    ),
    ("a defined name", "nombre_definido.xlsx", xlsx(_defined_name), "defined-names"),
    (
        "an embedded object",
        "objeto.xlsx",
        with_part("xl/embeddings/oleObject1.bin", "{word}"),
        "embedded-objects",
    ),
    ("a macro", "macros.xlsm", with_part("xl/vbaProject.bin", "{word}"), "macros"),
    ("the data model", "modelo.xlsx", with_part("xl/model/item.data", "{word}"), "data-model"),
    (
        "the history",
        "historia.xlsx",
        with_part("xl/revisions/revisionLog1.xml", "<log>{word}</log>"),
        "revisions",
    ),
    ("the description", "descripcion.xlsx", xlsx(_description), "properties"),
    ("a property of its own", "propiedad.xlsx", xlsx(_own_property), "properties"),
    ("custom XML", "xml.xlsx", with_part("customXml/item1.xml", "<nota>{word}</nota>"), "properties"),
    ("a part that nobody knows", "aparte.xlsx", with_part("notas.txt", "{word}"), "unknown-parts"),
    ("a hidden column of an ODS", "columna.ods", ods(_ods_column), "hidden-columns"),
    ("a hidden row of an ODS", "renglon.ods", ods(_ods_row), "hidden-rows"),
    ("a filtered row of an ODS", "filtro.ods", ods(_ods_filtered), "hidden-rows"),
    ("a hidden sheet of an ODS", "hoja.ods", ods(_ods_sheet), "hidden-sheet"),
    ("a comment of an ODS", "comentario.ods", ods(_ods_comment), "comments"),
    ("white text of an ODS", "blanco.ods", ods(_ods_white), "masked-cells"),
    ("a hidden row of an XLS", "renglon.xls", xls(_xls_row), "hidden-rows"),
    ("a hidden column of an XLS", "columna.xls", xls(_xls_column), "hidden-columns"),
    ("a very hidden sheet of an XLS", "hoja.xls", xls(_xls_sheet), "hidden-sheet"),
    ("masked cells of an XLS", "mascara.xls", xls(_xls_masked), "masked-cells"),
    ("a hidden row of an XLSB", "renglon.xlsb", xlsb(_xlsb_rows), "hidden-rows"),
    ("a hidden column of an XLSB", "columna.xlsb", xlsb(_xlsb_column, _COLUMN_D), "hidden-columns"),
    (
        "a very hidden sheet of an XLSB",
        "hoja.xlsb",
        xlsb(lambda word: _xlsb_rows(word)[:3], state=2),
        "hidden-sheet",
    ),
)
