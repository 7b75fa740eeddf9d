"""I1, I2: the files of the store against the rows that name them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from amate.base.files import blob_path, digest
from amate.catalog.models import Table, Version
from amate.catalog.rules import VersionState
from amate.publishing import sweep
from amate.publishing.models import Upload
from amate.publishing.verify.fault import Fault


def are_there() -> Iterator[Fault]:
    for sha256, owner, size in _named():
        path = blob_path(sha256)
        if not path.exists():
            yield Fault(f"falta un archivo de {owner}", str(path))
        elif size is not None and path.stat().st_size != size:
            yield Fault(f"mide {path.stat().st_size} bytes y debería medir {size}: {owner}", str(path))


def are_unchanged() -> Iterator[Fault]:
    owners = {sha256: owner for sha256, owner, _size in _named()}
    for sha256, owner in owners.items():
        path = blob_path(sha256)
        if path.exists() and digest(path).sha256 != sha256:
            yield Fault(f"su contenido ya no es el que se guardó: {owner}", str(path))


def are_named() -> Iterator[Fault]:
    for path in sweep.orphans():
        yield Fault("ninguna fila nombra este archivo desde hace más de un día", str(path))


def are_awaited() -> Iterator[Fault]:
    """Files that come in pieces: each is of an upload that goes on, in time, and not longer than it said."""
    for path in sweep.stray():
        yield Fault("nadie espera más de este archivo desde hace más de un día", str(path))
    late = timezone.now() - timedelta(seconds=sweep.DAY)
    for upload in Upload.objects.filter(expires__lt=late):
        if upload.path.exists():  # after a restore there may be rows whose files were no part of the backup
            yield Fault(f"caducó hace más de un día la subida de {upload}", str(upload.path))
    for upload in Upload.objects.unfinished():
        if upload.arrived > upload.size:
            yield Fault(f"llegaron {upload.arrived} bytes de {upload.size}: {upload}", str(upload.path))


def _named() -> Iterator[tuple[str, str, int | None]]:
    """Every file that a row names: its SHA-256, whose it is, and its size in bytes where the row says it."""
    for version in Version.objects.exclude(state=VersionState.PURGED).select_related("resource__dataset"):
        yield version.sha256, f"«{version}» de {version.resource.dataset.slug} (original)", version.size
    kept = Table.objects.exclude(version__state=VersionState.PURGED)
    for table in kept.select_related("version__resource__dataset"):
        owner = f"la tabla «{table}» de {table.version.resource.dataset.slug}"
        yield table.parquet_sha256, f"{owner} (Parquet)", table.parquet_size
        yield table.csv_sha256, f"{owner} (CSV comprimido)", None
