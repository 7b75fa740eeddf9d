"""A chart in words: what it shows, and what one sees in it. Pure functions, in plain Spanish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from amate.query.charts.labels import Number, clean, number, percent
from amate.query.language import Aggregate, Key

if TYPE_CHECKING:
    from amate.query.charts.answer import Answer, Point

LONG_NAME = 80  # characters of a column's name in a sentence
FIRST = 3
CLEAR = 0.5  # correlations below are not worth a sentence about their direction

MARK_NAMES = {
    "bar": "Barras",
    "line": "Línea",
    "area": "Área",
    "scatter": "Nube de puntos",
    "histogram": "Histograma",
}
FUNCTION_NAMES = {
    "count": "Filas con dato en",
    "distinct": "Valores distintos de",
    "sum": "Suma de",
    "avg": "Promedio de",
    "median": "Mediana de",
    "min": "Mínimo de",
    "max": "Máximo de",
}
PART_NAMES = {
    "bin": "intervalo de",
    "year": "año de",
    "quarter": "trimestre de",
    "month": "mes de",
    "week": "semana de",
    "day": "día de",
    "monthofyear": "mes del año de",
    "weekday": "día de la semana de",
    "hour": "hora de",
}
ROWS = "Número de filas"


def column(name: str) -> str:
    return clean(name, LONG_NAME)


def key(one: Key) -> str:
    """ "mes de «fecha»"."""
    quoted = f"«{column(one.column)}»"
    return f"{PART_NAMES[one.part]} {quoted}" if one.part else quoted


def aggregate(one: Aggregate) -> str:
    """ "Suma de «monto»"."""
    return f"{FUNCTION_NAMES[one.function]} «{column(one.column)}»" if one.column else ROWS


def title(answer: Answer) -> str:
    """ "Suma de «monto» por mes de «fecha» y «municipio»"."""
    if answer.chart.mark == "scatter":
        return f"{answer.y} según {answer.x.name}"
    text = f"{answer.y} por {answer.x.name}"
    return f"{text} y {answer.series.name}" if answer.series else text


def summary(answer: Answer) -> str:
    """Greatest, least, first and last, shares, and what was left out: a few sentences."""
    if not answer.points:
        return " ".join(_nothing(answer))
    seen = _seen(answer)
    return " ".join([*seen, *_left_out(answer)])


def _nothing(answer: Answer) -> Iterator[str]:
    if not answer.rows:
        yield "Ninguna fila cumple con lo pedido, así que no hay nada que dibujar."
    else:
        yield f"No hay nada que dibujar: {_rows(answer.rows)} sin datos en lo que se pide."


def _seen(answer: Answer) -> Iterator[str]:
    if answer.chart.mark == "scatter":
        return _of_scatter(answer)
    if answer.series:
        return _of_series(answer)
    if answer.x.kind == "bin":
        return _of_bins(answer)
    if len(answer.points) == 1:
        return _of_one(answer)
    return _of_order(answer) if answer.x.kind in {"time", "number"} else _of_categories(answer)


def _of_one(answer: Answer) -> Iterator[str]:
    (point,) = answer.points
    yield f"Hay un solo valor de {answer.x.name}: {answer.x.label(point.x)}, con {number(point.y)}."


def _of_categories(answer: Answer) -> Iterator[str]:
    points = [point for point in answer.points if point.x is not None]
    yield f"{_shown_of(answer)}."
    ordered = sorted(points, key=lambda point: point.y, reverse=True)
    greatest, least = ordered[0], ordered[-1]
    if greatest.y == least.y:
        yield f"Todos tienen lo mismo: {number(greatest.y)}."
        return
    tied = [point for point in ordered if point.y == greatest.y]
    if len(tied) > 1:
        yield f"El valor más alto, {number(greatest.y)}, {_shared(answer, tied)}."
    else:
        yield f"El valor más alto es de {answer.x.label(greatest.x)}: {number(greatest.y)}{_share(answer, greatest)}."
    if not answer.rest and not answer.cut:
        last = [point for point in ordered if point.y == least.y]
        if len(last) > 1:
            yield f"El más bajo, {number(least.y)}, {_shared(answer, last)}."
        else:
            yield f"El más bajo es de {answer.x.label(least.x)}: {number(least.y)}."
    if answer.total and len(ordered) > FIRST and ordered[-1].y >= 0:
        first = sum(float(point.y) for point in ordered[:FIRST])
        yield f"Los {FIRST} primeros suman {percent(first, answer.total)} del total, que es {number(answer.total)}."


def _of_order(answer: Answer) -> Iterator[str]:
    """Along a time or a number: from where to where, and the ends between."""
    points = sorted((point for point in answer.points if point.x is not None), key=lambda point: point.x)
    first, last = points[0], points[-1]
    yield (
        f"{_from_to(answer, first, last)}, pasó de {number(first.y)} a {number(last.y)}: {_change(first.y, last.y)}."
    )
    greatest, least = max(points, key=lambda point: point.y), min(points, key=lambda point: point.y)
    if greatest.y == least.y:
        return
    yield (
        f"El valor más alto fue {number(greatest.y)} ({answer.x.label(greatest.x)}) "
        f"y el más bajo {number(least.y)} ({answer.x.label(least.x)})."
    )


def _of_bins(answer: Answer) -> Iterator[str]:
    points = sorted(answer.points, key=lambda point: point.x)
    greatest = max(points, key=lambda point: point.y)
    last = f"{answer.x.label(points[-1].x).rpartition(' a ')[2]}"
    first = number(points[0].x)
    yield f"Los valores de «{column(answer.x.column)}» van de {first} a {last}, en {_count(len(points), 'intervalo')}."
    yield f"El más alto es el {answer.x.label(greatest.x)}: {number(greatest.y)}{_share(answer, greatest)}."


def _of_series(answer: Answer) -> Iterator[str]:
    assert answer.series
    points = [point for point in answer.points if point.x is not None and point.series is not None]
    several = list(dict.fromkeys(point.series for point in points))
    inside = f"{_count(len(several), 'valor', 'valores')} de {answer.series.name}"
    yield f"{_shown_of(answer)}, y dentro de cada uno {inside}."
    if not points:
        return
    greatest, least = max(points, key=lambda point: point.y), min(points, key=lambda point: point.y)
    for name, point in (("más alto", greatest), ("más bajo", least)):
        where = f"{answer.series.label(point.series)}, {answer.x.label(point.x)}"
        yield f"El valor {name} es {number(point.y)} ({where})."


def _of_scatter(answer: Answer) -> Iterator[str]:
    yield f"Cada punto es una fila: {_rows(len(answer.points))} con {answer.x.name} y {answer.y}."
    r = correlation([(float(point.x), float(point.y)) for point in answer.points])
    if r is None:
        return
    if abs(r) < CLEAR:
        yield f"No se ve una relación clara entre las dos (correlación {r:.2f})."
    else:
        direction = "subir" if r > 0 else "bajar"
        yield f"Cuando sube {answer.x.name}, {answer.y} tiende a {direction} (correlación {r:.2f})."


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, between -1 and 1; None when one of the two never changes."""
    if len(pairs) < FIRST:
        return None
    mean_x = sum(x for x, _y in pairs) / len(pairs)
    mean_y = sum(y for _x, y in pairs) / len(pairs)
    across = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread_x = sum((x - mean_x) ** 2 for x, _y in pairs)
    spread_y = sum((y - mean_y) ** 2 for _x, y in pairs)
    return across / (spread_x * spread_y) ** 0.5 if spread_x and spread_y else None


