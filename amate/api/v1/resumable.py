"""Files that come in pieces, by tus: begin, ask how far it came, go on, give up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from amate.api.v1 import addresses, lookup, schemas, tus
from amate.api.v1.paging import Paging, listing
from amate.api.v1.problems import not_found
from amate.api.v1.visitors import WRITERS, person
from amate.base.errors import Invalid
from amate.base.http import release_connections
from amate.people.models import Person
from amate.publishing.models import Upload, UploadQuerySet
from amate.publishing.uploads import Target, begin, drop, finish, receive

router = Router(tags=["files"])
router.add_decorator(tus.in_tus, mode="view")


def _header(name: str, description: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


TUS = _header("Tus-Resumable", "Version of the protocol", enum=[tus.VERSION], type="string")
CREATION = {
    "parameters": [
        TUS,
        _header("Upload-Length", "bytes of the whole file", type="integer", minimum=1),
        _header(
            "Upload-Metadata",
            "`filename`, and where it goes: `institution` (slug), `dataset` (id) or `resource` (id); "
            "each value in Base64, pairs between commas",
            type="string",
        ),
    ]
}
PIECE = {
    "parameters": [
        TUS,
        _header("Upload-Offset", "Byte at which this piece begins", type="integer", minimum=0),
        _header("Upload-Checksum", "`sha1` or `sha256` and the sum in Base64", required=False, type="string"),
    ],
    "requestBody": {"required": True, "content": {tus.PIECE: {"schema": {"type": "string"}}}},
}


@router.api_operation(["OPTIONS"], "/uploads", auth=None, response={204: None}, include_in_schema=False)
def tell_abilities(request: HttpRequest, response: HttpResponse) -> Status[None]:
    _say(response, tus.abilities() | {"Allow": "OPTIONS, POST"})
    return Status(204, None)


@router.post("/uploads", auth=WRITERS, response={201: schemas.Upload}, openapi_extra=CREATION)
def begin_upload(request: HttpRequest, response: HttpResponse) -> Status[schemas.Upload]:
    """Announce a file that will come in pieces; they go to its Location, by PATCH."""
    tus.require_version(request)
    said, size = tus.metadata(request), tus.number(request, "Upload-Length")
    if not said.get("filename"):
        raise Invalid(_("Di cómo se llama el archivo: falta «filename» en Upload-Metadata."))
    upload = begin(
        by=person(request),
        target=_target(person(request), said),
        filename=said["filename"],
        size=size,
        modified=_milliseconds(said.get("modified", "")),
    )
    response["Location"] = f"{request.path}/{upload.public_id}"  # of this host, whatever name it is called by
    _say(response, tus.state(upload))
    return Status(201, _upload(upload))


@router.get("/uploads", auth=WRITERS, response=schemas.Listing[schemas.Upload])
def list_uploads(request: HttpRequest, paging: Query[Paging]) -> schemas.Listing[schemas.Upload]:
    """Those that you began and did not finish, newest first."""
    return listing(request, _begun(request).unfinished(), _upload, paging)


@router.get("/uploads/{uuid:public_id}", auth=WRITERS, response=schemas.Upload)
def read_upload(request: HttpRequest, response: HttpResponse, public_id: UUID) -> schemas.Upload:
    """How far it has come; HEAD says it in Upload-Offset. What was cut off between its last byte and becoming a version
    becomes it now."""
    upload = _own(request, public_id)
    if upload.is_whole:
        finish(by=person(request), upload=upload)
    _say(response, tus.state(upload))
    return _upload(upload)


@router.patch("/uploads/{uuid:public_id}", auth=WRITERS, response={204: None}, openapi_extra=PIECE)
def send_piece(request: HttpRequest, response: HttpResponse, public_id: UUID) -> Status[None]:
    """The bytes from Upload-Offset on. What came of a piece that was cut is kept; with the last one the file becomes a
    version, as if it had come at once."""
    upload = _own(request, public_id)
    tus.require_version(request)
    length, at = tus.piece_length(request), tus.number(request, "Upload-Offset")
    release_connections()
    with tus.verified(request) as piece:
        receive(by=person(request), upload=upload, piece=piece, at=at, length=length)
    _say(response, tus.state(upload))
    return Status(204, None)


@router.delete(
    "/uploads/{uuid:public_id}", auth=WRITERS, response={204: None}, openapi_extra={"parameters": [TUS]}
)
def drop_upload(request: HttpRequest, response: HttpResponse, public_id: UUID) -> Status[None]:
    """Give up: what came is thrown away at once."""
    upload = _own(request, public_id)
    tus.require_version(request)
    drop(by=person(request), upload=upload)
    return Status(204, None)


@router.post("/uploads/{uuid:public_id}", auth=WRITERS, response={204: None}, include_in_schema=False)
def override(request: HttpRequest, response: HttpResponse, public_id: UUID) -> Any:
    """For clients whose network lets only GET and POST through."""
    methods = {"PATCH": send_piece, "DELETE": drop_upload}
    meant = methods.get(request.headers.get("X-HTTP-Method-Override", ""))
    if meant is None:
        return HttpResponseNotAllowed(["GET", "PATCH", "DELETE"])
    return meant(request, response, public_id)


def _begun(request: HttpRequest) -> UploadQuerySet:
    return Upload.objects.begun_by(person(request)).select_related(
        "institution", "dataset__institution", "resource__dataset__institution", "version"
    )


def _own(request: HttpRequest, public_id: UUID) -> Upload:
    """An upload of whoever asks: nobody else's exists for them."""
    found = _begun(request).filter(public_id=public_id).first()
    if found is None:
        raise not_found()
    return found


def _target(who: Person, said: dict[str, str]) -> Target:
    named = [name for name in ("institution", "dataset", "resource") if said.get(name)]
    if len(named) != 1:
        raise Invalid(
            _("Di a dónde va el archivo: «institution», «dataset» o «resource» en Upload-Metadata, una sola.")
        )
    value = said[named[0]]
    if named == ["institution"]:
        return lookup.institution(value)
    try:
        public_id = UUID(value)
    except ValueError:
        raise not_found() from None
    return lookup.dataset(who, str(public_id)) if named == ["dataset"] else lookup.resource(who, public_id)


def _milliseconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _say(response: HttpResponse, headers: dict[str, str]) -> None:
    for name, value in headers.items():
        response[name] = value


def _upload(row: Upload) -> schemas.Upload:
    return schemas.Upload(
        id=row.public_id,
        filename=row.filename,
        size=row.size,
        offset=row.on_disk,
        expires=row.expires,
        url=addresses.of_upload(row),
        institution=row.institution.slug,
        dataset=row.dataset.public_id if row.dataset else None,
        resource=row.resource.public_id if row.resource else None,
        modified=row.modified,
        version_url=addresses.of_version(row.version) if row.version else None,
    )
