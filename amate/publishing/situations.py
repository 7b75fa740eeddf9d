"""Where each dataset stands for those who work on it, and the one next step from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State, VersionState
from amate.publishing.models import Stage, Submission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Situation(models.TextChoices):
    """Those that wait for somebody first."""

    RETURNED = "returned", "Devuelto"
    MEND = "mend", "Hay que corregirlo"
    DRAFT = "draft", "Borrador"
    CHANGED = "changed", "Con cambios sin publicar"
    IN_REVIEW = "in-review", "En revisión"
    SCHEDULED = "scheduled", "Programado"
    PUBLISHED = "published", "Publicado"
    QUARANTINED = "quarantined", "En cuarentena"
    WITHDRAWN = "withdrawn", "Retirado"


def situated(rows: models.QuerySet[Dataset]) -> models.QuerySet[Any]:
    """The datasets with their `situation`, and with what decides the next step: `asks`, `reading`, `ready`."""
    open_ = Submission.objects.open().filter(dataset=OuterRef("pk"))
    newest = Version.objects.newest().filter(resource__dataset=OuterRef("pk"))
    in_state = {
        name: Exists(newest.filter(state=state))
        for name, state in (
            ("asks", VersionState.ASKING),
            ("unreadable", VersionState.REFUSED),
            ("reading", VersionState.RECEIVED),
            ("ready", VersionState.READY),
        )
    }
    return rows.annotate(stage=Subquery(open_.values("stage")[:1]), **in_state).annotate(
        situation=Case(
            When(state=State.QUARANTINED, then=Value(Situation.QUARANTINED)),
            When(stage=Stage.RETURNED, then=Value(Situation.RETURNED)),
            When(stage=Stage.IN_REVIEW, then=Value(Situation.IN_REVIEW)),
            When(stage=Stage.SCHEDULED, then=Value(Situation.SCHEDULED)),
            When(Q(asks=True) | Q(unreadable=True), then=Value(Situation.MEND)),
            When(state=State.WITHDRAWN, then=Value(Situation.WITHDRAWN)),
            When(Q(state=State.PUBLISHED) & (Q(ready=True) | ~Q(proposed={})), then=Value(Situation.CHANGED)),
            When(state=State.PUBLISHED, then=Value(Situation.PUBLISHED)),
            default=Value(Situation.DRAFT),
            output_field=models.CharField(),
        )
    )


class Place(models.TextChoices):
    """Where a step is taken."""

    FILES = "files"
    LACK = "lack"  # at the first thing that is missing
    BETTER = "better"  # at the first thing that would make it better
    FINISH = "finish"  # where it is published or sent
    REVIEW = "review"
    REPORT = "report"
    DESK = "desk"
    PUBLIC = "public"


@dataclass(frozen=True)
class Facts:
    """What decides the next step of one dataset for one person."""

    situation: Situation
    asks: bool = False
    reading: bool = False
    ready: bool = False
    fileless: bool = False  # nothing of it was read
    lacks: bool = False  # something that publishing waits for
    publishes: bool = False  # this person may, without anybody else
    approves: bool = False  # this person may look at it and approve
    lifts: bool = False  # this person may lift a quarantine
    reports: bool = False  # somebody told of an error
    failing: bool = False  # its file could not be brought
    late: bool = False
    better: bool = False  # something recommended is not done


@dataclass(frozen=True)
class Step:
    verb: StrOrPromise
    place: Place


S, P = Situation, Place
# The first row whose situation is the dataset's and whose fact, if it names one, holds.
STEPS: tuple[tuple[Situation, str, Step], ...] = (
    (S.QUARANTINED, "lifts", Step(_("Decide si se levanta"), P.DESK)),
    (S.QUARANTINED, "ready", Step(_("Espera a que la levanten"), P.DESK)),
    (S.QUARANTINED, "", Step(_("Sube el archivo corregido"), P.FILES)),
    (S.RETURNED, "", Step(_("Lee qué hay que corregir"), P.REVIEW)),
    (S.IN_REVIEW, "approves", Step(_("Revísalo"), P.REVIEW)),
    (S.IN_REVIEW, "", Step(_("Espera a que lo revisen"), P.REVIEW)),
    (S.SCHEDULED, "", Step(_("Mira cuándo se publica"), P.REVIEW)),
    (S.MEND, "asks", Step(_("Responde qué hacer con su archivo"), P.FILES)),
    (S.MEND, "", Step(_("Cambia el archivo que no se pudo leer"), P.FILES)),
    (S.DRAFT, "reading", Step(_("Mira cómo se lee su archivo"), P.DESK)),
    (S.DRAFT, "fileless", Step(_("Sube su archivo"), P.FILES)),
    (S.DRAFT, "lacks", Step(_("Completa"), P.LACK)),
    (S.DRAFT, "publishes", Step(_("Publícalo"), P.FINISH)),
    (S.DRAFT, "", Step(_("Envíalo a revisión"), P.FINISH)),
    (S.CHANGED, "lacks", Step(_("Completa"), P.LACK)),
    (S.CHANGED, "publishes", Step(_("Publica los cambios"), P.FINISH)),
    (S.CHANGED, "", Step(_("Envía los cambios a revisión"), P.FINISH)),
    (S.PUBLISHED, "reports", Step(_("Responde a quien reportó un error"), P.REPORT)),
    (S.PUBLISHED, "failing", Step(_("Mira por qué no se pudo traer"), P.FILES)),
    (S.PUBLISHED, "late", Step(_("Sube los datos nuevos"), P.FILES)),
    (S.PUBLISHED, "reading", Step(_("Mira cómo se lee su archivo"), P.DESK)),
    (S.PUBLISHED, "better", Step(_("Mejóralo"), P.BETTER)),
    (S.PUBLISHED, "", Step(_("Nada pendiente: míralo como el público"), P.PUBLIC)),
    (S.WITHDRAWN, "ready", Step(_("Publícalo de nuevo"), P.FINISH)),
    (S.WITHDRAWN, "", Step(_("Súbelo corregido, o déjalo así"), P.FILES)),
)


def next_step(facts: Facts) -> Step:
    return next(
        step
        for situation, fact, step in STEPS
        if situation == facts.situation and (not fact or getattr(facts, fact))
    )
