"""What was declared that a table keeps, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amate.catalog.rules import TYPE_NAMES
from amate.ingest.dictionary.declared import Field, Schema

MOST_VALUES = 8


def in_words(schema: Schema) -> list[tuple[str, list[str]]]:
    """Each column that promises something, with what: [("monto", ["número", "0 o más"])]."""
    told = [(field.name, list(_of(field, schema))) for field in schema.fields]
    return [(name, words) for name, words in told if words]


def _of(field: Field, schema: Schema) -> Iterator[str]:
    if field.name in schema.primary_key:
        yield _("identifica cada fila")
    elif field.required:
        yield _("nunca vacía")
    if field.type:
        yield _("de tipo %s") % TYPE_NAMES[field.type]
    if field.unique:
        yield _("sin repetir")
    if field.enum:
        some, more = field.enum[:MOST_VALUES], len(field.enum) - MOST_VALUES
        yield _("uno de: %s") % ", ".join(some) + (_(" y %d más") % more if more > 0 else "")
    if field.pattern:
        yield _("con la forma %s") % field.pattern
    if field.minimum:
        yield _("%s o más") % field.minimum
    if field.maximum:
        yield _("%s o menos") % field.maximum
    if field.shortest is not None:
        yield _("de %d letras o más") % field.shortest
    if field.longest is not None:
        yield _("de %d letras o menos") % field.longest
