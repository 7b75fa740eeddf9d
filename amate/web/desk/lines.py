"""The datasets of la mesa: found by situation, by what is wrong with them and by words, each with its next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amate.base.clock import today
from amate.base.text import slugify
from amate.catalog.models import Dataset, Resource
from amate.community.models import ErrorReport
from amate.people.models import InstitutionQuerySet, Person
from amate.people.permissions import institutions_where
from amate.policy.rules import Item
from amate.publishing.checklist import Checklist, checklists
from amate.publishing.models import Source, Submission
from amate.publishing.situations import Facts, Place, Situation, Step, next_step, situated
from amate.web.desk.checking import place_of

# What may be wrong with public data, as `?aviso=` has it.
WRONG: Mapping[str, Any] = {
    "atrasados": gettext_lazy("Atrasados"),
    "sin-traer": gettext_lazy("No se pudieron traer"),
}


@dataclass(frozen=True)
class Line:
    """One dataset of the list; `detail` says more of the verb, `url` is where it is done."""

    dataset: Dataset
    situation: Situation
    files: int
    reports: int
    failing: int
    late: bool
    verb: str
    detail: str
    url: str


def datasets(institutions: InstitutionQuerySet, words: str = "", wrong: str = "") -> QuerySet[Any]:
    """Those of some institutions, last touched first, with their situation."""
    rows = situated(Dataset.objects.filter(institution__in=institutions))
    for word in words.split()[:12]:
        spelt = slugify(word, 60)
        rows = rows.filter(Q(title__icontains=word) | (Q(slug__contains=spelt) if spelt else Q()))
    return _wrong(rows, wrong).order_by("-modified", "-pk")


def _wrong(rows: QuerySet[Any], wrong: str) -> QuerySet[Any]:
    if wrong == "atrasados":
        return rows.filter(pk__in=Dataset.objects.late(today()).values("pk"))
    if wrong == "sin-traer":
        return rows.filter(pk__in=_failing().values("resource__dataset"))
    return rows


def _failing() -> QuerySet[Source]:
    return Source.objects.filter(on=True, failures__gt=0)


def counted(rows: QuerySet[Any]) -> list[tuple[Situation, int]]:
    """How many stand where, those that wait for somebody first; one query."""
    found = dict(rows.order_by().values_list("situation").annotate(Count("pk")))
    return [(one, found[one.value]) for one in Situation if one.value in found]


def alarms(institutions: InstitutionQuerySet) -> list[tuple[str, str, int]]:
    """(name, label, how many datasets) of what is wrong with public data; only what there is."""
    mine = Dataset.objects.filter(institution__in=institutions)
    numbers = {name: _wrong(mine, name).count() for name in WRONG}
    return [(name, str(label), numbers[name]) for name, label in WRONG.items() if numbers[name]]


def lines(rows: Sequence[Any], person: Person) -> list[Line]:
    """The datasets of a page with what is said of each: as many queries for all of them as for one."""
    files = Counter(Resource.objects.filter(dataset__in=rows).values_list("dataset", flat=True))
    reports: dict[int, list[int]] = {}
    unanswered = ErrorReport.objects.filter(dataset__in=rows, resolved=None).order_by("created")
    for dataset, pk in unanswered.values_list("dataset", "pk"):
        reports.setdefault(dataset, []).append(pk)
    failing = Counter(
        _failing().filter(resource__dataset__in=rows).values_list("resource__dataset", flat=True)
    )
    open_ = Submission.objects.open().filter(dataset__in=rows)
    reviews = dict(open_.values_list("dataset", "public_id"))
    publishes = set(institutions_where(person, "publish").values_list("pk", flat=True))
    checked, day = checklists(rows), today()
    found = []
    for row in rows:
        late = row.is_public and row.overdue is not None and row.overdue <= day
        there = row.institution_id in publishes
        facts = Facts(
            situation=Situation(row.situation),
            asks=row.asks,
            reading=row.reading,
            ready=row.ready,
            fileless=not files[row.pk] or any(item.code == "file" for item in checked[row.pk].required),
            lacks=bool(checked[row.pk].asked),
            publishes=there and not row.institution.two_persons,
            approves=there,
            lifts=person.is_steward,
            reports=row.pk in reports,
            failing=bool(failing[row.pk]),
            late=late,
            better=bool(checked[row.pk].recommended),
        )
        step = next_step(facts)
        detail, url = _where(row, step, checked[row.pk], reviews, reports)
        told = len(reports.get(row.pk, ()))
        found.append(
            Line(
                row, facts.situation, files[row.pk], told, failing[row.pk], late, str(step.verb), detail, url
            )
        )
    return found


def _where(
    row: Dataset,
    step: Step,
    checked: Checklist,
    reviews: Mapping[int, Any],
    reports: Mapping[int, Sequence[int]],
) -> tuple[str, str]:
    """(what more is said of the step, the address where it is taken)."""
    desk = reverse("desk-dataset", args=[row.slug])
    if step.place == Place.REVIEW:
        return "", reverse("desk-review", args=[reviews[row.pk]])
    if step.place == Place.REPORT:
        return "", reverse("desk-report", args=[reports[row.pk][0]])
    if step.place == Place.PUBLIC:
        return "", row.get_absolute_url()
    if step.place in (Place.LACK, Place.BETTER):
        items = checked.required if step.place == Place.LACK else checked.recommended
        asked = [item for item in items if step.place == Place.BETTER or item.code not in ("file", "answer")]
        return _first_of(asked), desk + place_of(asked[0])
    if step.place == Place.FINISH:
        return "", reverse("desk-answers", args=[row.slug])
    return "", desk + ("#archivos" if step.place == Place.FILES else "")


def _first_of(items: Sequence[Item]) -> str:
    """ "descripción y 2 cosas más"."""
    first = items[0].label[0].lower() + items[0].label[1:]
    if len(items) == 1:
        return first
    if len(items) == 2:
        return _("%(first)s y otra cosa") % {"first": first}
    return _("%(first)s y %(more)d cosas más") % {"first": first, "more": len(items) - 1}
