"""DBF: every type of field, every way to say in which page its letters are."""

from __future__ import annotations

import struct
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ingest.dbf import dbf
from tests.ingest.reader import names_of, notes_of, read_bytes, read_file, rows_of, types_of
from tests.ingest.test_hostile import zipped

PLACES = (("CVE", "C", 5, 0), ("NOMBRE", "C", 30, 0), ("POB", "N", 8, 0), ("PCT", "N", 6, 2))
ROWS = (("14039", "Tlajomulco de Zúñiga", "727750", "1.50"), ("01001", "Jesús María, Pabellón", "", "-0.25"))


def written(encoding: str, driver: int) -> bytes:
    return dbf(PLACES, [[cell.encode(encoding) for cell in row] for row in ROWS], driver=driver)


@pytest.mark.parametrize(
    ("encoding", "driver", "found"),
    [
        ("cp1252", 0x03, "cp1252"),
        ("cp1252", 0x57, "cp1252"),
        ("cp1252", 0x00, "cp1252"),
        ("cp850", 0x02, "cp850"),
        ("cp850", 0x00, "cp850"),
        ("cp850", 0x03, "cp850"),  # FoxPro says Windows over a table that was born in DOS
        ("mac_roman", 0x00, "mac_roman"),
        ("utf-8", 0x57, "utf-8"),
        ("utf-8", 0x03, "utf-8"),  # what QGIS writes
    ],
)
def test_letters_are_read_in_their_page(encoding: str, driver: int, found: str, tmp_path: Path) -> None:
    reading = read_bytes(written(encoding, driver), "municipios.dbf", tmp_path)
    assert (reading.format, reading.encoding) == ("dbf", found)
    (table,) = reading.tables
    assert rows_of(table, tmp_path) == [
        ("14039", "Tlajomulco de Zúñiga", 727_750, Decimal("1.50")),
        ("01001", "Jesús María, Pabellón", None, Decimal("-0.25")),
    ]


def test_a_cpg_beside_it_in_a_zip_names_the_page(tmp_path: Path) -> None:
    content = dbf((("NOMBRE", "C", 12, 0), ("N", "N", 3, 0)), [["Łódź".encode("cp1250"), b"1"]])
    pack = zipped({"polonia.dbf": content, "polonia.cpg": b"ANSI 1250\r\n"})
    reading = read_bytes(pack, "polonia.zip", tmp_path)
    (table,) = reading.tables
    assert (reading.encoding, table.name, rows_of(table, tmp_path)) == ("cp1250", "polonia", [("Łódź", 1)])


def test_a_cpg_that_names_no_page_says_nothing(tmp_path: Path) -> None:
    pack = zipped({"a.dbf": written("cp850", 0x02), "a.cpg": b"ISO 8859-12"})
    reading = read_bytes(pack, "a.zip", tmp_path)
    assert (reading.refused, reading.encoding) == (None, "cp850")


def test_each_type_of_field_becomes_its_own(tmp_path: Path) -> None:
    fields = (
        *(("FECHA", "D", 8, 0), ("VIVO", "L", 1, 0), ("ENTERO", "I", 4, 0), ("DINERO", "Y", 8, 0)),
        *(("DOBLE", "B", 8, 0), ("MOMENTO", "T", 8, 0), ("FLOTANTE", "F", 10, 3), ("NOTA", "M", 10, 0)),
    )
    day = date(2024, 2, 29).toordinal() + 1_721_425
    full = (
        *(b"20240229", b"T", struct.pack("<i", -7), struct.pack("<q", 123_450_000)),
        *(struct.pack("<d", 0.1), struct.pack("<ii", day, 3_600_000), b"1.125", b"1"),
    )
    none = (b"", b"?", struct.pack("<i", 0), struct.pack("<q", 0), struct.pack("<d", 0), bytes(8), b"", b"")
    (table,) = read_bytes(dbf(fields, [full, none], version=0x30), "t.dbf", tmp_path).tables
    assert names_of(table) == ["FECHA", "VIVO", "ENTERO", "DINERO", "DOBLE", "MOMENTO", "FLOTANTE"]
    assert types_of(table) == ["date", "boolean", "integer", "number", "number", "datetime", "number"]
    assert [tuple(map(str, row)) for row in rows_of(table, tmp_path)] == [
        ("2024-02-29", "True", "-7", "12345.0000", "0.1", str(datetime(2024, 2, 29, 1)), "1.125"),
        ("None", "None", "0", "0.0000", "0.0", "None", "None"),
    ]
    assert "memo-fields" in notes_of(table)


