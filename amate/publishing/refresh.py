"""A resource that is brought again and again from where it is kept. Whatever happens, the last good version stays."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amate.base.errors import AmateError, NotReady
from amate.base.fetching.client import Known
from amate.base.files import Blob, keep, workbench
from amate.base.jobs.actions import enqueue
from amate.base.jobs.models import Job
from amate.base.room import FULL
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.people.journal import about, record
from amate.people.models import Person
from amate.people.permissions import may, may_now, require
from amate.publishing import actions, letters
from amate.publishing.models import Every, Source
from amate.publishing.origins import NOBODY, Brought, Secret, Wanted, bring, check, owner
from amate.publishing.proof import prove
from amate.publishing.readiness import refuse_unready

TOLD = 2  # failures in a row after which people are told
RETRY = timedelta(
    hours=1
)  # before the second try; twice that before the third, and never later than its turn
OURS = ("upload", "refresh", "ask", "refuse")  # what the journal says of a version that nobody touched


@transaction.atomic
def set_source(
    *,
    by: Person,
    resource: Resource,
    address: str,
    every: str,
    publishes: bool = False,
    on: bool = True,
    user: str = "",
    password: str = "",
) -> Source:
    """Bring a resource from an address from now on, and at once. `by` answers for what comes.

    With an empty password the one that was given for the same user of the same server stays.
    """
    institution = resource.dataset.institution
    require(by, "edit", institution)
    if publishes:
        require(by, "publish", institution)
    address, user = address.strip(), user.strip()
    check(address, ending_of(resource))
    former = Source.objects.select_for_update(of=("self",)).filter(resource=resource).first()
    source = former or Source(resource=resource)
    source.secret = _secret(former, address, user, password).sealed()
    if source.address != address:
        source.etag = source.last_modified = source.sha256 = ""
    source.address, source.every, source.publishes, source.on, source.by = address, every, publishes, on, by
    source.failures, source.trouble = 0, ""
    source.next_at = after(every, timezone.now()) if on else None
    source.save()
    told = {"address": address, "every": every, "publishes": publishes, "on": on, "user": user}
    record(by=by, verb="set-source", subject=resource, institution=institution, **told)
    if on:
        _enqueue(source, by)
    return source


def _secret(former: Source | None, address: str, user: str, password: str) -> Secret:
    """A password that nobody typed again goes on to the server that it was typed for, and to no other."""
    if not user or password:
        return Secret(user, password) if user else NOBODY
    if former and former.secret and owner(former.address) == owner(address):
        try:
            kept = Secret.opened(former.secret)
        except AmateError:
            kept = NOBODY
        if kept.user == user:
            return kept
    return Secret(user)


@transaction.atomic
def remove_source(*, by: Person, resource: Resource) -> None:
    """Bring it no more. What came stays, and the password is forgotten."""
    institution = resource.dataset.institution
    require(by, "edit", institution)
    source = _source_of(resource)
    record(by=by, verb="remove-source", subject=resource, institution=institution, address=source.address)
    source.delete()


def ask_refresh(*, by: Person, resource: Resource) -> Job:
    """Bring it now, whenever its turn is."""
    require(by, "edit", resource.dataset.institution)
    return _enqueue(_source_of(resource), by)


def _source_of(resource: Resource) -> Source:
    source = Source.objects.filter(resource=resource).first()
    if source is None:
        raise NotReady(_("Este archivo no se trae de ninguna dirección."))
    return source


def _enqueue(source: Source, by: Person | None = None) -> Job:
    return enqueue(kind="refresh-source", subject=str(source.pk), key=f"refresh:{source.pk}", person=by)


def enqueue_due(now: datetime) -> int:
    """Have those brought whose turn has come, and give each its next; returns how many."""
    return sum(_take_turn(source, now) for source in Source.objects.due(now))


@transaction.atomic
def _take_turn(source: Source, now: datetime) -> bool:
    turn = after(source.every, source.next_at or now)
    if not now < turn <= after(source.every, now):  # long asleep, or the clock was set back
        turn = after(source.every, now)
    mine = Source.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=turn)
    if mine:
        _enqueue(source)
    return bool(mine)


STEPS: Mapping[str, timedelta] = {
    Every.HOUR: timedelta(hours=1),
    Every.DAY: timedelta(days=1),
    Every.WEEK: timedelta(weeks=1),
}


def after(every: str, moment: datetime) -> datetime:
    """The turn after one: of a month, the same day of the next, or its last."""
    if every in STEPS:
        return moment + STEPS[every]
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def refresh(source: Source) -> None:
    """Bring what stands at its address; when its bytes are new, make a version of them."""
    try:
        with workbench() as bench:
            path = bench / "brought"
            brought = _bring(source, path)
            _take_in(source, brought, path)
    except AmateError as error:
        fail(source, error.message)
    except OSError as error:
        if error.errno not in FULL:
            raise
        fail(source, _("En el disco del portal no cabe este archivo. Avisa a los responsables del portal."))


def _bring(source: Source, path: Path) -> Brought | None:
    resource = source.resource
    if not may(source.by, "edit", resource.dataset.institution):
        raise NotReady(_("Quien dijo de dónde se trae ya no trabaja aquí: guárdalo otra vez a tu nombre."))
    check(source.address, ending_of(resource))
    known = Known(source.etag, source.last_modified) if source.sha256 else Known()
    wanted = Wanted(source.address, ending_of(resource), Secret.opened(source.secret), known)
    return bring(wanted, path)


def _take_in(source: Source, brought: Brought | None, path: Path) -> None:
    """What came is a new version, unless it came before. Nobody may have changed the address meanwhile."""
    sha256 = brought.blob.sha256 if brought else source.sha256
    versions = source.resource.versions.order_by("-number")
    before = versions.filter(sha256=sha256).first()
    erased = before is not None and before.state == VersionState.PURGED
    is_known = sha256 == source.sha256 or erased or (before is not None and before == versions.first())
    blob = None if is_known else _kept(path)
    with transaction.atomic():
        row = _locked(source)
        if row is None or row.by is None:
            return
        if brought:
            row.etag, row.last_modified, row.sha256 = *astuple(brought.known), sha256
            _remember_host(row, brought.host_key)
        row.tried = timezone.now()
        row.save()
        if blob:
            filename = row.resource.filename
            version = actions.upload(by=row.by, resource=row.resource, file=blob, filename=filename)
            institution = row.resource.dataset.institution
            record(by=None, verb="refresh", subject=version, institution=institution, address=row.address)
            return
    if before is None:
        _succeed(source)  # somebody threw it away
    else:
        _settle(source, before)


def _kept(path: Path) -> Blob:
    actions.check_size(path.stat().st_size)
    return keep(path)


def _remember_host(row: Source, host_key: str) -> None:
    if host_key:
        secret = Secret.opened(row.secret)
        if secret.host_key != host_key:
            row.secret = replace(secret, host_key=host_key).sealed()


def why_not(version: Version) -> str:
    """Why a version that came is none: its file was not understood, or was erased for ever."""
    if version.state == VersionState.PURGED:
        return _(
            "El archivo que está ahí es uno que se borró del portal para siempre: cámbialo en su origen."
        )
    refused = version.report.get("refused") or {}
    return str(refused.get("message") or _("El archivo que llegó no se pudo leer."))


def built(version: Version) -> None:
    """What comes after a version was read: one that was brought counts, and goes public alone when it may."""
    rows = Source.objects.select_related("resource__dataset__institution", "by")
    source = rows.filter(resource=version.resource_id, sha256=version.sha256).first()
    if source and is_untouched(version) and (reason := _settle(source, version)):
        former = source.resource.versions.filter(number__lt=version.number).order_by("-number").first()
        if former is None or former.state == VersionState.PUBLISHED:  # else somebody was told of that one
            letters.tell_brought(version, reason)


def _settle(source: Source, version: Version) -> str:
    """Write down how it went with the bytes that are at the address; returns why their version waits, if it does."""
    if version.state in (VersionState.REFUSED, VersionState.PURGED):
        fail(source, why_not(version))
    elif version.state != VersionState.RECEIVED:
        _succeed(source)
        if version.state != VersionState.PUBLISHED and is_untouched(version):
            reason = publish_alone(source, version)
            Source.objects.filter(pk=source.pk).update(trouble=reason[:500])
            return reason
    return ""


def is_untouched(version: Version) -> bool:
    """Whether it was brought, and nobody did anything with it since."""
    verbs = set(about(version).values_list("verb", flat=True))
    return "refresh" in verbs and verbs <= set(OURS)


def publish_alone(source: Source, version: Version) -> str:
    """Make a version public that was brought, or say what keeps it from going alone."""
    if reason := stands_in_the_way(source, version):
        return reason
    try:
        prove([version])
        with transaction.atomic():
            dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=version.resource.dataset_id)
            row = _locked(source)
            version.refresh_from_db()
            if row is None or row.by is None:
                return _("Cambió de dónde se trae mientras se leía.")
            if reason := stands_in_the_way(row, version):
                return reason
            refuse_unready(dataset, version)
            actions.go_public(row.by, dataset, [version])
    except AmateError as error:
        return error.message
    return ""


@dataclass(frozen=True)
class Standing:
    """A version that came, and where it came to; `current` is what readers see."""

    source: Source
    version: Version
    dataset: Dataset
    current: Version | None


# What keeps a version from going public alone: first what somebody has to do, then what was decided.
OBSTACLES: tuple[tuple[Promise, Callable[[Standing], bool]], ...] = (
    (
        gettext_lazy("Espera una respuesta antes de publicarse."),
        lambda it: it.version.state == VersionState.ASKING,
    ),
    (
        gettext_lazy("Llegó en otro formato que la versión pública: revísala y publícala tú."),
        lambda it: it.current is not None and it.current.format != it.version.format,
    ),
    (
        gettext_lazy("Espera a que alguien la publique: no se publica sola."),
        lambda it: not it.source.publishes,
    ),
    (gettext_lazy("El conjunto no está publicado."), lambda it: not it.dataset.is_public),
    (
        gettext_lazy("Aquí publican dos personas: envíala a revisión."),
        lambda it: it.dataset.institution.two_persons,
    ),
    (gettext_lazy("Hay una revisión en curso."), lambda it: it.dataset.submissions.open().exists()),
    (gettext_lazy("Hay cambios en los metadatos que esperan."), lambda it: bool(it.dataset.proposed)),
    (
        gettext_lazy("Quien dijo que se publique sola ya no puede publicar aquí."),
        lambda it: not may_now(it.source.by, "publish", it.dataset.institution),
    ),
)


def stands_in_the_way(source: Source, version: Version) -> str:
    """Why a version that came waits for a person; "" when nothing asks for one."""
    resource = Resource.objects.select_related("current", "dataset__institution").get(pk=source.resource_id)
    here = Standing(source, version, resource.dataset, resource.current)
    return next((str(words) for words, holds in OBSTACLES if holds(here)), "")


def _succeed(source: Source) -> None:
    now = timezone.now()
    rows = Source.objects.filter(pk=source.pk, address=source.address)
    rows.update(failures=0, trouble="", tried=now, succeeded=now)


def fail(source: Source, reason: str) -> None:
    """Write down that it did not work, and tell those who publish there when it is the second time in a row."""
    row = _write_failure(source, reason[:500])
    if row and row.failures == TOLD:
        letters.tell_not_brought(row)


@transaction.atomic
def _write_failure(source: Source, reason: str) -> Source | None:
    row = _locked(source)
    if row is None:
        return None
    row.failures, row.trouble, row.tried = row.failures + 1, reason, timezone.now()
    if row.on and row.next_at:
        row.next_at = min(row.next_at, row.tried + RETRY * 2 ** min(row.failures - 1, 10))
    row.save()
    if row.failures == 1:
        institution = row.resource.dataset.institution
        record(by=None, verb="refresh-failed", subject=row.resource, institution=institution, reason=reason)
    return row


def _locked(source: Source) -> Source | None:
    """The row as it is now; None when somebody changed or removed it since."""
    rows = Source.objects.select_for_update(of=("self",)).select_related(
        "resource__dataset__institution", "by"
    )
    return rows.filter(pk=source.pk, address=source.address).first()


def ending_of(resource: Resource) -> str:
    return resource.filename.lower().rpartition(".")[2]
