"""What a version holds of persons, and what is to be done with it: one form, find by find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amate.base.errors import AmateError, Invalid, status_of
from amate.catalog.models import Version
from amate.catalog.rules import VersionState
from amate.ingest.recipe import LEAST_FEWEST
from amate.people.models import Person
from amate.people.permissions import may
from amate.publishing import gate
from amate.publishing.gate import AGGREGATE, FEWEST, KEEP, MOST_FEWEST, Choice, Find
from amate.publishing.letters import who_publish
from amate.web.desk.access import at_desk, own_version

# What each deed is called, and what comes of it.
DEEDS: Mapping[str, tuple[Any, Any]] = {
    "leave-out": (
        gettext_lazy("No publicar la columna"),
        gettext_lazy("El resto de la tabla se publica sin ella."),
    ),
    "redact": (
        gettext_lazy("Tapar solo esos datos"),
        gettext_lazy("El texto se publica con «•••» en su lugar."),
    ),
    "mask": (
        gettext_lazy("Tapar los valores"),
        gettext_lazy("De cada uno queda la primera letra: «G•••»."),
    ),
    "hash": (
        gettext_lazy("Sustituirlos por una clave"),
        gettext_lazy(
            "La misma persona tiene siempre la misma clave, y de la clave no se sabe quién es. "
            "Mira que otra columna, como su nombre, no lo diga."
        ),
    ),
    "suppress": (
        gettext_lazy("Vaciar esos conteos"),
        gettext_lazy("Los que cuentan a muy pocas personas quedan vacíos; los demás se publican."),
    ),
    AGGREGATE: (
        gettext_lazy("Publicar conteos en vez de renglones"),
        gettext_lazy("De la tabla se publica cuántos renglones hay por las columnas que elijas, y nada más."),
    ),
    KEEP: (
        gettext_lazy("Publicarlos: la ley lo permite"),
        gettext_lazy("Queda escrito con qué fundamento y quién responde por ello."),
    ),
}

IN_A_FIND = ("ground", "approver", "by", "fewest")


@dataclass(frozen=True)
class Asked:
    """A find with its choices (name, words, consequence), and what was said of it.

    columns: those by which rows may be counted, and whether they were chosen.
    """

    find: Find
    deeds: list[tuple[str, Any, Any]]
    said: str
    ground: str
    approver: str
    columns: list[tuple[str, bool]]
    fewest: str
    errors: Mapping[str, str]


@require_http_methods(["GET", "POST"])
@at_desk
def persons(request: HttpRequest, person: Person, key: str) -> HttpResponseBase:
    """Decide; what covers or leaves out has the file read again."""
    version = own_version(person, str(key))
    if request.method == "GET":
        return _page(request, person, version)
    if "again" in request.POST:
        return _ask_again(request, person, version)
    try:
        again = gate.decide(by=person, version=version, choices=_choices(request.POST, version))
    except AmateError as error:
        return _page(request, person, version, error)
    if again.state == VersionState.ASKING and gate.finds(again):
        messages.success(request, _("Anotado. Falta decidir lo demás."))
        return redirect("desk-persons", key=again.public_id)
    messages.success(request, _("Anotado: así se publica, y así se leerá el siguiente archivo."))
    return redirect("desk-dataset", slug=version.resource.dataset.slug)


def _ask_again(request: HttpRequest, person: Person, version: Version) -> HttpResponseBase:
    """Of the next file, what was let pass is asked again."""
    said = request.POST["again"]
    passed = gate.exemptions(version.resource).filter(pk=said if said.isdecimal() else 0).first()
    try:
        if passed:
            gate.revoke(by=person, exemption=passed)
    except AmateError as error:
        return _page(request, person, version, error)
    messages.success(request, _("Del siguiente archivo se volverá a preguntar."))
    return redirect("desk-persons", key=version.public_id)


def _choices(data: QueryDict, version: Version) -> dict[int, Choice]:
    said = {find.number: data.get(f"do-{find.number}", "") for find in gate.finds(version)}
    if not any(said.values()):
        raise Invalid(_("Elige qué se hace con lo que se encontró."))
    return {number: _choice(do, data, number) for number, do in said.items() if do}


def _choice(do: str, data: QueryDict, number: int) -> Choice:
    said = data.get(f"fewest-{number}", "")
    fewest = int(said) if said.isdecimal() and len(said) < 6 else 0
    return Choice(do, *_answerable(data, number), by=tuple(data.getlist(f"by-{number}")), fewest=fewest)


def _answerable(data: QueryDict, number: int) -> tuple[str, Person | None]:
    chosen = data.get(f"approver-{number}", "")
    approver = Person.objects.filter(pk=chosen).first() if chosen.isdigit() else None
    return data.get(f"ground-{number}", ""), approver


def _page(
    request: HttpRequest, person: Person, version: Version, refused: AmateError | None = None
) -> HttpResponse:
    version.refresh_from_db()
    dataset = version.resource.dataset
    errors = refused.fields if refused else {}
    context = {
        "version": version,
        "dataset": dataset,
        "asked": [_asked(find, request.POST, errors, version) for find in gate.finds(version)],
        "least_fewest": LEAST_FEWEST,
        "most_fewest": MOST_FEWEST,
        "publishers": who_publish(dataset.institution),
        "passed": gate.exemptions(version.resource),
        "may_publish": may(person, "publish", dataset.institution),
        "refused": refused,
    }
    return render(request, "desk/persons.html", context, status=status_of(refused) if refused else 200)


def _asked(find: Find, data: QueryDict, errors: Mapping[str, str], version: Version) -> Asked:
    number = find.number
    chosen = data.getlist(f"by-{number}")
    columns = [(name, name in chosen) for name in gate.countable(version, find)]
    deeds = [deed for deed in find.deeds if columns or deed != AGGREGATE]
    return Asked(
        find,
        [(deed, *DEEDS[deed]) for deed in deeds],
        data.get(f"do-{number}", ""),
        data.get(f"ground-{number}", find.ground),
        data.get(f"approver-{number}", ""),
        columns,
        data.get(f"fewest-{number}", str(FEWEST)),
        {name: errors[f"{name}-{number}"] for name in IN_A_FIND if f"{name}-{number}" in errors},
    )
