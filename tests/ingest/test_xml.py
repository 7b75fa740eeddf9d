"""XML of records, Excel 2003's XML workbooks, and XML that is no table."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest

from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of, types_of

RECORDS: tuple[tuple[str, str], ...] = (
    ("elements", "<datos><fila><cve>01</cve><n>1</n></fila><fila><cve>02</cve><n/></fila></datos>"),
    ("attributes", '<datos><fila cve="01" n="1"/><fila cve="02" n=""/></datos>'),
    ("both", '<datos><fila cve="01"><n>1</n></fila><fila cve="02"/></datos>'),
    ("deeper", "<r><meta>x</meta><rows><row><cve>01</cve><n>1</n></row><row><cve>02</cve></row></rows></r>"),
    (
        "namespaces",
        '<d:datos xmlns:d="urn:x" xmlns:xsi="urn:i"><d:fila><d:cve>01</d:cve><d:n>1</d:n></d:fila>'
        '<d:fila><d:cve>02</d:cve><d:n xsi:nil="true"/></d:fila></d:datos>',
    ),
    (
        "what mysql writes",
        '<resultset><row><field name="cve">01</field><field name="n">1</field></row>'
        '<row><field name="cve">02</field><field name="n" xsi:nil="true"/></row></resultset>',
    ),
    ("CDATA", "<datos><fila><cve><![CDATA[01]]></cve><n>1</n></fila><fila><cve>02</cve></fila></datos>"),
)


@pytest.mark.parametrize("text", [row[1] for row in RECORDS], ids=[row[0] for row in RECORDS])
def test_what_repeats_is_the_rows(text: str, tmp_path: Path) -> None:
    reading = read_bytes(f'<?xml version="1.0"?>\n{text}'.encode(), "datos.xml", tmp_path)
    (table,) = reading.tables
    assert (reading.format, table.name, names_of(table)) == ("xml", "datos", ["cve", "n"])
    assert (types_of(table), rows_of(table, tmp_path)) == (["text", "integer"], [("01", 1), ("02", None)])


def test_parts_are_columns_and_lists_are_structures(tmp_path: Path) -> None:
    text = (
        '<datos><obra id="1"><lugar><cve>01</cve></lugar><foto>a</foto><foto>b</foto>'
        '<largo unidad="km">5</largo></obra>'
        '<obra id="2"><lugar><cve>02</cve></lugar><largo unidad="m">7</largo></obra></datos>'
    )
    (table,) = read_bytes(text.encode(), "obras.xml", tmp_path).tables
    assert names_of(table) == ["id", "lugar.cve", "foto", "largo.unidad", "largo.valor"]
    assert rows_of(table, tmp_path) == [(1, "01", '["a", "b"]', "km", 5), (2, "02", None, "m", 7)]


def test_several_lists_are_several_tables(tmp_path: Path) -> None:
    text = "<d><estado><c>14</c></estado><estado><c>15</c></estado><mun><c>1</c></mun><mun><c>2</c></mun></d>"
    reading = read_bytes(text.encode(), "claves.xml", tmp_path)
    assert [(table.name, table.rows) for table in reading.tables] == [("estado", 2), ("mun", 2)]


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "windows-1252"])
def test_letters_are_what_the_bytes_say(declared: str, tmp_path: Path) -> None:
    rows = "<f><m>Jesús María</m><n>1</n></f><f><m>Zúñiga</m><n>2</n></f>"
    content = f'<?xml version="1.0" encoding="{declared}"?><d>{rows}</d>'.encode("cp1252")
    (table,) = read_bytes(content, "datos.xml", tmp_path).tables
    assert rows_of(table, tmp_path) == [("Jesús María", 1), ("Zúñiga", 2)]


DOCUMENTS = (
    '<?xml version="1.0"?><rss><channel><item><a>1</a></item><item><a>2</a></item></channel></rss>',
    '<?xml version="1.0"?><acta><p>Se <b>leyó</b> el acta</p><p>y se <b>aprobó</b>.</p></acta>',
    '<?xml version="1.0"?><datos><clave>1</clave><nombre>uno</nombre></datos>',
)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_xml_that_is_no_list_stays_a_document(text: str, tmp_path: Path) -> None:
    reading = read_bytes(text.encode(), "datos.xml", tmp_path)
    assert (reading.format, reading.tables, reading.refused) == ("xml", (), None)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
BOMB = ENTITIES + "<d><f><x>&b;</x></f><f><x>1</x></f></d>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "entities"),
        (BOMB.replace("<d>", "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"), "entities"),
        ('<?xml version="1.0"?><d><f><x>1</x></f><f><x>', "damaged"),
        ('<?xml version="1.0"?>' + "<a>" * 5000, "damaged"),
        ("<d>" + ("<f>" + "<x>" * 200 + "1" + "</x>" * 200 + "</f>") * 2 + "</d>", "damaged"),
    ],
)
def test_what_would_do_harm_is_refused(text: str, code: str, tmp_path: Path) -> None:
    reading = read_bytes(text.encode(), "datos.xml", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == code


def test_external_entities_are_never_fetched(tmp_path: Path) -> None:
    (tmp_path / "secreto").write_text("CANARIO")
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secreto">]><d><f><a>&x;</a></f><f><a>1</a></f></d>'
    reading = read_bytes(text.encode(), "datos.xml", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "entities"


WORKBOOK = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style></Styles>
<Worksheet ss:Name="Obras"><Table><Column/><Column ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">Obras públicas 2024</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">clave</Data></Cell><Cell><Data ss:Type="String">rfc</Data></Cell>
<Cell><Data ss:Type="String">monto</Data></Cell><Cell><Data ss:Type="String">inicio</Data></Cell>
<Cell><Data ss:Type="String">hora</Data></Cell></Row>
<Row><Cell ss:StyleID="s1"><Data ss:Type="Number">1001</Data></Cell><Cell><Data ss:Type="String">CANARIO</Data></Cell>
<Cell><Data ss:Type="Number">1234.5</Data><Comment><ss:Data>CANARIO</ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">2024-03-01T10:30:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">1899-12-31T08:15:00.000</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="Number">9</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">99</Data></Cell></Row>
<Row><Cell ss:StyleID="s1"><Data ss:Type="Number">44100</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="Secreta"><Table><Row><Cell><Data ss:Type="String">CANARIO</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
</Worksheet></Workbook>"""


@pytest.mark.parametrize("name", ["obras.xls", "obras.xml", "obras.csv"])
def test_an_xml_workbook_of_excel_2003_is_read_as_it_is_seen(name: str, tmp_path: Path) -> None:
    reading = read_bytes(WORKBOOK.encode(), name, tmp_path)
    (table,) = reading.tables
    assert (reading.format, table.name, table.header_row) == ("xmlss", "Obras", 3)
    assert names_of(table) == ["clave", "monto", "inicio", "hora"]
    assert rows_of(table, tmp_path) == [
        ("01001", 1234.5, datetime(2024, 3, 1, 10, 30), time(8, 15)),
        ("44100", None, None, None),
    ]
    assert {"title-rows", "hidden-sheet", "hidden-rows", "hidden-columns"} <= notes_of(table).keys()
    assert ("wrong-extension" in notes_of(table)) == (name == "obras.csv")
    assert b"CANARIO" not in (tmp_path / "out" / table.parquet).read_bytes()
