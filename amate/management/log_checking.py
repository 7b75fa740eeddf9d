"""The public log of a portal, checked from outside: nothing but its lines and the key is believed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from amate.base.errors import BadFile, Invalid, NotReady
from amate.publishing import log

SECONDS = 30
MOST = 64 * 1024 * 1024  # bytes of one answer


@dataclass(frozen=True)
class Checked:
    """What a log says of itself, and what is wrong in it."""

    lines: int
    last: str
    key: str
    faults: list[str]


def check(address: str, *, key: str = "", seen: str = "") -> Checked:
    """Read a whole log and check it.

    key: the public key that must have signed it, else the one it gives; seen: the SHA-256 of a line that was there
    once. `Invalid` for an address that is none, `NotReady` when nobody answers, `BadFile` when the answer is no log.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise Invalid(f"«{address}» no es la dirección de un portal: empieza con http:// o https://.")
    lines, given = [], ""
    for page in _pages(address.rstrip("/") + "/registro.json"):
        given = given or str(page["key"])
        lines += page["results"]
    try:
        faults = list(log.faults(lines, key or given))
        found = [str(line["sha256"]) for line in lines]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile("Lo que contesta esa dirección no es el registro de un portal.") from error
    if key and key != given:
        faults.append("El portal da otra llave pública que la que se esperaba.")
    if seen and seen not in found:
        faults.append("La línea que se vio antes ya no está: el registro se reescribió.")
    return Checked(len(lines), found[-1] if found else "", given, faults)


def _pages(address: str) -> Iterator[dict[str, Any]]:
    following: str | None = address
    while following:
        page = _page(following)
        yield page
        after = page["next"]
        # Whatever name the portal gives itself, the same place goes on answering.
        following = urljoin(address, f"?{urlsplit(after).query}") if after else None


def _page(address: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as response:  # noqa: S310  the scheme was checked
            page = json.loads(response.read(MOST))
    except (urllib.error.URLError, OSError) as error:
        raise NotReady(f"No contesta {address}. Revisa la dirección y vuelve a intentarlo.") from error
    except ValueError as error:
        raise BadFile("Lo que contesta esa dirección no es el registro de un portal.") from error
    if not isinstance(page, dict) or not {"key", "results", "next"} <= set(page):
        raise BadFile("Lo que contesta esa dirección no es el registro de un portal.")
    return page
