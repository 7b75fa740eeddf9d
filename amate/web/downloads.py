"""The files that the portal makes of a table, or of what is asked of it, as pages offer them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from amate.catalog.models import Table
from amate.query.formats import Form, offered


@dataclass(frozen=True)
class Download:
    """`size` is in bytes, None when the file is made only when somebody asks for it."""

    name: str
    note: str
    path: str
    size: int | None = None

    @property
    def url(self) -> str:
        """As it is copied to be used elsewhere."""
        return settings.AMATE_URL + self.path


def downloads(table: Table, columns: int, params: str = "") -> list[Download]:
    """All the rows of a table, or those that `params` ask for, in each format that holds so many columns."""
    return [_download(table, form, params) for form in offered(columns)]


def _download(table: Table, form: Form, params: str) -> Download:
    path = f"/api/v1/tables/{table.public_id}/rows.{form.name}"
    if params:
        return Download(form.label, form.note, f"{path}?{params}")
    stored = {"csv": table.csv_size, "parquet": table.parquet_size}
    return Download(form.label, form.note, path, stored.get(form.name))
