"""I5: what was erased for ever is nowhere, and what is shut off has its row."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from amate.catalog.models import Dataset, Table, Version
from amate.catalog.rules import State, VersionState
from amate.publishing import purging
from amate.publishing.models import Purge, Quarantine
from amate.publishing.verify.fault import Fault


def is_gone() -> Iterator[Fault]:
    for path in purging.still_here():
        yield Fault("se borró para siempre y sigue aquí", str(path))
    for version in purging.unburied().select_related("resource__dataset"):
        yield Fault(
            "se borró para siempre y volvió con un respaldo", f"{version.resource.dataset.slug}: {version}"
        )
    purged = Version.objects.filter(state=VersionState.PURGED).select_related("resource__dataset")
    values = Q(report={}, recipe={}, questions=[])
    for version in purged.filter(~values | Q(tables__columns__isnull=False)).distinct():
        yield Fault(
            "quedan datos de lo que se borró para siempre", f"{version.resource.dataset.slug}: {version}"
        )
    for version in purged.filter(~Exists(Purge.objects.filter(version=OuterRef("pk")))):
        yield Fault(
            "se borró para siempre y nada dice quién ni por qué",
            f"{version.resource.dataset.slug}: {version}",
        )
    current = Table.objects.filter(
        version__state=VersionState.PURGED, version=F("version__resource__current")
    )
    for table in current.select_related("version__resource__dataset"):
        yield Fault("es la versión vigente y se borró para siempre", table.version.resource.dataset.slug)


def is_shut() -> Iterator[Fault]:
    """A dataset is in quarantine just while a row without an end says so."""
    shut = Exists(Quarantine.objects.filter(dataset=OuterRef("pk"), lifted=None))
    for dataset in Dataset.objects.filter(
        Q(state=State.QUARANTINED) & ~shut | ~Q(state=State.QUARANTINED) & shut
    ):
        yield Fault("su estado y sus cuarentenas no dicen lo mismo", dataset.slug)