def test_nulls_of_foxpro_are_empty_and_not_zero(tmp_path: Path) -> None:
    fields = (("N", "I", 4, 0), ("NOMBRE", "V", 10, 0), ("_NullFlags", "0", 1, 0))
    records = [
        (struct.pack("<i", 5), b"Ana".ljust(9) + b"\x03", b"\x02"),
        (struct.pack("<i", 0), b"Guadalupe.", b"\x01"),
    ]
    content = dbf(fields, records, version=0x32, flags=(2, 0, 5))
    (table,) = read_bytes(content, "t.dbf", tmp_path).tables
    assert rows_of(table, tmp_path) == [(5, "Ana"), (None, "Guadalupe.")]


def test_deleted_records_stay_out_and_are_counted(tmp_path: Path) -> None:
    content = dbf(
        (("CVE", "C", 2, 0), ("N", "N", 3, 0)), [(b"01", b"1"), (b"02", b"2"), (b"03", b"3")], deleted=[1]
    )
    (table,) = read_bytes(content, "t.dbf", tmp_path).tables
    assert rows_of(table, tmp_path) == [("01", 1), ("03", 3)]
    assert notes_of(table)["deleted-records"] == (2,)


def test_a_number_that_did_not_fit_is_empty_and_told(tmp_path: Path) -> None:
    content = dbf((("CVE", "C", 2, 0), ("N", "N", 3, 0)), [(b"01", b"***"), (b"02", b"2")])
    (table,) = read_bytes(content, "t.dbf", tmp_path).tables
    assert rows_of(table, tmp_path) == [("01", None), ("02", 2)]
    assert notes_of(table)["overflows"] == (1,)


def test_long_texts_of_clipper_are_whole(tmp_path: Path) -> None:
    long = "x" * 399 + "."
    content = dbf((("NOTA", "C", 400 % 256, 400 // 256), ("N", "N", 3, 0)), [])
    content = bytearray(content[:-1])
    content[4:8], content[10:12] = struct.pack("<I", 1), struct.pack("<H", 404)
    (table,) = read_bytes(bytes(content) + b" " + long.encode() + b"  1\x1a", "t.dbf", tmp_path).tables
    assert rows_of(table, tmp_path) == [(long, 1)]


def test_a_cut_dbf_is_refused(tmp_path: Path) -> None:
    reading = read_bytes(written("cp1252", 3)[:-40], "t.dbf", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "damaged"


def test_a_dbf_of_inegi_says_what_its_manifest_says(real: Path, tmp_path: Path) -> None:
    name = "inegi_jalisco_municipal_religion_2010.dbf"
    reading = read_file(real / name, name, tmp_path)
    (table,) = reading.tables
    assert (reading.format, table.rows, len(table.columns)) == ("dbf", 125, 9)
    types = dict(zip(names_of(table), types_of(table), strict=True))
    assert types == {"CVEGEO": "text"} | {f"RELIG{n}": "integer" for n in range(1, 5)} | {
        f"RELIG{n}_R": "number" for n in range(1, 5)
    }
    rows = rows_of(table, tmp_path)
    assert rows[0][:3] == ("14001", 20_998, Decimal("99.0"))
    # What INEGI keeps to itself is -6: a number like any other, for nobody but its owner may empty it.
    assert sum(row[5] == -6 for row in rows) == (real / name).read_bytes().count(b"-6.0") - sum(
        row[1] == -6 or row[3] == -6 or row[7] == -6 for row in rows
    )
