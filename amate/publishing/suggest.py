"""What can be filled in for the officer, from the file's name and from what was read in it."""

from __future__ import annotations

import re

from django.conf import settings

from amate.catalog.models import Column, Dataset
from amate.places import inegi

_PACKING = re.compile(r"(\.(csv|tsv|xlsx?|ods|json|ndjson|parquet|zip|gz|bz2|pdf|txt))+$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[_\-.\s]+")


def title_from(filename: str) -> str:
    """`zapopan_parques_2014.csv` → "Zapopan parques 2014"."""
    words = _SEPARATORS.sub(" ", _PACKING.sub("", filename)).strip() or filename
    return (words[0].upper() + words[1:])[:300]


def suggestions(dataset: Dataset) -> dict[str, str]:
    """Values for fields that are empty or come from the institution, as {field: value}; only well-founded ones."""
    columns = list(
        Column.objects.filter(table__version__resource__dataset=dataset).order_by("table__version__number")
    )
    found = {"temporal": _period(columns), "territory": _territory(columns)}
    return {name: value for name, value in found.items() if value and value != getattr(dataset, name)}


def _period(columns: list[Column]) -> str:
    """From the first to the last month (or year) that any date or year column holds."""
    dates = [column for column in columns if column.type in {"date", "datetime"}]
    years = [column for column in columns if column.meaning == "year"]
    ends = [
        str(column.profile[end])[: 7 if column in dates else 4]
        for column in dates or years
        for end in ("min", "max")
        if column.profile.get(end)
    ]
    if not ends:
        return ""
    first, last = min(ends), max(ends)
    return first if first == last else f"{first}/{last}"


def _territory(columns: list[Column]) -> str:
    """The one municipality that the table speaks of, when it speaks of one."""
    for column in columns:
        if column.profile.get("distinct") != 1 or not column.profile.get("top"):
            continue
        only = str(column.profile["top"][0][0])
        if column.meaning == "cvegeo_municipality" and inegi.municipality(only):
            return only
        if column.meaning == "municipality_name":
            named = inegi.municipalities_named(only, settings.PORTAL.state) or inegi.municipalities_named(
                only
            )
            if len(named) == 1:
                return named[0].key
    return ""
