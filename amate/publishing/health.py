"""Is the portal well? One probe a part; each answers "" or what is wrong, as a Spanish sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from django.db import DatabaseError, connection

from amate.base.errors import Unavailable
from amate.base.files import home
from amate.base.jobs.due import nobody_works
from amate.base.text import bytes_human
from amate.catalog import indexing

LEAST_FREE = 500_000_000  # bytes


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM amate_dataset LIMIT 1")
    except DatabaseError:
        return "La base de datos no responde, o le falta «amate migrate»."
    return ""


def index() -> str:
    try:
        indexing.reader().searcher()
    except Unavailable as error:
        return error.message
    return ""


def worker() -> str:
    try:
        silent = nobody_works()
    except DatabaseError:
        return "No se sabe: la base de datos no responde."
    return "Nadie hace las tareas: inicia «amate work», o revisa por qué se detuvo." if silent else ""


def disk() -> str:
    if not os.access(home(), os.W_OK):
        return f"No se puede escribir en {home()}."
    free = shutil.disk_usage(home()).free
    return f"Quedan {bytes_human(free)} libres en el disco." if free < LEAST_FREE else ""


PROBES: dict[str, Callable[[], str]] = {
    "database": database,
    "index": index,
    "worker": worker,
    "disk": disk,
}


def troubles() -> dict[str, str]:
    """What is not well, by part; empty when the portal is ready."""
    answers = {part: probe() for part, probe in PROBES.items()}
    return {part: answer for part, answer in answers.items() if answer}
