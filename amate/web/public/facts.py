"""Key facts of a dataset, as label and text, in the order in which people ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from amate.catalog.freshness import next_due
from amate.catalog.models import Dataset
from amate.templatetags.amate import day, iso, local, moment, period, place

LATE = "La fecha ya pasó y los datos no han cambiado"


@dataclass(frozen=True)
class Fact:
    """One line; `time` is the ISO form of a date, `note` what helps to read it."""

    label: str
    text: str
    url: str = ""
    time: str = ""
    note: str = ""
    rel: str = ""


def facts(dataset: Dataset) -> list[Fact]:
    return [fact for fact in _facts(dataset) if fact.text]


def _facts(dataset: Dataset) -> Iterator[Fact]:
    yield Fact(
        "Fuente",
        dataset.institution.name,
        url=f"/instituciones/{dataset.institution.slug}",
        note=dataset.contact_name if dataset.contact_name != dataset.institution.name else "",
    )
    yield Fact("Los datos cambiaron", moment(dataset.data_modified), time=iso(dataset.data_modified))
    yield Fact("La ficha se revisó", moment(dataset.modified), time=iso(dataset.modified))
    yield Fact("Se actualiza", settings.PORTAL.periodicity_name(dataset.periodicity))
    if due := _due(dataset):
        late = due < local(timezone.now()).date()
        yield Fact("Próxima actualización", day(due), time=iso(due), note=LATE if late else "A más tardar")
    yield Fact("Periodo que cubre", period(dataset.temporal))
    yield Fact("Territorio", place(dataset.territory) if dataset.territory else "", note=_key(dataset))
    if dataset.licence:
        yield Fact("Licencia", dataset.licence.name, url=dataset.licence.uri, rel="license")
    if dataset.contact_email:
        yield Fact("Dudas", dataset.contact_email, url=f"mailto:{dataset.contact_email}")
    if dataset.landing_page:
        yield Fact(
            "Metodología", "Página de la institución", url=dataset.landing_page, rel="nofollow noopener"
        )
    yield Fact("Calidad", dataset.quality)


def _due(dataset: Dataset) -> date | None:
    changed = dataset.data_modified
    return next_due(dataset.periodicity, local(changed).date()) if changed else None


def _key(dataset: Dataset) -> str:
    return f"Clave INEGI {dataset.territory}" if dataset.territory else ""
