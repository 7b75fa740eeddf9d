"""What nothing names any more goes away: after a day, so that nothing in the making is touched."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from amate.base.files import home, staging
from amate.catalog.models import Table, Version

DAY = 24 * 3600


@dataclass(frozen=True)
class Swept:
    """How many files went, and how many bytes they held."""

    blobs: int = 0
    serving: int = 0
    staged: int = 0
    bytes: int = 0


def references() -> QuerySet[Version, tuple[str]]:
    """One column: the SHA-256 of every file that a row names."""
    tables = Table.objects.order_by()
    return (
        Version.objects.order_by()
        .values_list("sha256")
        .union(tables.values_list("parquet_sha256"), tables.values_list("csv_sha256"))
    )


def referenced() -> set[str]:
    return {sha256 for (sha256,) in references()}


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
    return Swept(len(gone), _sweep_serving(), _sweep_staging(older_than), size)


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
    old = [path for path in staging().iterdir() if path.name != "cache" and path.lstat().st_mtime < limit]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)
