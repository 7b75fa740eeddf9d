"""How a version is read: the recipe it takes over, what is changed in it, and the questions it has to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.base.jobs.actions import enqueue
from amate.catalog.models import Resource, Version
from amate.catalog.rules import VersionState
from amate.ingest.recipe import NO_RECIPE, ColumnRecipe, Misfit, Recipe, TableRecipe
from amate.ingest.steps import STEPS
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require
from amate.publishing import rules
from amate.publishing.disclosure import PRIVATE

CHANGEABLE = (VersionState.READY, VersionState.ASKING, VersionState.REFUSED)


def recipe_of(version: Version) -> Recipe:
    """How it was read or, until it is, how it is to be; of one that was read before there were recipes, its columns."""
    if version.recipe:
        return Recipe.from_json(version.recipe)
    return Recipe(tuple(_recipe_told(table) for table in version.report.get("tables", [])))


def _recipe_told(table: Mapping[str, Any]) -> TableRecipe:
    columns = tuple(ColumnRecipe(head=column["name"], type=column["type"]) for column in table["columns"])
    return TableRecipe(source=table["name"], columns=columns)


def inherited(resource: Resource, last: Version | None) -> dict[str, Any]:
    """How the next file of a resource is read: as what is public, or as somebody said of the one that it replaces."""
    published: dict[str, Any] = Resource.objects.values_list("recipe", flat=True).get(pk=resource.pk)
    if published or last is None:
        return published
    recipe = recipe_of(last)
    return _undecided(recipe, {}).as_json() if any(map(is_touched, recipe.tables)) else {}


def is_touched(table: TableRecipe) -> bool:
    """Whether somebody changed anything in it."""
    renamed = any(column.published_as != column.head for column in table.columns)
    chosen = any(column.chosen or column.veil or not column.keep for column in table.columns)
    return bool(
        table.steps
        or table.name
        or table.header_row is not None
        or not table.keep
        or table.count_by
        or renamed
        or chosen
    )


@transaction.atomic
def reread(*, by: Person, version: Version, recipe: Recipe) -> Version:
    """Read the bytes of a version again with another recipe. Of what was published, that is its next version.

    Returns the version that will be read: `NotReady` while it is being read, or when there is a newer one.
    """
    version = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    institution = version.resource.dataset.institution
    require(by, "edit", institution)
    rules.check_recipe(recipe)
    recipe = _undecided(recipe, version.resource.recipe)
    if version.resource.versions.filter(number__gt=version.number).exists():
        raise NotReady(_("Hay una versión más nueva de este archivo: cambia cómo se lee esa."))
    if version.state == VersionState.PUBLISHED:
        return _corrected(by, version, recipe)
    if version.state not in CHANGEABLE:
        raise NotReady(_("Este archivo se está leyendo. Espera unos segundos y vuelve a aplicar el cambio."))
    version.recipe, version.state = recipe.as_json(), VersionState.RECEIVED
    version.save(update_fields=["recipe", "state"])
    record(by=by, verb="reread", subject=version, institution=institution, recipe=version.recipe)
    enqueue(kind="build-version", subject=str(version.pk), key=f"build-version:{version.pk}", person=by)
    return version


@transaction.atomic
def answer(*, by: Person, version: Version) -> Version:
    """Accept a version as it was read: what its questions said is so, and its recipe is the one of the next file.

    Not for what it holds of persons, which is decided at the gate.
    """
    version = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    institution = version.resource.dataset.institution
    require(by, "edit", institution)
    if version.state != VersionState.ASKING:
        raise NotReady(_("Esta versión no pregunta nada."))
    left = [question for question in version.questions if question["code"].startswith(PRIVATE)]
    accepted = [question for question in version.questions if question not in left]
    if not accepted:
        raise NotReady(_("Falta decidir qué se hace con los datos personales."), code="persons")
    version.report = version.report | {"accepted": [*version.report.get("accepted", []), *accepted]}
    version.questions, version.state = left, VersionState.ASKING if left else VersionState.READY
    version.recipe = _fitting(recipe_of(version)).as_json()
    version.save(update_fields=["questions", "state", "report", "recipe"])
    record(by=by, verb="answer", subject=version, institution=institution, questions=accepted)
    return version


def asked_of(misfits: Iterable[Misfit]) -> list[dict[str, Any]]:
    """The questions that a recipe leaves: what it asks for and the file cannot give."""
    return [{"code": f"misfit:{misfit.step}", "message": misfit.message} for misfit in misfits]


def unanswered(version: Version, asked: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What must be answered before a version is published, but for what was answered of an earlier reading of it."""
    return [question for question in asked if question not in version.report.get("accepted", [])]


def remembered(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the next report of the same version keeps of this one: how it was read before, what was made of it then, and
    what was answered.
    """
    kept = {name: report[name] for name in ("before", "accepted", "former") if name in report}
    return kept | {"before": summary(report)} if report.get("tables") else kept


def _undecided(recipe: Recipe, published: Mapping[str, Any]) -> Recipe:
    """A recipe without the types that the values decided: a change may decide them anew, as near as published."""
    before = Recipe.from_json(published) if published else NO_RECIPE
    for table in recipe.tables:
        former = before.of(table.source)
        columns = tuple(
            column if column.chosen else replace(column, type=was.type, rule=was.rule)
            for column, was in ((column, former.column(column.head)) for column in table.columns)
        )
        recipe = recipe.with_table(replace(table, columns=columns))
    return recipe


def _fitting(recipe: Recipe) -> Recipe:
    """A recipe that asks for nothing more that its own file did not have."""
    for table in recipe.tables:
        if table.heads:
            columns = tuple(column for column in table.columns if column.head in table.heads)
            recipe = recipe.with_table(replace(table, columns=columns))
    return recipe


def _corrected(by: Person, version: Version, recipe: Recipe) -> Version:
    """The next version of a resource, of the same bytes read with another recipe."""
    after = Version.objects.create(
        resource=version.resource,
        number=version.number + 1,
        filename=version.filename,
        sha256=version.sha256,
        size=version.size,
        recipe=recipe.as_json(),
        report={"before": summary(version.report)},
        created_by=by,
    )
    record(
        by=by,
        verb="correct",
        subject=after,
        institution=version.resource.dataset.institution,
        sha256=after.sha256,
        recipe=after.recipe,
    )
    enqueue(kind="build-version", subject=str(after.pk), key=f"build-version:{after.pk}", person=by)
    return after


def summary(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a report says of each table, left out ones too, in few words: what a new reading is told against."""
    read = iter(report.get("tables", []))
    told = []
    for recipe in report.get("recipe", {}).get("tables", []):
        table = next(read, None) if recipe["keep"] else None
        types = {column["name"]: column["type"] for column in table["columns"]} if table else {}
        columns = [
            {"head": column["head"], "name": name, "type": types.get(name, "")}
            for column in recipe["columns"]
            if column["keep"] and (name := column["name"] or column["head"])
        ]
        told.append(
            {
                "source": recipe["source"],
                "name": table["name"] if table else "",
                "rows": table["rows"] if table else 0,
                "columns": columns if table else [],
                "steps": sorted(_done(table, recipe["steps"])) if table else [],
            }
        )
    return told


def repairs_in(version: Version) -> int:
    """How many repairs were done in its tables."""
    return sum(len(table["steps"]) for table in summary({"recipe": version.recipe} | version.report))


def _done(table: Mapping[str, Any], switched: Mapping[str, bool]) -> set[str]:
    """The steps that did something; those that a note only offers did not."""
    told = {note["code"] for note in table["notes"]} & set(STEPS)
    return {code for code in told if switched.get(code, STEPS[code].default)}
