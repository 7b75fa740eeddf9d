"""What a dataset has and lacks before it goes public: by the portal's rule profile, by its files, and of persons.

The one list: publishing refuses by it (`readiness.py`), la mesa, who reviews and the API show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amate.catalog.history import FILLED
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import VersionState
from amate.ingest.messages import PERSONAL as CALLED
from amate.ingest.recognise.personal import personal_data_in
from amate.policy import profiles
from amate.policy.facts import facts_of
from amate.policy.rules import GROUP_OF, Group, Item, Level


@dataclass(frozen=True)
class Checklist:
    """Every line, those of the files first."""

    profile: str
    items: tuple[Item, ...]

    @property
    def required(self) -> list[Item]:
        """What publishing waits for and is not done."""
        return [item for item in self.items if item.required and not item.done]

    @property
    def recommended(self) -> list[Item]:
        """What would make it better and is not done."""
        return [item for item in self.items if not item.required and not item.done]

    @property
    def done(self) -> list[Item]:
        return [item for item in self.items if item.done]

    @property
    def complete(self) -> bool:
        return not self.required

    @property
    def asked(self) -> dict[str, str]:
        """What publishing waits for by the rules, as {field of Tabla 2, or "file": sentence}."""
        return {item.field or "file": item.says for item in self.required if item.code not in OF_READING}


def checklist(dataset: Dataset) -> Checklist:
    return checklists([dataset])[dataset.pk]


def checklists(datasets: Sequence[Dataset]) -> dict[int, Checklist]:
    """By the pk of each; for a whole page in as many questions to the database as for one."""
    profile, facts = profiles.of_portal(), facts_of(datasets)
    newest: dict[int, list[Version]] = defaultdict(list)
    for version in newest_versions(datasets):
        newest[version.resource.dataset_id].append(version)
    current = Resource.objects.filter(dataset__in=datasets, current__isnull=False)
    with_current = set(current.values_list("dataset", flat=True))
    found = {}
    for one in datasets:
        items = [
            *_of_files(one, newest[one.pk], has_current=one.pk in with_current),
            *profile.checked(facts[one.pk]),
        ]
        items = _without_persons(items, facts[one.pk].metadata)
        found[one.pk] = Checklist(profile.code, tuple(sorted(items, key=lambda item: ORDER[item.group])))
    return found


OF_READING = ("file", "answer")  # told by how each file was read, not by the rules
ORDER = {group: at for at, group in enumerate(Group)}


def newest_versions(datasets: Sequence[Dataset]) -> list[Version]:
    """The last version of each resource, in the order of the resources; without reports."""
    rows = Version.objects.newest().filter(resource__dataset__in=datasets).select_related("resource")
    return list(rows.defer("report").order_by("resource__position", "resource__pk"))


def stops(dataset: Dataset, newest: Sequence[Version]) -> list[Version]:
    """Those that ask and are answered first. Of what is public already, files that ask nothing may go ahead."""
    if dataset.is_public and any(one.state == VersionState.READY for one in newest):
        return []
    return [one for one in newest if one.state == VersionState.ASKING]


def _of_files(dataset: Dataset, newest: Sequence[Version], *, has_current: bool) -> Iterator[Item]:
    stopping = stops(dataset, newest)
    states = {one.state for one in newest}
    has = has_current or bool(states & {VersionState.READY, VersionState.ASKING})
    says = _("Sube el archivo con los datos.")
    if not has and VersionState.RECEIVED in states:
        says = _("Todavía se está leyendo: espera unos segundos.")
    yield _of_file("file", _("Un archivo que se pudo leer"), says, done=has)
    for one in newest:
        named = {"file": one.filename}
        if one.state == VersionState.ASKING:
            label, level = _("«%(file)s» sin preguntas pendientes") % named, Level.RECOMMENDED
            if one in stopping:
                level = Level.REQUIRED
            yield _of_file("answer", label, one.questions[0]["message"], version=one, level=level)
        elif one.state == VersionState.REFUSED:
            says = _("No se pudo leer: cámbialo por otro o descártalo.")
            label = _("«%(file)s» se puede leer") % named
            yield _of_file("refused", label, says, version=one, level=Level.RECOMMENDED)


def _of_file(
    code: str,
    label: str,
    says: str,
    *,
    done: bool = False,
    version: Version | None = None,
    level: Level = Level.REQUIRED,
) -> Item:
    resource = version.resource_id if version else None
    return Item(code, level, Group.FILES, label, says, done, resource=resource)


def _without_persons(items: list[Item], metadata: Mapping[str, Any]) -> list[Item]:
    """The lines, and one for each field where somebody's identifier was written, in the place of that field's own."""
    told = dict(_persons(metadata))
    return [item for item in items if not (item.required and item.field in told)] + list(told.values())


def _persons(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    for field in FILLED:
        texts = metadata[field.name] if field.name == "keywords" else [str(metadata[field.name] or "")]
        kinds = [CALLED[one.kind][0] for one in personal_data_in(texts) if one.kind != "email"]
        if kinds:
            said = {"kind": kinds[0], "field": field.label.lower()}
            yield (
                field.name,
                Item(
                    code=f"persons-{field.name}",
                    level=Level.REQUIRED,
                    group=GROUP_OF.get(field.name, Group.ABOUT),
                    label=_("%s sin datos de personas") % field.label,
                    says=_("Parece traer %(kind)s: quítalo de %(field)s.") % said,
                    done=False,
                    field=field.name,
                ),
            )
