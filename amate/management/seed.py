"""What portal.toml describes and the database still lacks: sectors, licences, institutions, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.db import transaction

from amate.base.errors import Invalid
from amate.base.portal import Portal
from amate.base.signals import setting_up
from amate.catalog.actions import save_licence, save_theme
from amate.catalog.models import Licence, Theme
from amate.people.actions import save_institution
from amate.people.models import Institution

Entry = Mapping[str, Any]


@transaction.atomic
def seed(portal: Portal) -> dict[str, int]:
    """Add what is missing, as {what, in Spanish: how many}. What is there stays as the stewards left it."""
    added = {
        "sectores": _themes(portal),
        "licencias": _licences(portal),
        "instituciones": _institutions(portal),
    }
    for _receiver, more in setting_up.send(sender=Portal, portal=portal):
        added |= cast(dict[str, int], more)
    return {what: count for what, count in added.items() if count}


def _themes(portal: Portal) -> int:
    known = set(Theme.objects.values_list("slug", flat=True))
    missing = [(place, entry) for place, entry in enumerate(portal.themes) if entry["slug"] not in known]
    for place, entry in missing:
        save_theme(by=None, position=place, **entry)
    return len(missing)


def _licences(portal: Portal) -> int:
    known = set(Licence.objects.values_list("slug", flat=True))
    missing = [(place, entry) for place, entry in enumerate(portal.licences) if entry["slug"] not in known]
    for place, entry in missing:
        save_licence(by=None, position=place, **entry)
    return len(missing)


def _institutions(portal: Portal) -> int:
    known = {row.slug: row for row in Institution.objects.all()}
    before = len(known)
    for entry in parents_first(portal.institutions):
        if entry["slug"] not in known:
            parent = known[entry["parent"]] if entry.get("parent") else None
            known[entry["slug"]] = save_institution(by=None, **{**entry, "parent": parent})
    return len(known) - before


def parents_first(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """The same entries, each after the one it depends on; `Invalid` when a parent is not among them."""
    waiting, given = list(entries), {""}
    while waiting:
        free = [entry for entry in waiting if entry.get("parent", "") in given]
        if not free:
            lost = ", ".join(f"«{entry['slug']}» (de «{entry['parent']}»)" for entry in waiting)
            raise Invalid(f"portal.toml: no se encuentra de quién dependen estas instituciones: {lost}.")
        yield from free
        given |= {entry["slug"] for entry in free}
        waiting = [entry for entry in waiting if entry["slug"] not in given]
