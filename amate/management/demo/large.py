"""A catalogue the size of a country's: 20,000 datasets, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, cycle, islice
from pathlib import Path
from random import Random
from typing import overload

from amate.base.portal import read_portal
from amate.base.text import slugify
from amate.management.demo.plan import (
    PREFIX,
    Dataset,
    DemoPlan,
    Institution,
    Resource,
    Stage,
    read_institutions,
)
from amate.management.demo.scene import Spot, read_spots, within

DATASETS = 20_000
INSTITUTIONS = 300
LEVELS = ("Dirección General", "Dirección", "Departamento")  # under an institution: four levels in all
CHILDREN = 3
SHARED_FILES = 40  # most datasets publish one of these: the blobs are few, the catalogue is large
LONG_TITLE = 300
WIDE, MANY, OLD = 1, 2, 3  # the places of the three datasets that are extreme
STATE = {7: "draft", 8: "withdrawn"}  # of each hundred
KINDS = ("Padrón", "Registro", "Inventario", "Directorio", "Estadística", "Indicadores", "Censo", "Relación")
SUBJECTS = (
    "trámites atendidos", "obras terminadas", "apoyos entregados", "escuelas rehabilitadas", "consultas médicas",
    "árboles plantados", "visitas a museos", "reportes ciudadanos", "permisos de construcción", "talleres artesanales",
    "caminos rurales", "becas deportivas", "pozos de agua", "accidentes viales", "bibliotecas móviles",
    "mercados municipales", "unidades de transporte", "viviendas mejoradas", "empresas nuevas", "cursos en línea",
)  # fmt: skip
AREAS = (
    "Planeación", "Estadística", "Evaluación", "Vinculación", "Operación", "Atención Ciudadana", "Proyectos",
    "Tecnologías", "Administración", "Normatividad", "Capacitación", "Supervisión",
)  # fmt: skip
PADDING = " con desglose por municipio, sexo, grupo de edad y año de registro, según la fuente original"


def large_plan(portal: Path, seed: int = 14) -> DemoPlan:
    """The large demo over a portal's own institutions, themes and licences; `datasets` is a lazy sequence."""
    institutions = _institutions(read_institutions(portal))
    settings = read_portal(portal / "portal.toml")
    return DemoPlan(
        institutions,
        LargeCatalogue(
            seed,
            institutions,
            read_spots(portal / "demo" / "lugares.csv"),
            tuple(str(theme["slug"]) for theme in settings.themes),
            tuple(str(licence["slug"]) for licence in settings.licences),
            tuple(periodicity.code for periodicity in settings.periodicities),
        ),
    )


def _institutions(real: Sequence[Institution]) -> tuple[Institution, ...]:
    """The portal's own, then one area under another, level by level, until there are enough."""
    made = list(real)
    depth = {"": 0}
    names = cycle(" y ".join(pair) for pair in combinations(AREAS, 2))
    for parent in made:  # grows as it is walked
        depth[parent.slug] = depth[parent.parent] + 1
        if depth[parent.slug] > len(LEVELS):
            continue
        for area in islice(names, min(CHILDREN, INSTITUTIONS - len(made))):
            made.append(_area(parent, f"{LEVELS[depth[parent.slug] - 1]} de {area}", len(made)))
    return tuple(made)


def _area(parent: Institution, name: str, number: int) -> Institution:
    slug = f"{slugify(f'{parent.acronym} {name}', 60)}-{number:03}"
    description = f"Área de ejemplo que depende de {parent.name}."
    return replace(
        parent, slug=slug, name=f"{name} ({parent.acronym})", parent=parent.slug, description=description
    )


@dataclass(frozen=True)
class LargeCatalogue(Sequence[Dataset]):
    """Dataset `i` is the same whenever it is asked for, whichever were asked for before."""

    seed: int
    institutions: Sequence[Institution] = field(repr=False)
    spots: Sequence[Spot] = field(repr=False)
    themes: Sequence[str]
    licences: Sequence[str]
    periodicities: Sequence[str]

    def __len__(self) -> int:
        return DATASETS

    @overload
    def __getitem__(self, i: int) -> Dataset: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[Dataset, ...]: ...
    def __getitem__(self, i: int | slice) -> Dataset | tuple[Dataset, ...]:
        if isinstance(i, slice):
            return tuple(self._dataset(n) for n in range(*i.indices(len(self))))
        return self._dataset(range(len(self))[i])

    def _dataset(self, i: int) -> Dataset:
        dice = Random(f"{self.seed}/{i}")  # noqa: S311 — invented data, not secrets
        publisher = dice.choice(self.institutions)
        places = within(self.spots, publisher.territory) if publisher.territory else self.spots
        town, subject, year = dice.choice(places), dice.choice(SUBJECTS), dice.randint(2015, 2025)
        about = f"{dice.choice(KINDS)} de {subject} en {town.name}, {year}"
        start = date(year, 1, 1) + timedelta(days=dice.randrange(300))
        end = start + timedelta(days=dice.randint(28, 360))
        return Dataset(
            slug=f"{slugify(about, 80)}-{i:05}",
            title=_title(i, about),
            description=f"Datos de ejemplo sobre {subject} en {town.name} durante {year}, por municipio.",
            institution=publisher.slug,
            theme=dice.choice(self.themes),
            keywords=tuple(sorted({*subject.split(), town.name.lower(), str(year)} - {"de", "a", "en"})),
            licence=dice.choice(self.licences),
            periodicity=dice.choice(self.periodicities),
            contact_name="Área de Estadística",
            contact_email=publisher.email,
            temporal_start=start,
            temporal_end=end,
            territory=town.key,
            state=STATE.get(i % 100, "published"),
            resources=self._resources(i, dice, publisher.name),
            withdrawn_reason="Ejemplo de un conjunto retirado." if STATE.get(i % 100) == "withdrawn" else "",
        )

    def _resources(self, i: int, dice: Random, source: str) -> tuple[Resource, ...]:
        if i == WIDE:
            return (
                self._resource("Cuestionario completo", "cuestionario.csv", source, maker="wide", rows=500),
            )
        if i == MANY:
            return tuple(
                self._resource(f"Parte {n:03} de 200", f"parte_{n:03}.csv", source) for n in range(1, 201)
            )
        if i == OLD:
            return (self._resource("Corte semanal", "corte_semanal.csv", source, rows=200, versions=150),)
        drawn = dice.sample(range(SHARED_FILES), dice.choice((1, 1, 1, 2, 3)))
        return tuple(self._resource(f"Tabla {n + 1}", f"tabla_{n + 1:02}.csv", source) for n in drawn)

    def _resource(
        self, title: str, file: str, source: str, *, maker: str = "sample", rows: int = 20, versions: int = 1
    ) -> Resource:
        stage = Stage(str(self.seed), self.spots, date(2024, 1, 1), date(2024, 12, 31))
        description = "Archivo de ejemplo con una fila por municipio."
        return Resource(title, description, PREFIX + file, "csv", stage, source, maker, rows, (), versions)


def _title(i: int, title: str) -> str:
    """Every thousandth title is as long as titles may be."""
    if i % 1000:
        return f"{title} ({i:05})"
    long = title + PADDING * (LONG_TITLE // len(PADDING) + 1)
    return f"{long[: LONG_TITLE - 8]} ({i:05})"
