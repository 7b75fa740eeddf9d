"""What the desk says of columns, readings and the journal."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amate.catalog.models import Column, Version
from amate.catalog.rules import TYPE_NAMES

register = template.Library()

# Name, address name, and the beginnings of the paths that belong to it, below /mesa/; the last only for stewards.
SECTIONS: tuple[tuple[Promise, str, tuple[str, ...]], ...] = (
    (_("Mis conjuntos"), "desk", ("conjuntos/", "recursos/", "versiones/", "subidas/", "equipo/")),
    (_("Reportes"), "desk-reports", ("reportes/",)),
    (_("Llaves"), "desk-keys", ("llaves/",)),
    (_("Mi cuenta"), "account_change_password", ("clave/", "segundo-paso/")),
    (_("El portal"), "portal-desk", ("portal/",)),
)

VERBS: dict[str, Promise] = {
    "create": _("creó"),
    "edit": _("editó"),
    "delete": _("borró el borrador"),
    "rename": _("cambió la dirección"),
    "add-resource": _("agregó un recurso"),
    "upload": _("subió un archivo"),
    "refuse": _("no pudo leer el archivo"),
    "discard": _("descartó un archivo"),
    "publish": _("publicó"),
    "withdraw": _("retiró"),
    "feature": _("cambió los destacados"),
    "choose-chart": _("eligió la gráfica de la página"),
    "automatic-chart": _("dejó que la gráfica se elija sola"),
    "move": _("cambió de lugar en la portada"),
    "remove": _("quitó de la portada"),
    "remove-view": _("quitó una vista guardada"),
    "report-error": _("recibió un reporte de error"),
    "resolve-report": _("atendió un reporte"),
    "grant-role": _("dio un papel"),
    "remove-role": _("quitó un papel"),
    "create-key": _("creó una llave"),
    "revoke-key": _("revocó una llave"),
}

JOBS: dict[str, Promise] = {
    "build-version": _("Leer un archivo"),
    "build-serving": _("Preparar una tabla para hojearla"),
    "update-index": _("Poner al día la búsqueda"),
    "sweep": _("Borrar lo que ya nadie usa"),
    "forget-reports": _("Olvidar reportes de hace más de un año"),
    "prune-jobs": _("Olvidar tareas terminadas"),
}


@register.simple_tag(takes_context=True)
def desk_sections(context: template.Context) -> list[dict[str, Any]]:
    """The sections of the desk for whoever is there: name, url, and whether one is in it."""
    request, root = context["request"], reverse("desk")
    below = request.path.removeprefix(root)
    steward = getattr(request.user, "is_steward", False)
    return [
        {"name": name, "url": reverse(url), "here": below.startswith(begins) or request.path == reverse(url)}
        for name, url, begins in SECTIONS
        if steward or url != "portal-desk"
    ]


@register.filter
def verb_name(verb: str) -> str:
    return str(VERBS.get(verb, verb))


@register.filter
def job_name(kind: str) -> str:
    return str(JOBS.get(kind, kind))


@register.filter
def type_name(name: str) -> str:
    return TYPE_NAMES.get(name, name)


@register.filter
def examples(column: Column) -> str:
    """A few values of a column: the commonest, or its two ends."""
    profile = column.profile
    common = [str(value) for value, _count in profile.get("top", [])[:3]]
    ends = [str(profile[end]) for end in ("min", "max") if profile.get(end) is not None]
    return " · ".join(common) or " … ".join(ends)


@register.filter
def reading_notes(version: Version) -> list[str]:
    """What was done to read a version, as sentences; with the table's name when there are several."""
    tables = version.report.get("tables", [])
    return [
        note["message"] if len(tables) == 1 else f"{table['name']}: {note['message']}"
        for table in tables
        for note in table.get("notes", [])
    ]
