"""Files that somebody began to send in pieces: which are half-way, what became of one, giving one up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amate.base.errors import NotFound
from amate.people.models import Person
from amate.publishing.models import Upload, UploadQuerySet
from amate.publishing.uploads import drop, finish
from amate.web.desk.access import at_desk


def unfinished(person: Person) -> UploadQuerySet:
    """Those that this person may go on with, newest first."""
    rows = Upload.objects.begun_by(person).unfinished()
    return rows.select_related("institution", "dataset", "resource__dataset")


@require_http_methods(["GET", "POST"])
@at_desk
def upload(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """Lead on to the workspace of what a file became; POST makes a version of one that came whole and was cut there."""
    found = _own(person, key)
    if request.method == "POST":
        finish(by=person, upload=found)
    if found.version:
        return redirect("desk-dataset", slug=found.version.resource.dataset.slug)
    return redirect("desk")


@require_POST
@at_desk
def drop_upload(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    found = _own(person, key)
    drop(by=person, upload=found)
    messages.success(request, _("Se descartó lo que había llegado de «%s».") % found.filename)
    return redirect("desk")


def _own(person: Person, key: UUID) -> Upload:
    rows = Upload.objects.begun_by(person).select_related("version__resource__dataset", "institution")
    found = rows.filter(public_id=key).first()
    if found is None:
        raise NotFound(_("No hay una subida tuya con esa dirección."))
    return found
