"""What the demo shows, parsed once from the portal's `demo/plan.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from amate.base.text import slugify
from amate.management.demo import mess, pdf
from amate.management.demo.makers import MAKERS
from amate.management.demo.mess import Caption
from amate.management.demo.scene import Scene, Spot, read_spots, within
from amate.management.demo.table import Table
from amate.management.demo.write import WRITERS, Sheet, write

PREFIX = "ejemplo_"
STATES = ("published", "draft", "withdrawn")


@dataclass(frozen=True, slots=True)
class Institution:
    """A public body as `portal.toml` writes it; `parent` is a slug or ""."""

    slug: str
    name: str
    acronym: str
    kind: str
    parent: str
    territory: str
    description: str
    email: str
    website: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and when a dataset's tables happen, and the seed of its dice."""

    seed: str
    spots: Sequence[Spot]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Resource:
    """One file to be made: `rows` are those of its last version; earlier ones have fewer, the same first."""

    title: str
    description: str
    file_name: str
    format: str
    stage: Stage = field(repr=False)
    source: str = ""
    maker: str = ""
    rows: int = 0
    mess: tuple[str, ...] = ()
    versions: int = 1

    def rows_in(self, version: int) -> int:
        step = max(1, self.rows // (4 * self.versions))
        return max(1, self.rows - (self.versions - version) * step)

    def table(self, version: int | None = None) -> Table:
        """The clean table of a version (the last by default): what a good reader should find in the file."""
        rows = self.rows_in(version or self.versions)
        seed = f"{self.stage.seed}/{self.file_name}"
        return MAKERS[self.maker](
            Scene(seed, rows, self.rows, self.stage.spots, self.stage.start, self.stage.end)
        )

    def write(self, folder: Path, version: int | None = None) -> Path:
        """Write the file of a version (the last by default) into `folder`; the same bytes for the same seed."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.file_name
        if self.maker:
            write(Sheet(self.table(version), self.mess, Caption(self.title, self.source)), self.format, path)
        else:
            path.write_bytes(
                pdf.page(self.title, [self.description, f"Publica: {self.source}.", "Documento de ejemplo."])
            )
        return path


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset with its metadata; `temporal_*` are days, `territory` an INEGI key, `state` one of `STATES`."""

    slug: str
    title: str
    description: str
    institution: str
    theme: str
    keywords: tuple[str, ...]
    licence: str
    periodicity: str
    contact_name: str
    contact_email: str
    temporal_start: date
    temporal_end: date
    territory: str
    state: str
    resources: tuple[Resource, ...] = field(repr=False)
    withdrawn_reason: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A "dato del día": `ask` is a question as an address asks it of the table of one file; in the other texts
    `{column}` is a value of the first row that answers, `{rows}` how many answer, `{all}` how many there are.
    `chart` is the question of a chart to be drawn, or ""."""

    dataset: str
    file_name: str
    ask: str
    title: str
    figure: str
    unit: str
    text: str
    chart: str = ""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Institutions (parents first), datasets, highlights. `datasets` may be made as it is read: walk it once."""

    institutions: tuple[Institution, ...]
    datasets: Sequence[Dataset]
    highlights: tuple[Highlight, ...] = ()


def read_plan(portal: Path, seed: int = 14) -> DemoPlan:
    """Read the demo of a portal's folder; a name the makers, messes or formats do not know is a KeyError."""
    institutions = read_institutions(portal)
    spots = read_spots(portal / "demo" / "lugares.csv")
    known = {one.slug: one for one in institutions}
    raw = tomllib.loads((portal / "demo" / "plan.toml").read_text(encoding="utf-8"))
    datasets = tuple(_dataset(entry, known, spots, seed) for entry in raw["datasets"])
    return DemoPlan(institutions, datasets, tuple(map(_highlight, raw["highlights"])))


def read_institutions(portal: Path) -> tuple[Institution, ...]:
    raw = tomllib.loads((portal / "portal.toml").read_text(encoding="utf-8"))
    return tuple(Institution(**entry) for entry in raw["institutions"])


def _dataset(
    entry: Mapping[str, Any], known: Mapping[str, Institution], spots: Sequence[Spot], seed: int
) -> Dataset:
    facts = dict(entry)
    publisher = known[facts["institution"]]
    start, end = facts["temporal_start"], facts["temporal_end"]
    stage = Stage(str(seed), within(spots, facts["territory"]), start, end)
    resources = tuple(_resource(one, stage, publisher.name) for one in facts.pop("resources"))
    facts["keywords"] = tuple(facts["keywords"])
    defaults = {"slug": slugify(facts["title"]), "contact_email": publisher.email, "state": "published"}
    return Dataset(**{**defaults, **facts}, resources=resources)


def _highlight(entry: Mapping[str, str]) -> Highlight:
    facts = dict(entry)
    return Highlight(file_name=PREFIX + facts.pop("file"), **facts)


def _resource(entry: Mapping[str, Any], stage: Stage, source: str) -> Resource:
    facts = dict(entry)
    facts["file_name"] = PREFIX + facts.pop("file")
    facts["mess"] = tuple(facts.get("mess", ()))
    resource = Resource(**facts, stage=stage, source=source)
    if unknown := set(resource.mess) - mess.ALL:
        raise KeyError(f"{resource.file_name}: {sorted(unknown)}")
    if resource.maker:
        _ = MAKERS[resource.maker], WRITERS[resource.format]
    return resource
