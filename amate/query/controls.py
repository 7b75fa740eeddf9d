"""The parameters of the question itself, `_columns` to `_count`: what each says, both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amate.query.language import LARGEST_PAGE, PAGE, Query, Sort
from amate.query.refusals import no_column
from amate.query.spelling import joined, split
from amate.query.values import read, shown

WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")

Names = Collection[str]
Fields = dict[str, Any]


def columns(texts: Sequence[str], names: Names) -> Fields:
    wanted = (_known(item, names) for text in texts for item in _listed(text, names))
    return {"columns": tuple(dict.fromkeys(wanted))}


def sort(texts: Sequence[str], names: Names) -> Fields:
    sorts: dict[str, Sort] = {}
    for item in (item for text in texts for item in _listed(text, names)):
        one = _one_sort(item, names)
        sorts.setdefault(one.column, one)
    return {"sort": tuple(sorts.values())}


def limit(texts: Sequence[str], names: Names) -> Fields:
    return {"limit": _whole(texts)}


def page(texts: Sequence[str], names: Names) -> Fields:
    if not (number := _whole(texts)):
        raise ValueError(_("las páginas se cuentan desde 1."))
    return {"page": number}


def after(texts: Sequence[str], names: Names) -> Fields:
    return {"after": _whole(texts)}


def count(texts: Sequence[str], names: Names) -> Fields:
    return {"count": read("boolean", _only(texts))}


READ: dict[str, Callable[[Sequence[str], Names], Fields]] = {
    "_columns": columns,
    "_sort": sort,
    "_limit": limit,
    "_page": page,
    "_after": after,
    "_count": count,
}


def together(fields: Fields, *, export: bool) -> Fields:
    """The fields of a Query from those read one by one; raises ValueError when they do not go together."""
    fields = {"limit": None if export else PAGE} | fields
    rows: int | None = fields["limit"]
    if not export and rows is not None and rows > LARGEST_PAGE:
        message = _("«_limit» admite hasta %(most)d filas por página; para todas, descargue la tabla.")
        raise ValueError(message % {"most": LARGEST_PAGE})
    if number := fields.pop("page", None):
        if rows is None:
            raise ValueError(_("«_page» pide también «_limit» en una descarga."))
        if "after" in fields:
            raise ValueError(_("«_page» y «_after» no van juntos: deje uno de los dos."))
        fields["offset"] = (number - 1) * rows
    return fields


def written(query: Query, *, export: bool) -> Iterator[tuple[str, str]]:
    """The controls that say what is not usual in a question."""
    if query.columns:
        yield "_columns", joined(query.columns)
    if query.sort:
        yield "_sort", joined([_sort_text(one) for one in query.sort])
    if query.limit is not None and (export or query.limit != PAGE):
        yield "_limit", str(query.limit)
    if query.offset and query.limit:
        yield "_page", str(query.offset // query.limit + 1)
    if query.after is not None:
        yield "_after", str(query.after)
    if not query.count:
        yield "_count", "0"


def listed(text: str) -> list[str]:
    """The items of a list of values."""
    try:
        return split(text)
    except ValueError:
        raise ValueError(_('las comillas de la lista no cierran; escríbala como a,"b, c",d.')) from None


def _listed(text: str, names: Names) -> list[str]:
    """The items of a list of names; a name with commas stands without quotes when nothing else can be meant."""
    if text not in names:
        return listed(text)
    try:
        items = split(text)
    except ValueError:
        return [text]
    return items if all(item in names for item in items) else [text]


def _one_sort(item: str, names: Names) -> Sort:
    sign, name = (item[0], item[1:]) if item[:1] in ("-", "+") else ("", item)
    if name not in names and item in names:
        return Sort(item)
    return Sort(_known(name, names), descending=sign == "-")


def _sort_text(one: Sort) -> str:
    # A name of its own sign is told apart by another one before it.
    sign = "-" if one.descending else "+" if one.column[:1] in ("-", "+") else ""
    return f"{sign}{one.column}"


def _known(name: str, names: Names) -> str:
    for spelling in (name, name.strip()):
        if spelling in names:
            return spelling
    raise ValueError(no_column(name, names))


def _only(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise ValueError(_("se escribió más de una vez: deje uno solo."))
    return texts[0]


def _whole(texts: Sequence[str]) -> int:
    text = _only(texts)
    if not WHOLE_NUMBER.fullmatch(text):
        message = _("«%(value)s» no es un número entero de hasta 12 cifras, sin signo.")
        raise ValueError(message % {"value": shown(text)})
    return int(text)
