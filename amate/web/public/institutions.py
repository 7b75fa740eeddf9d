"""Institutions: all of them by kind and as they hang from each other, and each with its datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from amate.base.text import spanish_key
from amate.catalog.figures import Figures, figures
from amate.catalog.models import Dataset, DatasetQuerySet, Theme
from amate.people.models import Institution
from amate.people.rules import Kind
from amate.web.public.home import PLURAL
from amate.web.public.lists import listed


@dataclass
class Node:
    """An institution in the tree; `datasets` counts the published ones of it and of all under it."""

    institution: Institution
    parent: Institution | None = None
    datasets: int = 0
    children: list[Node] = field(default_factory=list)


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    roots = tree(Institution.objects.all(), figures())
    kinds = [(kind, PLURAL[kind], list(_first_of(kind, roots))) for kind in Kind]
    return render(request, "public/institutions.html", {"section": "institutions", "kinds": kinds})


@require_safe
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    institution = get_object_or_404(Institution.objects.select_related("parent"), slug=slug)
    under = Institution.objects.under(institution)
    datasets = Dataset.objects.published().of(institution)
    context = {
        "section": "institutions",
        "institution": institution,
        "children": next(
            (n.children for n in tree(under, figures()) if n.institution.pk == institution.pk), []
        ),
        "themes": _themes(datasets),
    }
    return render(request, "public/institution.html", context | listed(request, datasets))


def tree(institutions: Iterable[Institution], known: Figures) -> list[Node]:
    """Roots in Spanish order, each with what hangs from it."""
    nodes = {row.pk: Node(row) for row in sorted(institutions, key=lambda row: spanish_key(row.name))}
    totals: Counter[int] = Counter()
    for row in (node.institution for node in nodes.values()):
        for pk in row.ancestor_ids():
            totals[pk] += held.datasets if (held := known.by_institution.get(row.pk)) else 0
    roots: list[Node] = []
    for pk, node in nodes.items():
        node.datasets = totals[pk]
        parent = nodes.get(node.institution.parent_id or 0)
        node.parent = parent.institution if parent else None
        (parent.children if parent else roots).append(node)
    return roots


def _first_of(kind: str, nodes: Iterable[Node], inside: bool = False) -> Iterator[Node]:
    """The nodes of a kind that do not already hang from one of the same kind."""
    for node in nodes:
        same = node.institution.kind == kind
        if same and not inside:
            yield node
        yield from _first_of(kind, node.children, same)


def _themes(datasets: DatasetQuerySet) -> QuerySet[Theme]:
    """The sectors of some datasets, each with how many of them it has."""
    themes = Theme.objects.filter(dataset__in=datasets).annotate(datasets=Count("dataset"))
    return themes.order_by("-datasets", "name")
