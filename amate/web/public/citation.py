"""How to cite a dataset, in two lengths."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from amate.catalog.models import Dataset, Version
from amate.templatetags.amate import day, local


def short(dataset: Dataset) -> str:
    source = dataset.institution.acronym or dataset.institution.name
    return f"{source}, «{dataset.title}», {settings.PORTAL.name}, {_year(dataset)}. {_address(dataset)}"


def complete(dataset: Dataset, versions: Sequence[Version]) -> str:
    """With day, licence and the fingerprints of the versions given: the figures can be checked years from now."""
    licence = f" Licencia {dataset.licence.name}." if dataset.licence else ""
    return (
        f"{dataset.institution.name} ({_year(dataset)}). {dataset.title} [conjunto de datos]. "
        f"{settings.PORTAL.name}. Datos del {day(dataset.data_modified)}.{licence} {_address(dataset)}. "
        f"Consultado el {day(timezone.now())}.{_fingerprints(versions)}"
    )


def _fingerprints(versions: Sequence[Version]) -> str:
    marks = "; ".join(f"{one.filename}, versión {one.number}, SHA-256 {one.sha256}" for one in versions)
    return f" {marks}." if marks else ""


def _year(dataset: Dataset) -> str:
    return str(local(dataset.data_modified or dataset.modified).year)


def _address(dataset: Dataset) -> str:
    return f"{settings.AMATE_URL}{dataset.get_absolute_url()}"
