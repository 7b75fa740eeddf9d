"""Buttons of the workspace about where a file is brought from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from amate.catalog.models import Resource
from amate.people.models import Person
from amate.publishing.refresh import ask_refresh, remove_source, set_source
from amate.web.desk.access import own_resource
from amate.web.desk.moves import move
from amate.web.desk.source_form import SourceForm, said


@move(own_resource, SourceForm, place="origen-{}")
def keep_source(person: Person, resource: Resource, data: dict[str, Any]) -> str:
    source = set_source(by=person, resource=resource, **said(data))
    return _("Guardado: se está trayendo.") if source.on else _("Guardado: se trae cuando lo pidas.")


@move(own_resource)
def bring_now(person: Person, resource: Resource, data: dict[str, Any]) -> str:
    ask_refresh(by=person, resource=resource)
    return _("Se está trayendo.")


@move(own_resource)
def drop_source(person: Person, resource: Resource, data: dict[str, Any]) -> str:
    """What came stays; the password is forgotten."""
    remove_source(by=person, resource=resource)
    return _("Ya no se trae de ninguna dirección. Lo que llegó sigue aquí.")
