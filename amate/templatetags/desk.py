"""What the desk says of columns, readings and the journal."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from amate.base.text import thousands
from amate.catalog.models import Column, Version
from amate.catalog.rules import MEANING_NAMES, TYPE_NAMES
from amate.people.models import JournalEntry
from amate.people.rules import Role
from amate.publishing.gate import is_about_persons
from amate.publishing.models import Ground
from amate.publishing.readings import repairs_in

register = template.Library()
# utf-8 needs no word.
ENCODINGS = {
    **dict.fromkeys(("", "ascii", "utf-8", "utf-8-sig"), ""),
    "mac_roman": "Mac Roman (Mac antigua)",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "iso-8859-1": "Latin-1",
    "cp850": "MS-DOS (cp850)",
    "cp437": "MS-DOS (cp437)",
}
LINES = 10  # of a repair that are named
SPACES_SHOWN = {"\n": "⏎", "\r": "⏎", "\t": "⇥"}

TEAMS = ("equipo/", "solicitudes/", "unirse/", "personas/", "traspasos/")
# Name, address name, and the beginnings of the paths that belong to it, below /mesa/; the last only for stewards.
SECTIONS: tuple[tuple[Promise, str, tuple[str, ...]], ...] = (
    (_("Mis conjuntos"), "desk", ("conjuntos/", "recursos/", "versiones/", "subidas/", *TEAMS)),
    (_("Reportes"), "desk-reports", ("reportes/",)),
    (_("Llaves"), "desk-keys", ("llaves/",)),
    (_("Mi cuenta"), "account_change_password", ("clave/", "segundo-paso/", "avisos/")),
    (_("El portal"), "portal-desk", ("portal/",)),
)

VERBS: dict[str, Promise] = {
    "create": _("creó"),
    "edit": _("editó"),
    "describe": _("dijo qué son las columnas"),
    "adopt-dictionary": _("tomó un diccionario"),
    "declare-schema": _("declaró un esquema"),
    "forget-schema": _("quitó el esquema"),
    "before": _("guardó lo que había"),
    "propose": _("propuso cambios"),
    "send-submission": _("envió a revisión"),
    "return-submission": _("devolvió con comentarios"),
    "approve-submission": _("aprobó"),
    "cancel-submission": _("retiró de la revisión"),
    "reopen-submission": _("pidió revisarlo otra vez"),
    "transfer": _("lo pasó de institución"),
    "persons-leave-out": _("dejó sin publicar datos personales"),
    "persons-redact": _("tapó datos personales"),
    "persons-mask": _("tapó datos personales"),
    "persons-hash": _("sustituyó datos personales por claves"),
    "persons-keep": _("dejó pasar datos personales con fundamento"),
    "persons-ask-again": _("pidió volver a preguntar por datos personales"),
    "delete": _("borró el borrador"),
    "rename": _("cambió la dirección"),
    "add-resource": _("agregó un recurso"),
    "upload": _("subió un archivo"),
    "set-source": _("dijo de dónde se trae el archivo"),
    "remove-source": _("dejó de traer el archivo de su dirección"),
    "refresh": _("trajo una versión nueva"),
    "refresh-failed": _("no pudo traer el archivo"),
    "refuse": _("no pudo leer el archivo"),
    "ask": _("preguntó antes de publicar"),
    "reread": _("cambió cómo se lee el archivo"),
    "answer": _("aceptó cómo se leyó el archivo"),
    "correct": _("hizo una versión corregida"),
    "discard": _("descartó un archivo"),
    "publish": _("publicó"),
    "withdraw": _("retiró"),
    "quarantine": _("puso en cuarentena"),
    "lift": _("levantó la cuarentena"),
    "purge": _("borró para siempre"),
    "feature": _("cambió los destacados"),
    "choose-chart": _("eligió la gráfica de la página"),
    "automatic-chart": _("dejó que la gráfica se elija sola"),
    "move": _("cambió de lugar en la portada"),
    "remove": _("quitó de la portada"),
    "remove-view": _("quitó una vista guardada"),
    "report-error": _("recibió un reporte de error"),
    "resolve-report": _("atendió un reporte"),
    "act-as": _("empezó a ver el portal como otra persona:"),
    "act-as-end": _("dejó de ver el portal como otra persona:"),
    "join-account": _("unió a otra forma de entrar la cuenta de"),
    "reset-second-factor": _("quitó el segundo paso de"),
    "grant-role": _("dio un papel"),
    "remove-role": _("quitó un papel"),
    "change-role": _("cambió un papel"),
    "invite": _("invitó"),
    "import-people": _("invitó con una lista"),
    "resend-invitation": _("volvió a enviar una invitación"),
    "revoke-invitation": _("retiró una invitación"),
    "accept-invitation": _("aceptó una invitación"),
    "ask-to-join": _("pidió unirse"),
    "admit": _("aceptó una solicitud"),
    "decline": _("dijo que no a una solicitud"),
    "want-reminders": _("cambió si recibe avisos por correo"),
    "create-key": _("creó una llave"),
    "revoke-key": _("revocó una llave"),
}

JOBS: dict[str, Promise] = {
    "build-version": _("Leer un archivo"),
    "build-serving": _("Preparar una tabla para hojearla"),
    "send-invitation": _("Enviar una invitación"),
    "update-index": _("Poner al día la búsqueda"),
    "remind": _("Avisar de lo atrasado"),
    "settle-promises": _("Poner al día lo que toca actualizar"),
    "release-submissions": _("Publicar lo programado"),
    "finish-purges": _("Terminar de borrar lo borrado para siempre"),
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
def deed_detail(entry: JournalEntry) -> str:
    """What a line of the journal says besides who, what and of whom: the motive, the role."""
    said = entry.detail
    if entry.verb in ("act-as", "quarantine", "purge", "withdraw"):
        ground = said.get("ground", said.get("reason", ""))
        return str(dict(Ground.choices).get(ground, ground))
    if entry.verb in ("grant-role", "remove-role", "change-role"):
        roles = [said[name] for name in ("before", "role") if name in said]
        return " → ".join(str(dict(Role.choices).get(role, role)) for role in roles)
    return ""


@register.filter
def job_name(kind: str) -> str:
    return str(JOBS.get(kind, kind))


@register.filter
def type_name(name: str) -> str:
    return TYPE_NAMES.get(name, name)


@register.filter
def odd_encoding(encoding: str | None) -> str:
    """The encoding of a text as people know it; "" for what every program writes today."""
    return ENCODINGS.get((encoding or "").lower(), encoding or "")


@register.filter
def meaning_name(column: Column) -> str:
    """What was recognised in the values of a column, as people call it."""
    return str(MEANING_NAMES.get(column.meaning, ""))


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


@register.filter
def repairs(version: Version) -> int:
    """How many repairs were done to read a version, in all its tables."""
    return repairs_in(version)


@register.filter
def lines_told(lines: list[int], words: str) -> str:
    """`[3, 9, 12]|lines_told:"renglón,renglones"` → "renglones 3, 9 y 12"; of many the first, with an ellipsis."""
    one, many = words.split(",")
    said = [thousands(line) for line in lines[:LINES]]
    if len(said) == 1:
        return f"{one} {said[0]}"
    if len(lines) > LINES:
        return f"{many} {', '.join(said)}…"
    return f"{many} {', '.join(said[:-1])} y {said[-1]}"


@register.filter
def cell_told(text: str) -> SafeString:
    """A cell with the white space at its ends made visible; an empty one says so."""
    if not text:
        return format_html('<span class="muted">{}</span>', _("vacía"))
    core = text.strip()
    start = text.index(core) if core else len(text)
    ends = (text[:start], core, text[start + len(core) :])
    shown = ("".join(SPACES_SHOWN.get(mark, "␣") for mark in end) for end in (ends[0], ends[2]))
    return format_html(
        '<mark class="space">{}</mark>{}<mark class="space">{}</mark>', next(shown), core, next(shown)
    )


@register.filter
def questions(version: Version) -> dict[str, bool]:
    """What a version asks: whether about persons, and whether about anything else."""
    about = [is_about_persons(question) for question in version.questions]
    return {"persons": any(about), "others": not all(about)}


@register.filter
def kind_name(kind: str) -> str:
    """What people call a kind of personal data."""
    others = {"minor": "Personas menores de edad", "small_cells": "Conteos de pocas personas"}
    return str(MEANING_NAMES.get(kind, others.get(kind, kind)))
