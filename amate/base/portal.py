"""What makes one portal different from another: `portal.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Periodicity:
    """How often data change: an ISO 8601 repeating interval and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Portal:
    """One portal: `state` is an INEGI key, `timezone` an IANA name; lists are as written in portal.toml."""

    name: str
    tagline: str
    state: str
    timezone: str
    contact_email: str
    rule_profile: str
    colours: Mapping[str, str]
    colours_dark: Mapping[str, str]
    periodicities: tuple[Periodicity, ...]
    themes: tuple[Mapping[str, Any], ...] = ()
    licences: tuple[Mapping[str, Any], ...] = ()
    institutions: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ("es",)
    questions: tuple[str, ...] = ()
    second_factor: date | None = None  # from this day on nobody publishes without a second step at the door
    folder: Path = field(default_factory=Path)

    def periodicity_name(self, code: str) -> str:
        return next((known.name for known in self.periodicities if known.code == code), code)


def read_portal(path: Path) -> Portal:
    """Read `portal.toml`; a missing key is a KeyError at start, not a surprise later."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    head = raw["portal"]
    return Portal(
        name=head["name"],
        tagline=head["tagline"],
        state=head["state"],
        timezone=head["timezone"],
        contact_email=head["contact_email"],
        rule_profile=head["rule_profile"],
        languages=tuple(head.get("languages", ["es"])),
        questions=tuple(head.get("questions", ())),
        colours=raw["colours"],
        colours_dark=raw["colours_dark"],
        periodicities=tuple(Periodicity(**entry) for entry in raw["periodicities"]),
        themes=tuple(raw["themes"]),
        licences=tuple(raw["licences"]),
        institutions=tuple(raw["institutions"]),
        second_factor=_day(raw.get("accounts", {}).get("second_factor")),
        folder=path.parent,
    )


def _day(value: Any) -> date | None:
    """A day as TOML writes it, without quotes; anything else stops the start, for nobody would notice later."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise ValueError(f"second_factor = {value!r}: write a day, as in second_factor = 2026-01-31")
