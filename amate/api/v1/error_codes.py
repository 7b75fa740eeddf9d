"""Every code that an error can carry, with its title in both languages and what it means in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of error: titles, and the English sentence for what is said in Spanish case by case."""

    spanish: str
    english: str
    detail: str


KINDS: Mapping[str, Kind] = {
    "invalid": Kind(
        "Hay datos que corregir", "Something needs mending", "A value does not hold; see fields."
    ),
    "bad-parameter": Kind(
        "Parámetro no válido", "Invalid parameter", "A parameter of the question does not hold; see fields."
    ),
    "bad-value": Kind("Valor no válido", "Invalid value", "A value is not of the type of its column."),
    "unknown-parameter": Kind(
        "Parámetro desconocido", "Unknown parameter", "The address has parameters that do not exist here."
    ),
    "too-wide": Kind(
        "Demasiadas columnas",
        "Too many columns",
        "The format does not hold so many columns: name some in _columns.",
    ),
    "too-long-for-excel": Kind(
        "No cabe en una celda de Excel",
        "Too long for Excel",
        "A column has cells of more than 32,767 characters: ask for CSV, or leave that column out with _columns.",
    ),
    "bad-json": Kind("JSON no válido", "Invalid JSON", "The body is not valid JSON in UTF-8."),
    "not-signed-in": Kind(
        "Hace falta identificarse",
        "Sign in first",
        "This needs a key (Authorization: Bearer amate_…) or a session.",
    ),
    "bad-key": Kind("Llave no válida", "Invalid key", "The key does not exist, has expired or was revoked."),
    "csrf": Kind(
        "Falta la prueba de origen", "CSRF check failed", "A session writes only with its X-CSRFToken header."
    ),
    "not-allowed": Kind("Sin permiso", "Not allowed", "You may not do this in this institution."),
    "scope": Kind("La llave no alcanza", "Insufficient scope", "The key lacks the scope that this needs."),
    "acting": Kind(
        "Actúas como otra persona",
        "Acting as somebody else",
        "A steward who acts as somebody else may not do this in their place.",
    ),
    "second-factor": Kind(
        "Falta el segundo paso",
        "No second factor",
        "Publishing needs a second step at the door; set it up at /mesa.",
    ),
    "not-found": Kind("No encontrado", "Not found", "There is nothing here, or you may not see it."),
    "method-not-allowed": Kind(
        "Método no permitido", "Method not allowed", "This address does not take this method; see Allow."
    ),
    "not-ready": Kind(
        "Todavía no se puede",
        "Not ready",
        "The state of this thing does not let this happen yet; see fields.",
    ),
    "gone": Kind("Retirado", "Gone", "It was public and was withdrawn; the reason is in `reason`."),
    "erased": Kind(
        "Borrado para siempre", "Erased", "It was public and was erased for ever; see date and ground."
    ),
    "blocked": Kind(
        "En cuarentena",
        "Unavailable for legal reasons",
        "It was public and the stewards shut it off while it is looked into; see date and ground.",
    ),
    "quarantined": Kind(
        "En cuarentena", "Quarantined", "Nothing of it goes public until a steward lifts the quarantine."
    ),
    "current": Kind(
        "Es lo que se ve", "Current version", "Readers see this version now: quarantine or replace it first."
    ),
    "same-bytes": Kind(
        "Los mismos bytes", "Same bytes", "Other versions hold the same file: erase them together."
    ),
    "wrong-offset": Kind(
        "No empieza donde iba",
        "Wrong offset",
        "The piece does not begin where the file ends: ask with HEAD and go on from there.",
    ),
    "unsupported-version": Kind(
        "Versión de tus no admitida", "Unsupported tus version", "Send Tus-Resumable: 1.0.0."
    ),
    "checksum-mismatch": Kind(
        "La suma no coincide", "Checksum mismatch", "The piece came damaged and was not kept: send it again."
    ),
    "no-room": Kind("No hay espacio", "No room", "The disk of the portal is full; what came before is kept."),
    "length-required": Kind(
        "Falta el tamaño",
        "Length required",
        "Send Content-Length: uploads are not taken in chunked encoding.",
    ),
    "stale": Kind("Alguien guardó antes", "Stale", "Somebody else saved first: read it again and repeat."),
    "too-large": Kind("Demasiado grande", "Too large", "The body is larger than this portal takes."),
    "unsupported-media-type": Kind(
        "Tipo de contenido no admitido",
        "Unsupported media type",
        "This address does not take this content type.",
    ),
    "bad-file": Kind("Archivo no válido", "Bad file", "The file cannot be taken as it is."),
    "empty": Kind(
        "Archivo vacío", "Empty file", "The file is empty: check that it was saved, and send it again."
    ),
    "too-many": Kind("Demasiadas peticiones", "Too many requests", "Wait for as long as Retry-After says."),
    "unavailable": Kind("No disponible", "Unavailable", "A part of the portal is down; nothing was lost."),
    "busy": Kind(
        "Mucho trabajo a la vez", "Busy", "Many ask for such work at once: wait as Retry-After says."
    ),
    "internal": Kind(
        "Error interno", "Internal error", "Something failed in the portal; it was written down."
    ),
}
OTHERWISE = Kind("No se pudo", "It could not be done", "The portal refused this; the code says why.")
