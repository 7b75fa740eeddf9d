"""What the index knows of a dataset: plain values, no model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amate.catalog.freshness import Promise


@dataclass(frozen=True)
class Document:
    """One dataset as search sees it. Lists that climb (institutions, territories) begin with the nearest."""

    id: int
    uuid: str
    slug: str
    title: str
    institution_id: int
    public: bool
    updated: datetime  # when the data changed, aware
    issued: datetime  # when it was first published, aware
    description: str = ""  # plain text
    keywords: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()  # slugs: its own, then its ancestors'
    institution_names: tuple[str, ...] = ()  # names and acronyms
    theme: str = ""  # slug
    theme_name: str = ""
    territories: tuple[str, ...] = ()  # INEGI keys: 14101, then 14
    territory_names: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()  # families: tabla, mapa, documento, otro
    licence: str = ""
    periodicity: str = ""
    promise: Promise | None = None  # when its data are due again
    resource_titles: tuple[str, ...] = ()
    resource_descriptions: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()  # what its tables repeat most, nothing personal
    popularity: int = 0  # views and downloads of late
    featured: bool = False
