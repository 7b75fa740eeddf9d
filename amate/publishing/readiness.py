"""What of a dataset would go public now, and what still stands in the way."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amate.base.errors import NotReady
from amate.catalog.history import given_back
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State, VersionState
from amate.publishing.checklist import checklist, newest_versions, stops


def ready_versions(dataset: Dataset, only: Version | None = None) -> list[Version]:
    """The newest version of each resource that is ready, or only the one given if it is."""
    if only is not None:
        only.refresh_from_db()
        return [only] if only.state == VersionState.READY and only.resource.dataset_id == dataset.pk else []
    return _newest(dataset, VersionState.READY)


def lacking(dataset: Dataset) -> dict[str, str]:
    """What publishing still needs by the rules, as {field of Tabla 2, or "file": sentence}."""
    return checklist(dataset).asked


def take_proposed(dataset: Dataset) -> None:
    """Put the metadata that waited in the place of those that are public; whoever calls saves them."""
    for name, value in given_back(dataset.proposed).items():
        setattr(dataset, name, value)
    dataset.proposed = {}


def refuse_unready(dataset: Dataset, only: Version | None = None) -> None:
    """`NotReady` with what is missing, asked or not there: what keeps a dataset from going public as it is."""
    refuse_quarantined(dataset)
    if absent := lacking(dataset):
        raise NotReady(_("Faltan datos para publicar: %s") % " ".join(absent.values()), fields=absent)
    ready = ready_versions(dataset, only)
    _refuse_questions(dataset, only)
    _refuse_nothing(dataset, ready)


def refuse_quarantined(dataset: Dataset) -> None:
    if dataset.state == State.QUARANTINED:
        raise NotReady(
            _(
                "Está en cuarentena: súbelo corregido, y será público cuando la levante un responsable del portal."
            ),
            code="quarantined",
        )


def _newest(dataset: Dataset, state: VersionState) -> list[Version]:
    """The last version of each resource, of those that are in a state."""
    return [version for version in newest_versions([dataset]) if version.state == state]


def _refuse_questions(dataset: Dataset, only: Version | None) -> None:
    """What asks is answered first."""
    if only is None:
        asking = stops(dataset, newest_versions([dataset]))
    else:
        asking = [only] if only.state == VersionState.ASKING else []
    if asking:
        first = asking[0]
        facts = {"file": first.filename, "question": first.questions[0]["message"]}
        raise NotReady(
            _("«%(file)s» espera tu respuesta antes de publicarse. %(question)s") % facts, code="asking"
        )


def _refuse_nothing(dataset: Dataset, ready: list[Version]) -> None:
    if ready or (dataset.is_public and dataset.proposed):
        return
    waiting = Version.objects.filter(resource__dataset=dataset, state=VersionState.RECEIVED).count()
    if waiting:
        raise NotReady(
            _("Todavía se están leyendo %d archivos. Espera unos segundos y vuelve a publicar.") % waiting
        )
    if dataset.is_public:
        raise NotReady(_("No hay ninguna versión nueva lista para publicar."))
    if not dataset.resources.filter(current__isnull=False).exists():
        raise NotReady(
            _("No hay ningún archivo listo para publicar: sube uno primero."), fields={"file": _("Falta.")}
        )