def _left_out(answer: Answer) -> Iterator[str]:
    if answer.rest:
        yield f"«Otras» reúne {_count(answer.rest, 'valor', 'valores')} más de {answer.x.name}."
    if answer.cut:
        if answer.chart.mark == "scatter":
            yield f"Se dibujan las primeras {_rows(len(answer.points))} de {number(answer.groups)}."
        else:
            more = _count(answer.cut, "valor", "valores")
            yield f"No se {_dibuja(answer.cut)} {more} más de {answer.x.name}."
    if answer.left_out:
        several = answer.left_out != 1
        yield f"No se {'cuentan' if several else 'cuenta'} {_rows(answer.left_out)} sin {_keys(answer)}."
    if answer.blank:
        yield f"No se {_dibuja(answer.blank)} {_count(answer.blank, 'grupo')} sin datos."


def _keys(answer: Answer) -> str:
    names = [answer.x.column, *([answer.series.column] if answer.series else [])]
    if answer.chart.mark == "scatter":
        names = list(answer.chart.query.columns)
    return " o ".join(f"«{column(name)}»" for name in dict.fromkeys(names))


def _shown_of(answer: Answer) -> str:
    shown = len({point.x for point in answer.points if point.x is not None})
    if shown < answer.groups - answer.blank:
        return f"Se ven {number(shown)} de los {number(answer.groups)} valores de {answer.x.name}"
    return (
        f"Se {'compara' if shown == 1 else 'comparan'} {_count(shown, 'valor', 'valores')} de {answer.x.name}"
    )


def _from_to(answer: Answer, first: Point, last: Point) -> str:
    names = f"{answer.x.label(first.x)} a {answer.x.label(last.x)}"
    return f"De {names}"


def _change(first: Number, last: Number) -> str:
    if first == last:
        return "no cambió"
    verb = "subió" if last > first else "bajó"
    # A share of nothing, or of what is owed, says nothing.
    return (
        f"{verb} {percent(abs(float(last) - float(first)), first)}"
        if first > 0
        else f"{verb} {number(abs(Decimal(str(last)) - Decimal(str(first))))}"
    )


def _share(answer: Answer, point: Point) -> str:
    whole = answer.total
    return f" ({percent(point.y, whole)} del total)" if whole and whole > 0 and point.y >= 0 else ""


def _shared(answer: Answer, tied: Sequence[Point]) -> str:
    names = [answer.x.label(point.x) for point in tied[:FIRST]]
    if len(tied) > FIRST:
        return f"lo comparten {number(len(tied))}, entre ellos {names[0]}"
    joined = f"{', '.join(names[:-1])} y {names[-1]}"
    return f"lo comparten {joined}"


def _dibuja(times: int) -> str:
    return "dibuja" if times == 1 else "dibujan"


def _count(times: int, one: str, many: str = "") -> str:
    return f"{number(times)} {one if times == 1 else many or one + 's'}"


def _rows(times: int) -> str:
    return _count(times, "fila")
