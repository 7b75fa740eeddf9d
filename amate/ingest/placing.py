"""Names of states and municipalities that are none, told with the official name that each nearly is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from amate.ingest.messages import listed, note, shown
from amate.ingest.recognise.names import says
from amate.ingest.recognise.places import state, strangers
from amate.ingest.report import ColumnRead, Note
from amate.ingest.shop import Shop, identifier, quoted

STATE_HEADS = ("estado", "entidad", "entidad federativa", "nom ent", "nombre estado", "nombre entidad")
# Distinct names of one column: there are 2,500 municipalities.
DISTINCT = 4_000
MOSTLY = 0.8
# What tables of places hold beside places.
SUMS = (
    *("total", "nacional", "estatal", "suma", "no especificado", "otro", "otros", "varios", "extranjero"),
    *(
        "república mexicana",
        "estados unidos mexicanos",
        "méxico",
        "país",
        "entidad federativa no especificada",
    ),
)
EXAMPLES = 3


def notes_on_places(columns: Sequence[ColumnRead], parquet: str, shop: Shop) -> Iterator[Note]:
    """For each column of names of places, how many cells hold a name that is none, and which."""
    for column in columns:
        of_states = column.type == "text" and column.meaning is None and says(column.name, *STATE_HEADS)
        if column.meaning == "municipality_name" or of_states:
            yield from _told(column.name, _counted(column.name, parquet, shop), of_states=of_states)


def _counted(name: str, parquet: str, shop: Shop) -> dict[str, int]:
    """The distinct values of a column, with how many cells hold each; none if there are too many to be places."""
    rows = shop.engine.execute(
        f"SELECT {identifier(name)}, count(*) FROM read_parquet({quoted(parquet)}) "
        f"WHERE {identifier(name)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {DISTINCT}"
    ).fetchall()
    return dict(rows) if len(rows) < DISTINCT else {}


def _are_states(names: Iterable[str]) -> bool:
    matches = [state(name) for name in names]
    return any(one.keys for one in matches) and (
        sum(bool(one.keys or one.nearly) for one in matches) >= MOSTLY * len(matches)
    )


def _told(name: str, counted: dict[str, int], *, of_states: bool) -> Iterator[Note]:
    if of_states and not _are_states(counted):
        return
    unknown = {
        value: nearly
        for value, nearly in strangers(counted, of_states=of_states).items()
        if value.casefold() not in SUMS
    }
    if unknown:
        near = [value for value in unknown if unknown[value]]
        told = [*near, *(value for value in unknown if not unknown[value])][:EXAMPLES]
        yield note(
            "unknown-places",
            count=sum(counted[value] for value in unknown),
            columns=listed([name]),
            kind="estado" if of_states else "municipio",
            example=", ".join(f"{shown(v)} (¿{unknown[v]}?)" if unknown[v] else shown(v) for v in told),
        )
