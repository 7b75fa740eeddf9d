"""Search with facets against the same Tantivy query with the same facets, called directly.

    python -m bench.search --documents 100000

The catalogue is generated (seeded) and kept in a temporary folder. Printed by kind of search: milliseconds of
both (medians), and their ratio; the bar is 1.5.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from time import perf_counter

from amate.catalog.search import facets, queries, typed
from amate.catalog.search.documents import Document
from amate.catalog.search.find import Search, find, frame, ordering
from amate.catalog.search.index import Reader, Writer, open_reader, rebuild

NOW = datetime(2026, 11, 1, tzinfo=UTC)
COMMON = """agua salud educación seguridad presupuesto programa registro municipal escuelas población obras
    vivienda transporte empleo turismo cultura ambiente calidad apoyo servicios"""
SYLLABLES = (
    "ba ce di fo gu ha je la me ni po qui ra se ti vi za cla fre pro",
    "ra le mi no tu sa ven co di lla men gue bri plo",
    "ra le mi no tu sa ven co di lla men gue bri plo",
    "ción dad mento dor nte les ría mos ble no",
)
FORMATS, PERIODS, LICENCES = (
    ("tabla", "mapa", "documento", "otro"),
    ("R/P1Y", "R/P1M", "R/P3M"),
    ("libre-uso-mx", "cc-by"),
)

KINDS: dict[str, list[Search]] = {
    "broad": [Search(word) for word in ("agua", "salud", "educacion", "registro", "obras")],
    "narrow": [Search(f"clave{number}") for number in (11, 222, 3333, 44, 555)],
    "two words": [Search(text) for text in ("agua municipal", "salud escuelas", "obras vivienda")],
    "prefix": [Search(text) for text in ("segurid", "presup", "pobla", "cla")],
    "filtered": [
        Search("agua", (("sector", "tema-3"),)),
        Search("", (("territorio", "14039"),)),
        Search("salud", (("institucion", "inst-7"), ("formato", "tabla"))),
    ],
    "empty": [Search(), Search(sort="title"), Search(sort="popularity")],
    "by date": [Search("agua", sort="updated"), Search("obras", sort="updated")],
    "a person's": [
        Search("agua", mine=frozenset(range(5)), without=frozenset(range(50))),
        Search(mine=frozenset({1})),
    ],
}
CLOSEST = [Search("educasion"), Search("seguirdad escuelas"), Search("agua xyzxyzxyz")]


def documents(count: int) -> Iterator[Document]:
    """A seeded catalogue with frequent, rare and unique words."""
    dice = random.Random(20261101)
    vocabulary = COMMON.split() + ["".join(parts) for parts in product(*map(str.split, SYLLABLES))]
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    stream = iter(lambda: dice.choices(vocabulary, weights, k=200_000), None)
    words = (word for batch in stream for word in batch)
    for number in range(1, count + 1):
        yield _document(number, dice, lambda many: " ".join(next(words) for _ in range(many)))


def _document(number: int, dice: random.Random, text: Callable[[int], str]) -> Document:
    institution, town = dice.randrange(300), dice.randrange(1, 126)
    line = (f"inst-{institution}", f"inst-{institution % 30}", f"inst-{institution % 5}")
    return Document(
        id=number,
        uuid=str(number),
        slug=f"d-{number}",
        title=text(8).capitalize(),
        institution_id=institution,
        public=dice.random() < 0.95,
        updated=NOW - timedelta(days=dice.randrange(2000)),
        issued=NOW - timedelta(days=dice.randrange(2000)),
        description=text(dice.randrange(40, 80)),
        keywords=tuple(f"etiqueta {dice.randrange(4000)}" for _ in range(5)),
        institutions=line,
        institution_names=(f"Secretaría {institution}", f"S{institution}"),
        theme=f"tema-{dice.randrange(12)}",
        theme_name="Tema",
        territories=(f"14{town:03}", "14"),
        territory_names=(f"Municipio {town}", "Jalisco"),
        formats=(dice.choice(FORMATS),),
        licence=dice.choice(LICENCES),
        periodicity=dice.choice(PERIODS),
        resource_titles=(text(4), f"clave{number % 5000}"),
        columns=tuple(text(6).split()),
        popularity=int(dice.paretovariate(1)),
    )


def ours(reader: Reader, search: Search) -> Callable[[], object]:
    return lambda: find(reader, search, now=NOW)


def directly(reader: Reader, search: Search) -> Callable[[], object]:
    """The same query and facets, prepared beforehand, with nothing of ours around them."""
    searcher = reader.searcher()
    pieces = typed.read(search.words)
    query = queries.all_of(frame(search, NOW) + queries.exactly(pieces, searcher))
    order = ordering(search.sort, worded=bool(pieces))
    wanted = facets.aggregations(facets.FACETS, NOW)

    def run() -> object:
        return searcher.search(query, 20, **order).hits, searcher.aggregate(query, wanted)

    return run


def median_ms(runs: list[Callable[[], object]], rounds: int) -> list[float]:
    """The median of each, taken in turns so that a noisy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for times, run in zip(taken, runs, strict=True):
            begun = perf_counter()
            run()
            times.append((perf_counter() - begun) * 1000)
    return [statistics.median(times) for times in taken]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amate-bench-") as home:
        report(Path(home) / "index", asked.documents, asked.rounds)


def report(folder: Path, count: int, rounds: int) -> None:
    prepared = list(documents(min(count, 100_000)))
    begun = perf_counter()
    rebuild(folder, prepared if count <= 100_000 else documents(count))
    took = perf_counter() - begun
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    reader = open_reader(folder)
    print(
        f"{count:,} documents, {count / took:,.0f}/s to build, {size / 1e6:,.0f} MB, "
        f"{reader.searcher().num_segments} segments"
    )
    print(f"{'':12} {'found':>9} {'ours ms':>9} {'direct ms':>9} {'ratio':>6} {'worst':>6}")
    for kind, searches in KINDS.items():
        lines = [_line(reader, search, rounds) for search in searches]
        found, mine, floor = (statistics.mean(column) for column in zip(*lines, strict=True))
        worst = max(line[1] / line[2] for line in lines)
        print(f"{kind:12} {found:>9,.0f} {mine:>9.2f} {floor:>9.2f} {mine / floor:>6.2f} {worst:>6.2f}")
    closest = median_ms([ours(reader, search) for search in CLOSEST], 5)
    print(f"closest matches: {', '.join(f'{ms:.1f}' for ms in closest)} ms")
    print(
        f"one change committed: {_change(folder, prepared):.0f} ms; peak memory "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB with the generated documents"
    )


def _line(reader: Reader, search: Search, rounds: int) -> tuple[int, float, float]:
    mine, floor = median_ms([ours(reader, search), directly(reader, search)], rounds)
    return find(reader, search, now=NOW).total, mine, floor


def _change(folder: Path, prepared: list[Document]) -> float:
    begun = perf_counter()
    with Writer(folder) as writer:
        writer.replace(prepared[:1])
        writer.commit()
    return (perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
