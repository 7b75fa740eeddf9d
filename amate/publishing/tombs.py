"""What was erased for ever, in a file that outlives the database: hashes, days and grounds, and no value of anything.

It lies in the home and beside every backup (`borrados.json`), so that a backup made before cannot bring it back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from amate.base.errors import BadFile
from amate.base.files import home

NAME = "borrados.json"


@dataclass(frozen=True)
class Tomb:
    """One version that was erased: its public id, the SHA-256 of its original, and of all files that went with it."""

    version: str
    sha256: str
    erased: tuple[str, ...]
    ground: str
    at: str  # ISO 8601


def read(path: Path) -> list[Tomb]:
    """The tombs of a file, or none where there is no file; `BadFile` when it is not one of ours."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Tomb(**{**row, "erased": tuple(row["erased"])}) for row in rows]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as error:
        raise BadFile(f"{path} no es una lista de lo que se borró de un portal.") from error


def require(path: Path) -> list[Tomb]:
    """As `read`, of a file that must be there."""
    if not path.is_file():
        raise BadFile(f"No hay ningún archivo en {path}.")
    return read(path)


def add(folder: Path, tombs: Iterable[Tomb]) -> None:
    """Write some into the file of a folder, beside those that are there: whole or not at all."""
    known = {tomb.version: tomb for tomb in (*read(folder / NAME), *tombs)}
    if not known:
        return
    staged = folder / f"{NAME}.nuevo"
    with staged.open("w", encoding="utf-8") as file:
        json.dump([asdict(tomb) for tomb in known.values()], file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(folder / NAME)


def of_home() -> list[Tomb]:
    return read(home() / NAME)


def near(backup: Path) -> list[Tomb]:
    """All that is known beside a backup: in it, in its folder, and in the other backups there."""
    places = (backup, backup.parent, *sorted(backup.parent.glob("*/")))
    return list({tomb.version: tomb for place in places for tomb in read(place / NAME)}.values())
