"""What an address says, and whether the machine behind it is one that a stranger may have the portal call."""

from __future__ import annotations

import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from amate.base.errors import Invalid

PORTS = {"http": 80, "https": 443, "sftp": 22}
LONGEST = 1000  # characters
NO_LETTERS = {chr(code) for code in (*range(33), 127)} | {"\\"}
# fmt: off
INWARD = tuple(IPv4Network(one) for one in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # Azure's own service, inside every machine there
))
# Of version 6 only what is routed to anyone; in it, what leads on to an address of version 4 or nowhere.
OUTWARD_6 = IPv6Network("2000::/3")
INWARD_6 = tuple(IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# fmt: on


@dataclass(frozen=True)
class Place:
    """Where a request goes. host: ASCII, as a resolver takes it; target: path and question, quoted."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Whom a secret was meant for."""
        return self.scheme, self.host, self.port

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


def place_at(address: str, schemes: Collection[str]) -> Place:
    """What an address says; `Invalid` when it is none of these schemes, or could be read in two ways."""
    address = address.strip()
    if len(address) > LONGEST or not NO_LETTERS.isdisjoint(address):
        raise _wrong(_("La dirección tiene espacios, diagonales invertidas o más de %d letras.") % LONGEST)
    try:
        parts = urlsplit(address)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise _wrong(_("No se entiende la dirección. Cópiala completa, como la abre tu navegador.")) from None
    if parts.scheme not in schemes:
        raise _wrong(_("La dirección debe empezar con %s.") % _either(schemes))
    if "@" in parts.netloc:
        raise _wrong(_("Quita el usuario y la contraseña de la dirección: van en sus propias casillas."))
    if not host or port == 0:
        raise _wrong(_("A la dirección le falta el nombre del servidor."))
    target = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*[]")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:=&?~+!$,;'@()*[]")
    return Place(parts.scheme, host, port or PORTS.get(parts.scheme, 443), target)


def refuse_inward(place: Place, ip: str) -> None:
    """`Invalid` for an address inside, unless whoever runs the portal let this one in."""
    if not is_outward(ip) and not any(_names(entry, place, ip) for entry in settings.AMATE_INTERNAL_SOURCES):
        sentence = (
            _(
                "«%s» está en una red interna, y el portal no entra en ella. "
                "Si debe poder, quien administra el servidor la agrega en AMATE_INTERNAL_SOURCES."
            )
            % place.host
        )
        raise Invalid(sentence, fields={"address": sentence}, code="inward")


def refuse_inward_number(place: Place) -> None:
    """The same for a host that is a number, however it is spelled: told when it is written, without asking anyone."""
    try:
        ip = place.host if ":" in place.host else socket.inet_ntoa(socket.inet_aton(place.host))
    except OSError:
        return  # a name: it is looked at when it is called
    refuse_inward(place, ip)


def is_outward(ip: str) -> bool:
    """Whether an IP address is one of the open network: not this machine, its neighbours or a way round to them."""
    try:
        found = ip_address(ip)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in INWARD)
    return found in OUTWARD_6 and not any(found in network for network in INWARD_6)


def _names(entry: str, place: Place, ip: str) -> bool:
    """Whether an entry of the list lets this in: a network, a host, or a host and its port."""
    if "/" in entry:
        try:
            return ip_address(ip) in ip_network(entry, strict=False)
        except ValueError:
            return False
    host = f"[{place.host}]" if ":" in place.host else place.host
    return entry.lower() in (host.lower(), f"{host}:{place.port}".lower())


def _ascii(host: str) -> str:
    """The name as DNS knows it; figures of other scripts become figures here, before anybody looks at them."""
    return host if ":" in host or not host else host.encode("idna").decode("ascii")


def _either(schemes: Collection[str]) -> str:
    *first, last = (f"{scheme}://" for scheme in schemes)
    return f"{', '.join(first)} o {last}" if first else last


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"address": sentence}, code="bad-address")
