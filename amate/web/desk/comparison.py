"""What came of reading a file again, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amate.base.text import thousands
from amate.catalog.models import Version
from amate.catalog.rules import TYPE_NAMES
from amate.ingest.steps import STEPS
from amate.publishing.readings import summary


@dataclass(frozen=True)
class Changed:
    """What came of reading a file again, as sentences; none of them when it was read the same way."""

    sentences: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return not self.sentences


def since(version: Version) -> Changed | None:
    """What changed from the reading before to this one; None for a version that was read once."""
    before, now = version.report.get("before"), summary(version.report)
    if before is None:
        return None
    former = {table["source"]: table for table in before}
    where: dict[str, list[str]] = {}
    for new in now:
        for sentence in _reread(former[new["source"]], new) if new["source"] in former else ():
            where.setdefault(sentence, []).append(new["name"] or new["source"])
    if len(now) == 1:
        return Changed(tuple(where))
    everywhere = [
        _("todas las tablas") if len(names) == len(now) else _some(names) for names in where.values()
    ]
    told = zip(everywhere, where, strict=True)
    return Changed(tuple(_("En %s: %s") % (names, _small(sentence)) for names, sentence in told))


def _reread(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if bool(old["columns"]) != bool(new["columns"]):
        yield _("Ahora se publica.") if new["columns"] else _("Ya no se publica.")
        return
    if old["name"] != new["name"]:
        yield _("La tabla se llama ahora «%s».") % new["name"]
    if old["rows"] != new["rows"]:
        numbers = {"before": thousands(old["rows"]), "after": thousands(new["rows"])}
        yield _("De %(before)s filas pasó a %(after)s.") % numbers
    for code, step in STEPS.items():
        if (code in old["steps"]) != (code in new["steps"]):
            done = _("Se hizo: %s.") if code in new["steps"] else _("Ya no se hizo: %s.")
            yield done % _small(step.label)
    yield from _columns(old, new)


def _columns(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = ({column["head"]: column for column in table["columns"]} for table in (old, new))
    if not set(before) & set(after):
        yield _("Los encabezados son otros: %s.") % _some(list(after))
        return
    if gone := [before[head]["name"] for head in before if head not in after]:
        yield _("Ya no se publica: %s.") % _some(gone)
    if came := [after[head]["name"] for head in after if head not in before]:
        yield _("Ahora se publica: %s.") % _some(came)
    for head in before:
        if head in after:
            yield from _column(before[head], after[head])


def _column(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    if old["name"] != new["name"]:
        yield _("«%(before)s» se llama ahora «%(after)s».") % {"before": old["name"], "after": new["name"]}
    if old["type"] != new["type"]:
        types = [TYPE_NAMES.get(column["type"], column["type"]) for column in (old, new)]
        yield _("«%(name)s» pasó de %(before)s a %(after)s.") % {
            "name": new["name"],
            "before": types[0],
            "after": types[1],
        }


def _some(names: list[str], most: int = 6) -> str:
    shown = ", ".join(f"«{name}»" for name in names[:most])
    return (
        shown
        if len(names) <= most
        else _("%(some)s y %(more)d más") % {"some": shown, "more": len(names) - most}
    )


def _small(label: str) -> str:
    return label[0].lower() + label[1:]
