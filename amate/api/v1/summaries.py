"""What the rows of a table come to: groups, distinct values, facets, statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from amate.api.v1 import describing, schemas
from amate.api.v1.asking import Asked, answered, asked, paged
from amate.api.v1.values import encoder
from amate.api.v1.visitors import READERS
from amate.query import distinct, facets
from amate.query.language import COUNT, Query
from amate.query.parse import from_url, to_url, types_of, unless_said
from amate.query.rows import page
from amate.query.spelling import aggregate_name
from amate.query.statistics import Summary, summaries

router = Router(tags=["tables"])


@router.get(
    "/tables/{uuid:public_id}/aggregate",
    auth=READERS,
    response=schemas.Rows,
    openapi_extra={"parameters": describing.GROUPS},
)
def aggregate_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A page of groups of the rows that fulfil every condition, and what is worked out of each.

    Without `_group`, all the rows are one group; without `_aggregate`, they are counted.
    """
    this = asked(request, public_id)
    columns = this.table.columns
    count = aggregate_name(COUNT, types_of(columns))
    query = from_url(unless_said(this.params, columns, "_aggregate", count), columns)
    return paged(request, this, "aggregate", query)


@router.get(
    "/tables/{uuid:public_id}/distinct",
    auth=READERS,
    response=schemas.Rows,
    openapi_extra={"parameters": describing.DISTINCT},
)
def distinct_values(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A page of the distinct values of columns, or of their combinations, each with how many rows have it."""
    this = asked(request, public_id)
    query = distinct.from_address(this.params, this.table.columns)
    return paged(request, this, "distinct", query, distinct.to_address)


@router.get(
    "/tables/{uuid:public_id}/facets",
    auth=READERS,
    response=schemas.TableFacets,
    openapi_extra={"parameters": describing.FACETS},
)
def facets_of_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The most frequent values of columns, each with the address of the rows that have it."""
    this = asked(request, public_id)
    columns = this.table.columns
    query = from_url(unless_said(this.params, columns, "_limit", str(facets.VALUES)), columns)
    found = facets.facets(this.table, query)

    def work() -> dict[str, Any]:
        rows = page(this.table, replace(query, limit=0)).total
        return {"rows": rows, "facets": [_facet(this, one) for one in found]}

    return answered(request, this, "facets", to_url(query, columns), work)


@router.get(
    "/tables/{uuid:public_id}/statistics",
    auth=READERS,
    response=schemas.Statistics,
    openapi_extra={"parameters": describing.STATISTICS},
)
def statistics_of_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """What the values of each column are: how many, the extremes, the mean, quartiles, a histogram."""
    this = asked(request, public_id)
    query = from_url(this.params, this.table.columns)

    def work() -> dict[str, Any]:
        rows, found = summaries(this.table, query)
        return {"rows": rows, "columns": [_statistics(one) for one in found]}

    return answered(request, this, "statistics", to_url(query, this.table.columns), work)


def _facet(this: Asked, one: facets.Facet) -> dict[str, Any]:
    to_json = encoder(one.column.type)
    return {
        "name": one.column.name,
        "type": one.column.type,
        "total": one.total,
        "values": [
            {"value": to_json(each.value), "rows": each.rows, "url": _rows_url(this, each.narrowed)}
            for each in one.values
        ],
    }


def _rows_url(this: Asked, query: Query | None) -> str | None:
    return this.address("rows", to_url(query, this.table.columns)) if query else None


def _statistics(one: Summary) -> dict[str, Any]:
    to_json = encoder(one.column.type)
    quartiles: Sequence[Any] | None = one.quartiles
    return {
        "name": one.column.name,
        "type": one.column.type,
        "filled": one.filled,
        "empty": one.empty,
        "distinct": one.distinct,
        "distinct_is_exact": one.exact,
        "min": to_json(one.least),
        "max": to_json(one.greatest),
        "mean": one.mean,
        "median": quartiles[1] if quartiles else None,
        "standard_deviation": one.deviation,
        "quartiles": quartiles,
        "histogram": [{"start": start, "until": until, "rows": rows} for start, until, rows in one.bins],
    }
