"""The newest file of a folder in an S3 store: its listing and its bytes are plain requests, signed (version 4).

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import fromstring as read_xml

from django.utils.translation import gettext as _

from amate.base.errors import Invalid, Unavailable
from amate.base.fetching.client import NOTHING, WEB, Fetched, Known, Sign, fetch
from amate.base.fetching.lines import Budget
from amate.base.fetching.places import Place, place_at

EMPTY = hashlib.sha256(b"").hexdigest()  # of a body that is none
LISTING = 10_000_000  # bytes of one page, which names a thousand files
PAGES = 100
REGION = "us-east-1"


@dataclass(frozen=True)
class Folder:
    """`s3://bucket/prefix?region=…&endpoint=https://…`; without an endpoint, Amazon's of that region."""

    bucket: str
    prefix: str
    region: str
    endpoint: str

    @classmethod
    def at(cls, address: str) -> Folder:
        parts = urlsplit(address.strip())
        options = dict(parse_qsl(parts.query))
        region = options.get("region", REGION)
        endpoint = options.get("endpoint", f"https://s3.{region}.amazonaws.com").rstrip("/")
        wrong = parts.scheme != "s3" or not parts.netloc or set(options) - {"region", "endpoint"}
        if wrong or "@" in parts.netloc or not region.replace("-", "").isalnum():
            sentence = _("Escribe s3://cubeta/carpeta/ y, si hace falta, ?region=… o ?endpoint=https://….")
            raise Invalid(sentence, fields={"address": sentence}, code="bad-address")
        place_at(f"{endpoint}/", WEB)
        return cls(parts.netloc, parts.path.lstrip("/"), region, endpoint)

    def of(self, key: str) -> str:
        return f"{self.endpoint}/{quote(self.bucket, safe='')}/{quote(key, safe='/-._~')}"


@dataclass(frozen=True)
class Keys:
    """Who asks: an access key and its secret."""

    access: str
    secret: str


@dataclass(frozen=True)
class _Held:
    """One file of the folder. changed: as the store says it, which sorts as time."""

    changed: str
    key: str


def fetch_newest(
    address: str, into: Path, budget: Budget, keys: Keys | None, *, ending: str, known: Known = NOTHING
) -> Fetched | None:
    """Bring the file of the folder that changed last, of those whose name ends so; None when it is what is known."""
    folder = Folder.at(address)
    sign = signing(keys, folder.region) if keys else None
    found = [
        one for one in _held(folder, into, budget, sign) if one.key.lower().endswith(f".{ending.lower()}")
    ]
    if not found:
        raise Unavailable(_("En esa carpeta no hay ningún archivo «.%s».") % ending, code="empty-folder")
    newest = max(found, key=lambda one: (one.changed, one.key))
    return fetch(folder.of(newest.key), into, budget, known=known, sign=sign)


def _held(folder: Folder, into: Path, budget: Budget, sign: Sign | None) -> Iterator[_Held]:
    token = ""
    page = Budget(min(LISTING, budget.size), budget.connect, budget.idle, budget.total, 0)
    for _number in range(PAGES):
        asked = {"list-type": "2", "prefix": folder.prefix} | ({"continuation-token": token} if token else {})
        said = "&".join(f"{name}={quote(value, safe='-._~')}" for name, value in sorted(asked.items()))
        fetch(f"{folder.endpoint}/{quote(folder.bucket, safe='')}?{said}", into, page, sign=sign)
        listing = _listing(into)
        for row in listing.iterfind("{*}Contents"):
            yield _Held(row.findtext("{*}LastModified", ""), row.findtext("{*}Key", ""))
        token = listing.findtext("{*}NextContinuationToken", "")
        if not token:
            return
    raise Unavailable(_("La carpeta tiene más de %d archivos: señala una más pequeña.") % (PAGES * 1000))


def _listing(path: Path) -> Element:
    text = path.read_bytes()
    try:
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise ParseError
        return read_xml(text)  # noqa: S314 – without a document type there is nothing to expand
    except ParseError:
        raise Unavailable(_("Lo que respondió el servidor no es la lista de una carpeta de S3.")) from None


def signing(keys: Keys, region: str, now: datetime | None = None, also: dict[str, str] | None = None) -> Sign:
    """Headers that prove that the owner of the keys asks for exactly this. `also`: more headers to sign."""

    def sign(place: Place) -> dict[str, str]:
        moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
        path, _mark, question = place.target.partition("?")
        host = place.address.removeprefix(f"{place.scheme}://").partition("/")[0]
        sent = {"x-amz-content-sha256": EMPTY, "x-amz-date": moment} | (also or {})
        signed = dict(sorted({"host": host, **sent}.items()))
        names = ";".join(signed)
        asked = "&".join(sorted(part if "=" in part else f"{part}=" for part in question.split("&") if part))
        heads = "".join(f"{name}:{value}\n" for name, value in signed.items())
        canonical = "\n".join(("GET", path, asked, heads, names, EMPTY))
        scope = f"{moment[:8]}/{region}/s3/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        proof = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"
        key = f"AWS4{keys.secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, proof.encode(), "sha256").hex()
        credential = f"Credential={keys.access}/{scope}"
        said = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
        return {**sent, "Authorization": said}

    return sign
