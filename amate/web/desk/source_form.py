"""The form that says where a file is brought from, and what the workspace tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amate.base.errors import AmateError
from amate.base.jobs.models import LIVE, Job
from amate.catalog.models import Resource
from amate.publishing.models import Every, Source
from amate.publishing.origins import NOBODY, Secret
from amate.web.forms import Styled

BY_HAND = "hand"  # the choice of who wants to say when, each time


class SourceForm(Styled, forms.Form):
    address = forms.CharField(
        label=_("Dirección del archivo"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "De la web (https://…), una hoja de Google como la copias de tu navegador, "
            "sftp://servidor/carpeta/archivo.csv, o s3://cubeta/carpeta/, de la que se toma el archivo más nuevo."
        ),
        error_messages={"required": _("Escribe de dónde se trae.")},
    )
    every = forms.ChoiceField(
        label=_("Cada cuándo"),
        choices=[*Every.choices, (BY_HAND, _("Solo cuando yo lo pida"))],
        initial=Every.DAY,
    )
    user = forms.CharField(
        label=_("Usuario"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Si la dirección lo pide. En S3, la clave de acceso."),
    )
    password = forms.CharField(
        label=_("Contraseña"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Se guarda cifrada, y nadie la vuelve a ver. En S3, la clave secreta."),
    )
    publishes = forms.BooleanField(
        label=_("Publicar sola cada versión en la que nada pregunte"), required=False
    )

    @classmethod
    def of(cls, resource: Resource, source: Source | None) -> SourceForm:
        """As it stands; a password that is kept stays when its box is left empty."""
        auto_id = f"origen-{resource.pk}_%s"
        if source is None:
            return cls(auto_id=auto_id)
        known = {"address": source.address, "every": source.every if source.on else BY_HAND}
        secret = _opened(source)
        form = cls(initial=known | {"publishes": source.publishes, "user": secret.user}, auto_id=auto_id)
        if secret.password:
            form.fields["password"].help_text = _("Vacía: sigue la que está guardada para este servidor.")
        return form


def said(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form holds, as `set_source` takes it."""
    by_hand = data["every"] == BY_HAND
    return {**data, "every": Every.DAY if by_hand else data["every"], "on": not by_hand}


def _opened(source: Source) -> Secret:
    try:
        return Secret.opened(source.secret)
    except AmateError:
        return NOBODY


@dataclass(frozen=True)
class Origin:
    """Where a file comes from as its keepers see it. `form` may hold what was refused."""

    source: Source | None
    form: forms.BaseForm
    coming: bool

    @property
    def failing(self) -> bool:
        return self.source is not None and self.source.failures > 0 and not self.coming


def sources_of(resources: Sequence[Resource]) -> Mapping[int, tuple[Source, bool]]:
    """By resource, with whether it is being brought right now; in two queries."""
    found = {one.resource_id: one for one in Source.objects.filter(resource__in=resources)}
    subjects = {str(one.pk) for one in found.values()}
    live = Job.objects.filter(kind="refresh-source", subject__in=subjects, state__in=LIVE) if subjects else ()
    coming = {job.subject for job in live}
    return {pk: (one, str(one.pk) in coming) for pk, one in found.items()}
