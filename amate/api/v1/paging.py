"""Lists in pages: what is asked, and the address of what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from amate.api.v1 import addresses
from amate.api.v1.schemas import Listing

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item", bound=Schema)


class Paging(Schema):
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(20, ge=1, le=100)


def listing(
    request: HttpRequest, rows: QuerySet[Row], shape: Callable[[Row], Item], paging: Paging
) -> Listing[Item]:
    """One page of rows; their order is the queryset's."""
    total, first = rows.count(), (paging.page - 1) * paging.per_page
    results = [shape(row) for row in rows[first : first + paging.per_page]]
    return Listing(total=total, results=results, next=next_page(request, paging, total))


def next_page(request: HttpRequest, paging: Paging, total: int) -> str | None:
    """The same address, one page on; None on the last."""
    if paging.page * paging.per_page >= total:
        return None
    parameters = request.GET.copy()
    parameters["page"] = str(paging.page + 1)
    return addresses.absolute(f"{request.path}?{parameters.urlencode()}")
