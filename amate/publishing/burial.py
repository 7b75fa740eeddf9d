"""What was erased is erased from backups too: their files, and what their copies of the database repeat of them.

A backup stays whole: its manifest tells what was taken out. A copy of PostgreSQL is not rewritten: it keeps names of
columns and frequent values until it rotates away, and `restore` erases them before anyone sees the portal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from amate.base.files import digest, home
from amate.publishing import backup, tombs
from amate.publishing.tombs import Tomb

KNOWN = "carpetas-de-respaldos.json"  # in the home: where backups were made to, but for <home>/respaldos
SQLITE = b"SQLite format 3\x00"
EMPTIED = {"report": "{}", "recipe": "{}", "questions": "[]"}


def folders() -> list[Path]:
    """Every folder that backups were made to, whether it is there now or not."""
    try:
        recorded = json.loads((home() / KNOWN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        recorded = []
    return [home() / "respaldos", *map(Path, recorded)]


def remember(folder: Path) -> None:
    known = folders()
    if folder.absolute() not in (path.absolute() for path in known):
        staged = home() / f"{KNOWN}.nuevo"
        staged.write_text(
            json.dumps([str(path) for path in (*known[1:], folder.absolute())]), encoding="utf-8"
        )
        staged.replace(home() / KNOWN)


def bury_everywhere() -> list[Path]:
    """Erase from every folder of backups what the home has tombs of; gives those that are not there now."""
    found = tombs.of_home()
    away = [folder for folder in folders()[1:] if not folder.is_dir()]
    for folder in folders():
        bury(folder, found)
    return away


def bury(into: Path, found: Sequence[Tomb]) -> None:
    """Erase some versions from all backups of a folder, and leave their tombs beside them."""
    if not found or not into.is_dir():
        return
    tombs.add(into, found)
    for folder in backup.complete(into):
        _finish(folder)
        _bury_in(folder, found)
    for copy in into.glob("antes-de-migrar-*"):  # what `amate migrate` keeps before it changes anything
        _scrub(copy, found)


def _bury_in(folder: Path, found: Sequence[Tomb]) -> None:
    manifest = backup.read_manifest(folder)
    gone = {sha256 for tomb in found for sha256 in tomb.erased} & manifest.blobs.keys()
    for sha256 in gone:
        backup.blob_in(folder, sha256).unlink(missing_ok=True)
    staged = folder / f"{backup.DATABASE}.nuevo"
    rewritten = _scrub(folder / backup.DATABASE, found, staged)
    if not gone and not rewritten:
        return
    blobs = {sha256: size for sha256, size in manifest.blobs.items() if sha256 not in gone}
    changed = asdict(manifest) | {"blobs": blobs, "erased": sorted({*manifest.erased, *gone})}
    if rewritten:
        changed["db"] = digest(staged).sha256
    (folder / f"{backup.MANIFEST}.nuevo").write_text(json.dumps(changed, indent=1), encoding="utf-8")
    _finish(folder)
    tombs.add(folder, found)


def _finish(folder: Path) -> None:
    """Put the rewritten database and manifest in the place of the old ones, now or after a cut: database first."""
    following = folder / f"{backup.MANIFEST}.nuevo"
    if following.exists():
        staged = folder / f"{backup.DATABASE}.nuevo"
        if staged.exists():
            staged.replace(folder / backup.DATABASE)
        following.replace(folder / backup.MANIFEST)
    (folder / f"{backup.DATABASE}.nuevo").unlink(missing_ok=True)


def _scrub(path: Path, found: Iterable[Tomb], into: Path | None = None) -> bool:
    """Empty the rows of some versions in a copy of an SQLite database; whether there was anything to empty."""
    with path.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            return False
    with closing(sqlite3.connect(path)) as copy:
        ids = _with_values(copy, found)
    if not ids:
        return False
    target = into or path
    if into:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(into)) as copy:
            source.backup(copy)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("PRAGMA journal_mode = DELETE")
        has = {name for _n, name, *_rest in copy.execute("PRAGMA table_info(amate_version)")}
        emptied = ", ".join(f"{name} = '{value}'" for name, value in EMPTIED.items() if name in has)
        for pk in ids:
            tables = "SELECT id FROM amate_table WHERE version_id = ?"
            copy.execute(f"DELETE FROM amate_column WHERE table_id IN ({tables})", [pk])  # noqa: S608 — our own words
            copy.execute("UPDATE amate_table SET name = '' WHERE version_id = ?", [pk])
            copy.execute(f"UPDATE amate_version SET {emptied} WHERE id = ?", [pk])  # noqa: S608
            copy.execute(
                "UPDATE amate_journalentry SET detail = '{}' "
                "WHERE kind = 'version' AND subject = ? AND verb <> 'upload'",
                [str(pk)],
            )
        copy.commit()
        copy.execute("VACUUM")
    return True


def _with_values(copy: sqlite3.Connection, found: Iterable[Tomb]) -> list[int]:
    """Ids of the versions of these tombs that still have something to empty."""
    ids = []
    for tomb in found:
        rows = copy.execute(
            "SELECT v.id FROM amate_version v WHERE (v.public_id = ? OR v.sha256 = ?) AND (v.report <> '{}' OR EXISTS "
            "(SELECT 1 FROM amate_column c JOIN amate_table t ON t.id = c.table_id WHERE t.version_id = v.id))",
            [UUID(tomb.version).hex, tomb.sha256],
        )
        ids += [pk for (pk,) in rows]
    return list(dict.fromkeys(ids))
