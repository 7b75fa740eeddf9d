"""What goes public is what was received and built, byte for byte, and the public log says so under a folio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.base.files import is_sound
from amate.catalog.models import Dataset, Version
from amate.people.models import Person
from amate.publishing import log
from amate.publishing.models import Publication, Submission


def prove(versions: Sequence[Version]) -> None:
    """Read every byte of some versions once more; `NotReady` when one is not what its name says."""
    for version in versions:
        made = [
            sha256 for table in version.tables.all() for sha256 in (table.parquet_sha256, table.csv_sha256)
        ]
        if not all(map(is_sound, (version.sha256, *made))):
            raise NotReady(
                _(
                    "«%s» no se publica: lo que está guardado no es lo que se recibió. "
                    "Vuelve a subir el archivo y avisa a quien administra el servidor."
                )
                % version.filename,
                code="damaged",
            )


def certify(
    by: Person, dataset: Dataset, versions: Sequence[Version], submission: Submission | None
) -> Publication:
    """Write what goes public into the public log, and give it its folio."""
    files = [_said_of(version) for version in versions]
    entry = log.append("publish", dataset, revision=dataset.revision, files=files)
    publication = Publication.objects.create(
        folio=log.folio(entry),
        dataset=dataset,
        submission=submission,
        at=entry.at,
        by=by,
        prepared_by=submission.sent_by if submission else _preparer(by, versions),
    )
    publication.versions.set(versions)
    return publication


def fingerprints(version: Version) -> dict[str, Any]:
    """By which a line of the log names one version: the hash of its original or, if that is withheld, of its tables."""
    if version.withheld:
        return {"tables": _tables(version)}
    return {"sha256": version.sha256}


def _said_of(version: Version) -> dict[str, Any]:
    """What the log says of a version: the hash of its original, if anyone may have that, and of its tables."""
    said: dict[str, Any] = {"resource": str(version.resource.public_id), "number": version.number}
    return said | fingerprints(version) | {"tables": _tables(version)}


def _tables(version: Version) -> list[str]:
    return [table.parquet_sha256 for table in version.tables.all()]


def _preparer(by: Person, versions: Sequence[Version]) -> Person:
    """Who uploaded the last of them or, of metadata alone, who publishes."""
    return next((version.created_by for version in reversed(versions) if version.created_by), by)
