"""Files that must not get in, or not as what they say they are: each kind with its code."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from amate.base.errors import BadFile
from amate.ingest.readers import workbook
from amate.ingest.readers.compound import check_chains
from amate.ingest.sandbox import read_safely
from tests.ingest.hostile import HARMFUL, NAUGHTY, OLE, PDF, TABLE, circular_xls, ods, xlsx, zipped
from tests.ingest.reader import names_of, notes_of, read_bytes, read_file, rows_of


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
    ("name", "content", "code"),
    [row[1:] for row in (*REFUSED, *HARMFUL)],
    ids=[row[0] for row in (*REFUSED, *HARMFUL)],
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
    *(
        "../../fuera.csv",
        "/etc/datos.csv",
        "C:\\datos\\a.csv",
        "a/../../b.csv",
        "..\\..\\b.csv",
        "//nas/a.csv",
    ),
    *(
        "./a.csv",
        "a//b.csv",
        "...csv",
        "..a.csv",
        ".a.csv",
        " a.csv",
        "a .csv",
        "~/a.csv",
        "~root.csv",
        "-rf.csv",
    ),
    *(
        "CON.csv",
        "nul.csv",
        "COM1.csv",
        "aux.a.csv",
        "a:b.csv",
        "a|b.csv",
        "a*.csv",
        "a?.csv",
        '"a".csv',
        "a;b.csv",
    ),
    *(
        "$(id).csv",
        "`id`.csv",
        "${HOME}.csv",
        "%2e%2e%2fa.csv",
        "%00.csv",
        "a\nb.csv",
        "a\tb.csv",
        "a'--.csv",
    ),
    *(
        "<script>alert(1)<.csv",
        "n\u0303u\u202e.csv",
        "ñu.csv",
        "\ufeffa.csv",
        "x" * 200 + ".csv",
        "y" * 300 + ".csv",
    ),
    *("ａ.csv", "\u2025\u2044a.csv", "a\u200b.csv", "🧮.csv"),
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


def test_a_panic_of_who_reads_in_rust_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no Exception, so that nobody takes it by mistake."""

    class PanicException(BaseException):
        pass

    def panics(path: str) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(workbook, "CalamineWorkbook", SimpleNamespace(from_path=panics))
    reading = read_bytes(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), "a.xlsx", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "damaged"


SPARSE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        SPARSE.replace('"', "'"),
        SPARSE.replace("r=", "r = "),
        SPARSE.replace("XFD1048576", f"XFD{'0' * 30}1048576"),
    ],
    ids=["single quotes", "blanks around =", "zeros before the row"],
)
def test_what_would_get_past_the_guards_brings_down_a_child_at_most(rows: str, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(xlsx(rows))
    assert refusal_of(tmp_path / "upload", "datos.xlsx").endswith(".")
    (tmp_path / "upload").write_bytes(TABLE)
    assert refusal_of(tmp_path / "upload", "datos.csv") == ""


def refusal_of(path: Path, filename: str) -> str:
    """What is said of a file by its reader, or by who watches the child that reads; "" when it is read."""
    try:
        reading = read_safely(path, filename, path.parent)
    except BadFile as error:
        return error.message
    return reading.refused.message if reading.refused else ""


@pytest.mark.slow
def test_no_hostile_file_takes_more_than_a_gigabyte_or_kills_who_reads_it(tmp_path: Path) -> None:
    """Each in a process of its own, whose greatest size the system tells: beyond what it was born with."""
    held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024
    for number, (what, name, content, code) in enumerate((*REFUSED, *HARMFUL)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "upload").write_bytes(content())
        child = os.fork()
        if not child:
            reading = read_file(folder / "upload", name, folder)
            os._exit(0 if reading.refused and reading.refused.code == code else 3)
        _, status, usage = os.wait4(child, 0)
        assert status == 0, what
        assert usage.ru_maxrss - held < 1024 * 1024, what  # kilobytes
        shutil.rmtree(folder)


def test_the_reader_lives_on_after_a_file_that_would_have_taken_512_gigabytes(tmp_path: Path) -> None:
    for content, code in ((sparse_xlsx(), "too-many-cells"), (TABLE, None)):
        (tmp_path / "upload").write_bytes(content)
        reading = read_safely(tmp_path / "upload", "datos.xlsx", tmp_path)
        assert (reading.refused and reading.refused.code) == code


def test_naughty_cells_and_heads_are_kept_to_the_letter(tmp_path: Path) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([["id", "texto"], *enumerate(NAUGHTY)])
    (table,) = read_bytes(target.getvalue().encode(), "datos.csv", tmp_path, text_only=True).tables
    assert [row[1] for row in rows_of(table, tmp_path)] == list(NAUGHTY)
    heads = [" ".join(text.split()) for text in NAUGHTY]
    content = json.dumps([dict.fromkeys(heads, "x")], ensure_ascii=False).encode()
    (table,) = read_bytes(content, "datos.json", tmp_path).tables
    assert len(names_of(table)) == len({head.casefold() for head in heads})
    assert set(names_of(table)) <= set(heads)


def test_a_head_as_long_as_a_text_is_cut(tmp_path: Path) -> None:
    question = "¿Cuántas veces? " * 100
    (table,) = read_bytes(f"id,{question}\n1,2\n".encode(), "datos.csv", tmp_path).tables
    assert names_of(table)[1] == f"{question[:299].rstrip()}…"
    assert "renamed-columns" in notes_of(table)


def test_sectors_that_turn_in_circles_are_seen_before_anybody_follows_them(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(circular_xls())
    with pytest.raises(ValueError, match="circle"):
        check_chains(tmp_path / "a.xls")
