"""What is done to datasets, resources, sectors and licences. Every verb says who did it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from amate.base.errors import Invalid, NotReady, Stale
from amate.base.text import slugify, visible
from amate.catalog import rules
from amate.catalog.changes import mark
from amate.catalog.history import given_back, only, plain, remember
from amate.catalog.models import Dataset, DatasetRevision, Licence, OldSlug, Resource, Theme
from amate.catalog.rules import State
from amate.people.journal import record
from amate.people.models import Institution, Person
from amate.people.permissions import may_alone, require, require_steward

EDITABLE = frozenset(field.name for field in rules.FIELDS if field.typed)
MAX_KEYWORDS = 30


@transaction.atomic
def create_dataset(*, by: Person, institution: Institution, title: str, **metadata: Any) -> Dataset:
    """A draft with what the rule profile derives or defaults: identifier, contact, licence, territory."""
    require(by, "edit", institution)
    dataset = Dataset(
        institution=institution,
        contact_name=institution.name[:200],
        contact_email=institution.email,
        territory=institution.territory,
        licence=Licence.objects.first(),
    )
    _fill(dataset, {"title": title, **metadata})
    dataset.slug = free_slug(dataset.title)
    _save(dataset)
    remember(dataset, by=by, verb="create")
    record(by=by, verb="create", subject=dataset, institution=institution)
    mark(dataset)
    return dataset


@transaction.atomic
def edit_dataset(*, by: Person, dataset: Dataset, revision: int | None = None, **metadata: Any) -> Dataset:
    """Change metadata. With `revision`, only if nobody saved since it was read. A draft's address follows its title.

    Of what is public, a change by somebody who may not publish it alone waits for publication.
    """
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    require(by, "edit", dataset.institution)
    if revision is not None and revision != dataset.revision:
        raise Stale(
            _("Alguien más guardó este conjunto mientras lo editabas. Vuelve a abrirlo y repite tu cambio.")
        )
    if not dataset.revisions.exists():
        remember(dataset, by=None, verb="before")
    before = plain(dataset) | dataset.proposed
    _fill(dataset, metadata)
    if dataset.is_public and (lacking := rules.missing(dataset.metadata)):
        raise NotReady(_("Un conjunto publicado no puede quedarse sin estos datos."), fields=lacking)
    wanted = only(plain(dataset), metadata)
    waits = dataset.is_public and not may_alone(by, "publish", dataset.institution)
    if waits:
        _check(dataset)
        dataset.refresh_from_db()
        dataset.proposed = _proposed(dataset, dataset.proposed | wanted)
    else:
        dataset.proposed = {name: value for name, value in dataset.proposed.items() if name not in wanted}
    if dataset.state == State.DRAFT and "title" in metadata:
        dataset.slug = free_slug(dataset.title, keeping=dataset)
    dataset.revision += 1
    _save(dataset)
    verb = "propose" if waits else "edit"
    remember(dataset, by=by, verb=verb)
    changed = {name: before[name] for name in wanted if before[name] != wanted[name]}
    record(by=by, verb=verb, subject=dataset, institution=dataset.institution, before=changed)
    mark(dataset)
    return dataset


def restore_revision(
    *, by: Person, dataset: Dataset, revision: DatasetRevision, saved: int | None = None
) -> Dataset:
    """Make the metadata what they were once: an edit like any other, which waits where others wait.

    With `saved`, only if nobody saved since that revision.
    """
    return edit_dataset(by=by, dataset=dataset, revision=saved, **given_back(revision.values))


def _proposed(dataset: Dataset, wanted: dict[str, Any]) -> dict[str, Any]:
    """What is wanted and not so already."""
    public = plain(dataset)
    return {name: value for name, value in wanted.items() if value != public[name]}


@transaction.atomic
def rename_address(*, by: Person, dataset: Dataset, slug: str) -> Dataset:
    """Give a dataset another address; the old one redirects for ever."""
    require(by, "publish", dataset.institution)
    wanted = slugify(slug, 120)
    if not wanted or free_slug(wanted, keeping=dataset) != wanted:
        raise Invalid(
            _("La dirección «%s» ya está ocupada o está vacía.") % slug, fields={"slug": _("Elige otra.")}
        )
    OldSlug.objects.filter(slug=wanted).delete()
    OldSlug.objects.create(slug=dataset.slug, dataset=dataset)
    record(by=by, verb="rename", subject=dataset, institution=dataset.institution, before=dataset.slug)
    dataset.slug = wanted
    dataset.revision += 1
    _save(dataset)
    mark(dataset)
    return dataset


@transaction.atomic
def delete_draft(*, by: Person, dataset: Dataset) -> None:
    """Throw away something that never was public."""
    require(by, "vouch", dataset.institution)
    if dataset.issued:
        raise NotReady(_("Lo que ya fue público no se borra: se retira, con su motivo."))
    record(by=by, verb="delete", subject=dataset, institution=dataset.institution)
    mark(dataset)
    dataset.delete()


@transaction.atomic
def add_resource(
    *, by: Person, dataset: Dataset, filename: str, title: str = "", description: str = ""
) -> Resource:
    """A place in the dataset for one file and its future versions. `filename` will be its name for ever."""
    require(by, "edit", dataset.institution)
    stem = slugify(filename.rsplit(".", 1)[0], 100) or "archivo"
    taken = set(dataset.resources.values_list("slug", flat=True))
    resource = Resource(
        dataset=dataset,
        slug=next(slug for slug in _numbered(stem) if slug not in taken),
        title=title.strip() or filename,
        description=description,
        filename=safe_filename(filename),
        position=dataset.resources.count(),
    )
    _save(resource)
    record(by=by, verb="add-resource", subject=resource, institution=dataset.institution)
    mark(dataset)
    return resource


@transaction.atomic
def edit_resource(*, by: Person, resource: Resource, title: str, description: str) -> Resource:
    require(by, "edit", resource.dataset.institution)
    resource.title, resource.description = visible(title).strip(), visible(description)
    _save(resource)
    record(by=by, verb="edit", subject=resource, institution=resource.dataset.institution)
    mark(resource.dataset)
    return resource


@transaction.atomic
def feature(*, by: Person, dataset: Dataset, on: bool) -> Dataset:
    """Show a dataset on the home page, or stop showing it."""
    require_steward(by)
    dataset.featured = on
    dataset.save(update_fields=["featured"])
    record(by=by, verb="feature", subject=dataset, institution=dataset.institution, on=on)
    mark(dataset)
    return dataset


@transaction.atomic
def save_theme(*, by: Person | None, theme: Theme | None = None, **fields: Any) -> Theme:
    return _save_named(by, theme or Theme(), fields)


@transaction.atomic
def save_licence(*, by: Person | None, licence: Licence | None = None, **fields: Any) -> Licence:
    return _save_named(by, licence or Licence(), fields)


Named = TypeVar("Named", Theme, Licence)


def _save_named(by: Person | None, row: Named, fields: dict[str, Any]) -> Named:
    if by is not None:
        require_steward(by)
    verb = "edit" if row.pk else "create"
    for name, value in fields.items():
        setattr(row, name, value)
    _save(row)
    record(by=by, verb=verb, subject=row)
    return row


def free_slug(text: str, keeping: Dataset | None = None) -> str:
    """An address that no other dataset has or had."""
    others = Dataset.objects.all() if keeping is None else Dataset.objects.exclude(pk=keeping.pk)
    former = OldSlug.objects.all() if keeping is None else OldSlug.objects.exclude(dataset=keeping)
    stem = slugify(text, 100) or "conjunto"
    near = {"slug__startswith": stem}
    taken = {
        *others.filter(**near).values_list("slug", flat=True),
        *former.filter(**near).values_list("slug", flat=True),
    }
    return next(slug for slug in _numbered(stem) if slug not in taken)


def safe_filename(name: str) -> str:
    """The name of a file as it will be offered: last part of the path, without control or special characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, extension = last.rpartition(".")
    if not dot:
        stem, extension = last, ""
    clean = slugify(stem, 150).replace("-", "_") or "archivo"
    ending = "".join(letter for letter in extension.lower() if letter.isascii() and letter.isalnum())[:12]
    return f"{clean}.{ending}" if ending else clean


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _fill(dataset: Dataset, metadata: dict[str, Any]) -> None:
    if unknown := set(metadata) - EDITABLE:
        raise Invalid(_("No se conocen estos campos: %s.") % ", ".join(sorted(unknown)))
    metadata = {name: visible(value) if isinstance(value, str) else value for name, value in metadata.items()}
    if "keywords" in metadata:
        metadata["keywords"] = tidy_keywords(metadata["keywords"])
    if "title" in metadata:
        metadata["title"] = " ".join(metadata["title"].split())
    for name, value in metadata.items():
        setattr(dataset, name, value.strip() if isinstance(value, str) else value)
    if wrong := rules.faults(metadata):
        raise Invalid(" ".join(wrong.values()), fields=wrong)


def tidy_keywords(words: list[str]) -> list[str]:
    """Lower case, single spaces, once each, in the order given."""
    tidy = (" ".join(visible(word).lower().split())[:60] for word in words)
    return list(dict.fromkeys(word for word in tidy if word))[:MAX_KEYWORDS]


def _save(row: Dataset | Resource | Theme | Licence) -> None:
    _check(row)
    row.save()


def _check(row: Dataset | Resource | Theme | Licence) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(fields.values()), fields=fields) from error
