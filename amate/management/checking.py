"""What `amate check` looks at: one small question a setting, each answered in Spanish or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from amate.base.database import pending_migrations
from amate.base.files import home, staging
from amate.people.models import Person
from amate.policy import profiles
from amate.publishing import health

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NETWORK_FILES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph"}
OLDEST = {"sqlite": (3, 35), "postgresql": (14,)}
LEAST_KEY = 32  # characters
SAMPLE_KEYS = ("django-insecure", "changeme", "cambia", "secret", "clave")


@dataclass(frozen=True)
class Remark:
    """Something to mend; `unsafe` when the portal must not be open to the public as it is."""

    message: str
    unsafe: bool = False


def remarks() -> list[Remark]:
    """Everything that is unsafe or missing, in the order of CHECKS."""
    return [remark for check in CHECKS for remark in check()]


def is_open() -> bool:
    """Whether the portal's address is one that others can reach."""
    return urlsplit(settings.AMATE_URL).hostname not in LOOPBACK


def secret_key() -> Iterator[Remark]:
    path = home() / "secret_key"
    given = os.environ.get("AMATE_SECRET_KEY", "").strip()
    if given and (len(given) < LEAST_KEY or given.lower().startswith(SAMPLE_KEYS)):
        yield Remark(
            "AMATE_SECRET_KEY es corta o de muestra: bórrala y el portal hará una segura.", unsafe=True
        )
    if not given and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Remark(f"Otras personas pueden leer {path}: chmod 600 {path}", unsafe=True)


def address() -> Iterator[Remark]:
    if not is_open():
        yield Remark(f"AMATE_URL es {settings.AMATE_URL}: el portal solo se anuncia en esta máquina.")
        return
    if settings.DEBUG:
        yield Remark("AMATE_DEBUG=1 muestra el interior del portal a cualquiera: quítala.", unsafe=True)
    if urlsplit(settings.AMATE_URL).scheme != "https":
        yield Remark("AMATE_URL no es https: las contraseñas viajarían a la vista.", unsafe=True)
    if not settings.AMATE_BEHIND_PROXY:
        yield Remark(
            "Sin AMATE_BEHIND_PROXY=1, detrás de un proxy todas las visitas parecen una: los límites fallan."
        )


def rule_profile() -> Iterator[Remark]:
    wanted, known = settings.PORTAL.rule_profile, profiles.names()
    if wanted not in known:
        yield Remark(
            f"rule_profile = «{wanted}» de portal.toml no se conoce: se usa «{profiles.OWN}». Hay: {', '.join(known)}."
        )


def hosts() -> Iterator[Remark]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Remark(
            "AMATE_HOSTS tiene «*»: se aceptaría cualquier nombre falso. Escribe los tuyos.", unsafe=True
        )


def home_folder() -> Iterator[Remark]:
    if not os.access(home(), os.W_OK):
        yield Remark(f"No se puede escribir en {home()}.", unsafe=True)
        return
    if stat.S_IMODE(home().stat().st_mode) & 0o002:
        yield Remark(f"Cualquier cuenta de la máquina puede escribir en {home()}: chmod o-w.", unsafe=True)
    blobs = home() / "blobs"
    if blobs.exists() and blobs.stat().st_dev != staging().stat().st_dev:
        yield Remark(
            f"{blobs} y {staging()} están en discos distintos: los archivos no se guardarían de un golpe.",
            unsafe=True,
        )


def database() -> Iterator[Remark]:
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield Remark("La base de datos no responde: revisa AMATE_DATABASE.", unsafe=True)
        return
    version, oldest = connection.get_database_version(), OLDEST[connection.vendor]
    if version < oldest:
        yield Remark(
            f"{connection.display_name} {_dotted(version)} es demasiado vieja: hace falta {_dotted(oldest)}.",
            unsafe=True,
        )
    if connection.vendor == "sqlite" and (kind := file_system_of(home())) in NETWORK_FILES:
        yield Remark(f"SQLite en un disco de red ({kind}) se daña: usa PostgreSQL.", unsafe=True)


def migrations() -> Iterator[Remark]:
    try:
        count = pending_migrations()
    except DatabaseError:
        return  # `database` said so
    if count:
        yield Remark(f"Faltan {count} migraciones de la base: ejecuta «amate migrate».", unsafe=True)


def parts() -> Iterator[Remark]:
    for part in ("index", "worker", "disk"):
        if trouble := health.PROBES[part]():
            yield Remark(trouble)


def stewards() -> Iterator[Remark]:
    try:
        found = Person.objects.filter(is_steward=True, is_active=True).exists()
    except DatabaseError:
        return
    if not found:
        yield Remark("Nadie es responsable del portal: «amate account create CORREO --name … --steward».")


def mail() -> Iterator[Remark]:
    if settings.EMAIL_BACKEND.endswith("FolderBackend"):
        yield Remark(f"Sin AMATE_MAIL no sale ningún correo: quedan en {home() / 'correo'} y en la mesa.")
    if settings.DEFAULT_FROM_EMAIL.endswith(".example"):
        yield Remark(
            f"El remitente {settings.DEFAULT_FROM_EMAIL} es inventado: di el tuyo en AMATE_MAIL_FROM."
        )


def static_files() -> Iterator[Remark]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Remark("Faltan los archivos del navegador: ejecuta «make setup».", unsafe=True)


def file_system_of(path: Path) -> str:
    """The type of the file system that holds a path, as Linux names it; "" elsewhere."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    holding = [(mount, kind) for mount, kind in found if path.resolve().is_relative_to(mount)]
    return max(holding, key=lambda pair: len(pair[0]), default=("", ""))[1]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


CHECKS: tuple[Callable[[], Iterator[Remark]], ...] = (
    secret_key,
    address,
    rule_profile,
    hosts,
    home_folder,
    database,
    migrations,
    parts,
    stewards,
    mail,
    static_files,
)
