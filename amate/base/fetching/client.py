"""What an http or https address holds, brought to a file: guarded at every hop, counted after it is unpacked."""

from __future__ import annotations

import base64
import errno
import hashlib
import http.client
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from amate.base.errors import TooLarge, Unavailable
from amate.base.fetching.lines import Budget, Line, Patience, connect, too_slow
from amate.base.fetching.places import Place, place_at
from amate.base.files import Blob
from amate.base.text import bytes_human

WEB = ("https", "http")
HOPS = 5
MOVED = (301, 302, 303, 307, 308)
CHUNK = 1 << 16
GZIP = ("gzip", "x-gzip")
AGENT = "Amate (portal de datos abiertos)"
# What a server says, as a sentence; the rest by their hundreds.
SAID: Mapping[int, str] = {
    401: "El servidor pide usuario y contraseña, o los que tiene el portal no sirven.",
    403: "El servidor no permite descargarlo.",
    404: "En esa dirección ya no hay nada.",
    410: "En esa dirección ya no hay nada.",
}
Sign = Callable[[Place], Mapping[str, str]]


@dataclass(frozen=True)
class Known:
    """What is known of the bytes that came last, as the server told it."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """What came, now in a file. place: where it came from in the end; content_type: lower case, without parameters."""

    blob: Blob
    place: Place
    etag: str
    last_modified: str
    content_type: str


NOTHING = Known()


def fetch(
    address: str, into: Path, budget: Budget, *, known: Known = NOTHING, sign: Sign | None = None
) -> Fetched | None:
    """Bring what stands at an address into a file; None when it is what is known.

    `sign` makes headers that prove who asks: they go to the server of the address and to no other. Raises `Invalid` for
    an address that leads inside, `TooLarge`, and `Unavailable` with what the server did.
    """
    patience = Patience(budget)
    here = first = place_at(address, WEB)
    for _hop in range(HOPS + 1):
        proof = sign(here) if sign and here.origin == first.origin else {}
        with _Answer(here, patience, {**_conditions(known), **proof}) as answer:
            if answer.status in MOVED and answer.location:
                here = _next(here, answer.location)
            elif answer.status == 304 and known != NOTHING:
                return None
            elif answer.status != 200:
                raise _refused(answer.status)
            else:
                return answer.save(into)
    raise Unavailable(_("La dirección lleva a otra y a otra, sin llegar a nada."), code="too-many-hops")


def with_password(user: str, password: str) -> Sign:
    """Headers of a user and password, in the way that every server knows."""
    said = base64.b64encode(f"{user}:{password}".encode()).decode()
    return lambda _place: {"Authorization": f"Basic {said}"}


def _conditions(known: Known) -> dict[str, str]:
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in said.items() if value}


def _next(here: Place, location: str) -> Place:
    """Where a redirection leads; looked at as if somebody had written it."""
    try:
        there = place_at(urljoin(here.address, location), WEB)
    except ValueError:
        raise Unavailable(_("La dirección lleva a otra que no se entiende."), code="bad-hop") from None
    if here.scheme == "https" and there.scheme == "http":
        raise Unavailable(
            _("La dirección lleva de https a http, donde cualquiera puede cambiar lo que llega."),
            code="downgrade",
        )
    return there


def _refused(status: int) -> Unavailable:
    known = _(SAID[status]) if status in SAID else _("El servidor respondió con el error %d.") % status
    return Unavailable(known, code=f"status-{status}")


class _Answer:
    """One request and what came of it: its head at once, its body when it is saved."""

    def __init__(self, place: Place, patience: Patience, headers: Mapping[str, str]) -> None:
        self._place, self._patience = place, patience
        self._connection = http.client.HTTPConnection(place.host, place.port)
        self._connection.default_port = 443 if place.scheme == "https" else 80
        with _troubles_said(place):
            self._line = self._call()
        try:
            with _troubles_said(place):
                self._connection.sock = self._line
                patience.begin_head()
                asked = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close", **headers}
                self._connection.request("GET", place.target, headers=asked)
                self._response = self._connection.getresponse()
        except BaseException:
            self._line.hang_up()
            raise
        self.status = self._response.status
        self.location = self._response.getheader("Location") or ""

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._response.close()
        self._line.hang_up()

    def _call(self) -> Line:
        line = connect(self._place, self._patience)
        if self._place.scheme == "https":
            line.settimeout(self._patience.wait(self._patience.budget.connect))
            context = ssl.create_default_context()
            try:
                # An end without a farewell is a file cut short.
                line = context.wrap_socket(line, server_hostname=self._place.host, suppress_ragged_eofs=False)
            except BaseException:
                line.close()
                raise
        return Line(line, self._patience)

    def save(self, into: Path) -> Fetched:
        """Write the body down, unpacked."""
        budget, response = self._patience.budget, self._response
        self._patience.begin_body()
        if (response.length or 0) > budget.size:
            raise too_large(budget)
        sha, size = hashlib.sha256(), 0
        with _troubles_said(self._place), into.open("wb") as file:
            for piece in self._unpacked():
                size += len(piece)
                if size > budget.size:
                    raise too_large(budget)
                self._patience.wait(budget.idle)
                sha.update(piece)
                file.write(piece)
        return Fetched(
            Blob(sha.hexdigest(), size),
            self._place,
            self._said("ETag", 300),
            self._said("Last-Modified", 100),
            self._said("Content-Type", 200).partition(";")[0].strip().lower(),
        )

    def _said(self, header: str, longest: int) -> str:
        """A header on one line, so that it can be sent back; "" when it is too long to be kept whole."""
        said = " ".join((self._response.getheader(header) or "").split())
        return said if len(said) <= longest else ""

    def _unpacked(self) -> Iterator[bytes]:
        packing = (self._response.getheader("Content-Encoding") or "identity").strip().lower()
        if packing in GZIP:
            return unzipped(self._pieces())
        if packing == "identity":
            return self._pieces()
        raise Unavailable(_("El servidor lo envía comprimido de un modo que el portal no pidió."))

    def _pieces(self) -> Iterator[bytes]:
        """The body as it was sent; bytes that a packing hides are counted here, those that it unfolds by `save`."""
        sent = 0
        while piece := self._response.read(CHUNK):
            sent += len(piece)
            if sent > self._patience.budget.size:
                raise too_large(self._patience.budget)
            yield piece
        if self._response.length:
            raise cut_short()


def unzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What was packed with gzip, in one part or several, never more than a chunk at a time."""
    unpack, begun = zlib.decompressobj(31), False
    for piece in pieces:
        rest = piece
        while True:
            begun = begun or bool(rest)
            out = unpack.decompress(rest, CHUNK)
            if out:
                yield out
            if unpack.eof:
                rest, unpack, begun = unpack.unused_data, zlib.decompressobj(31), False
            else:
                rest = unpack.unconsumed_tail
            if not rest and len(out) < CHUNK:
                break
    if begun:
        raise cut_short()


class _troubles_said:  # noqa: N801 – reads as a word
    """What goes wrong on a line, as a sentence."""

    def __init__(self, place: Place) -> None:
        self._host = place.host

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ssl.SSLCertVerificationError):
            raise Unavailable(
                _("El certificado de «%s» no es válido: no se puede saber si es quien dice ser.")
                % self._host,
                code="bad-certificate",
            ) from error
        if isinstance(error, TimeoutError):
            raise too_slow() from error
        if isinstance(error, http.client.IncompleteRead | ssl.SSLEOFError):
            raise cut_short() from error
        if isinstance(error, http.client.HTTPException | zlib.error | ValueError):
            raise Unavailable(_("Lo que respondió «%s» no se entiende.") % self._host) from error
        if isinstance(error, OSError) and error.filename is None and not _is_of_disk(error):
            raise Unavailable(_("«%s» cortó la conexión.") % self._host, code="cut") from error


def _is_of_disk(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def too_large(budget: Budget) -> TooLarge:
    limit = bytes_human(budget.size)
    return TooLarge(_("El archivo pasa de %s, que es lo más que recibe este portal.") % limit)


def cut_short() -> Unavailable:
    return Unavailable(_("El archivo llegó incompleto: se cortó antes de su final."), code="cut-short")
