"""Key facts of a dataset, as label and text, in the order in which people ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from amate.base.clock import today
from amate.catalog.freshness import Freshness, Promise
from amate.catalog.models import Dataset
from amate.templatetags.amate import day, iso, moment, period, place


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
    if dataset.is_public and (promise := dataset.promised):
        yield _next(promise)
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


def _next(promise: Promise) -> Fact:
    """When new data are expected, and how they stand with that today, in plain words."""
    stands = promise.on(today())
    if stands == Freshness.FRESH:
        note = "A más tardar. Hoy está al día"
    elif stands == Freshness.DUE:
        note = f"Por actualizar: ya tocaba, y se cuenta como atraso desde el {day(promise.overdue)}"
    else:
        note = f"{stands.label}: desde ese día se esperan datos nuevos, y no han llegado"
    label = "Próxima actualización" if stands == Freshness.FRESH else "Tocaba actualizarse"
    return Fact(label, day(promise.due), time=iso(promise.due), note=note)


def _key(dataset: Dataset) -> str:
    return f"Clave INEGI {dataset.territory}" if dataset.territory else ""
