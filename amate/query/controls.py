"""The parameters of the question itself, `_columns` to `_count`: what each says, both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amate.query import result, spelling
from amate.query.language import COUNT, FUNCTIONS, LARGEST_PAGE, PAGE, PARTS, Aggregate, Key, Query, Sort
from amate.query.refusals import no_aggregate, no_column, no_group, not_of_type
from amate.query.spelling import joined, split
from amate.query.values import read, shown

WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")

LONGEST = 200  # characters of the words looked for

Types = Mapping[str, str]
Fields = dict[str, Any]


def columns(texts: Sequence[str], types: Types) -> Fields:
    wanted = (_known(item, types) for text in texts for item in _listed(text, types))
    return {"columns": tuple(dict.fromkeys(wanted))}


def words(texts: Sequence[str], types: Types) -> Fields:
    text = " ".join(_only(texts).replace("\0", " ").split())
    if len(text) > LONGEST:
        raise ValueError(_("son más de %d caracteres: busca menos palabras.") % LONGEST)
    if text and "text" not in types.values():
        raise ValueError(_("la tabla no tiene columnas de texto en que buscar palabras."))
    return {"words": text}


def group(texts: Sequence[str], types: Types) -> Fields:
    """Their rows are counted, unless something else is asked of them."""
    keys = (_key(item, types) for text in texts for item in _listed(text, types))
    return {"group": tuple(dict.fromkeys(keys)), "aggregate": (COUNT,)}


def aggregates(texts: Sequence[str], types: Types) -> Fields:
    wanted = (_aggregate(item, types) for text in texts for item in _listed(text, types))
    return {"aggregate": tuple(dict.fromkeys(wanted))}


def sort(texts: Sequence[str], types: Types) -> Fields:
    sorts: dict[str, Sort] = {}
    for item in (item for text in texts for item in _listed(text, types)):
        one = _one_sort(item, types)
        sorts.setdefault(one.column, one)
    return {"sort": tuple(sorts.values())}


def limit(texts: Sequence[str], types: Types) -> Fields:
    return {"limit": _whole(texts)}


def page(texts: Sequence[str], types: Types) -> Fields:
    if not (number := _whole(texts)):
        raise ValueError(_("las páginas se cuentan desde 1."))
    return {"page": number}


def after(texts: Sequence[str], types: Types) -> Fields:
    return {"after": _whole(texts)}


def count(texts: Sequence[str], types: Types) -> Fields:
    return {"count": read("boolean", _only(texts))}


READ: dict[str, Callable[[Sequence[str], Types], Fields]] = {
    "_columns": columns,
    "_q": words,
    "_group": group,
    "_aggregate": aggregates,
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
        message = _("«_limit» admite hasta %(most)d filas por página; para todas, descarga la tabla.")
        raise ValueError(message % {"most": LARGEST_PAGE})
    if number := fields.pop("page", None):
        if rows is None:
            raise ValueError(_("«_page» pide también «_limit» en una descarga."))
        if "after" in fields:
            raise ValueError(_("«_page» y «_after» no van juntos: deja uno de los dos."))
        fields["offset"] = (number - 1) * rows
    return fields


def of_groups(fields: Fields, types: Types) -> None:
    """Raises ValueError when what is asked of groups does not go together."""
    group, wanted = fields.get("group", ()), fields.get("aggregate", ())
    if not wanted:
        return
    if fields.get("columns") or "after" in fields:
        raise ValueError(
            _("sus filas son grupos, que no admiten «_columns» ni «_after»; avanza con «_page».")
        )
    if twin := result.twin(group, wanted, types):
        raise ValueError(_("dos columnas del resultado se llamarían «%s».") % shown(twin))


def sortable(fields: Fields, types: Types) -> Types:
    """Names and types of what may be sorted by: the columns of the groups, or of the table."""
    found = result.of_groups(fields.get("group", ()), fields.get("aggregate", ()), types)
    return {column.name: column.type for column in found} or types


def written(query: Query, types: Types, *, export: bool) -> Iterator[tuple[str, str]]:
    """The controls that say what is not usual in a question."""
    if query.columns:
        yield "_columns", joined(query.columns)
    if query.words:
        yield "_q", query.words
    if query.group:
        yield "_group", joined([spelling.group_name(key, types) for key in query.group])
    if query.aggregate and not (query.group and query.aggregate == (COUNT,)):
        yield "_aggregate", joined([spelling.aggregate_name(one, types) for one in query.aggregate])
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
        raise ValueError(_('las comillas de la lista no cierran; escríbela como a,"b, c",d.')) from None


def _listed(text: str, names: Types) -> list[str]:
    """The items of a list of names; a name with commas stands without quotes when nothing else can be meant."""
    if text not in names:
        return listed(text)
    try:
        items = split(text)
    except ValueError:
        return [text]
    return items if all(item in names for item in items) else [text]


def _key(text: str, types: Types) -> Key:
    key = spelling.group_key(text, types) or spelling.group_key(text.strip(), types)
    if key is None:
        raise ValueError(no_group(text, types))
    if key.part and types[key.column] not in PARTS[key.part]:
        raise ValueError(not_of_type(key.column, types[key.column], key.part, PARTS))
    if key.width is not None and not key.width:
        raise ValueError(_("el ancho de los intervalos tiene que ser mayor que cero."))
    if key.width is not None and types[key.column] == "integer" and key.width % 1:
        message = _("los intervalos de una columna de enteros miden un número entero, y %(width)s no lo es.")
        raise ValueError(message % {"width": f"{key.width:f}"})
    return key


def _aggregate(text: str, types: Types) -> Aggregate:
    one = spelling.aggregate(text, types) or spelling.aggregate(text.strip(), types)
    if one is None:
        raise ValueError(no_aggregate(text, types))
    if one.column and types[one.column] not in FUNCTIONS[one.function]:
        raise ValueError(not_of_type(one.column, types[one.column], one.function, FUNCTIONS))
    return one


def _one_sort(item: str, names: Types) -> Sort:
    sign, name = (item[0], item[1:]) if item[:1] in ("-", "+") else ("", item)
    if name not in names and item in names:
        return Sort(item)
    return Sort(_known(name, names), descending=sign == "-")


def _sort_text(one: Sort) -> str:
    # A name of its own sign is told apart by another one before it.
    sign = "-" if one.descending else "+" if one.column[:1] in ("-", "+") else ""
    return f"{sign}{one.column}"


def _known(name: str, names: Types) -> str:
    for text in (name, name.strip()):
        if text in names:
            return text
    raise ValueError(no_column(name, names))


def _only(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise ValueError(_("se escribió más de una vez: deja uno solo."))
    return texts[0]


def _whole(texts: Sequence[str]) -> int:
    text = _only(texts)
    if not WHOLE_NUMBER.fullmatch(text):
        message = _("«%(value)s» no es un número entero de hasta 12 cifras, sin signo.")
        raise ValueError(message % {"value": shown(text)})
    return int(text)
