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
from amate.ingest.recipe import LEAST_FEWEST, ColumnRecipe, Recipe
from amate.ingest.recognise.contexts import context_of
from amate.ingest.recognise.identifiers import LOOSE
from amate.ingest.report import Note, Reading, TableRead
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import may, require
from amate.publishing.changes import Question
from amate.publishing.disclosure import PRIVATE
from amate.publishing.models import Exemption
from amate.publishing.person_rules import ASK, BLOCK, rule_of
from amate.publishing.readings import recipe_of, reread

# An office's letter box is public as often as not: only beside persons is it one of theirs.
PERSONS = (PERSONAL - {"email"}) | {"minor"}
LEAVE_OUT, AGGREGATE, KEEP = "leave-out", "aggregate", "keep"
# What may be done with whole columns, with what stands in the middle of texts, and with counts of few persons.
OF_COLUMNS = (LEAVE_OUT, "mask", "hash", AGGREGATE, KEEP)
OF_TEXTS = (LEAVE_OUT, "redact", "mask", "hash", AGGREGATE, KEEP)
OF_COUNTS = (LEAVE_OUT, "suppress", KEEP)
INSIDE = {*LOOSE, "email"}  # what is looked for in the middle of texts
SHORTEST_GROUND = 10
FEWEST, MOST_FEWEST = 5, 100


