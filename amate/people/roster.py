"""A list of who works where, as offices write it: its columns under whatever names, its lines by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amate.base.errors import Invalid
from amate.base.text import fold

MOST_LINES = 1_000
SOUGHT = 10  # first rows in which the heads are looked for

# What offices call each column, folded.
HEADS: dict[str, tuple[str, ...]] = {
    "name": ("nombre", "nombre completo", "nombre(s)", "persona", "name"),
    "email": ("email", "e-mail", "correo", "correo electronico", "correo institucional", "mail"),
    "organization": ("organizacion", "institucion", "dependencia", "entidad", "organization"),
    "role": ("papel", "rol", "funcion", "role"),
}
NEEDED = {"email": "email", "organization": "organizacion"}


@dataclass(frozen=True)
class Line:
    """What was written, and on which line."""

    number: int
    name: str
    email: str
    organization: str
    role: str = ""


Numbered = Sequence[tuple[int | None, Sequence[str]]]


def lines_of(heads: Sequence[str], rows: Numbered) -> list[Line] | None:
    """The lines of a table; None when it has no such heads, neither above nor among its first rows."""
    candidates = [(heads, rows), *((rows[at][1], rows[at + 1 :]) for at in range(min(SOUGHT, len(rows))))]
    for named, below in candidates:
        places = _places(named)
        if set(NEEDED) <= set(places):
            return list(_lines(places, below))
    return None


def lines_in(tables: Iterable[tuple[Sequence[str], Numbered]]) -> list[Line]:
    """The lines of the first table that is such a list; `Invalid` when none is, or it is too long."""
    found = next((lines for heads, rows in tables if (lines := lines_of(heads, rows)) is not None), None)
    if found is None:
        raise Invalid(
            _("No encontramos las columnas «nombre», «email» y «organizacion». Ponlas en la primera línea.")
        )
    if not found:
        raise Invalid(_("La lista no tiene a nadie: solo los nombres de las columnas."))
    if len(found) > MOST_LINES:
        raise Invalid(_("La lista pasa de %d líneas: divídela.") % MOST_LINES)
    return found


def _places(heads: Sequence[str]) -> dict[str, int]:
    """Where each column is, of those that are known by their heads."""
    folded = [fold(" ".join(head.split())) for head in heads]
    found = {
        what: next((folded.index(n) for n in names if n in folded), None) for what, names in HEADS.items()
    }
    return {what: place for what, place in found.items() if place is not None}


def _lines(places: Mapping[str, int], rows: Numbered) -> Iterator[Line]:
    for at, (number, cells) in enumerate(rows, start=2):
        said = {what: " ".join(cells[place].split()) for what, place in places.items() if place < len(cells)}
        if any(said.values()):
            yield Line(
                number or at,
                said.get("name", ""),
                said.get("email", ""),
                said.get("organization", ""),
                said.get("role", ""),
            )
