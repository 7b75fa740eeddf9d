"""What an SFTP address holds, brought to a file by the same guard; the key of its server is remembered."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from amate.base.errors import Invalid, Unavailable
from amate.base.fetching.client import cut_short, too_large
from amate.base.fetching.lines import Budget, Patience, connect, too_slow
from amate.base.fetching.places import Place, place_at
from amate.base.files import Blob

CHUNK = 1 << 18


@dataclass(frozen=True)
class Login:
    """Who the portal is there. host_key: of the server, as in known_hosts; "" until it is met for the first time."""

    user: str
    password: str
    host_key: str = ""


@dataclass(frozen=True)
class Carried:
    """What came, now in a file, and the key of the server that gave it."""

    blob: Blob
    place: Place
    host_key: str


def fetch(address: str, into: Path, budget: Budget, login: Login) -> Carried:
    """Bring a file from an SFTP server. Raises as `client.fetch` does; also when the key of the server is another."""
    place = place_at(address, ("sftp",))
    if not login.user:
        raise Invalid(
            _("Un servidor SFTP pide usuario y contraseña."), fields={"user": _("Escribe el usuario.")}
        )
    patience = Patience(budget)
    line = connect(place, patience)
    try:
        return asyncio.run(_carry(place, line, into, patience, login))
    except TimeoutError as error:
        raise too_slow() from error
    except ConnectionError as error:
        raise Unavailable(_("«%s» cortó la conexión.") % place.host, code="cut") from error
    finally:
        line.close()


async def _carry(place: Place, line: Any, into: Path, patience: Patience, login: Login) -> Carried:
    import asyncssh

    logging.getLogger("asyncssh").setLevel(logging.WARNING)
    budget = patience.budget
    known = asyncssh.import_known_hosts(f"* {login.host_key}\n") if login.host_key else None
    try:
        async with asyncio.timeout(patience.wait(budget.total)):
            connection = await asyncio.wait_for(
                asyncssh.connect(
                    place.host,
                    place.port,
                    sock=line,
                    username=login.user,
                    password=login.password,
                    known_hosts=known,
                    # Nothing of the account that the portal runs under: no keys, no agent, no settings.
                    client_keys=None,
                    agent_path=None,
                    config=None,
                    gss_host=None,
                    login_timeout=budget.idle,
                ),
                budget.idle,
            )
            async with connection, connection.start_sftp_client() as client:
                key = connection.get_server_host_key()
                blob = await _save(client, unquote(place.target), into, patience)
    except asyncssh.HostKeyNotVerifiable as error:
        raise Unavailable(
            _(
                "«%s» ya no tiene la clave de antes: puede ser otro servidor que se hace pasar por él. "
                "Si lo cambiaron, guarda otra vez la dirección y la contraseña."
            )
            % place.host,
            code="host-key",
        ) from error
    except asyncssh.PermissionDenied as error:
        raise Unavailable(_("El servidor no aceptó ese usuario y contraseña."), code="status-401") from error
    except asyncssh.SFTPNoSuchFile as error:
        raise Unavailable(_("En esa dirección ya no hay nada."), code="status-404") from error
    except (asyncssh.Error, ValueError) as error:
        raise Unavailable(_("«%s» no entregó el archivo.") % place.host, code="sftp") from error
    said = key.export_public_key("openssh").decode().split() if key else []
    return Carried(blob, place, " ".join(said[:2]))


async def _save(client: Any, path: str, into: Path, patience: Patience) -> Blob:
    budget = patience.budget
    told = (await asyncio.wait_for(client.stat(path), budget.idle)).size
    if (told or 0) > budget.size:
        raise too_large(budget)
    sha, size = hashlib.sha256(), 0
    patience.begin_body()
    async with client.open(path, "rb") as remote:
        with into.open("wb") as file:
            while piece := await asyncio.wait_for(remote.read(CHUNK), patience.wait(budget.idle)):
                size += len(piece)
                if size > budget.size:
                    raise too_large(budget)
                patience.arrived(len(piece))
                sha.update(piece)
                file.write(piece)
    if told is not None and size < told:
        raise cut_short()
    return Blob(sha.hexdigest(), size)
