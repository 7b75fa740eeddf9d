"""What can go wrong, said as sentences. One table gives each kind its HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class AmateError(Exception):
    """A refusal that a person can read: what, where, how many, and what to do.

    `code` is stable and for machines; `message` is a Spanish sentence; `fields` names what to mend.
    """

    code = "error"

    def __init__(
        self, message: str, *, code: str = "", fields: Mapping[str, str] | None = None, **facts: Any
    ):
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = dict(fields or {})
        self.facts = facts


class NotAllowed(AmateError):
    """This person may not do this."""

    code = "not-allowed"


class NotFound(AmateError):
    """There is no such thing, or this person may not know of it."""

    code = "not-found"


class Gone(NotFound):
    """It was public and was withdrawn; the message is the reason that was given."""

    code = "gone"


class Erased(Gone):
    """It was public and its bytes were erased for ever; the message says when and on what ground."""

    code = "erased"


class Blocked(NotFound):
    """It was public and somebody answerable shut it off; the message says since when and on what ground."""

    code = "blocked"


class Invalid(AmateError):
    """A field, a parameter or a question that does not hold."""

    code = "invalid"


class BadFile(AmateError):
    """An uploaded file that cannot be taken as it is."""

    code = "bad-file"


class TooLarge(AmateError):
    code = "too-large"


class NotReady(AmateError):
    """The thing exists, but its state does not let this happen yet."""

    code = "not-ready"


class Stale(AmateError):
    """Somebody else saved first."""

    code = "stale"


class TooMany(AmateError):
    """Too many requests; `facts["retry_after"]` is in seconds."""

    code = "too-many"


class NoRoom(AmateError):
    """The disk is full; what was there before is untouched."""

    code = "no-room"


class Unavailable(AmateError):
    """A part of the portal is down; nothing was lost."""

    code = "unavailable"


STATUS: dict[type[AmateError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Gone: 410,
    Blocked: 451,
    Invalid: 400,
    BadFile: 422,
    TooLarge: 413,
    NotReady: 409,
    Stale: 412,
    TooMany: 429,
    Unavailable: 503,
    NoRoom: 507,
}


def status_of(error: AmateError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
