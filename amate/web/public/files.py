"""The bytes: of the latest version under an address that never changes, and of each version under its own."""

from __future__ import annotations

import mimetypes

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from amate.base.errors import AmateError, NotFound
from amate.base.http import Sent, send_file
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.offered import instead_of
from amate.catalog.rules import State, VersionState
from amate.publishing import closed
from amate.web.middleware.usage import about
from amate.web.public.seen import dataset_at, follows_its_dataset

TYPES = {  # those that the system's own table may lack
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".gpkg": "application/geopackage+sqlite3",
}


@require_safe
@follows_its_dataset
def latest_file(request: HttpRequest, slug: str, resource: str, filename: str) -> HttpResponseBase:
    dataset = dataset_at(slug, request.user)
    version = _current(dataset, resource, filename)
    about(request, dataset)
    if not Version.objects.whose_original_is_for(request.user).filter(pk=version.pk).exists():
        return _see_other(instead_of(version, latest=True))
    return send_file(request, _sent(version, filename, location=version.get_absolute_url()))


@require_safe
def version_file(request: HttpRequest, sha256: str, filename: str) -> HttpResponseBase:
    versions = Version.objects.visible_to(request.user).filter(sha256=sha256, filename=filename)
    rows = versions.select_related("resource__dataset").order_by("-published", "-pk")
    if found := rows.whose_original_is_for(request.user).first():
        about(request, found.resource.dataset)
        return send_file(request, _sent(found, filename))
    if withheld := rows.first():
        about(request, withheld.resource.dataset)
        return _see_other(instead_of(withheld))
    raise _lost(sha256, filename)


def _see_other(path: str) -> HttpResponse:
    """What was made of a file whose original is withheld, at its own address. Who asks decides, so none is kept."""
    return HttpResponse(status=303, headers={"Location": path, "Cache-Control": "private, no-store"})


def _lost(sha256: str, filename: str) -> AmateError:
    """Bytes that were public and are not any more say why; all others were never there.

    What was erased says so under any name: its own is erased too.
    """
    found = Q(filename=filename) | Q(state=VersionState.PURGED)
    return closed.of_versions(Version.objects.filter(found, sha256=sha256))


def media_type(filename: str) -> str:
    """By the end of the name, never by what is inside: nothing here is meant to be run."""
    ending = f".{filename.rpartition('.')[2].lower()}"
    return TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")


def _current(dataset: Dataset, slug: str, filename: str) -> Version:
    resource = Resource.objects.select_related("current").filter(dataset=dataset, slug=slug).first()
    if resource is None or resource.current is None or resource.filename != filename:
        raise NotFound("")
    resource.current.resource = resource
    resource.dataset = dataset
    return resource.current


def _sent(version: Version, filename: str, *, location: str = "") -> Sent:
    public = version.state == VersionState.PUBLISHED and version.resource.dataset.state == State.PUBLISHED
    return Sent(
        path=version.path,
        name=filename,
        media_type=media_type(filename),
        etag=version.sha256,
        private=not public or bool(version.withheld),
        location=location,
    )
