"""Who may do what: roles and verbs as tables."""

from __future__ import annotations

from datetime import timedelta

from django.db import models


class Kind(models.TextChoices):
    """The three kinds of institution that a state portal knows."""

    DEPENDENCIA = "dependencia", "Dependencia"
    ORGANISMO = "organismo", "Organismo"
    MUNICIPIO = "municipio", "Municipio"


class Role(models.TextChoices):
    """What a person is in an institution, in the words of the national guide."""

    LIAISON = "liaison", "Enlace"
    MANAGER = "manager", "Administrador de datos"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Revisor"


class Scope(models.TextChoices):
    """What a key may be used for; a key never does what its owner may not."""

    READ = "read", "Leer lo que yo puedo ver"
    WRITE = "write", "Crear y editar borradores"
    PUBLISH = "publish", "Publicar y retirar"
    ADMIN = "admin", "Cuidar equipos y el portal: papeles, cuarentenas, borrados"


_TEAM = frozenset({Role.LIAISON, Role.MANAGER, Role.EDITOR, Role.REVIEWER})
_ANSWERABLE = frozenset({Role.LIAISON, Role.MANAGER, Role.REVIEWER})

MAY: dict[str, frozenset[Role]] = {
    "look": _TEAM,  # at how something is prepared
    "edit": _TEAM,
    "vouch": _TEAM,  # what is said in one's own name: ready to be looked at, this about persons, throw it away
    "publish": _ANSWERABLE,
    "withdraw": _ANSWERABLE,
    "manage-members": frozenset({Role.LIAISON, Role.MANAGER}),
    "transfer": frozenset({Role.LIAISON, Role.MANAGER}),  # in both institutions
}
# Which roles each of those gives and takes away: an administrador de datos makes no enlace, and unmakes none.
GIVES: dict[str, frozenset[Role]] = {Role.LIAISON: _TEAM, Role.MANAGER: _TEAM - {Role.LIAISON}}
INVITED_FOR = timedelta(days=14)
MOST_INVITED = 200  # people of an institution who have not answered yet, unless a steward invites
MOST_ASKED = 5  # institutions that one person asks to join at a time
SCOPE_FOR: dict[str, Scope] = {
    "look": Scope.READ,
    "edit": Scope.WRITE,
    "vouch": Scope.WRITE,
    "publish": Scope.PUBLISH,
    "withdraw": Scope.PUBLISH,
    "manage-members": Scope.ADMIN,
    "transfer": Scope.PUBLISH,
}
# What is done only with a second step at the door, where the portal asks for one.
NEEDS_SECOND_FACTOR = frozenset({"publish", "withdraw", "transfer", "act-as"})

# What a steward may do in the place of somebody else; the rest each does in their own name.
ACTING_MAY = frozenset({"look", "edit"})

# First segments of addresses that no institution may take as its slug.
# fmt: off
RESERVED_SEGMENTS = frozenset({
    "accesibilidad", "acerca", "actualizacion", "adela", "api", "archivos", "ayuda", "buscar", "catalogo", "cifras",
    "contacto", "cuenta", "data", "datos", "embed", "en", "es", "estandares", "estatico", "favicon", "feeds",
    "historias", "id", "instituciones", "licencia", "mapa", "mcp", "mesa", "municipios", "oai", "ogc",
    "privacidad", "publicar", "registro", "reutilizaciones", "robots", "salud", "sectores", "sitemap", "sql", "static",
    "temas",
})
# fmt: on
