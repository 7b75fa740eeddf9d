"""Who is told by mail that data will soon be due, are late or are very late: each thing once, one mail a person a day.

What was told is written down before the mail is: a worker that dies between the two tells nothing twice. A mail that
the server does not take waits in `base/outbox`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from amate.base.clock import day_of, zone
from amate.catalog.freshness import LATE, LONGEST, Freshness
from amate.catalog.models import Dataset
from amate.people.models import Membership, Person
from amate.people.rules import MAY
from amate.publishing.letters import tell_due
from amate.publishing.models import Reminder

HOUR = 8  # nobody is written to earlier, in the portal's zone
Told = tuple[int, str, date]  # dataset, standing, due


@dataclass(frozen=True)
class News:
    """How a dataset stands with its promise, as it is worth a mail: `fresh` when it will soon be due."""

    dataset: Dataset
    standing: Freshness
    due: date

    @property
    def told(self) -> Told:
        return self.dataset.pk, self.standing, self.due


def remind(now: datetime) -> int:
    """Write to everyone who has something to be told on this day; returns how many people that was."""
    if timezone.localtime(now, zone()).hour < HOUR:
        return 0
    day = day_of(now)
    news = news_of(day)
    by_institution: dict[int, list[News]] = defaultdict(list)
    for one in news:
        by_institution[one.dataset.institution_id].append(one)
    readers = _readers(by_institution, day)
    return sum(_write(person, several, day) for person, several in readers.items())


def news_of(day: date) -> list[News]:
    """The public datasets that are late or soon due, the most urgent first."""
    rows = Dataset.objects.select_related("institution").order_by("due", "pk")
    late = [News(row, _lateness(row, day), row.due) for row in rows.late(day) if row.due]
    ahead = day + timedelta(days=LONGEST.ahead)
    near = rows.published().filter(due__gte=day, due__lte=ahead)
    soon = [
        News(row, Freshness.FRESH, one.due)
        for row in near
        if (one := row.promised) and one.told <= day and one.told < one.due
    ]
    return [*late, *soon]


def _lateness(dataset: Dataset, day: date) -> Freshness:
    very = dataset.delinquent is not None and dataset.delinquent <= day
    return Freshness.DELINQUENT if very else Freshness.OVERDUE


def _readers(news: Mapping[int, list[News]], day: date) -> dict[Person, list[News]]:
    """What each person is to be told who edits for these institutions, wants mails and got none today."""
    told_today = Reminder.objects.filter(day=day).values("person")
    team = Membership.objects.filter(institution__in=news, role__in=MAY["edit"], person__is_active=True)
    team = team.filter(person__wants_reminders=True).exclude(person__in=told_today)
    found: dict[Person, dict[Told, News]] = defaultdict(dict)
    for membership in team.select_related("person").order_by("person"):
        found[membership.person] |= {one.told: one for one in news[membership.institution_id]}
    return {person: [several[told] for told in _untold(person, several)] for person, several in found.items()}


def _untold(person: Person, several: Iterable[Told]) -> list[Told]:
    known = set(person.reminders.values_list("dataset", "standing", "due"))
    return [told for told in several if told not in known]


def _write(person: Person, news: list[News], day: date) -> bool:
    """One mail, written down first; whether there was anything to write."""
    if not news:
        return False
    rows = [
        Reminder(person=person, dataset=one.dataset, standing=one.standing, due=one.due, day=day)
        for one in news
    ]
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(rows)
    except IntegrityError:  # another worker is telling them
        return False
    late = [one for one in news if one.standing in LATE]
    tell_due(person, [(one.dataset, one.standing, one.due) for one in news], day, late=len(late))
    return True
