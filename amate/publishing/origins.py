"""Where a file can be brought from: the web, a Google sheet, SFTP, an S3 folder. One row a kind of address."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NoRoom, Unavailable
from amate.base.fetching import client, s3, sftp
from amate.base.fetching.client import WEB, Known
from amate.base.fetching.lines import Budget
from amate.base.fetching.places import place_at, refuse_inward_number
from amate.base.files import Blob, home
from amate.base.sealing import seal, unseal
from amate.publishing.health import LEAST_FREE

PURPOSE = "sources"
# A page in the place of a file says "sign in" or "not found"; only what may be a page is let be one.
MAY_BE_PAGES = ("html", "htm", "xls")
PAGE = re.compile(rb"\A(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)", re.IGNORECASE | re.DOTALL)
SHEET = re.compile(r"\Ahttps://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/(e/)?([\w-]+)(?:[/?#]|\Z)")
OF_SHEETS = ("csv", "xlsx", "ods", "tsv")


@dataclass(frozen=True)
class Secret:
    """Who the portal is at an address: user and password, or the two keys of S3; and the key of an SFTP server."""

    user: str = ""
    password: str = ""
    host_key: str = ""

    def sealed(self) -> str:
        return seal(json.dumps(asdict(self)), PURPOSE) if self != NOBODY else ""

    @classmethod
    def opened(cls, sealed: str) -> Secret:
        """`Unavailable` when the portal has another secret key than when it was sealed."""
        if not sealed:
            return NOBODY
        text = unseal(sealed, PURPOSE)
        if text is None:
            raise Unavailable(_("El portal ya no puede leer la contraseña guardada: escríbela otra vez."))
        return cls(**json.loads(text))


NOBODY = Secret()


@dataclass(frozen=True)
class Wanted:
    """What is asked for. ending: of the file that it will replace, lower case; known: of the bytes that came last."""

    address: str
    ending: str
    secret: Secret
    known: Known


@dataclass(frozen=True)
class Brought:
    """What came, in a file, and what is to be known of it the next time."""

    blob: Blob
    known: Known
    host_key: str = ""


def check(address: str, ending: str) -> None:
    """`Invalid` for an address from which nothing can be brought."""
    scheme = _scheme(address)
    if scheme == "s3":
        refuse_inward_number(place_at(f"{s3.Folder.at(address).endpoint}/", WEB))
    else:
        refuse_inward_number(place_at(address, (*WEB, "sftp")))
    if scheme in WEB and SHEET.match(address.strip()) and ending not in OF_SHEETS:
        sentence = _("Una hoja de Google llega como %s, y este archivo es «.%s».")
        said = sentence % (", ".join(OF_SHEETS), ending)
        raise Invalid(said, fields={"address": said})


def owner(address: str) -> tuple[str, ...]:
    """Whom the password at an address is for: the same server, the same bucket."""
    if _scheme(address) == "s3":
        folder = s3.Folder.at(address)
        return ("s3", folder.endpoint, folder.bucket)
    place = place_at(address, (*WEB, "sftp"))
    return (place.scheme, place.host, str(place.port))


def bring(wanted: Wanted, into: Path) -> Brought | None:
    """What stands there now, in a file; None when it is what is known. Raises what the fetching raises."""
    return KINDS[_scheme(wanted.address)](wanted, into)


def _scheme(address: str) -> str:
    scheme = urlsplit(address.strip()).scheme.lower() if "://" in address else ""
    if scheme not in KINDS:
        sentence = _("La dirección debe empezar con https://, http://, sftp:// o s3://.")
        raise Invalid(sentence, fields={"address": sentence}, code="bad-address")
    return scheme


def _budget() -> Budget:
    """As large as an upload may be, and no more than leaves the disk its reserve."""
    room = shutil.disk_usage(home()).free - LEAST_FREE
    if room <= 0:
        raise NoRoom(
            _("En el disco del portal no cabe nada más: no se trajo. Avisa a los responsables del portal.")
        )
    return Budget(size=min(settings.AMATE_MAX_UPLOAD, room))


def _from_web(wanted: Wanted, into: Path) -> Brought | None:
    secret = wanted.secret
    sign = client.with_password(secret.user, secret.password) if secret.user else None
    address = sheet_address(wanted.address, wanted.ending) or wanted.address
    came = client.fetch(address, into, _budget(), known=wanted.known, sign=sign)
    if came is None:
        return None
    refuse_page(into, wanted, came.place.host)
    return Brought(came.blob, Known(came.etag, came.last_modified))


def _from_sftp(wanted: Wanted, into: Path) -> Brought:
    secret = wanted.secret
    login = sftp.Login(secret.user, secret.password, secret.host_key)
    came = sftp.fetch(wanted.address, into, _budget(), login)
    return Brought(came.blob, Known(), came.host_key)


def _from_s3(wanted: Wanted, into: Path) -> Brought | None:
    secret = wanted.secret
    keys = s3.Keys(secret.user, secret.password) if secret.user else None
    came = s3.fetch_newest(wanted.address, into, _budget(), keys, ending=wanted.ending, known=wanted.known)
    return Brought(came.blob, Known(came.etag, came.last_modified)) if came else None


KINDS: dict[str, Callable[[Wanted, Path], Brought | None]] = {
    "https": _from_web,
    "http": _from_web,
    "sftp": _from_sftp,
    "s3": _from_s3,
}


def sheet_address(address: str, ending: str) -> str | None:
    """The address of the file that Google makes of a sheet, from the one that people copy; None when it is no sheet.

    Published to the web (`/d/e/…/pubhtml`) or shared with whoever has the link (`/d/…/edit#gid=…`).
    """
    found = SHEET.match(address.strip())
    if not found:
        return None
    published, key = found.groups()
    parts = urlsplit(address.strip())
    options = dict(parse_qsl(parts.query)) | dict(parse_qsl(parts.fragment))
    leaf = f"&gid={options['gid']}" if options.get("gid", "").isdigit() else ""
    if published:
        one = "&single=true" if leaf else ""
        return f"https://docs.google.com/spreadsheets/d/e/{key}/pub?output={ending}{leaf}{one}"
    return f"https://docs.google.com/spreadsheets/d/{key}/export?format={ending}{leaf}"


def refuse_page(path: Path, wanted: Wanted, host: str) -> None:
    """A page is no file, whatever its server says it is."""
    with path.open("rb") as file:
        beginning = file.read(4096)
    if wanted.ending in MAY_BE_PAGES or not PAGE.match(beginning):
        return
    if SHEET.match(wanted.address.strip()) or host.endswith("google.com"):
        raise Unavailable(
            _(
                "Google no entrega la hoja: publícala en la web (Archivo › Compartir › Publicar en la web) "
                "o compártela con cualquiera que tenga el enlace."
            ),
            code="page",
        )
    raise Unavailable(
        _("Lo que llegó es una página web y no el archivo: revisa que la dirección lo descargue."),
        code="page",
    )
