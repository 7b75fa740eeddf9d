"""A copy of the whole portal in a plain folder, made while it works, and its way back.

respaldo-20261124T031500Z/
├─ db                 the database, as it was at one moment
├─ blobs/ab/abcd…     every file that it names; what an earlier backup beside this one has is a hard link to it
├─ signing_key        what the public log is signed with: without it, its lines could not be told from forged ones
├─ borrados.json      what was erased for ever (`tombs.py`), if anything was; also beside the folder
└─ manifest.json      SHA-256 of everything, and what made it
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from amate.base import database, signing
from amate.base.errors import BadFile, NotReady
from amate.base.files import CHUNK, blob_path, digest, home, keep, workbench
from amate.publishing import sweep, tombs
from amate.publishing.tombs import Tomb

NAME, PARTIAL = "respaldo-", ".incompleto"
STAMP = "%Y%m%dT%H%M%SZ"
DATABASE, BLOBS, MANIFEST = "db", "blobs", "manifest.json"
NOT_DATA = {
    "secret_key",
    "tmp",
    "correo",
    "respaldos",
    signing.FILE,
    tombs.NAME,
}  # what a home may hold before anything is restored


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `blobs` are names, which are SHA-256, with their sizes in bytes.

    `erased` are those that it held, until they were erased for ever.
    """

    amate: str
    made: str
    engine: str
    db: str
    blobs: dict[str, int]
    erased: list[str] = field(default_factory=list)


def backup(into: Path) -> Path:
    """Copy database and files to a new folder in `into`, and give that folder.

    `BadFile` when a file of the store is missing or damaged; all the rest is then in a folder called «.incompleto».
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = into / f"{NAME}{datetime.now(UTC):{STAMP}}"
    folder = final.with_name(final.name + PARTIAL)
    (folder / BLOBS).mkdir(parents=True)
    with database.snapshot(folder / DATABASE) as ask:
        rows = (row for query in sweep.references() for row in ask(str(query.query)))
        names = sorted(sweep.named_in(rows))
    earlier = complete(into)
    bad = [sha256 for sha256 in names if not _copy(sha256, folder, earlier)]
    if bad:
        raise BadFile(
            f"El respaldo quedó incompleto en {folder}: faltan o están dañados {len(bad)} archivos del portal. "
            f"«amate verify» dice cuáles; el primero es {bad[0]}."
        )
    tombs.add(folder, tombs.of_home())
    signing.copy_key(home(), folder)
    _write_manifest(folder, names)
    folder.rename(final)
    os.sync()
    for leftover in into.glob(f"{NAME}*{PARTIAL}"):
        shutil.rmtree(leftover)
    return final


def keep_newest(into: Path, count: int) -> int:
    """Delete all complete backups but the newest ones; returns how many went."""
    old = complete(into)[count:]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


def complete(into: Path) -> list[Path]:
    """The whole backups of a folder, newest first."""
    return sorted((path.parent for path in into.glob(f"{NAME}*/{MANIFEST}")), reverse=True)


def read_manifest(folder: Path) -> Manifest:
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadFile(f"{folder} no es un respaldo terminado: no tiene {MANIFEST}.") from None
    except (ValueError, TypeError) as error:
        raise BadFile(f"El respaldo está dañado: {folder / MANIFEST} no se puede leer.") from error


def examine(folder: Path) -> Manifest:
    """Read a backup's manifest and every byte it speaks of; `BadFile` names the first file that is not as it says."""
    manifest = read_manifest(folder)
    expected = {folder / DATABASE: manifest.db}
    expected |= {blob_in(folder, sha256): sha256 for sha256 in manifest.blobs}
    for path, sha256 in expected.items():
        if not path.is_file():
            raise BadFile(f"El respaldo está incompleto: falta {path}.")
        if digest(path).sha256 != sha256:
            raise BadFile(f"El respaldo está dañado: {path} no tiene el contenido que dice {MANIFEST}.")
    return manifest


def restore(folder: Path, buried: Iterable[Tomb] = ()) -> Manifest:
    """Fill an empty home and database from a backup; the database goes last, so half a restore is no portal.

    Files of what was erased since, as `buried` tells it, do not come back; their rows are `purging.bury_again`'s.
    """
    manifest = examine(folder)
    if manifest.engine != database.vendor():
        raise NotReady(f"El respaldo es de {manifest.engine} y esta instalación usa {database.vendor()}.")
    _require_empty_home()
    buried = list(buried)
    tombs.add(home(), buried)
    signing.copy_key(folder, home())
    bring_back(folder, manifest.blobs.keys() - {sha256 for tomb in buried for sha256 in tomb.erased})
    database.load(folder / DATABASE)
    return manifest


def bring_back(folder: Path, names: Iterable[str]) -> None:
    """Copy some files of a backup into the store."""
    for sha256 in sorted(names):
        with workbench() as bench:
            staged = bench / sha256
            shutil.copyfile(blob_in(folder, sha256), staged)
            keep(staged)


def _require_empty_home() -> None:
    held = [path.name for path in home().iterdir() if path.name not in NOT_DATA and _has_something(path)]
    if not database.is_empty():
        held.append("la base de datos")
    if held:
        raise NotReady(
            f"Un respaldo solo se recupera en una carpeta vacía, y en {home()} hay: {', '.join(sorted(held))}. "
            "Señala otra con AMATE_HOME."
        )


def _has_something(path: Path) -> bool:
    if path.is_dir():
        return any(path.iterdir())
    return not path.name.startswith("db.sqlite3")  # looking at an empty database makes its file


def _copy(sha256: str, folder: Path, earlier: list[Path]) -> bool:
    """Put one file of the store into the backup, linked to an earlier backup's or copied; False if it is not sound."""
    target = blob_in(folder, sha256)
    target.parent.mkdir(exist_ok=True)
    for other in earlier:
        try:
            os.link(blob_in(other, sha256), target)
        except OSError:
            continue
        return True
    try:
        found = _copy_and_digest(blob_path(sha256), target)
    except FileNotFoundError:
        return False
    if found != sha256:
        target.unlink()
    return found == sha256


def _copy_and_digest(source: Path, target: Path) -> str:
    sha = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(CHUNK):
            sha.update(chunk)
            writing.write(chunk)
    return sha.hexdigest()


def _write_manifest(folder: Path, names: list[str]) -> None:
    manifest = Manifest(
        amate=version("amate"),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=database.vendor(),
        db=digest(folder / DATABASE).sha256,
        blobs={sha256: blob_in(folder, sha256).stat().st_size for sha256 in names},
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def blob_in(folder: Path, sha256: str) -> Path:
    return folder / BLOBS / sha256[:2] / sha256
