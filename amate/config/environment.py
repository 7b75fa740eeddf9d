"""Settings from the environment: every variable that Amate reads is one entry of VARIABLES."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    help: str


VARIABLES = (
    Variable("AMATE_HOME", "home", "Carpeta de datos: base, archivos, índice, correo"),
    Variable("AMATE_PORTAL", "portals/jalisco", "Carpeta del portal: portal.toml, páginas, sinónimos"),
    Variable("AMATE_URL", "http://127.0.0.1:8000", "Dirección pública del portal, sin diagonal final"),
    Variable("AMATE_HOSTS", "", "Otros nombres por los que se atiende, separados por comas"),
    Variable("AMATE_SECRET_KEY", "", "Clave secreta; si falta se crea una en <AMATE_HOME>/secret_key"),
    Variable("AMATE_DATABASE", "", "postgresql://usuario:clave@servidor/base; si falta, SQLite"),
    Variable("AMATE_MAIL", "", "smtp://usuario:clave@servidor:587; si falta, <AMATE_HOME>/correo/"),
    Variable("AMATE_MAIL_FROM", "", "Remitente de los correos; si falta, el contacto del portal"),
    Variable("AMATE_BEHIND_PROXY", "0", "1 si un proxy propio pone X-Forwarded-For y X-Forwarded-Proto"),
    Variable("AMATE_DEBUG", "0", "1 solo para desarrollar"),
    Variable("AMATE_LOG", "INFO", "Nivel de la bitácora técnica"),
    Variable("AMATE_MAX_UPLOAD_MB", "2048", "Tamaño máximo de un archivo, en MB"),
    Variable(
        "AMATE_INTERNAL_SOURCES",
        "",
        "Redes o servidores internos de los que sí se puede traer un archivo, separados por comas: "
        "10.20.0.0/16, datos.interno, 10.1.2.3:8443",
    ),
    Variable(
        "AMATE_OIDC_ISSUER",
        "",
        "Servidor de identidad (OpenID Connect) con el que también se entra; vacío: apagado",
    ),
    Variable("AMATE_OIDC_CLIENT", "", "Cómo conoce ese servidor al portal (client_id)"),
    Variable("AMATE_OIDC_SECRET", "", "Su secreto (client_secret)"),
    Variable("AMATE_OIDC_LABEL", "tu cuenta institucional", "Cómo se le llama en la puerta: «Entrar con …»"),
    Variable(
        "AMATE_OIDC_SIGNUP",
        "",
        "Dominios de correo que reciben cuenta (sin papel) al entrar por primera vez, separados por comas",
    ),
    Variable("AMATE_LIMITS", "1", "0 quita los límites por dirección, por ejemplo para medir velocidad"),
    Variable("AMATE_EXAMPLE", "0", "1 marca todo el portal como de ejemplo y pide no indexarlo"),
)
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def text(name: str) -> str:
    return os.environ.get(name, _DEFAULTS[name]).strip()


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "si", "sí", "yes"}


def number(name: str) -> int:
    return int(text(name))


def listed(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def internal_sources() -> list[str]:
    """Networks, hosts and hosts with a port; a network that is none stops the start, for nobody would notice later."""
    found = listed("AMATE_INTERNAL_SOURCES")
    for entry in found:
        if "/" in entry:
            ip_network(entry, strict=False)
    return found


@dataclass(frozen=True)
class Oidc:
    """The one issuer with which people may sign in; `domains` are those of addresses that get an account."""

    issuer: str
    client: str
    secret: str
    label: str
    domains: tuple[str, ...] = ()


def oidc() -> Oidc | None:
    """None when it is off; half a configuration stops the start, for nobody would notice later."""
    issuer, client, secret = (text(f"AMATE_OIDC_{name}") for name in ("ISSUER", "CLIENT", "SECRET"))
    if not issuer:
        return None
    host = urlsplit(issuer)
    if not client or not secret:
        raise ValueError("AMATE_OIDC_ISSUER needs AMATE_OIDC_CLIENT and AMATE_OIDC_SECRET")
    if host.scheme != "https" and host.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError(f"AMATE_OIDC_ISSUER is {issuer!r}: it has to begin with https://")
    domains = tuple(domain.lower().lstrip("@") for domain in listed("AMATE_OIDC_SIGNUP"))
    return Oidc(issuer, client, secret, text("AMATE_OIDC_LABEL"), domains)


def folder(name: str, base: Path) -> Path:
    """A folder variable; a relative one is taken from `base`, wherever the command is run."""
    return (base / Path(text(name)).expanduser()).resolve()


def home(base: Path) -> Path:
    """Where the portal keeps everything; it is there, with its staging folder, from the first command on."""
    place = folder("AMATE_HOME", base)
    (place / "tmp").mkdir(parents=True, exist_ok=True)
    return place


def secret_key(home: Path) -> str:
    """The configured key, or one made once and kept readable by its owner alone."""
    if key := text("AMATE_SECRET_KEY"):
        return key
    path = home / "secret_key"
    if not path.exists():
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50))
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()


def database(home: Path) -> dict[str, Any]:
    """Django's DATABASES["default"]: PostgreSQL when AMATE_DATABASE names it, else SQLite in the home."""
    if url := text("AMATE_DATABASE"):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            # A server process has more threads than a database has connections to give.
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 20, "timeout": 20}},
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "db.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def mail() -> dict[str, Any]:
    """Django's EMAIL_* settings: SMTP when AMATE_MAIL names a server, else files in <home>/correo/."""
    if url := text("AMATE_MAIL"):
        parts = urlsplit(url)
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or 587,
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp" and (parts.port or 587) != 25,
            "EMAIL_TIMEOUT": 20,
        }
    return {"EMAIL_BACKEND": "amate.base.mail.FolderBackend"}
