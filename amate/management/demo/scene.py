"""Where and when an invented table happens, and the dice it throws."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeVar

from amate.places import inegi

T = TypeVar("T")
KM_PER_DEGREE = 111.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A municipality and the rough area of its main town; degrees, kilometres, people."""

    key: str
    name: str
    population: int
    latitude: float
    longitude: float
    radius: float


def read_spots(path: Path) -> tuple[Spot, ...]:
    """Read `lugares.csv` (cvegeo, latitud, longitud, radio_km); a key INEGI does not know is a KeyError."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_spot(row) for row in csv.DictReader(file))


def _spot(row: dict[str, str]) -> Spot:
    town = inegi.municipalities()[row["cvegeo"]]
    where = float(row["latitud"]), float(row["longitud"]), float(row["radio_km"])
    return Spot(town.key, town.name, town.population, *where)


def within(spots: Sequence[Spot], territory: str) -> tuple[Spot, ...]:
    return tuple(spot for spot in spots if spot.key.startswith(territory))


@dataclass
class Scene:
    """One table to be made: `rows` of the `total` rows it has in its last version, between two days."""

    seed: str
    rows: int
    total: int
    spots: Sequence[Spot]
    start: date
    end: date
    dice: Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)  # noqa: S311 — invented data, not secrets

    @property
    def state(self) -> str:
        return self.spots[0].key[:2]

    @property
    def letters(self) -> str:
        """The two letters of the state in CURP and CLUES."""
        return inegi.states()[self.state].letters

    @cached_property
    def _people(self) -> list[int]:
        return list(accumulate(spot.population for spot in self.spots))

    def spot(self) -> Spot:
        """A municipality; the populous come up more."""
        return self.dice.choices(self.spots, cum_weights=self._people)[0]

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.dice.random() * len(things))]

    def often(self, weights: dict[str, int]) -> str:
        """A word by its weight."""
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def chance(self, probability: float) -> bool:
        return self.dice.random() < probability

    def about(self, mean: float) -> int:
        """A count around `mean`, never negative."""
        return max(0, round(self.dice.gauss(mean, math.sqrt(mean))))

    def measure(self, mean: float, spread: float, decimals: int = 1) -> float:
        """A physical quantity around `mean`, never negative."""
        return round(abs(self.dice.gauss(mean, spread)), decimals)

    def pesos(self, typical: float) -> Decimal:
        """An amount of money whose logarithm is bell-shaped around `typical`."""
        return Decimal(round(self.dice.lognormvariate(math.log(typical), 0.9) * 100)).scaleb(-2)

    def point(self, spot: Spot) -> tuple[float, float]:
        """Latitude and longitude in the town of `spot`, denser in its centre."""
        reach = spot.radius / KM_PER_DEGREE / 2.5
        north, east = self.dice.gauss(0, reach), self.dice.gauss(0, reach)
        return round(spot.latitude + north, 6), round(spot.longitude + east, 6)

    def day(self, i: int) -> date:
        """The day of row `i`: days go forward with the rows, whatever the version."""
        return self.start + timedelta(days=i * ((self.end - self.start).days + 1) // self.total)

    def days(self) -> Iterator[date]:
        return (self.start + timedelta(days=i) for i in range((self.end - self.start).days + 1))

    def months(self) -> Iterator[date]:
        """The first days of the months from start to end."""
        month = self.start.replace(day=1)
        while month <= self.end:
            yield month
            month = (month + timedelta(days=32)).replace(day=1)

    def years(self) -> range:
        return range(self.start.year, self.end.year + 1)
