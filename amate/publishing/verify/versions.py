"""I3: what readers see is one version of each resource, whole."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from amate.base.errors import Unavailable
from amate.catalog.models import Dataset, Resource, Table, Version
from amate.catalog.rules import VersionState
from amate.engines.duckdb import run_text
from amate.publishing.verify.fault import Fault

MADE = (VersionState.READY, VersionState.ASKING, VersionState.PUBLISHED)


def are_current() -> Iterator[Fault]:
    shown = Resource.objects.filter(dataset=OuterRef("pk"), current__isnull=False)
    for dataset in Dataset.objects.published().filter(~Exists(shown)):
        yield Fault("está publicado y no tiene ninguna versión vigente", dataset.slug)
    astray = ~Q(current__state=VersionState.PUBLISHED) | ~Q(current__resource=F("pk"))
    for resource in Resource.objects.filter(current__isnull=False).filter(astray).select_related("dataset"):
        yield Fault(
            "su versión vigente no está publicada, o es de otro recurso",
            f"{resource.dataset.slug}/{resource.slug}",
        )
    public = Version.objects.filter(resource=OuterRef("pk"), state=VersionState.PUBLISHED)
    for resource in Resource.objects.filter(Exists(public), current=None).select_related("dataset"):
        yield Fault(
            "tiene versiones publicadas y ninguna vigente", f"{resource.dataset.slug}/{resource.slug}"
        )


def are_whole() -> Iterator[Fault]:
    """What was read, what the rows say and what the Parquet holds are the same tables with the same rows."""
    versions = Version.objects.filter(state__in=MADE).prefetch_related("tables__columns")
    for version in versions.select_related("resource__dataset"):
        where = f"{version.resource.dataset.slug}/{version.resource.slug}, versión {version.number}"
        tables = list(version.tables.all())
        read = [table["rows"] for table in version.report.get("tables", [])]
        if read != [table.rows for table in tables]:
            yield Fault(f"se leyeron tablas de {read} filas y hay {[table.rows for table in tables]}", where)
        for table in tables:
            if (fault := _unlike_its_parquet(table)) is not None:
                yield Fault(fault, f"{where}, tabla «{table}»")


def _unlike_its_parquet(table: Table) -> str | None:
    if not table.parquet.exists():
        return None  # I1 says so
    try:
        ((rows,),) = run_text("SELECT num_rows FROM parquet_file_metadata(?)", [str(table.parquet)])
        described = run_text("DESCRIBE SELECT * FROM read_parquet(?)", [str(table.parquet)])
    except Unavailable:
        return "su Parquet no se puede leer"
    if rows != table.rows:
        return f"su Parquet tiene {rows} filas y la base dice {table.rows}"
    known = ["_id", *(column.name for column in table.columns.all())]
    if [name for name, *_rest in described] != known:
        return "las columnas de su Parquet no son las que dice la base"
    return None
