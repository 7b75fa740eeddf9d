"""I4, I5: the journal says what was accepted and published; the rows, and what strangers see, must agree."""

from __future__ import annotations

from collections.abc import Iterator

from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State, VersionState
from amate.people.models import JournalEntry
from amate.publishing.verify.fault import Fault

SHOWS, HIDES = {"publish", "lift"}, {"withdraw", "quarantine"}  # a lift shows only what it says that it shows


def is_kept() -> Iterator[Fault]:
    """Every upload that was accepted is there, unless somebody threw it away; every publication is."""
    files = {str(pk): sha for pk, sha in Version.objects.values_list("pk", "sha256")}
    discarded = _subjects("discard", "version")
    deleted = _subjects("delete", "dataset")
    for entry in JournalEntry.objects.filter(verb="upload", kind="version").iterator():
        gone = entry.subject in discarded or str(entry.detail.get("dataset")) in deleted
        if files.get(entry.subject) != entry.detail.get("sha256") and not gone:
            yield Fault(f"se aceptó y ya no está: «{entry.label}»", f"bitácora {entry.pk}")
    public = _published_files()
    for entry in JournalEntry.objects.filter(verb="publish", kind="dataset").iterator():
        for version in entry.detail["versions"]:
            if (int(entry.subject), version["sha256"]) not in public:
                yield Fault(
                    f"se publicó y ya no está: «{entry.label}», {version['resource']} versión {version['number']}",
                    f"bitácora {entry.pk}",
                )


def is_all_that_shows() -> Iterator[Fault]:
    """What anyone may see was published, by the journal, and not withdrawn since."""
    public, files = _public_by_journal()
    for dataset in Dataset.objects.visible_to(None):
        if dataset.pk not in public:
            yield Fault("se ve y nadie lo publicó, o se retiró", dataset.slug)
    shown = Version.objects.visible_to(None).select_related("resource__dataset")
    for version in shown:
        if (version.resource.dataset_id, version.sha256) not in files:
            yield Fault("se ve una versión que nadie publicó", f"{version.resource.dataset.slug}: {version}")
    hidden = public - set(Dataset.objects.visible_to(None).values_list("pk", flat=True))
    for dataset in Dataset.objects.filter(pk__in=hidden):
        yield Fault(f"está publicado y no se ve (estado: {State(dataset.state).label})", dataset.slug)


def _subjects(verb: str, kind: str) -> set[str]:
    return set(JournalEntry.objects.filter(verb=verb, kind=kind).values_list("subject", flat=True))


def _published_files() -> set[tuple[int, str]]:
    """(dataset, SHA-256) of every version whose row says that it is public, or was until it was erased."""
    rows = Version.objects.filter(state__in=(VersionState.PUBLISHED, VersionState.PURGED))
    return set(rows.values_list("resource__dataset_id", "sha256"))


def _public_by_journal() -> tuple[set[int], set[tuple[int, str]]]:
    """The datasets that are public as the journal tells it, and (dataset, SHA-256) of all ever published."""
    public: set[int] = set()
    files: set[tuple[int, str]] = set()
    told = JournalEntry.objects.filter(verb__in=SHOWS | HIDES, kind="dataset").order_by("pk")
    for entry in told.iterator():
        dataset = int(entry.subject)
        if entry.verb == "publish":
            public.add(dataset)
            files |= {(dataset, version["sha256"]) for version in entry.detail["versions"]}
        elif entry.verb == "lift" and entry.detail["state"] == State.PUBLISHED:
            public.add(dataset)
        else:
            public.discard(dataset)
    return public, files
