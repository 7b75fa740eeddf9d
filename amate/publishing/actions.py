"""How files come in, go public and are taken back. Every verb says who did it.

A `file` is a stream to read once or, when it came in pieces (`uploads.py`), the blob that the store holds already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base.errors import BadFile, Invalid, NotReady, TooLarge
from amate.base.files import Blob, blob_path, receive
from amate.base.jobs.actions import enqueue
from amate.base.text import bytes_human
from amate.catalog.actions import add_resource, create_dataset, safe_filename
from amate.catalog.changes import mark
from amate.catalog.history import remember
from amate.catalog.models import ChosenChart, Dataset, Resource, Table, Version
from amate.catalog.rules import State, VersionState
from amate.catalog.stored import stored
from amate.people.journal import record
from amate.people.models import Institution, Person
from amate.people.permissions import require
from amate.publishing import log, rules
from amate.publishing.letters import tell_published
from amate.publishing.models import Submission
from amate.publishing.proof import certify, prove
from amate.publishing.readiness import ready_versions, refuse_quarantined, refuse_unready, take_proposed
from amate.publishing.readings import inherited
from amate.publishing.signals import published, withdrawn
from amate.publishing.suggest import title_from
from amate.query.charts import parse as charts


def upload_new(*, by: Person, institution: Institution, file: BinaryIO | Blob, filename: str) -> Version:
    """A file before any form: keeps it, and makes a draft dataset around it."""
    require(by, "edit", institution)
    blob = _keep(file)
    with transaction.atomic():
        title = title_from(filename)
        dataset = create_dataset(by=by, institution=institution, title=title)
        resource = add_resource(by=by, dataset=dataset, filename=filename, title=title)
        return _new_version(by, resource, blob, filename)


def add_file(
    *,
    by: Person,
    dataset: Dataset,
    file: BinaryIO | Blob,
    filename: str,
    title: str = "",
    description: str = "",
) -> Version:
    """One more file in a dataset: a resource with its first version, or neither."""
    require(by, "edit", dataset.institution)
    blob = _keep(file)
    with transaction.atomic():
        named = title.strip() or title_from(filename)
        resource = add_resource(
            by=by, dataset=dataset, filename=filename, title=named, description=description
        )
        return _new_version(by, resource, blob, filename)


def upload(*, by: Person, resource: Resource, file: BinaryIO | Blob, filename: str) -> Version:
    """The next version of a resource. Readers go on seeing the last one until this one is published."""
    require(by, "edit", resource.dataset.institution)
    check_ending(resource, filename)
    blob = _keep(file)
    with transaction.atomic():
        if not rules.same_ending(filename, resource.filename):  # nobody was promised the old one yet
            resource.filename = safe_filename(filename)
            resource.save(update_fields=["filename"])
        return _new_version(by, resource, blob, filename)


def check_size(size: int) -> None:
    """Refuse a file that is too large, or empty."""
    if size > settings.AMATE_MAX_UPLOAD:
        limit = bytes_human(settings.AMATE_MAX_UPLOAD)
        raise TooLarge(
            _("El archivo pasa de %s, que es lo más que recibe este portal. Divídelo o comprímelo.") % limit
        )
    if size == 0:
        raise BadFile(
            _("El archivo está vacío. Revisa que se haya guardado bien y vuelve a subirlo."), code="empty"
        )


def check_ending(resource: Resource, filename: str) -> None:
    """Refuse a file of another format at an address that readers know."""
    if resource.current_id and not rules.same_ending(filename, resource.filename):
        raise Invalid(
            _(
                "«%(name)s» no puede sustituir a «%(old)s», cuya dirección promete otro formato. "
                "Agrégalo como recurso nuevo."
            )
            % {"name": filename, "old": resource.filename},
            fields={"file": _("Sube un archivo con la misma terminación.")},
        )


def publish(*, by: Person, dataset: Dataset, version: Version | None = None) -> Dataset:
    """Make public what is ready: the newest version of every resource, or only the one given.

    Everything was built and checked before; its bytes are read once more, and then pointers are flipped.
    """
    require(by, "publish", dataset.institution)
    if dataset.institution.two_persons:
        raise NotReady(
            _("En «%s» publican dos personas: envíalo a revisión, y lo publicará alguien más.")
            % dataset.institution,
            code="needs-review",
        )
    proved = ready_versions(dataset, version)
    prove(proved)  # takes a while, and keeps nobody from writing
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
        refuse_unready(dataset, version)
        # What became ready meanwhile was not proved: it waits for the next time.
        return go_public(by, dataset, [one for one in ready_versions(dataset, version) if one in proved])


def go_public(
    by: Person, dataset: Dataset, ready: Sequence[Version], submission: Submission | None = None
) -> Dataset:
    """Flip the pointers of versions that are ready and proved, in the transaction that locked the dataset."""
    require(by, "publish", dataset.institution)
    refuse_quarantined(dataset)
    take_proposed(dataset)
    now = timezone.now()
    for each in ready:
        Version.objects.filter(pk=each.pk).update(state=VersionState.PUBLISHED, published=now)
        Resource.objects.filter(pk=each.resource_id).update(current=each, recipe=each.recipe)
    dataset.state = rules.NEXT[(State(dataset.state), "publish")]
    dataset.withdrawn_reason = ""
    dataset.issued = dataset.issued or now
    dataset.data_modified = now if ready else dataset.data_modified
    dataset.revision += 1
    dataset.save()
    remember(dataset, by=by, verb="publish")
    publication = certify(by, dataset, ready, submission)
    record(
        by=by,
        verb="publish",
        subject=dataset,
        institution=dataset.institution,
        versions=[
            {"resource": each.resource.slug, "number": each.number, "sha256": each.sha256} for each in ready
        ],
    )
    mark(dataset)
    transaction.on_commit(lambda: published.send(sender=Dataset, dataset=dataset))
    transaction.on_commit(lambda: tell_published(publication))
    return dataset


@transaction.atomic
def withdraw(*, by: Person, dataset: Dataset, reason: str) -> Dataset:
    """Take a dataset back from the public, saying why. Its address lives on and answers 410 with the reason."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    require(by, "withdraw", dataset.institution)
    if dataset.state != State.PUBLISHED:
        raise NotReady(_("Solo se retira lo que está publicado."))
    if not reason.strip():
        raise Invalid(
            _("Di por qué se retira: se mostrará en su dirección."), fields={"reason": _("Falta el motivo.")}
        )
    dataset.state = State.WITHDRAWN
    dataset.withdrawn_reason = reason.strip()[:500]
    dataset.revision += 1
    dataset.save()
    record(
        by=by,
        verb="withdraw",
        subject=dataset,
        institution=dataset.institution,
        reason=dataset.withdrawn_reason,
    )
    log.append("withdraw", dataset)
    mark(dataset)
    transaction.on_commit(lambda: withdrawn.send(sender=Dataset, dataset=dataset))
    return dataset


