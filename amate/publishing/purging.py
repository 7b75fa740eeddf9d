"""A version is erased for ever: its bytes, all that was made of them, and every value that rows repeat.

What stays is its place: number, SHA-256, day and ground. Its address answers 410 with them from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.base.files import blob_path, home
from amate.base.jobs.actions import enqueue
from amate.base.jobs.models import Job
from amate.catalog import indexing
from amate.catalog.changes import mark
from amate.catalog.models import ChosenChart, Column, Dataset, Resource, SavedView, Table, Version
from amate.catalog.rules import State, VersionState
from amate.people.journal import record
from amate.people.models import JournalEntry, Person
from amate.people.permissions import require_steward
from amate.publishing import burial, log, proof, sweep, tombs
from amate.publishing.models import Purge, Upload
from amate.publishing.shutting import all_erased, check_ground
from amate.publishing.tombs import Tomb

RECENT = timedelta(days=1)
SAID = {"sha256", "dataset", "ground"}  # what the journal goes on saying of a version


def same_bytes(version: Version) -> QuerySet[Version]:
    """The other versions, anywhere, that were made of the very same file."""
    rows = Version.objects.exclude(pk=version.pk).exclude(state=VersionState.PURGED)
    return rows.filter(sha256=version.sha256).select_related("resource__dataset")


def purge(
    *, by: Person, version: Version, ground: str, note: str = "", together: bool = False
) -> list[Purge]:
    """Erase a version; with `together`, also every other one that was made of the same file.

    Bytes are erased or they are not: while another version keeps the same file, none is erased alone. `NotReady`
    then, and when readers see it now. The rows go in one transaction, the files right after it.
    """
    require_steward(by)
    check_ground(ground)
    with transaction.atomic():
        _overwrite_what_is_deleted()
        doomed = [version, *same_bytes(version)]
        datasets = {one.resource.dataset_id for one in doomed}
        list(Dataset.objects.select_for_update(of=("self",)).filter(pk__in=datasets).order_by("pk"))
        doomed = [_as_it_is_now(one) for one in doomed]
        _refuse(doomed, together)
        return [_erase(by, one, ground, note) for one in doomed]


def bury_again(found: Iterable[Tomb]) -> int:
    """Erase from a database what tombs say, which came back with an old backup. How many versions that was."""
    again = 0
    for tomb in found:
        for version in _came_back(tomb):
            with transaction.atomic():
                _overwrite_what_is_deleted()
                row = _erase(None, _as_it_is_now(version), tomb.ground, "")
                Purge.objects.filter(pk=row.pk).update(at=parse_datetime(tomb.at))
                _close_if_empty(version.resource.dataset_id, tomb.ground)
            again += 1
    return again


def _close_if_empty(pk: int, ground: str) -> None:
    """A dataset that came back public, and of which nothing is left, is withdrawn."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=pk)
    if not dataset.is_public or dataset.resources.filter(current__isnull=False).exists():
        return
    dataset.state, dataset.revision = State.WITHDRAWN, dataset.revision + 1
    dataset.withdrawn_reason = all_erased(ground)
    dataset.save()
    record(by=None, verb="withdraw", subject=dataset, institution=dataset.institution, ground=ground)
    log.append("withdraw", dataset)
    mark(dataset)


def _came_back(tomb: Tomb) -> QuerySet[Version]:
    """The version of a tomb, and whatever else was made of the same file then: that file is no more."""
    same = Q(public_id=tomb.version) | Q(sha256=tomb.sha256)
    return Version.objects.exclude(state=VersionState.PURGED).filter(same)


def unburied() -> QuerySet[Version]:
    """Versions that a tomb of the home speaks of and the database still has."""
    names, files = {tomb.version for tomb in tombs.of_home()}, {tomb.sha256 for tomb in tombs.of_home()}
    return Version.objects.exclude(state=VersionState.PURGED).filter(
        Q(public_id__in=names) | Q(sha256__in=files)
    )


def erase_files(hashes: Iterable[str]) -> None:
    """Take files away, and what was made of them, unless a version that is kept names the same bytes."""
    named = sweep.referenced()
    for sha256 in set(hashes) - named:
        blob_path(sha256).unlink(missing_ok=True)
        (home() / "serving" / f"{sha256}.sqlite").unlink(missing_ok=True)
    caches["drawings"].clear()


def finish() -> None:
    """What takes longer than the request of a steward: whatever was left over, all backups, and a new index.

    The index keeps the words of a document that was replaced in its files until they are merged; a new one never had
    them. Done again, it changes nothing.
    """
    rows = Purge.objects.filter(version__isnull=False).select_related("version")
    found = [_tomb(row) for row in rows]
    if not found:
        return
    known = {tomb.version for tomb in tombs.of_home()}
    if fresh := [tomb for tomb in found if tomb.version not in known]:
        tombs.add(home(), fresh)
    erase_files(sha256 for tomb in found for sha256 in tomb.erased)
    if Purge.objects.filter(at__gte=timezone.now() - RECENT).exists():
        indexing.reindex()
    burial.bury_everywhere()


