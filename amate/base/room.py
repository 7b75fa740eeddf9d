"""A disk without room, whoever noticed it: a file system, SQLite or PostgreSQL."""

from __future__ import annotations

import errno

from django.db import OperationalError
from django.utils.translation import gettext as _

from amate.base.errors import NoRoom

FULL = (errno.ENOSPC, errno.EDQUOT)
SAID = ("disk is full", "no space left on device")  # by SQLite, by PostgreSQL


def no_room(error: BaseException) -> NoRoom | None:
    """The sentence for an error that means that the disk is full; None for any other."""
    told = isinstance(error, OperationalError) and any(words in str(error).lower() for words in SAID)
    if told or (isinstance(error, OSError) and error.errno in FULL):
        return NoRoom(
            _(
                "El disco del portal está lleno: no se guardó nada, y lo que es público sigue igual. "
                "Avisa a los responsables del portal y vuelve a intentarlo."
            )
        )
    return None
