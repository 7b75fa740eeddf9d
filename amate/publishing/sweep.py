"""What nothing names any more goes away: after a day, so that nothing in the making is touched."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from amate.base import partial
from amate.base.files import home, staging
from amate.catalog.models import Table, Version
from amate.catalog.rules import VersionState
from amate.publishing.models import Upload

DAY = 24 * 3600
APART = {"cache", partial.FOLDER}  # what else is in staging has its own rules


@dataclass(frozen=True)
class Swept:
    """How many files went, and how many bytes those of the store held. `partial` are uploads that ended or nobody
    went on with."""

    blobs: int = 0
    serving: int = 0
    staged: int = 0
    partial: int = 0
    bytes: int = 0


def references() -> tuple[QuerySet[Any, Any], ...]:
    """Questions without a parameter; each row is the state of a version and the SHA-256 of files of it."""
    versions = Version.objects.order_by().values_list("state", "sha256")
    return versions, Table.objects.order_by().values_list("version__state", "parquet_sha256", "csv_sha256")


def named_in(rows: Iterable[Sequence[str]]) -> set[str]:
    """The files that such rows name and that should be there: none of what was erased."""
    return {sha256 for state, *hashes in rows if state != VersionState.PURGED for sha256 in hashes}


def referenced() -> set[str]:
    return named_in(row for query in references() for row in query)


def made_of(version: Version) -> list[str]:
    """SHA-256 of every file that was made of it, in this reading and in those before."""
    pairs = version.tables.values_list("parquet_sha256", "csv_sha256")
    now = [sha256 for pair in pairs for sha256 in pair]
    return list(dict.fromkeys([*now, *version.report.get("former", [])]))


def blobs() -> Iterator[Path]:
    """Every file of the store."""
    return (path for path in (home() / "blobs").glob("??/*") if path.is_file())


def orphans(older_than: float = DAY) -> list[Path]:
    """Files of the store that no row names and that are older than so many seconds."""
    named, limit = referenced(), time.time() - older_than
    return [path for path in blobs() if path.name not in named and path.stat().st_mtime < limit]


def sweep(older_than: float = DAY) -> Swept:
    gone = orphans(older_than)
    size = sum(path.stat().st_size for path in gone)
    for path in gone:
        path.unlink(missing_ok=True)
    return Swept(
        blobs=len(gone),
        serving=_sweep_serving(),
        staged=_sweep_staging(older_than),
        partial=_sweep_uploads(older_than),
        bytes=size,
    )


def stray(older_than: float = DAY) -> list[Path]:
    """What came of uploads that no row speaks of, or that are finished, last written so many seconds ago."""
    limit = time.time() - older_than
    awaited = {str(name) for name in Upload.objects.unfinished().values_list("public_id", flat=True)}
    here = [path for path in partial.folder().iterdir() if path.name not in awaited]
    return [path for path in here if path.stat().st_mtime < limit]


def _sweep_uploads(older_than: float) -> int:
    """Uploads whose time is over, row first: what is left without one goes sooner or later."""
    over = [upload for upload in Upload.objects.expired() if _forget(upload)]
    left = stray(older_than)
    for path in (*(upload.path for upload in over), *left):
        path.unlink(missing_ok=True)
    return len(over) + len(left)


def _forget(upload: Upload) -> bool:
    """Delete the row, unless a piece came just now."""
    deleted, _kinds = Upload.objects.expired().filter(pk=upload.pk).delete()
    return deleted > 0


def _sweep_serving() -> int:
    """Only tables that readers see now, or will see next, keep their serving file."""
    wanted = set(Table.objects.current().values_list("parquet_sha256", flat=True))
    wanted |= set(Table.objects.filter(version__published=None).values_list("parquet_sha256", flat=True))
    old = [path for path in (home() / "serving").glob("*.sqlite") if path.stem not in wanted]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _sweep_staging(older_than: float) -> int:
    limit = time.time() - older_than
    old = [path for path in staging().iterdir() if path.name not in APART and path.lstat().st_mtime < limit]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)