def _tomb(row: Purge) -> Tomb:
    assert row.version
    return Tomb(
        str(row.version.public_id), row.version.sha256, tuple(row.erased), row.ground, row.at.isoformat()
    )


def still_here() -> list[Path]:
    """Files of what was erased that are in the home all the same."""
    named = sweep.referenced()
    hashes = {
        sha256 for erased in Purge.objects.values_list("erased", flat=True) for sha256 in erased
    } - named
    here = [(blob_path(sha256), home() / "serving" / f"{sha256}.sqlite") for sha256 in sorted(hashes)]
    return [path for pair in here for path in pair if path.exists()]


def _refuse(doomed: Sequence[Version], together: bool) -> None:
    for one in doomed:
        if one.state == VersionState.PURGED:
            raise NotReady(_("Esta versión ya se borró para siempre."), code="erased")
        if one.state == VersionState.RECEIVED:
            raise NotReady(_("«%s» todavía se está leyendo: espera a que termine.") % one.filename)
        if one.resource.dataset.is_public and one.resource.current_id == one.pk:
            raise NotReady(
                _(
                    "La versión %(number)d de «%(title)s» es la que ve la gente: pon el conjunto en cuarentena, "
                    "o publica antes otra en su lugar."
                )
                % {"number": one.number, "title": one.resource.dataset.title},
                code="current",
            )
    if len(doomed) > 1 and not together:
        others = ", ".join(f"«{one.resource.dataset.title}» ({one})" for one in doomed[1:])
        raise NotReady(
            _("El mismo archivo está también en %s. Bórralas juntas: mientras una lo conserve, no se borra.")
            % others,
            code="same-bytes",
        )


def _erase(by: Person | None, version: Version, ground: str, note: str) -> Purge:
    """Empty the rows of a version, in a transaction; its files go when that is committed."""
    resource = version.resource
    hashes = list(dict.fromkeys(sha for sha in (version.sha256, *sweep.made_of(version)) if sha))
    was_public, fingerprints = version.published is not None, proof.fingerprints(version)
    _empty(version)
    for submission in version.submissions.open():
        submission.versions.remove(version)
    if resource.current_id == version.pk:
        _fall_back(resource)
    _forget_questions(resource.dataset)
    _scrub_journal(version)
    erased = [sha256 for sha256 in hashes if sha256 == version.sha256 or sha256 not in sweep.referenced()]
    row = Purge.objects.create(version=version, ground=ground, note=note.strip(), erased=erased, by=by)
    record(
        by=by,
        verb="purge",
        subject=version,
        institution=resource.dataset.institution,
        sha256=version.sha256,
        ground=ground,
    )
    if was_public:  # of what never was, the public log does not say that it is no more
        log.append("purge", resource.dataset, **fingerprints, ground=ground)
    mark(resource.dataset)
    enqueue(kind="finish-purges", key="finish-purges")  # whatever happens to this process after the commit
    tomb = _tomb(row)
    transaction.on_commit(lambda: _after(tomb))
    return row


def _after(tomb: Tomb) -> None:
    tombs.add(home(), [tomb])
    erase_files(tomb.erased)


def _empty(version: Version) -> None:
    """Its rows keep their keys, so that their addresses say 410; names of files, tables and columns are data too.

    That its original was withheld stays: of its SHA-256 nobody may ask afterwards either.
    """
    ending = version.filename.rpartition(".")[2].lower()
    Column.objects.filter(table__version=version).delete()
    version.tables.update(name="", rows=0, parquet_sha256="", parquet_size=0, csv_sha256="", csv_size=0)
    version.state = VersionState.PURGED
    version.filename = f"borrado.{ending}"[:200]
    version.report, version.recipe, version.questions = {}, {}, []
    version.save()
    Upload.objects.filter(version=version).update(filename=version.filename)
    Job.objects.filter(kind="build-version", subject=str(version.pk)).update(message="")


def _fall_back(resource: Resource) -> None:
    """Nobody sees it now (`_refuse`): what will be seen is the newest of those that are left, if one is."""
    left = resource.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    resource.current = left
    resource.recipe = left.recipe if left else {}
    resource.save(update_fields=["current", "recipe"])


def _forget_questions(dataset: Dataset) -> None:
    """Saved views and charts hold values in their questions: those of tables that are no more go."""
    kept = Table.objects.filter(version__resource__dataset=dataset).exclude(
        version__state=VersionState.PURGED
    )
    known = list(kept.values_list("public_id", flat=True))
    SavedView.objects.filter(dataset=dataset).exclude(table__in=known).delete()
    ChosenChart.objects.filter(dataset=dataset, table__isnull=False).exclude(table__in=known).delete()


def _scrub_journal(version: Version) -> None:
    """Who did what and when stays; recipes, questions and choices repeat names of columns and masked values."""
    for entry in JournalEntry.objects.filter(kind="version", subject=str(version.pk)):
        kept = {name: value for name, value in entry.detail.items() if name in SAID}
        JournalEntry.objects.filter(pk=entry.pk).update(detail=kept)


def _as_it_is_now(version: Version) -> Version:
    return Version.objects.select_related("resource__dataset__institution").get(pk=version.pk)


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted values in its file until something else needs the place; not these."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
