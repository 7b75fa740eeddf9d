"""A dataset as search engines understand it: schema.org's Dataset, in the catalogue that holds it (JSON-LD)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from amate.base.markdown import plain
from amate.catalog.models import Dataset
from amate.places import inegi
from amate.templatetags.amate import iso
from amate.web.public.files import media_type
from amate.web.public.resources import ResourceShown

SHORTEST, LONGEST = 50, 5_000  # characters of a description that search engines take
EXAMPLE = "Datos de ejemplo: ninguna cifra es real"


def described(dataset: Dataset, shown: Sequence[ResourceShown]) -> dict[str, Any]:
    """What is known of it; what is not known is left out."""
    known = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": permanent(dataset),
        "name": dataset.title,
        "description": _description(dataset),
        "url": _absolute(dataset.get_absolute_url()),
        "identifier": permanent(dataset),
        "license": dataset.licence.uri if dataset.licence else None,
        "isAccessibleForFree": True,
        "inLanguage": "es-MX",
        "keywords": dataset.keywords,
        "creator": _institution(dataset),
        "publisher": _institution(dataset),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": settings.PORTAL.name,
            "url": _absolute("/"),
        },
        "datePublished": iso(dataset.issued),
        "dateModified": iso(dataset.data_modified),
        "version": shown[0].version.number if len(shown) == 1 else None,
        "temporalCoverage": dataset.temporal,
        "spatialCoverage": _place(dataset.territory) if dataset.territory else None,
        "distribution": list(_files(shown)),
        "variableMeasured": list(_columns(shown)),
        "creativeWorkStatus": EXAMPLE if settings.AMATE_EXAMPLE else None,
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def permanent(dataset: Dataset) -> str:
    """The address that stays when the slug changes."""
    return _absolute(reverse("permanent", args=[dataset.public_id]))


def _description(dataset: Dataset) -> str:
    """In their words; with ours after them when they are too few."""
    words = plain(dataset.description)
    if len(words) < SHORTEST:
        words = (
            f"{words} «{dataset.title}», conjunto de datos abiertos de {dataset.institution.name}.".strip()
        )
    return words[:LONGEST]


def _institution(dataset: Dataset) -> dict[str, str]:
    institution = dataset.institution
    return {
        "@type": "GovernmentOrganization",
        "name": institution.name,
        "url": _absolute(reverse("institution", args=[institution.slug])),
    }


def _place(key: str) -> dict[str, Any]:
    identifier = {"@type": "PropertyValue", "propertyID": "INEGI", "value": key}
    return {"@type": "Place", "name": inegi.name_of(key), "identifier": identifier}


def _files(shown: Sequence[ResourceShown]) -> Iterator[dict[str, Any]]:
    """The original of each resource, if it is offered, and its tables as CSV."""
    for item in shown:
        version = item.version
        if not version.withheld:
            original = _download(item.resource.filename, _absolute(item.address), version.size)
            yield original | {"sha256": version.sha256, "dateModified": iso(version.published)}
        yield from (_download(each.csv_name, each.csv, each.table.csv_size) for each in item.tables)


def _download(name: str, url: str, size: int) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": url,
        "encodingFormat": media_type(name).partition(";")[0],
        "contentSize": f"{size} B",
    }


def _columns(shown: Sequence[ResourceShown]) -> Iterator[dict[str, str]]:
    """Each column once, of the tables that the page describes."""
    named = {line.name: line for item in shown for table in item.tables for line in table.dictionary}
    for name, line in named.items():
        told = {"description": line.description or line.known_as, "unitText": line.unit}
        yield {"@type": "PropertyValue", "name": name} | {word: said for word, said in told.items() if said}


def _absolute(path: str) -> str:
    return f"{settings.AMATE_URL}{path}"
