"""Rule profiles: what each asks, as data in `data/<name>.toml`. `portal.toml` says which one is its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from amate.catalog.rules import FIELDS, faults, missing
from amate.policy.rules import CHECKS, GROUP_OF, Facts, Group, Item, Level, Rule

OWN = "portal"
_DATA = resources.files(__package__) / "data"
_LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True)
class Profile:
    """What is asked beyond what Tabla 2 requires of everyone."""

    code: str
    name: str
    rules: tuple[Rule, ...]

    def requires(self, field: str) -> bool:
        """Whether publishing waits for a field of Tabla 2."""
        floor = any(one.name == field and one.required for one in FIELDS)
        return floor or any(rule.field == field and rule.level == Level.REQUIRED for rule in self.rules)

    def checked(self, facts: Facts) -> list[Item]:
        """Every line of the checklist, done or not: first what Tabla 2 requires, then what the profile asks."""
        return [*_floor(facts), *(_item(rule, facts) for rule in self.rules)]


def names() -> list[str]:
    """The profiles that are known."""
    return sorted(file.name.removesuffix(".toml") for file in _DATA.iterdir() if file.name.endswith(".toml"))


def of_portal() -> Profile:
    """The portal's own; where it names one that is not known, as `amate check` tells, the one of the house."""
    wanted = settings.PORTAL.rule_profile
    return profile(wanted if wanted in names() else OWN)


@cache
def profile(name: str) -> Profile:
    with (_DATA / f"{name}.toml").open("rb") as file:
        raw = tomllib.load(file)
    return Profile(name, raw["name"], tuple(_rule(entry) for entry in raw["asks"]))


def _rule(entry: dict[str, Any]) -> Rule:
    said = {name: entry.pop(name) for name in ("code", "check", "label", "says")}
    more = {name: entry.pop(name) for name in ("field", "step") if name in entry}
    assert said["check"] in CHECKS
    assert more.get("field", "title") in _LABELS
    group, level = Group(entry.pop("group")), Level(entry.pop("level", Level.RECOMMENDED))
    return Rule(**said, **more, group=group, level=level, given=entry)


def _item(rule: Rule, facts: Facts) -> Item:
    return Item(
        code=rule.code,
        level=rule.level,
        group=rule.group,
        label=rule.label,
        says=rule.says,
        done=rule.holds(facts),
        field=rule.field,
        step=rule.step,
    )


def _floor(facts: Facts) -> list[Item]:
    """The fields that nothing is published without, and those that are not well formed."""
    absent, wrong = missing(facts.metadata), faults(facts.metadata)
    return [
        Item(
            code=f"field-{field.name}",
            level=Level.REQUIRED,
            group=GROUP_OF.get(field.name, Group.ABOUT),
            label=_(field.label),
            says=absent.get(field.name, ""),
            done=field.name not in absent,
            field=field.name,
        )
        for field in FIELDS
        if field.required or field.name in wrong
    ]
