"""From the address of a chart to a Chart and back: the parameters of a question, and `_chart` for the mark.

A column that is itself called `_chart` is meant by that name; the mark is then spelt `__chart`, as other controls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

from django.utils.translation import gettext as _

from amate.engines.stored import StoredColumn
from amate.query import parse
from amate.query.charts.chart import IN_ORDER, MARKS, Chart, kind_of_axis, usual_mark
from amate.query.language import NUMBERS, Query
from amate.query.refusals import refused
from amate.query.values import shown

MARK = "_chart"
MOST_KEYS = 2

Params = Iterable[tuple[str, str]]


def from_url(params: Params, columns: Sequence[StoredColumn]) -> Chart:
    """The chart that an address asks of a table with these columns; raises Invalid, `fields` naming the parameter."""
    names = [column.name for column in columns]
    said, rest = apart(params, names, MARK)
    query = replace(parse.from_url(rest, columns), limit=None, offset=0, after=None, count=True)
    mark = said or _usual(query, columns)
    if mark not in MARKS:
        raise refused(MARK, _("no hay gráficas «%s»; hay %s.") % (shown(mark), ", ".join(MARKS)))
    (_check_scatter if mark == "scatter" else _check_groups)(mark, query, columns)
    return Chart(mark, query)


def to_url(chart: Chart, columns: Sequence[StoredColumn]) -> list[tuple[str, str]]:
    """The parameters that `from_url` reads as this chart; a mark that goes without saying is left out."""
    names = [column.name for column in columns]
    params = parse.to_url(chart.query, columns, export=True)
    return (
        params if chart.mark == _usual(chart.query, columns) else [*params, (spelt(MARK, names), chart.mark)]
    )


def apart(params: Params, names: Collection[str], control: str) -> tuple[str, list[tuple[str, str]]]:
    """What a control of ours says ("" when nothing), and the parameters without it."""
    said, rest = "", []
    for key, value in params:
        if key not in names and key.startswith("_") and f"_{key.lstrip('_')}" == control:
            said = value or said
        else:
            rest.append((key, value))
    return said, rest


def spelt(control: str, names: Collection[str]) -> str:
    """The shortest key that `apart` takes for this control."""
    return next(key for more in count() if (key := "_" * more + control) not in names)


def _usual(query: Query, columns: Sequence[StoredColumn]) -> str:
    if not query.group:
        return "bar" if query.aggregate else "scatter"
    return usual_mark(_kind(query, columns))


def _kind(query: Query, columns: Sequence[StoredColumn]) -> str:
    key = query.group[0]
    return kind_of_axis(key.part, _types(columns)[key.column])


def _check_groups(mark: str, query: Query, columns: Sequence[StoredColumn]) -> None:
    if not query.group:
        raise refused("_group", _("di por qué se agrupa; por ejemplo «_group=municipio»."))
    if len(query.group) > MOST_KEYS:
        raise refused("_group", _("una gráfica agrupa por una o dos cosas, no por %d.") % len(query.group))
    kind = _kind(query, columns)
    if mark in {"line", "area"} and kind not in IN_ORDER:
        raise refused(
            MARK,
            _("una línea une puntos que van en orden: agrupa por una fecha o un número, o elige barras."),
        )
    if mark == "histogram" and kind != "bin":
        raise refused(
            MARK, _("un histograma agrupa por intervalos de un número; por ejemplo «_group=edad__bin».")
        )
    types = _types(columns)
    if (one := query.aggregate[0]).function in {"min", "max"} and types[one.column] not in NUMBERS:
        raise refused(
            "_aggregate", _("«%s» no es un número y no se puede dibujar su altura.") % shown(one.column)
        )


def _check_scatter(mark: str, query: Query, columns: Sequence[StoredColumn]) -> None:
    types = _types(columns)
    numbers = [name for name in query.columns[:2] if types[name] in NUMBERS]
    if query.is_grouped or len(numbers) < 2 or len(query.columns) > 3:
        raise refused(
            "_columns",
            _(
                "una nube de puntos compara dos columnas de números y, si quieres, una tercera que da el color."
            ),
        )


def _types(columns: Sequence[StoredColumn]) -> dict[str, str]:
    return {"_id": "integer"} | {column.name: column.type for column in columns}
