"""Why an address that was public does not answer any more: shut off, withdrawn, or erased. Of nothing else a word."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.clock import zone
from amate.base.errors import AmateError, Blocked, Erased, Gone, NotFound
from amate.catalog.models import Dataset, Table, Version
from amate.catalog.rules import State, VersionState
from amate.publishing.models import Ground, Purge, Quarantine


def of_dataset(candidates: QuerySet[Dataset], otherwise: AmateError | None = None) -> AmateError:
    """What to raise for an address of one of these; `otherwise` when none of them ever was public."""
    shut = candidates.filter(state__in=(State.QUARANTINED, State.WITHDRAWN)).order_by("state").first()
    if shut is None:
        return otherwise or NotFound("")
    if shut.state == State.WITHDRAWN:
        return Gone(shut.withdrawn_reason)
    return blocked(shut.quarantines.get(lifted=None))


def of_versions(candidates: QuerySet[Version], otherwise: AmateError | None = None) -> AmateError:
    """As `of_dataset`, for an address of one version. What was erased says so, whatever became of the dataset."""
    was_public = candidates.filter(published__isnull=False)
    erased = Purge.objects.filter(version__in=was_public).order_by("at").first()
    if erased and not was_public.exclude(state=VersionState.PURGED).exists():
        return of_purge(erased)
    public = was_public.filter(state=VersionState.PUBLISHED)
    return of_dataset(Dataset.objects.filter(resources__versions__in=public), otherwise)


def of_tables(candidates: QuerySet[Table], otherwise: AmateError | None = None) -> AmateError:
    return of_versions(Version.objects.filter(tables__in=candidates), otherwise)


def blocked(quarantine: Quarantine) -> Blocked:
    said = _("En cuarentena desde el %(day)s. Motivo: %(ground)s.")
    return Blocked(
        said % _words(quarantine.since, quarantine.ground),
        ground=quarantine.ground,
        date=quarantine.since.isoformat(timespec="seconds"),
    )


def of_purge(purge: Purge) -> Erased:
    said = _("Se borró para siempre el %(day)s. Motivo: %(ground)s.")
    return Erased(
        said % _words(purge.at, purge.ground),
        ground=purge.ground,
        date=purge.at.isoformat(timespec="seconds"),
    )


def _words(moment: datetime, ground: str) -> dict[str, str]:
    day = timezone.localtime(moment, zone())
    return {"day": f"{day:%d/%m/%Y}", "ground": _lower(Ground(ground).label)}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
