"""What data tell of themselves: each clue is a plain value for a field of Tabla 2, and where it was seen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from amate.base.clock import day_of, today
from amate.base.text import fold, thousands
from amate.catalog.freshness import next_due
from amate.catalog.models import Column, Dataset, Version
from amate.catalog.rules import PERSONAL, temporal_ends
from amate.catalog.similar import Similar, similar
from amate.ingest.recognise.personal import personal_data_in
from amate.people.models import Person
from amate.places import inegi
from amate.publishing.models import Every, Source

OLDEST, AHEAD = 1500, 30  # years: what lies outside is a mistake of somebody's, not a period
LEAST_VERSIONS = 3
CLOSE = 0.25  # how far from an interval of the portal that of the versions may be, as a part of it
EVEN, MOSTLY = (
    0.5,
    2 / 3,
)  # how far from the middle one most gaps between versions may be, and how many are most
AGREE = 2  # similar datasets that have to say the same
TAGS = 5
SHORTEST, LONGEST = 10, 200  # characters of a title
OFFICES = (
    "gobierno",
    "secretaria",
    "ayuntamiento",
    "municipio",
    "direccion",
    "instituto",
    "fiscalia",
    "coordinacion",
)
GENERIC = re.compile(r"(hoja|sheet|tabla|table|datos|data|libro|base de datos)\W*\d*$")
WORKBOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods"})
OF_SOURCE = {Every.DAY: "R/P1D", Every.WEEK: "R/P1W", Every.MONTH: "R/P1M"}


@dataclass(frozen=True)
class Clue:
    value: Any
    source: str


def title(versions: Sequence[Version]) -> Clue | None:
    """What stands above the first table that has a title, or the name of the only sheet."""
    for version in versions:
        for table in version.report.get("tables", ()):
            above = [note["examples"] for note in table["notes"] if note["code"] == "title-rows"]
            for text, _after in above[0] if above else ():
                if _is_title(text, words=3):
                    return Clue(text, _("de lo que dice el archivo sobre la tabla"))
    tables = [table["name"] for version in versions for table in version.report.get("tables", ())]
    workbook = versions and versions[0].format in WORKBOOKS
    if len(tables) == 1 and workbook and _is_title(tables[0], words=2):
        return Clue(" ".join(tables[0].split()), _("del nombre de su hoja"))
    return None


def _is_title(text: str, words: int) -> bool:
    """Whether a text says what the data are, rather than whose; and of nobody in particular."""
    folded = fold(text)
    return (
        len(text.split()) >= words
        and SHORTEST <= len(text) <= LONGEST
        and not folded.startswith(OFFICES)
        and not GENERIC.match(folded)
        and not personal_data_in([text])
    )


def temporal(columns: Sequence[Column]) -> Clue | None:
    """From the first to the last month that any column of dates holds or, without them, year."""
    told = [column for column in columns if column.meaning not in PERSONAL]
    dates = [
        (column, end) for column in told if column.type in {"date", "datetime"} for end in _ends(column, 7)
    ]
    years = [(column, end) for column in told if column.meaning == "year" for end in _ends(column, 4)]
    ends = dates or years
    if not ends:
        return None
    first, last = min(ends, key=_when), max(ends, key=_when)
    value = first[1] if first[1] == last[1] else f"{first[1]}/{last[1]}"
    names = list(dict.fromkeys((first[0].name, last[0].name)))
    what = _("de la columna «%s»") if len(names) == 1 else _("de las columnas «%s»")
    span = (
        first[1] if first[1] == last[1] else _("%(first)s a %(last)s") % {"first": first[1], "last": last[1]}
    )
    return Clue(value, f"{what % '» y «'.join(names)}: {span}")


def reaches_further(written: str, told: str) -> bool:
    """Whether data begin before or end after a period that somebody wrote, each end as exact as it was written."""
    (begins, ends), (first, last) = temporal_ends(written), temporal_ends(told)
    return first[: len(begins)] < begins[: len(first)] or last[: len(ends)] > ends[: len(last)]


def _ends(column: Column, letters: int) -> Iterator[str]:
    """The least and the greatest of a column, as a year or a month; none of one that holds what cannot be."""
    ends = [str(column.profile[end])[:letters] for end in ("min", "max") if column.profile.get(end)]
    if all(end[:4].isdigit() and OLDEST <= int(end[:4]) <= today().year + AHEAD for end in ends):
        yield from ends


def _when(end: tuple[Column, str]) -> str:
    return end[1]


def territory(columns: Sequence[Column]) -> Clue | None:
    """The one municipality that all tables speak of, or the one state; nothing while one value is not known."""
    places = [column for column in columns if column.meaning in {"cvegeo_municipality", "municipality_name"}]
    states = {key for column in columns for key in _states(column)}
    keys: set[str] = set()
    for column in places:
        values = _all_values(column)
        found = [_municipality(column, value, states) for value in values]
        if not values or None in found:
            return None
        keys |= {key for key in found if key}
    if not keys:
        return None
    names = "» y «".join(dict.fromkeys(column.name for column in places))
    where = (_("de la columna «%s»") if len(places) == 1 else _("de las columnas «%s»")) % names
    if len(keys) == 1:
        (key,) = keys
        return Clue(key, _("%(where)s: siempre %(place)s") % {"where": where, "place": inegi.name_of(key)})
    of = {key[:2] for key in keys}
    if len(of) > 1:
        return None
    (state,) = of
    said = {"where": where, "number": thousands(len(keys)), "place": inegi.name_of(state)}
    return Clue(state, _("%(where)s: %(number)s municipios, todos de %(place)s") % said)


def _municipality(column: Column, value: str, states: set[str]) -> str | None:
    """The key of a municipality by its key or whole name; of names that several have, the one of the state told, or,
    where no state is told, the portal's.
    """
    if column.meaning == "cvegeo_municipality":
        known = inegi.municipality(value)
        return known.key if known and (not states or known.state_key in states) else None
    keys = inegi.municipality_names().get(inegi.spoken(value), ())
    here = [key for key in keys if key[:2] in (states or {settings.PORTAL.state})]
    if len(here) == 1:
        return here[0]
    return keys[0] if len(set(keys)) == 1 and not states else None


def _states(column: Column) -> list[str]:
    """The states that a column names, if that is what it holds."""
    if column.meaning not in {"", "cvegeo_state"} or column.type != "text":
        return []
    known = inegi.state_names()
    values = _all_values(column)
    if column.meaning == "cvegeo_state":
        return [value for value in values if inegi.state(value)]
    found = [known.get(inegi.spoken(value), ()) for value in values]
    return [keys[0] for keys in found if keys] if found and all(found) else []


def _all_values(column: Column) -> list[str]:
    """Every value of a column that has few; none when not all are at hand."""
    profile = column.profile
    for values in ([value for value, _rows in profile.get("top") or []], profile.get("frequent") or []):
        if values and len(values) == profile.get("distinct"):
            return [str(value) for value in values]
    return []


def periodicity(dataset: Dataset) -> Clue | None:
    """How often new versions came or, while there are few, how often they are brought."""
    days = _published(dataset)
    if len(days) >= LEAST_VERSIONS:
        gaps = [(later - sooner).days for sooner, later in pairwise(days)]
        apart = median(gaps)
        even = sum(abs(gap - apart) <= EVEN * apart for gap in gaps) >= MOSTLY * len(gaps)
        known = [(each.code, next_due(each.code, days[-1])) for each in settings.PORTAL.periodicities]
        lengths = {code: (due - days[-1]).days for code, due in known if due}
        code = min(lengths, key=lambda one: abs(lengths[one] - apart), default="")
        if code and even and abs(lengths[code] - apart) <= CLOSE * lengths[code]:
            said = {"number": len(days), "days": f"{apart:g}"}
            return Clue(code, _("de sus %(number)s versiones, que llegaron cada %(days)s días") % said)
    every = Source.objects.filter(resource__dataset=dataset, on=True).values_list("every", flat=True).first()
    if every in OF_SOURCE and any(
        each.code == OF_SOURCE[Every(every)] for each in settings.PORTAL.periodicities
    ):
        return Clue(OF_SOURCE[Every(every)], _("de su archivo, que se trae %s") % Every(every).label.lower())
    return None


def _published(dataset: Dataset) -> list[date]:
    """The days on which the resource with most versions had a new one, in the portal's zone."""
    rows = Version.objects.filter(resource__dataset=dataset, published__isnull=False)
    found: dict[int, set[date]] = defaultdict(set)
    for resource, moment in rows.values_list("resource", "published"):
        if moment:
            found[resource].add(day_of(moment))
    most: list[date] = []
    for days in found.values():
        most = sorted(days) if len(days) > len(most) else most
    return most


