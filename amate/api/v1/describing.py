"""How the description of the API says what a question about a table may have."""

from __future__ import annotations

from typing import Any

from amate.query import facets
from amate.query.language import LARGEST_PAGE, PAGE

Parameter = dict[str, Any]

CONDITIONS = """Conditions are parameters named by their column: `anio=2024`, `monto__gte=1000`,
`nombre__contains=juarez`, `anio__in=2023,2024`, `fecha__isnull=true` (eq ne gt gte lt lte in isnull, and for
text contains startswith). All of them must hold. A column that is called as one of the parameters of this operation is
asked for by its name; the parameter then takes one more underscore (`__limit`)."""


def parameter(name: str, description: str, *, required: bool = False, **schema: Any) -> Parameter:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": required,
        "schema": {"type": "string"} | schema,
    }


ANY_COLUMN: Parameter = {
    "name": "conditions",
    "in": "query",
    "description": CONDITIONS,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
WORDS = parameter("_q", "Rows with each of these words in some column of text", maxLength=200)
COLUMNS = parameter("_columns", "Columns of the answer, in order: `a,b`; all of them when it is left out")
GROUP = parameter(
    "_group",
    "Groups instead of rows: `municipio,fecha__month`, by the values of a column or by a part of them (`year quarter "
    "month week day monthofyear weekday hour`; `bin` and `bin:500` for numbers)",
)
AGGREGATE = parameter(
    "_aggregate",
    "What is worked out of each group: `count,monto__sum` (`count distinct sum avg median min max`); `count` when it "
    "is left out",
)
SORT = parameter("_sort", "`-monto,nombre`: columns of the answer, the largest first with `-`")
LIMIT = parameter("_limit", "Rows of the page", type="integer", minimum=0, maximum=LARGEST_PAGE, default=PAGE)
EXPORT_LIMIT = parameter(
    "_limit", "How many rows; all of them when it is left out", type="integer", minimum=0
)
PAGE_NUMBER = parameter("_page", "Number of the page, from 1", type="integer", minimum=1)
AFTER = parameter("_after", "The `_id` of the last row seen, as `next` says it", type="integer", minimum=0)
COUNT = parameter("_count", "`0` leaves `total` uncounted, which is quicker", enum=["0", "1"], default="1")
AS_OF = parameter(
    "_as_of",
    "The version that is asked of: its number, the first 8 letters or more of its SHA-256, or a day "
    "(`2024-12-31`: what readers had at the end of it, in the portal's zone); the newest when it is left out",
)

ROWS = [COLUMNS, WORDS, SORT, LIMIT, PAGE_NUMBER, AFTER, COUNT, GROUP, AGGREGATE, AS_OF, ANY_COLUMN]
EXPORT = [COLUMNS, WORDS, SORT, EXPORT_LIMIT, GROUP, AGGREGATE, AS_OF, ANY_COLUMN]
GROUPS = [GROUP, AGGREGATE, WORDS, SORT, LIMIT, PAGE_NUMBER, COUNT, AS_OF, ANY_COLUMN]
DISTINCT = [
    parameter("_columns", "Whose values, or combinations of values, are wanted: `a,b`", required=True),
    parameter("_sort", "By value when it is left out; `-count` puts the most frequent first"),
    *(WORDS, LIMIT, PAGE_NUMBER, COUNT, AS_OF, ANY_COLUMN),
]
FACETS = [
    parameter("_columns", f"Whose values are wanted: `a,b`, {facets.MOST} at most", required=True),
    parameter(
        "_limit",
        "Values of each column",
        type="integer",
        minimum=1,
        maximum=facets.MOST_VALUES,
        default=facets.VALUES,
    ),
    *(WORDS, AS_OF, ANY_COLUMN),
]
STATISTICS = [
    parameter("_columns", "Which columns: `a,b`, 50 at most; all of them when it is left out"),
    *(WORDS, AS_OF, ANY_COLUMN),
]
