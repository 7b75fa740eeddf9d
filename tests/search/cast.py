"""A small known catalogue: forty datasets of eleven institutions, as a state would have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from amate.catalog.freshness import promise
from amate.catalog.search.documents import Document

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

# slug: (id, parent, names)
INSTITUTIONS = {
    "gobierno": (1, "", ("Gobierno del Estado de Jalisco",)),
    "educacion": (2, "gobierno", ("Secretaría de Educación Jalisco", "SEJ")),
    "salud": (3, "gobierno", ("Secretaría de Salud Jalisco", "SSJ")),
    "hospital-civil": (4, "salud", ("Hospital Civil de Guadalajara", "HCG")),
    "fiscalia": (5, "gobierno", ("Fiscalía Estatal", "FE")),
    "agua": (6, "gobierno", ("Comisión Estatal del Agua", "CEA")),
    "siapa": (7, "agua", ("Sistema Intermunicipal de Agua Potable y Alcantarillado", "SIAPA")),
    "transporte": (8, "gobierno", ("Secretaría de Transporte", "SETRAN")),
    "tonala": (9, "", ("Municipio de Tonalá",)),
    "zapopan": (10, "", ("Municipio de Zapopan",)),
    "hacienda": (11, "gobierno", ("Secretaría de la Hacienda Pública", "SHP")),
}
TOWNS = {"14039": "Guadalajara", "14101": "Tonalá", "14120": "Zapopan", "14067": "Puerto Vallarta"}
THEMES = {
    "educacion": "Educación",
    "salud": "Salud",
    "seguridad": "Seguridad y justicia",
    "ambiente": "Medio ambiente",
    "movilidad": "Movilidad",
    "finanzas": "Finanzas públicas",
    "social": "Desarrollo social",
}

ROWS = Path(__file__).with_name("cast.psv").read_text(encoding="utf-8").splitlines()[1:]
PRIVATE = frozenset({12, 36})
FEATURED = frozenset({11})


def lineage(slug: str) -> tuple[str, ...]:
    """An institution and its ancestors."""
    parent = INSTITUTIONS[slug][1]
    return (slug, *lineage(parent)) if parent else (slug,)


def document(id: int, row: str) -> Document:
    institution, theme, town, family, days, title, keywords, columns, description = row.split("|")
    line = lineage(institution)
    return Document(
        id=id,
        uuid=f"00000000-0000-0000-0000-{id:012}",
        slug=f"conjunto-{id}",
        title=title,
        institution_id=INSTITUTIONS[institution][0],
        public=id not in PRIVATE,
        updated=NOW - timedelta(days=int(days)),
        issued=NOW - timedelta(days=int(days) + 30),
        description=description,
        keywords=tuple(keywords.split(", ")),
        institutions=line,
        institution_names=tuple(name for slug in line for name in INSTITUTIONS[slug][2]),
        theme=theme,
        theme_name=THEMES[theme],
        territories=(town, "14") if town else ("14",),
        territory_names=(TOWNS[town], "Jalisco") if town else ("Jalisco",),
        formats=(family,) if id % 5 else (family, "documento"),
        licence="libre-uso-mx" if id % 3 else "cc-by-4.0",
        periodicity=("R/P1M", "R/P1Y", "irregular")[id % 3],
        promise=promise(("R/P1M", "R/P1Y", "irregular")[id % 3], (NOW - timedelta(days=int(days))).date()),
        resource_titles=(f"{title} (CSV)",),
        columns=tuple(columns.split(", ")),
        popularity=id * 7 % 40,
        featured=id in FEATURED,
    )


CATALOGUE = [document(id, row) for id, row in enumerate(ROWS, start=1)]
BY_ID = {document.id: document for document in CATALOGUE}
PUBLIC = [document for document in CATALOGUE if document.public]
