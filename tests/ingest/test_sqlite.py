"""SQLite databases: what is stored is read, what would run is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.ingest.reader import names_of, notes_of, read_file, rows_of, types_of


def made(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return path


def test_each_table_is_read_as_stored(tmp_path: Path) -> None:
    path = made(
        tmp_path / "padron.db",
        """CREATE TABLE obras (cve TEXT, n INTEGER, monto REAL, fecha TEXT, foto BLOB);
        INSERT INTO obras VALUES ('01', 1, 0.1, '2024-03-01', x'00ff'), ('02', NULL, 2.5, NULL, NULL);
        CREATE TABLE "otra tabla" (clave PRIMARY KEY, doble GENERATED ALWAYS AS (clave * 2)) WITHOUT ROWID;
        INSERT INTO "otra tabla" VALUES (7), (8);
        CREATE INDEX indice ON obras (n);
        CREATE VIEW vista AS SELECT * FROM obras;
        CREATE VIRTUAL TABLE busqueda USING fts5(texto);
        CREATE TRIGGER gatillo AFTER INSERT ON obras BEGIN DELETE FROM obras; END;""",
    )
    reading = read_file(path, "padron.db", tmp_path)
    first, second = reading.tables
    assert (reading.format, first.name, second.name) == ("sqlite", "obras", "otra tabla")
    assert types_of(first) == ["text", "integer", "number", "date", "text"]
    assert [tuple(map(str, row)) for row in rows_of(first, tmp_path)] == [
        ("01", "1", "0.1", "2024-03-01", "AP8="),
        ("02", "None", "2.5", "None", "None"),
    ]
    assert (names_of(second), rows_of(second, tmp_path)) == (["clave"], [(7,), (8,)])
    assert {"database-views", "binary-columns"} <= notes_of(first).keys()


def test_a_geopackage_by_another_name_and_spatialite_stay_layers(tmp_path: Path) -> None:
    gpkg = made(tmp_path / "a.db", "PRAGMA application_id = 0x47504B47; CREATE TABLE gpkg_contents (a);")
    lite = made(
        tmp_path / "b.sqlite",
        "CREATE TABLE geometry_columns (a); CREATE TABLE t (b); INSERT INTO t VALUES (1);",
    )
    for path, kind in ((gpkg, "gpkg"), (lite, "spatialite")):
        reading = read_file(path, path.name, tmp_path)
        assert (reading.format, reading.tables, reading.refused) == (kind, (), None)


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(9000));")
    content = bytearray(path.read_bytes())
    content[100:300] = b"\xff" * 200
    path.write_bytes(content)
    reading = read_file(path, "a.db", tmp_path)
    assert reading.refused is not None
    assert reading.refused.code == "damaged"


def test_what_was_deleted_but_not_wiped_is_told(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        "CREATE TABLE t (a); CREATE TABLE viejo (b); INSERT INTO t VALUES (1); "
        "INSERT INTO viejo VALUES (zeroblob(9000)); DROP TABLE viejo;",
    )
    (table,) = read_file(path, "a.db", tmp_path).tables
    assert "free-pages" in notes_of(table)


def test_what_stands_behind_the_last_page_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    with path.open("ab") as file:
        file.write(b"PK\x03\x04 y lo que nadie ve")
    (table,) = read_file(path, "a.db", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1,)]
    assert "free-pages" in notes_of(table)