@dataclass(frozen=True)
class Find:
    """What one table holds of one kind. number: its place among the questions of the version; position: of the table
    among those published; inside: whether it stands in the middle of texts; level, ground: see `person_rules`.
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
    level: str = BLOCK
    ground: str = ""

    @property
    def deeds(self) -> tuple[str, ...]:
        """What may be done with it."""
        if self.kind == "small_cells":
            return OF_COUNTS
        return OF_TEXTS if self.inside else OF_COLUMNS

    @property
    def asks(self) -> bool:
        """Whether the law has it published as a rule: who prepares it confirms that, and nobody else has to answer."""
        return self.level == ASK


@dataclass(frozen=True)
class Choice:
    """What is to be done with a find: one of its deeds.

    To keep it, the legal ground and who answers for it; to publish counts instead of rows, the columns to count `by`,
    and the fewest rows that a count may tell of.
    """

    do: str
    ground: str = ""
    approver: Person | None = None
    by: tuple[str, ...] = ()
    fewest: int = FEWEST


def asked_of_persons(resource: Resource, reading: Reading) -> list[Question]:
    """The questions of a reading about persons, but for what somebody let pass in this resource."""
    passed = set(exemptions(resource).values_list("kind", "table", "column"))
    return [
        question for question in questions_on_persons(reading) if not _is_passed(question["facts"], passed)
    ]


def questions_on_persons(reading: Reading) -> list[Question]:
    """What a reading asks of persons, whatever was let pass before."""
    return [
        question for position, table in enumerate(reading.tables) for question in _of_table(table, position)
    ]


def _of_table(table: TableRead, position: int) -> Iterator[Question]:
    found = [(note.code.removeprefix(PRIVATE), note) for note in table.notes if note.columns]
    kinds = {kind for kind, _note in found}
    for kind, note in found:
        if kind in PERSONS or kind == "small_cells" or (kind == "email" and kinds & PERSONS):
            yield _question(kind, note, table, position)


def _question(kind: str, note: Note, table: TableRead, position: int) -> Question:
    meanings = {column.name: column.meaning for column in table.columns}
    rule = rule_of(kind, context_of(meanings))
    facts = {
        "kind": kind,
        "table": table.name,
        "position": position,
        "columns": list(note.columns),
        "count": note.count,
        "examples": [example for example, _after in note.examples],
        "inside": kind in INSIDE and any(meanings.get(name) != kind for name in note.columns),
        "level": rule.level,
        "ground": rule.ground,
    }
    told = {
        "count": thousands(note.count),
        "called": CALLED[kind][note.count > 1],
        "columns": listed(note.columns),
        "table": table.name,
    }
    return {"code": f"{PRIVATE}{kind}", "message": _sentence(kind, note.count) % told, "facts": facts}


def _sentence(kind: str, count: int) -> str:
    if kind == "minor":
        return ngettext(
            "Encontramos %(count)s renglón de una persona menor de 18 años en «%(table)s»: "
            "lo que dice quién es está en %(columns)s.",
            "Encontramos %(count)s renglones de personas menores de 18 años en «%(table)s»: "
            "lo que dice quiénes son está en %(columns)s.",
            count,
        )
    if kind == "small_cells":
        return ngettext(
            "Encontramos %(count)s celda que cuenta a muy pocas personas en la columna %(columns)s de «%(table)s».",
            "Encontramos %(count)s celdas que cuentan a muy pocas personas en la columna %(columns)s de «%(table)s».",
            count,
        )
    return ngettext(
        "Encontramos %(count)s valor que parece %(called)s en la columna %(columns)s de «%(table)s».",
        "Encontramos %(count)s valores que parecen %(called)s en la columna %(columns)s de «%(table)s».",
        count,
    )


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
            facts.get("level", BLOCK),
            facts.get("ground", ""),
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
    choices = {number: _completed(by, known[number], choice) for number, choice in choices.items()}
    for number, choice in choices.items():
        _check(by, known[number], choice, version)
    for number, choice in choices.items():
        _write_down(by, known[number], choice, version)
    changed = {known[number]: choice for number, choice in choices.items() if choice.do != KEEP}
    if changed:
        return reread(by=by, version=version, recipe=_covering(recipe_of(version), changed))
    version.questions = [one for number, one in enumerate(version.questions) if number not in choices]
    version.state = VersionState.ASKING if version.questions else VersionState.READY
    version.save(update_fields=["questions", "state"])
    return version


def _completed(by: Person, find: Find, choice: Choice) -> Choice:
    """Where the law has it published as a rule, who decides answers for it, on the ground that is proposed."""
    if choice.do != KEEP or not find.asks:
        return choice
    return replace(choice, ground=choice.ground.strip() or find.ground, approver=choice.approver or by)


def _check(by: Person, find: Find, choice: Choice, version: Version) -> None:
    if choice.do not in find.deeds:
        raise Invalid(_("Di qué se hace con lo que se encontró en %s.") % listed(find.columns))
    if choice.do == AGGREGATE:
        _check_counts(find, choice, version)
    if choice.do != KEEP:
        return
    institution = version.resource.dataset.institution
    name = f"ground-{find.number}"
    if len(choice.ground.strip()) < SHORTEST_GROUND:
        raise Invalid(
            _("Di qué ley o norma permite publicarlo."), fields={name: _("Falta el fundamento legal.")}
        )
    if find.asks and choice.approver == by:
        return
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


def _check_counts(find: Find, choice: Choice, version: Version) -> None:
    name = f"by-{find.number}"
    if not choice.by or not set(choice.by) <= set(countable(version, find)):
        raise Invalid(
            _("Elige por qué columnas se cuenta: ninguna que diga quién es alguien."),
            fields={name: _("Elige al menos una columna.")},
        )
    if not LEAST_FEWEST <= choice.fewest <= MOST_FEWEST:
        said = {"least": LEAST_FEWEST, "most": MOST_FEWEST}
        message = (
            _("Di de cuántos renglones es el conteo más chico que se publica: entre %(least)s y %(most)s.")
            % said
        )
        raise Invalid(message, fields={f"fewest-{find.number}": message})


def countable(version: Version, find: Find) -> list[str]:
    """The columns of its table by which rows may be counted: those where nothing of persons was found."""
    kept = [table for table in recipe_of(version).tables if table.keep][find.position]
    personal = {name for one in finds(version) if one.position == find.position for name in one.columns}
    names = [column.published_as for column in kept.columns if column.keep]
    return [name for name in names if name not in personal]


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
    if choice.do == AGGREGATE:
        said |= {"count_by": list(choice.by), "fewest": choice.fewest}
    institution = version.resource.dataset.institution
    record(by=by, verb=f"persons-{choice.do}", subject=version, institution=institution, **said)


def _covering(recipe: Recipe, changed: Mapping[Find, Choice]) -> Recipe:
    """The recipe with some columns left out or covered, or with its rows counted."""
    published = [table for table in recipe.tables if table.keep]
    for find, choice in changed.items():
        table, deed = published[find.position], choice.do
        if deed == AGGREGATE:
            heads = tuple(c.head for c in table.columns if c.keep and c.published_as in choice.by)
            published[find.position] = replace(table, count_by=heads, fewest=choice.fewest)
            recipe = recipe.with_table(published[find.position])
            continue
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
