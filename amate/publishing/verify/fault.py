"""What a check found."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong, as a Spanish sentence, and where: an address, a file, a row."""

    what: str
    where: str
