"""Files packed in every usual way, inside each other, and under names that say something else."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import zstandard

from amate.ingest.reading import read
from tests.ingest.reader import notes_of, read_bytes, rows_of
from tests.ingest.test_hostile import PDF, TABLE, zipped

ROWS = [("01", "Ana"), ("02", "Eva")]


def tarred(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as pack:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            pack.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


PACKS: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("datos.zip", lambda: zipped({"datos.csv": TABLE})),
    ("datos.csv.gz", lambda: gzip.compress(TABLE)),
    ("datos.csv.gz", lambda: gzip.compress(TABLE[:9]) + gzip.compress(TABLE[9:])),
    ("datos.csv.bz2", lambda: bz2.compress(TABLE)),
    ("datos.csv.xz", lambda: lzma.compress(TABLE)),
    ("datos.csv.xz", lambda: lzma.compress(TABLE[:9]) + bytes(4) + lzma.compress(TABLE[9:])),
    ("datos.csv.zst", lambda: zstd(TABLE)),
    ("datos.csv.zst", lambda: zstd(TABLE[:9]) + zstd(TABLE[9:])),
    ("datos.tar", lambda: tarred({"./datos.csv": TABLE})),
    ("datos.tgz", lambda: gzip.compress(tarred({"carpeta/datos.csv": TABLE}))),
    ("datos.tar.xz", lambda: lzma.compress(tarred({"datos.csv": TABLE}))),
    ("lote.zip", lambda: zipped({"datos.zip": zipped({"datos.csv": TABLE})})),
    (
        "lote.zip",
        lambda: zipped({"datos.csv.gz": gzip.compress(TABLE), "__MACOSX/._datos.csv.gz": b"Mac OS X"}),
    ),
    ("datos.csv", lambda: zipped({"datos.csv": TABLE})),
    ("datos.csv", lambda: gzip.compress(TABLE)),
)


@pytest.mark.parametrize(("name", "content"), PACKS)
def test_a_table_comes_out_of_its_pack(name: str, content: Callable[[], bytes], tmp_path: Path) -> None:
    reading = read_bytes(content(), name, tmp_path)
    assert reading.refused is None
    (table,) = reading.tables
    assert (reading.format, table.name, rows_of(table, tmp_path)) == ("csv", "datos", ROWS)
    assert reading.container in ("zip", "gz", "bz2", "xz", "zst", "tar")


def nested(depth: int) -> bytes:
    content = zipped({"a.csv": TABLE})
    for _ in range(depth):
        content = zipped({"a.zip": content})
    return content


def big_dictionary() -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    content = bytearray(lzma.compress(TABLE, check=lzma.CHECK_NONE, filters=filters))
    # The size of the dictionary is the byte before the padding of the block's header: 40 is 4 GiB.
    at = content.index(b"\x21\x01", 12) + 2
    content[at] = 40
    size = (content[12] + 1) * 4
    content[12 + size - 4 : 12 + size] = zlib.crc32(bytes(content[12 : 12 + size - 4])).to_bytes(4, "little")
    return bytes(content)


REFUSED: tuple[tuple[str, str, Callable[[], bytes], str], ...] = (
    ("an xz bomb", "a.csv.xz", lambda: lzma.compress(bytes(200_000_000), preset=1), "bomb"),
    ("a zst bomb", "a.csv.zst", lambda: zstd(bytes(200_000_000)), "bomb"),
    ("a tar bomb", "a.tgz", lambda: gzip.compress(tarred({"a.csv": bytes(150_000_000)})), "bomb"),
    (
        "a zip bomb in a zip",
        "a.zip",
        lambda: zipped({"b.zip": zipped({"a.csv": bytes(200_000_000)})}),
        "bomb",
    ),
    ("zips in zips in zips", "a.zip", lambda: nested(4), "too-nested"),
    ("a cut xz", "a.csv.xz", lambda: lzma.compress(TABLE * 1000)[:-20], "damaged"),
    ("a cut zst", "a.csv.zst", lambda: zstd(TABLE * 1000)[:-5], "damaged"),
    ("a cut tar", "a.tar", lambda: tarred({"a.csv": TABLE * 1000})[:9000], "damaged"),
    ("an xz of a huge dictionary", "a.csv.xz", big_dictionary, "damaged"),
    ("a program in a tar", "a.tar", lambda: tarred({"a.csv": TABLE, "b.exe": b"MZ\x00"}), "program"),
    (
        "a PDF called CSV in a zip",
        "a.zip",
        lambda: zipped({"a.csv": TABLE, "b.csv": PDF}),
        "not-what-it-says",
    ),
)


@pytest.mark.parametrize(("name", "content", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_pack_that_would_do_harm_is_refused(
    name: str, content: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    reading = read_bytes(content(), name, tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == code
    assert list((tmp_path / "out").iterdir()) == []


def test_links_and_devices_in_a_tar_are_no_data(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as pack:
        for kind, to in (
            (tarfile.SYMTYPE, "/etc/passwd"),
            (tarfile.LNKTYPE, "datos.csv"),
            (tarfile.CHRTYPE, ""),
        ):
            entry = tarfile.TarInfo(f"enlace{kind!r}.csv")
            entry.type, entry.linkname = kind, to
            pack.addfile(entry)
        entry = tarfile.TarInfo("datos.csv")
        entry.size = len(TABLE)
        pack.addfile(entry, io.BytesIO(TABLE))
    assert [table.name for table in read_bytes(target.getvalue(), "a.tar", tmp_path).tables] == ["datos"]


def workbook(*sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in (["clave", "nombre"], ["01", "Ana"], ["02", "Eva"]):
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_tables_of_a_pack_are_called_after_their_files(tmp_path: Path) -> None:
    pack = {
        "2024/enero.xlsx": workbook("Hoja1"),
        "2024/febrero.xlsx": workbook("Hoja1", "Hoja2"),
        "2023/enero.xlsx": workbook("Hoja1"),
        "LEEME.txt": b"Estos son los libros de cada mes.\nPreguntas: datos@example.org\n",
        "._LEEME.txt": b"Mac OS X",
    }
    reading = read_bytes(zipped(pack), "libros.zip", tmp_path)
    assert [table.name for table in reading.tables] == [
        *("2024/enero", "febrero/Hoja1", "febrero/Hoja2", "2023/enero"),
    ]


def test_a_pack_is_read_again_by_the_recipe_of_each_file(tmp_path: Path) -> None:
    content = zipped({"a.xlsx": workbook("Hoja1"), "b.xlsx": workbook("Hoja1", "Hoja2")})
    recipe = read_bytes(content, "libros.zip", tmp_path).recipe
    moved = recipe.with_table(recipe.of("b/Hoja2").headed(2))
    again = read(tmp_path / "upload", "libros.zip", tmp_path / "out", recipe=moved)
    assert [(table.name, table.rows) for table in again.tables] == [("a", 2), ("b/Hoja1", 2), ("b/Hoja2", 1)]
    assert again.misfits == ()


MISNAMED: tuple[tuple[str, str, bytes], ...] = (
    ("a workbook called CSV", "a.csv", workbook("Hoja1")),
    ("a CSV called XLS", "a.xls", TABLE),
    ("tabs called XLS", "a.xls", TABLE.replace(b",", b"\t")),
    ("tabs called TXT", "a.txt", TABLE.replace(b",", b"\t")),
    ("a CSV without extension", "a", TABLE),
    ("a workbook without extension", "a", workbook("Hoja1")),
    ("a CSV called DBF", "a.dbf", TABLE),
    ("JSON called CSV", "a.csv", b'[{"clave": "01", "nombre": "Ana"}, {"clave": "02", "nombre": "Eva"}]'),
    ("JSON called TXT", "a.txt", b'[{"clave": "01", "nombre": "Ana"}, {"clave": "02", "nombre": "Eva"}]'),
    ("XML called CSV", "a.csv", b"<d><f clave='01' nombre='Ana'/><f clave='02' nombre='Eva'/></d>"),
    ("XML called TXT", "a.txt", b"<d><f clave='01' nombre='Ana'/><f clave='02' nombre='Eva'/></d>"),
)


@pytest.mark.parametrize(("name", "content"), [m[1:] for m in MISNAMED], ids=[m[0] for m in MISNAMED])
def test_a_table_is_read_as_what_it_is(name: str, content: bytes, tmp_path: Path) -> None:
    (table,) = read_bytes(content, name, tmp_path).tables
    assert rows_of(table, tmp_path) == ROWS
    assert ("wrong-extension" in notes_of(table)) == name.endswith((".csv", ".xls", ".dbf"))


@pytest.mark.parametrize("content", [b'["a", "b"]', b"<acta>texto</acta>", b'{"a": {"b": 1}}'])
def test_a_document_under_the_name_of_a_table_is_refused(content: bytes, tmp_path: Path) -> None:
    reading = read_bytes(content, "datos.xlsx", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "not-what-it-says"
