"""A backup counts only after it was restored: into an empty home, and proved whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from amate.base.errors import BadFile, NotReady
from amate.base.files import home
from amate.catalog.models import Dataset, Version
from amate.publishing.backup import backup, complete, examine, keep_newest, restore
from tests.ops.operator import amate
from tests.postgres import cluster, is_installed

pytestmark = pytest.mark.django_db(transaction=True)  # a copy is of what was committed


@pytest.fixture
def saved(parks: Dataset, tmp_path: Path) -> Path:
    return backup(tmp_path / "respaldos")


def test_a_backup_holds_every_file_that_the_database_names(saved: Path, parks: Dataset) -> None:
    version = Version.objects.get(resource__dataset=parks)
    table = version.tables.get()
    assert set(examine(saved).blobs) == {version.sha256, table.parquet_sha256, table.csv_sha256}


def test_what_did_not_change_is_not_copied_again(saved: Path) -> None:
    saved = saved.rename(saved.with_name("respaldo-20200101T000000Z"))
    again = backup(saved.parent)
    files = [path.relative_to(saved) for path in saved.glob("blobs/*/*")]
    assert files
    assert all((saved / path).samefile(again / path) for path in files)


def test_old_backups_can_be_left_behind(saved: Path) -> None:
    old = saved.rename(saved.with_name("respaldo-20200101T000000Z"))
    new = backup(saved.parent)
    assert keep_newest(saved.parent, 1) == 1
    assert complete(saved.parent) == [new]
    assert not old.exists()
    examine(new)


def test_a_backup_of_a_damaged_store_says_so(parks: Dataset, tmp_path: Path) -> None:
    blob = Version.objects.get(resource__dataset=parks).path
    blob.chmod(0o644)
    blob.write_bytes(b"otra cosa")
    with pytest.raises(BadFile, match="1 archivos"):
        backup(tmp_path / "respaldos")
    assert complete(tmp_path / "respaldos") == []


@pytest.mark.parametrize("damage", ["db", "blob", "manifest", "missing"])
def test_a_damaged_backup_is_refused_by_the_name_of_the_file(saved: Path, damage: str) -> None:
    blob = next(saved.glob("blobs/*/*"))
    path = {"db": saved / "db", "blob": blob, "manifest": saved / "manifest.json", "missing": blob}[damage]
    if damage == "missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[0] ^= 1
        path.chmod(0o644)
        path.write_bytes(bytes(content))
    with pytest.raises(BadFile, match=path.name):
        restore(saved)


def test_a_home_with_something_in_it_is_left_alone(saved: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home().rglob("*")}
    with pytest.raises(NotReady, match=r"blobs.*la base de datos"):
        restore(saved)
    assert {path: path.stat().st_mtime_ns for path in home().rglob("*")} == before


def test_a_backup_of_another_engine_is_refused(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    manifest["engine"] = "otro"
    (saved / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(NotReady, match="otro"):
        restore(saved)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """An empty database, as AMATE_DATABASE says it: SQLite in the home is ""."""
    if kind == "sqlite":
        yield ""
        return
    if not is_installed():
        pytest.skip("NO POSTGRESQL: nothing was proved about it")
    with cluster() as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_portal_comes_back_from_its_backup(kind: str, tmp_path: Path) -> None:
    old, new, saved = tmp_path / "old", tmp_path / "new", tmp_path / "respaldos"
    data = tmp_path / "claves.csv"
    data.write_text("clave,monto\n0012,5\n")
    with database(kind) as address:
        for order in (
            ("migrate",),
            ("account", "create", "ana@x.example", "--name", "Ana", "--steward"),
            ("publish", str(data), "--organization", "zapopan", "--title", "Claves", "--theme", "otros"),
            ("backup", "--to", str(saved)),
        ):
            done = amate(old, *order, typed="una clave bastante larga\n", AMATE_DATABASE=address)
            assert done.returncode == 0, done.stderr
    (backup_folder,) = saved.iterdir()
    with database(kind) as address:
        restored = amate(new, "restore", str(backup_folder), AMATE_DATABASE=address)
        assert restored.returncode == 0, restored.stdout + restored.stderr
        assert "está completo" in restored.stdout
        assert amate(new, "verify", AMATE_DATABASE=address).returncode == 0
        again = amate(new, "restore", str(backup_folder), AMATE_DATABASE=address)
        assert again.returncode == 1
        assert "carpeta vacía" in again.stderr
    files = {path.name: path.read_bytes() for path in (old / "blobs").glob("*/*")}
    assert files == {path.name: path.read_bytes() for path in (new / "blobs").glob("*/*")}
    assert data.read_bytes() in files.values()
    keys = [(folder / "signing_key") for folder in (old, new)]
    assert keys[0].read_bytes() == keys[1].read_bytes()
    assert all(key.stat().st_mode & 0o077 == 0 for key in (*keys, backup_folder / "signing_key"))
