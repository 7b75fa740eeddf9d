"""Files that come in pieces: begun, continued after any interruption, and taken in by the verb of the plain form."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amate.base import partial
from amate.base.errors import NoRoom, NotFound, NotReady, TooLarge, TooMany
from amate.base.files import Blob, home, keep_too
from amate.base.text import bytes_human
from amate.catalog.models import Dataset, Resource, Version
from amate.people.models import Institution, Person
from amate.people.permissions import require
from amate.publishing import actions
from amate.publishing.health import LEAST_FREE
from amate.publishing.models import Upload

KEPT = timedelta(days=7)  # since the last piece
AT_ONCE = 20  # unfinished ones of one person
Target = Institution | Dataset | Resource


def begin(*, by: Person, target: Target, filename: str, size: int, modified: int | None = None) -> Upload:
    """Announce a file of so many bytes. What the plain form refuses at its end is refused here, before any byte."""
    institution = _institution(target)
    require(by, "edit", institution)
    actions.check_size(size)
    if isinstance(target, Resource):
        actions.check_ending(target, filename)
    if Upload.objects.begun_by(by).unfinished().count() >= AT_ONCE:
        raise TooMany(
            _("Tienes %d subidas a medias. Termina o descarta alguna en la mesa antes de empezar otra.")
            % AT_ONCE
        )
    _check_room(size)
    return Upload.objects.create(
        by=by,
        filename=_name(filename),
        size=size,
        modified=modified,
        expires=timezone.now() + KEPT,
        institution=institution,
        dataset=target if isinstance(target, Dataset) else None,
        resource=target if isinstance(target, Resource) else None,
    )


def receive(*, by: Person, upload: Upload, piece: partial.Reader, at: int, length: int) -> Upload:
    """Take a piece of `length` bytes that begins at byte `at`; with the last one the upload is finished.

    What came of a piece that was cut stays. `NotReady` ("wrong-offset") when the file does not end at `at`.
    """
    require(by, "edit", upload.institution)
    if at + length > upload.size:
        raise TooLarge(
            _("Lo que llegó pasa del final: el archivo se anunció de %s.") % bytes_human(upload.size)
        )
    end = upload.arrived
    if end != at:
        raise partial.wrong_offset(end, at)
    if at < upload.size:  # else the answer to the last piece was lost
        end = partial.append(upload.path, piece, at=at, most=at + length)
    if end == upload.size:
        finish(by=by, upload=upload)
    else:
        upload.expires = timezone.now() + KEPT
        Upload.objects.filter(pk=upload.pk).update(expires=upload.expires)
    return upload


def finish(*, by: Person, upload: Upload) -> Version | None:
    """Make a version of a file that is whole. Done again, it gives the same one; None if that was discarded since."""
    if not upload.is_whole:
        raise NotReady(_("Todavía faltan %s.") % bytes_human(upload.size - upload.arrived))
    if not upload.finished:
        _take_in(by, upload)
    upload.path.unlink(missing_ok=True)
    upload.refresh_from_db(fields=("version",))
    return upload.version


def drop(*, by: Person, upload: Upload) -> None:
    """Forget an upload and what came of it; of a finished one, only that it came in pieces."""
    if upload.by_id != by.pk:
        raise NotFound(_("No hay una subida tuya con esa dirección."))
    upload.delete()
    upload.path.unlink(missing_ok=True)


def _institution(target: Target) -> Institution:
    if isinstance(target, Institution):
        return target
    return target.institution if isinstance(target, Dataset) else target.dataset.institution


def _name(filename: str) -> str:
    """As its sender calls it, for a title is guessed from it: the last part of a path, nothing unprintable."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "archivo"


def _check_room(size: int) -> None:
    """Refuse what would not fit beside what others have begun to send."""
    owed = sum(each.size - each.on_disk for each in Upload.objects.unfinished())
    short = owed + size + LEAST_FREE - shutil.disk_usage(home()).free
    if short > 0:
        raise NoRoom(
            _("En el disco del portal no cabe este archivo: faltan %s. Avisa a los responsables del portal.")
            % bytes_human(short)
        )


def _take_in(by: Person, upload: Upload) -> None:
    by.refresh_from_db(fields=("is_active", "is_steward"))  # the last piece may have taken an hour
    try:
        blob = keep_too(upload.path)  # before the transaction: reading it whole takes seconds
    except FileNotFoundError:
        blob = None  # somebody else just finished it
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
        if row is None or (blob is None and not row.finished):
            raise NotFound(_("Esta subida se descartó."))
        if blob and not row.finished:
            row.version, row.finished = _as_version(by, row, blob), timezone.now()
            row.save(update_fields=["version", "finished"])
    upload.finished = row.finished


def _as_version(by: Person, row: Upload, blob: Blob) -> Version:
    if row.resource:
        return actions.upload(by=by, resource=row.resource, file=blob, filename=row.filename)
    if row.dataset:
        return actions.add_file(by=by, dataset=row.dataset, file=blob, filename=row.filename)
    return actions.upload_new(by=by, institution=row.institution, file=blob, filename=row.filename)
