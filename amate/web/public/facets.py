"""The filters beside a search: each value a link, institutions under those they hang from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amate.catalog.finding import Choice, FacetCounts
from amate.people.models import Institution
from amate.web.public.asked import Asked

SHOWN = 7  # values in sight; the rest fold away


@dataclass(frozen=True)
class Option:
    """One value: `url` puts it on or takes it off; `level` is how deep it hangs."""

    label: str
    count: int
    chosen: bool
    url: str
    level: int = 0


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    shown: Sequence[Option]
    folded: Sequence[Option]

    @property
    def long(self) -> bool:
        """Whether one has to look for a value rather than see it."""
        return len(self.folded) > SHOWN


@dataclass(frozen=True)
class Chosen:
    """A filter that is on: what it says and the address without it."""

    facet: str
    label: str
    remove_url: str


def groups(facets: Iterable[FacetCounts], asked: Asked) -> list[Group]:
    """The facets that have something to offer."""
    return [_group(facet, asked) for facet in facets if facet.choices]


def chosen(facets: Iterable[FacetCounts], asked: Asked) -> list[Chosen]:
    return [
        Chosen(facet.label, choice.label, asked.toggled(facet.name, choice.value))
        for facet in facets
        for choice in facet.choices
        if choice.chosen
    ]


def _group(facet: FacetCounts, asked: Asked) -> Group:
    levels = _levels(facet.choices) if facet.name == "institucion" else {}
    ordered = sorted(facet.choices, key=lambda choice: not choice.chosen)
    if levels:
        ordered = _as_tree(facet.choices, levels)
    options = [
        Option(
            choice.label,
            choice.count,
            choice.chosen,
            asked.toggled(facet.name, choice.value),
            len(levels.get(choice.value, ())),
        )
        for choice in ordered
    ]
    cut = max([SHOWN, *(place + 1 for place, option in enumerate(options) if option.chosen)])
    return Group(facet.name, facet.label, options[:cut], options[cut:])


def _levels(choices: Sequence[Choice]) -> Mapping[str, tuple[str, ...]]:
    """Of each institution the slugs it hangs from, root first, among those that are offered."""
    rows = Institution.objects.filter(slug__in=[choice.value for choice in choices])
    slugs = {row.pk: row.slug for row in rows}
    return {row.slug: tuple(slugs[pk] for pk in row.ancestor_ids()[:-1] if pk in slugs) for row in rows}


def _as_tree(choices: Sequence[Choice], levels: Mapping[str, tuple[str, ...]]) -> list[Choice]:
    """Each under its parent, siblings in the order they came (the most frequent first)."""
    rank = {choice.value: place for place, choice in enumerate(choices)}
    path = {slug: (*above, slug) for slug, above in levels.items()}
    return sorted(
        choices, key=lambda choice: [rank[slug] for slug in path.get(choice.value, (choice.value,))]
    )
