"""What a rule profile can ask of a dataset: levels, groups, and the checks that its data name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as having
from typing import Any

from django.db import models


class Level(models.TextChoices):
    """Whether publishing waits for it."""

    REQUIRED = "required", "Hace falta para publicar"
    RECOMMENDED = "recommended", "Conviene"


class Group(models.TextChoices):
    """What it is about, in the order in which people fill it."""

    FILES = "files", "Archivos"
    ABOUT = "about", "De qué se trata"
    CONTACT = "contact", "Quién responde y con qué licencia"


# Fields of Tabla 2 that are not about the data themselves.
GROUP_OF: Mapping[str, Group] = dict.fromkeys(("contact_name", "contact_email", "licence"), Group.CONTACT)


@dataclass(frozen=True)
class File:
    """A resource by its newest file: its family (`catalog.rules.FAMILIES`), how many columns, how many described."""

    resource: int
    family: str
    columns: int = 0
    described: int = 0


@dataclass(frozen=True)
class Facts:
    """What is judged of a dataset: its metadata as plain values, those that wait in their place, and its files."""

    metadata: Mapping[str, Any]
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One thing that a profile asks. `field` is of Tabla 2, "" for the files; `step` is of the national guide."""

    code: str
    check: str
    group: Group
    label: str
    says: str
    level: Level = Level.RECOMMENDED
    field: str = ""
    step: str = ""
    given: Mapping[str, Any] = having(default_factory=dict)

    def holds(self, facts: Facts) -> bool:
        return CHECKS[self.check](facts, self)


@dataclass(frozen=True)
class Item:
    """A line of a checklist: what is asked, whether it is done, and what to do when it is not.

    `field` is the field of Tabla 2 where that is done; `resource` the file (its pk); without either, the dataset.
    """

    code: str
    level: Level
    group: Group
    label: str
    says: str
    done: bool
    field: str = ""
    step: str = ""
    resource: int | None = None

    @property
    def required(self) -> bool:
        return self.level == Level.REQUIRED


def _text(facts: Facts, rule: Rule) -> str:
    return str(facts.metadata.get(rule.field) or "")


def _filled(facts: Facts, rule: Rule) -> bool:
    return bool(facts.metadata.get(rule.field))


def _words(facts: Facts, rule: Rule) -> bool:
    return len(_text(facts, rule).split()) >= int(rule.given["least"])


def _letters(facts: Facts, rule: Rule) -> bool:
    return len(_text(facts, rule)) >= int(rule.given["least"])


def _entries(facts: Facts, rule: Rule) -> bool:
    return len(facts.metadata.get(rule.field) or ()) >= int(rule.given["least"])


def _families(facts: Facts, rule: Rule) -> bool:
    """Where there is no file at all, another line says so."""
    return not facts.files or any(file.family in rule.given["families"] for file in facts.files)


def _described(facts: Facts, rule: Rule) -> bool:
    columns = sum(file.columns for file in facts.files)
    return sum(file.described for file in facts.files) * 100 >= columns * int(rule.given["percent"])


# By the name that a profile calls it, with what it takes beside `field`.
CHECKS: Mapping[str, Callable[[Facts, Rule], bool]] = {
    "filled": _filled,  # the field holds something
    "words": _words,  # at least `least` words
    "letters": _letters,  # at least `least` letters
    "entries": _entries,  # a list of at least `least` entries
    "families": _families,  # one of the files is of one of these `families`
    "described": _described,  # of all columns, at least `percent` say what they are
}
