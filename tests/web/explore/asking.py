"""A table's page as a reader asks it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from amate.catalog.models import Table
from tests.web.public.reading import Page

STATION, MM = 2, 3  # cells of a row: the row's number comes first


def open_page(client: Client, table: Table, query: str = "", status: int = 200, **headers: str) -> Page:
    answer = client.get(f"{table.get_absolute_url()}?{query}", headers=headers)
    assert answer.status_code == status
    return Page(answer.content.decode())


def sent(client: Client, table: Table, panel: str, **fields: Any) -> str:
    """The query string that the form of a panel leads to."""
    data = {f"_f_{name}": value for name, value in (fields | {"hecho": panel}).items()}
    answer = client.get(table.get_absolute_url(), data)
    assert answer.status_code == 302
    return str(answer.url).partition("?")[2]


def rows_of(page: Page) -> list[list[str]]:
    """The rows of the table, each after its number."""
    numbered = [[row[0].partition(":")[0], *row[1:]] for row in page.rows]
    return [row for row in numbered if row[0].isdigit()]


def stations_shown(page: Page) -> list[str]:
    return [row[STATION] for row in rows_of(page)]
