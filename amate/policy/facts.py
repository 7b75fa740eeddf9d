"""What profiles judge, gathered from the catalogue: for one dataset or a page of them, in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Q

from amate.catalog.history import plain
from amate.catalog.models import Column, Dataset, Resource, Version
from amate.catalog.rules import VersionState, family_of
from amate.policy.rules import Facts, File

JUDGED = (VersionState.READY, VersionState.ASKING, VersionState.PUBLISHED)


def facts_of(datasets: Sequence[Dataset]) -> dict[int, Facts]:
    """By the pk of each. `theme` and `licence` of the datasets should be at hand."""
    files = _files(datasets)
    return {one.pk: Facts(plain(one) | one.proposed, tuple(files[one.pk])) for one in datasets}


def _files(datasets: Sequence[Dataset]) -> dict[int, list[File]]:
    resources = Resource.objects.filter(dataset__in=datasets).order_by("position", "pk")
    newest = Version.objects.newest().filter(resource__dataset__in=datasets, state__in=JUDGED)
    versions = dict(newest.values_list("resource", "pk"))
    columns = {
        version: (every, told)
        for version, every, told in Column.objects.filter(table__version__in=list(versions.values()))
        .order_by()
        .values_list("table__version")
        .annotate(every=Count("pk"), told=Count("pk", filter=~Q(description="")))
    }
    found: dict[int, list[File]] = defaultdict(list)
    for pk, dataset, filename in resources.values_list("pk", "dataset", "filename"):
        if pk in versions:
            found[dataset].append(File(pk, family_of(filename), *columns.get(versions[pk], (0, 0))))
    return found
