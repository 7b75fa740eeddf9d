"""The gate: what a version holds of persons is decided, find by find, before it can go public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amate.base.errors import Invalid, NotReady
from amate.base.text import thousands
from amate.catalog.models import Resource, Version
from amate.catalog.rules import PERSONAL, VersionState
from amate.ingest.messages import PERSONAL as CALLED
from amate.ingest.messages import listed
from amate.ingest.recipe import VEILS, ColumnRecipe, Recipe
from amate.ingest.report import Note, Reading, TableRead
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import may, require
from amate.publishing.changes import Question
from amate.publishing.disclosure import PRIVATE
from amate.publishing.models import Exemption
from amate.publishing.readings import recipe_of, reread

# An office's letter box is public as often as not: only beside persons is it one of theirs.
BLOCKING = PERSONAL - {"email"}
LEAVE_OUT, KEEP = "leave-out", "keep"
DEEDS = (LEAVE_OUT, *VEILS, KEEP)
SHORTEST_GROUND = 10


@dataclass(frozen=True)
class Find:
    """What one table holds of one kind. number: its place among the questions of the version; position: of the table
    among those published; inside: whether it stands in the middle of texts.
    """

    number: int
    kind: str
    table: str
    position: int
    columns: tuple[str, ...]
    count: int
    examples: tuple[str, ...]
    inside: bool
    message: str

    @property
    def deeds(self) -> tuple[str, ...]:
        """What may be done with it."""
        return tuple(deed for deed in DEEDS if (deed == "redact") <= self.inside)


@dataclass(frozen=True)
class Choice:
    """What is to be done with a find: one of DEEDS; to keep it, the legal ground and who answers for it."""

    do: str
    ground: str = ""
    approver: Person | None = None


def asked_of_persons(resource: Resource, reading: Reading) -> list[Question]:
    """The questions of a reading about persons, but for what somebody let pass in this resource."""
    passed = set(exemptions(resource).values_list("kind", "table", "column"))
    return [
        question
        for position, table in enumerate(reading.tables)
        for question in _of_table(table, position)
        if not _is_passed(question["facts"], passed)
    ]


def _of_table(table: TableRead, position: int) -> Iterator[Question]:
    found = [(note.code.removeprefix(PRIVATE), note) for note in table.notes if note.columns]
    kinds = {kind for kind, _note in found}
    for kind, note in found:
        if kind in BLOCKING or (kind == "email" and kinds & BLOCKING):
            yield _question(kind, note, table, position)


def _question(kind: str, note: Note, table: TableRead, position: int) -> Question:
    meanings = {column.name: column.meaning for column in table.columns}
    facts = {
        "kind": kind,
        "table": table.name,
        "position": position,
        "columns": list(note.columns),
        "count": note.count,
        "examples": [example for example, _after in note.examples],
        "inside": any(meanings.get(name) != kind for name in note.columns),
    }
    message = ngettext(
        "Encontramos %(count)s valor que parece %(called)s en la columna %(columns)s de «%(table)s».",
        "Encontramos %(count)s valores que parecen %(called)s en la columna %(columns)s de «%(table)s».",
        note.count,
    )
    told = {
        "count": thousands(note.count),
        "called": CALLED[kind][note.count > 1],
        "columns": listed(note.columns),
        "table": table.name,
    }
    return {"code": f"{PRIVATE}{kind}", "message": message % told, "facts": facts}


def _is_passed(facts: Mapping[str, Any], passed: set[tuple[str, str, str]]) -> bool:
    return all((facts["kind"], facts["table"], column) in passed for column in facts["columns"])


def is_about_persons(question: Question) -> bool:
    """Whether only the gate can answer it."""
    return str(question["code"]).startswith(PRIVATE)


def finds(version: Version) -> list[Find]:
    """What still has to be decided about persons before the version can go public."""
    return [
        Find(
            number,
            facts["kind"],
            facts["table"],
            facts["position"],
            tuple(facts["columns"]),
            facts["count"],
            tuple(facts["examples"]),
            facts["inside"],
            question["message"],
        )
        for number, question in enumerate(version.questions)
        if is_about_persons(question)
        for facts in [question["facts"]]
    ]


@transaction.atomic
def decide(*, by: Person, version: Version, choices: Mapping[int, Choice]) -> Version:
    """Do what was chosen with some finds, by their numbers. What covers or leaves out has the file read again."""
    version = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    require(by, "vouch", version.resource.dataset.institution)
    known = {find.number: find for find in finds(version)}
    if not choices or version.state != VersionState.ASKING or not set(choices) <= set(known):
        raise NotReady(_("Lo que se encontró cambió mientras decidías: revísalo como está ahora."))
    for number, choice in choices.items():
        _check(by, known[number], choice, version)
    for number, choice in choices.items():
        _write_down(by, known[number], choice, version)
    changed = {known[number]: choice.do for number, choice in choices.items() if choice.do != KEEP}
    if changed:
        return reread(by=by, version=version, recipe=_covering(recipe_of(version), changed))
    version.questions = [one for number, one in enumerate(version.questions) if number not in choices]
    version.state = VersionState.ASKING if version.questions else VersionState.READY
    version.save(update_fields=["questions", "state"])
    return version


def _check(by: Person, find: Find, choice: Choice, version: Version) -> None:
    if choice.do not in find.deeds:
        raise Invalid(_("Di qué se hace con lo que se encontró en %s.") % listed(find.columns))
    if choice.do != KEEP:
        return
    institution = version.resource.dataset.institution
    name = f"ground-{find.number}"
    if len(choice.ground.strip()) < SHORTEST_GROUND:
        raise Invalid(
            _("Di qué ley o norma permite publicarlo."), fields={name: _("Falta el fundamento legal.")}
        )
    name = f"approver-{find.number}"
    if not may(choice.approver, "publish", institution):
        raise Invalid(
            _("Elige quién responde por publicarlo: alguien que publica en «%s».") % institution,
            fields={name: _("Elige a alguien.")},
        )
    if institution.two_persons and choice.approver == by:
        raise Invalid(
            _("Aquí publican dos personas: tiene que responder por ello alguien más que tú."),
            fields={name: _("Elige a otra persona.")},
        )


def _write_down(by: Person, find: Find, choice: Choice, version: Version) -> None:
    said: dict[str, Any] = {"kind": find.kind, "table": find.table, "columns": list(find.columns)}
    if choice.do == KEEP and choice.approver:
        said |= {"ground": choice.ground.strip()[:500], "approver": choice.approver.pk}
        for column in find.columns:
            Exemption.objects.create(
                resource=version.resource,
                kind=find.kind,
                table=find.table,
                column=column,
                ground=choice.ground.strip()[:500],
                approver=choice.approver,
                by=by,
            )
    institution = version.resource.dataset.institution
    record(by=by, verb=f"persons-{choice.do}", subject=version, institution=institution, **said)


def _covering(recipe: Recipe, changed: Mapping[Find, str]) -> Recipe:
    """The recipe with some columns left out or covered."""
    published = [table for table in recipe.tables if table.keep]
    for find, deed in changed.items():
        table = published[find.position]
        columns = tuple(
            _covered(column, deed) if column.keep and column.published_as in find.columns else column
            for column in table.columns
        )
        published[find.position] = replace(table, columns=columns)
        recipe = recipe.with_table(published[find.position])
    return recipe


def _covered(column: ColumnRecipe, deed: str) -> ColumnRecipe:
    return replace(column, keep=False) if deed == LEAVE_OUT else replace(column, veil=deed)


def exemptions(resource: Resource) -> QuerySet[Exemption]:
    """What somebody lets pass in the files of a resource."""
    return resource.exemptions.filter(revoked=None).select_related("approver", "by")


@transaction.atomic
def revoke(*, by: Person, exemption: Exemption) -> None:
    """Ask again of the next file; what is public stays so until it is replaced, withdrawn or shut off."""
    institution = exemption.resource.dataset.institution
    require(by, "publish", institution)
    exemption.revoked = timezone.now()
    exemption.save(update_fields=["revoked"])
    record(
        by=by,
        verb="persons-ask-again",
        subject=exemption.resource,
        institution=institution,
        kind=exemption.kind,
        column=exemption.column,
    )
