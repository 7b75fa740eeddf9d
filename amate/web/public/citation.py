"""How to cite a dataset: as its licence asks, and complete, so that a figure can be checked years from now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects

from amate.base.clock import today
from amate.catalog.models import Dataset, Version
from amate.templatetags.amate import day, local

LIBRE_USO = (
    "“{title}”, {acronym}; {url}; {date}"  # what Libre Uso MX asks for; licences without a form take it
)
BLANK = re.compile(r"\{(title|acronym|url|date)\}")
MOST = 20  # files that one citation names
EXAMPLE = "Datos de ejemplo: ninguna cifra es real."


def as_licensed(dataset: Dataset) -> str:
    """In the form that the licence asks for; its date is the day on which the data were taken from here."""
    blanks = {
        "title": dataset.title,
        "acronym": dataset.institution.acronym or dataset.institution.name,
        "url": address(dataset),
        "date": today().isoformat(),
    }
    form = (dataset.licence.attribution if dataset.licence else "") or LIBRE_USO
    return BLANK.sub(lambda blank: blanks[blank[1]], form)


def complete(dataset: Dataset, versions: Sequence[Version]) -> str:
    """With day, licence and the fingerprints of the versions given."""
    return (
        f"{dataset.institution.name} ({issued(dataset).year}). {dataset.title} [conjunto de datos]. "
        f"{settings.PORTAL.name}. Datos del {day(issued(dataset))}. {address(dataset)}. "
        f"Consultado el {day(today())}. {notes(dataset, versions)}"
    ).strip()


def of_view(dataset: Dataset, version: Version, url: str) -> str:
    """Of some rows or figures of a dataset, at the address that shows the same for ever."""
    return (
        f"{dataset.institution.name} ({issued(dataset).year}). {dataset.title} [consulta de datos]. "
        f"{settings.PORTAL.name}. {url}. Consultado el {day(today())}. {notes(dataset, [version])}"
    ).strip()


def notes(dataset: Dataset, versions: Sequence[Version]) -> str:
    """What belongs to no field of a citation: the licence, and exactly which bytes."""
    licence = [f"Licencia {dataset.licence.name}."] if dataset.licence else []
    marks = "; ".join(map(_mark, versions))
    example = [EXAMPLE] if settings.AMATE_EXAMPLE else []
    return " ".join([*licence, *([f"{marks}."] if marks else []), *example])


def _mark(version: Version) -> str:
    """A file and its fingerprint; of an original that is not offered, those of the Parquet made of it."""
    if not version.withheld:
        return f"{version.filename}, versión {version.number}, SHA-256 {version.sha256}"
    made = ", ".join(
        f"{table.name}.parquet, SHA-256 {table.parquet_sha256}" for table in version.tables.all()
    )
    return f"{version.filename}, versión {version.number}{f' ({made})' if made else ''}"


def cited_versions(dataset: Dataset) -> list[Version]:
    """The version of each of its files that readers get now; none when there are too many to name."""
    current = Version.objects.filter(pk__in=dataset.resources.values("current")).select_related(None)
    found = list(current.defer("report").order_by("resource__position", "pk")[: MOST + 1])
    if withheld := [version for version in found if version.withheld]:
        prefetch_related_objects(withheld, "tables")
    return found if len(found) <= MOST else []


def issued(dataset: Dataset) -> date:
    """The day of the data; of a draft, the day of what is said of them."""
    moment: date = local(dataset.data_modified or dataset.modified).date()
    return moment


def address(dataset: Dataset) -> str:
    return f"{settings.AMATE_URL}{dataset.get_absolute_url()}"