def theme(dataset: Dataset, columns: Sequence[Column], person: Person) -> Clue | None:
    """The sector that most of the similar ones have, and two at least."""
    others = [one for one in similar(dataset, columns, person) if one.dataset.theme]
    counted = Counter(one.dataset.theme.slug for one in others if one.dataset.theme).most_common(2)
    if not counted or counted[0][1] < AGREE or (len(counted) > 1 and counted[1][1] == counted[0][1]):
        return None
    slug = counted[0][0]
    return Clue(slug, _alike([one for one in others if one.dataset.theme and one.dataset.theme.slug == slug]))


def keywords(dataset: Dataset, columns: Sequence[Column], person: Person) -> Clue | None:
    """The tags that two at least of the similar ones have, the commonest first."""
    others = similar(dataset, columns, person)
    counted = Counter(word for one in others for word in dict.fromkeys(one.dataset.keywords))
    words = [word for word, times in counted.most_common() if times >= AGREE][:TAGS]
    if not words:
        return None
    return Clue(words, _alike([one for one in others if set(words) & set(one.dataset.keywords)]))


def _alike(others: Sequence[Similar]) -> str:
    first, second = (one.dataset.title for one in others[:AGREE])
    return _("como «%(first)s» y «%(second)s», que se parecen") % {"first": first[:80], "second": second[:80]}
