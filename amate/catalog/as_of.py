"""How somebody says of which version they ask: its number, the start of its SHA-256, or a day."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from amate.base.clock import zone
from amate.base.errors import Invalid

NUMBER = re.compile(r"[1-9][0-9]{0,5}")
SHA256 = re.compile(r"[0-9a-f]{8,64}")


def named(said: str) -> Q:
    """The versions that `said` may name, the newest of which is meant; raises Invalid when it names none.

    A number of up to six figures is the version's own, eight letters or more of 0-9 and a-f begin its SHA-256, and
    a day (2024-12-31) asks for what readers had at the end of it, in the portal's zone.
    """
    said = said.strip().lower()
    if NUMBER.fullmatch(said):
        return Q(number=int(said))
    if SHA256.fullmatch(said):
        return Q(sha256__startswith=said, withheld=[])
    try:
        day = date.fromisoformat(said) if len(said) == len("2024-12-31") else None
        after = day and datetime.combine(day + timedelta(days=1), time.min, zone())
    except (ValueError, OverflowError):
        after = None
    if after is None:
        raise _unclear(said)
    return Q(published__lt=after)


def _unclear(said: str) -> Invalid:
    message = _(
        "«%(said)s» no dice de qué versión: escribe su número (3), un día (2024-12-31) o las primeras 8 letras "
        "o más de su SHA-256."
    ) % {"said": said[:60]}
    sentence = _("Parámetro «_as_of»: %(message)s") % {"message": message}
    return Invalid(sentence, code="bad-parameter", fields={"_as_of": message})