@transaction.atomic
def discard(*, by: Person, version: Version) -> None:
    """Throw away an uploaded file that never was public, and its resource when nothing else is in it."""
    resource = version.resource
    institution = resource.dataset.institution
    require(by, "vouch", institution)
    if version.state in (VersionState.PUBLISHED, VersionState.PURGED):
        raise NotReady(_("Una versión publicada no se borra."))
    record(by=by, verb="discard", subject=version, institution=institution, sha256=version.sha256)
    version.delete()
    if not resource.versions.exists():
        resource.delete()


@transaction.atomic
def choose_chart(
    *, by: Person, dataset: Dataset, table: Table | None = None, params: Sequence[tuple[str, str]] = ()
) -> ChosenChart:
    """Put a chart of one of its tables on the page of a dataset, or with no table none at all."""
    require(by, "edit", dataset.institution)
    question = ""
    if table:
        if table.version.resource.dataset_id != dataset.pk:
            raise Invalid(_("Esa tabla es de otro conjunto."))
        columns = stored(table).columns
        question = urlencode(charts.to_url(charts.from_url(params, columns), columns))
    decided = {"table": table.public_id if table else None, "question": question}
    row, _created = ChosenChart.objects.update_or_create(dataset=dataset, defaults=decided)
    record(by=by, verb="choose-chart", subject=dataset, institution=dataset.institution, question=question)
    return row


@transaction.atomic
def let_rules_choose_chart(*, by: Person, dataset: Dataset) -> None:
    """Forget what was decided about the chart of a dataset."""
    require(by, "edit", dataset.institution)
    ChosenChart.objects.filter(dataset=dataset).delete()
    record(by=by, verb="automatic-chart", subject=dataset, institution=dataset.institution)


def _keep(file: BinaryIO | Blob) -> Blob:
    blob = file if isinstance(file, Blob) else receive(file, limit=settings.AMATE_MAX_UPLOAD)
    check_size(blob.size if blob else settings.AMATE_MAX_UPLOAD + 1)
    assert blob
    return blob


def _refuse_erased(sha256: str) -> None:
    """What was erased for ever does not come in again, and does not stay."""
    if not Version.objects.filter(sha256=sha256, state=VersionState.PURGED).exists():
        return
    if not Version.objects.filter(sha256=sha256).exclude(state=VersionState.PURGED).exists():
        blob_path(sha256).unlink(missing_ok=True)
    raise BadFile(
        _("Este archivo se borró del portal para siempre y no se recibe otra vez: sube uno corregido."),
        code="erased",
    )


def _new_version(by: Person, resource: Resource, blob: Blob, filename: str) -> Version:
    _refuse_erased(blob.sha256)
    last = resource.versions.order_by("-number").first()
    version = Version.objects.create(
        resource=resource,
        number=last.number + 1 if last else 1,
        filename=safe_filename(filename),
        sha256=blob.sha256,
        size=blob.size,
        recipe=inherited(resource, last),
        created_by=by,
    )
    record(
        by=by,
        verb="upload",
        subject=version,
        institution=resource.dataset.institution,
        sha256=blob.sha256,
        dataset=resource.dataset_id,
    )
    enqueue(kind="build-version", subject=str(version.pk), key=f"build-version:{version.pk}", person=by)
    return version
