"""Which moves a dataset may make, and what each needs. Tables and pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotReady
from amate.catalog.rules import State
from amate.ingest.recipe import Recipe, TableRecipe
from amate.ingest.report import TYPES
from amate.publishing.models import Stage

NEXT: dict[tuple[State, str], State] = {
    (State.DRAFT, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "publish"): State.PUBLISHED,  # a new version of something public
    (State.WITHDRAWN, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
    (State.PUBLISHED, "quarantine"): State.QUARANTINED,
    (State.WITHDRAWN, "quarantine"): State.QUARANTINED,
}
# The way of a submission: what each verb makes of it. "" is one that was never sent.
STAGES: dict[tuple[str, str], Stage] = {
    ("", "send"): Stage.IN_REVIEW,
    (Stage.RETURNED, "send"): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, "send"): Stage.IN_REVIEW,  # again, as it is now
    (Stage.SCHEDULED, "send"): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, "return"): Stage.RETURNED,
    (Stage.SCHEDULED, "return"): Stage.RETURNED,
    (Stage.IN_REVIEW, "approve"): Stage.SCHEDULED,
    (Stage.SCHEDULED, "reopen"): Stage.IN_REVIEW,  # who approved it may not any more
    (Stage.SCHEDULED, "release"): Stage.PUBLISHED,
    (Stage.IN_REVIEW, "cancel"): Stage.CANCELLED,
    (Stage.RETURNED, "cancel"): Stage.CANCELLED,
    (Stage.SCHEDULED, "cancel"): Stage.CANCELLED,
}


def stage_after(stage: str, verb: str) -> Stage:
    """Where a submission stands after a verb; `NotReady` when it cannot take it as it stands."""
    if (stage, verb) not in STAGES:
        raise NotReady(
            _("Ya no se puede: está en «%s».") % (Stage(stage).label if stage else _("borrador")),
            code="wrong-stage",
        )
    return STAGES[(stage, verb)]


def moves(state: str) -> list[str]:
    """The verbs that a dataset in this state can take."""
    return [verb for (origin, verb) in NEXT if origin == state]


def same_ending(first: str, second: str) -> bool:
    """Whether two file names end alike: an address that ends in .csv must go on giving CSV."""
    return first.lower().rpartition(".")[2] == second.lower().rpartition(".")[2]


def check_recipe(recipe: Recipe) -> None:
    """Refuse a recipe that no file could satisfy, saying everything that is wrong in it."""
    wrong = [fault for table in recipe.tables if table.keep for fault in _faults(table)]
    if recipe.tables and not any(table.keep for table in recipe.tables):
        wrong.append(_("Deja al menos una tabla: sin ninguna no queda nada que publicar."))
    wrong += [
        _("Hay dos tablas que se llaman «%s»: dale otro nombre a una.") % name
        for name in _repeated(table.name or table.source for table in recipe.tables if table.keep)
    ]
    if wrong:
        raise Invalid(" ".join(wrong))


def _faults(table: TableRecipe) -> Iterator[str]:
    kept = [column for column in table.columns if column.keep]
    known = {column.head for column in kept} if table.columns else {*table.count_by}
    for head in table.count_by:
        if head not in known:
            yield _("No se puede contar por «%s»: no es una columna que se publique.") % head
    if table.columns and not kept:
        yield _("Deja al menos una columna, o deja fuera la tabla entera.")
    for name in _repeated(column.published_as for column in kept):
        yield _("Hay dos columnas que se llaman «%s»: dale otro nombre a una.") % name
    for column in kept:
        if column.published_as.casefold() == "_id":
            yield _("Ninguna columna puede llamarse «_id»: así se llama el número de cada fila.")
        if column.type and column.type not in TYPES:
            yield _("«%s» no es un tipo de columna.") % column.type


def _repeated(names: Iterator[str]) -> list[str]:
    seen = Counter(name.casefold() for name in names)
    return [name for name, times in seen.items() if times > 1]
