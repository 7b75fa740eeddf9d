"""Which file stands for a version: the original or, when something in it is not published, what was made of it.

An original that is withheld is had by its institution alone; of everyone else even its SHA-256 is kept, since who
knows the rest of a file could guess with it what was left out.
"""

from __future__ import annotations

from amate.catalog.models import Table, Version


def sha256_of(version: Version) -> str | None:
    """The fingerprint of the original, where everyone may have it."""
    return None if version.withheld else version.sha256


def address_of(version: Version) -> str:
    """The path of the file that stands for exactly this version, whoever asks."""
    return instead_of(version) if version.withheld else version.get_absolute_url()


def instead_of(version: Version, *, latest: bool = False) -> str:
    """The path of what is given instead of an original: its only table as CSV, or the page that lists its tables."""
    dataset = version.resource.dataset
    table = only_table(version)
    if table is None:
        return f"{dataset.get_absolute_url()}#{version.resource.slug}"
    rows = f"/api/v1/tables/{table.public_id}/rows.csv"
    return rows if latest else f"{rows}?_as_of={version.number}"


def only_table(version: Version) -> Table | None:
    """The table of a version that has one and no more."""
    tables = list(version.tables.all())
    return tables[0] if len(tables) == 1 else None
