"""The nouns of the catalogue: Dataset, Resource, Version, Table, Column; and what is counted about them."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from amate.base.clock import day_of
from amate.base.files import blob_path
from amate.catalog.as_of import named
from amate.catalog.freshness import Freshness, Promise, promise
from amate.catalog.rules import FIELDS, State, VersionState
from amate.people.models import Institution, Person
from amate.people.permissions import Visitor


class Theme(models.Model):
    """A sector of the portal. `main` ones are those the portal exists for."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nombre", max_length=120)
    description = models.CharField("descripción", max_length=300, blank=True)
    icon = models.CharField("icono", max_length=40, blank=True)
    main = models.BooleanField("principal", default=False)
    position = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        ordering = ("-main", "position", "name")

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nombre", max_length=120)
    uri = models.URLField("dirección de los términos")
    text = models.TextField("texto", blank=True)
    attribution = models.CharField("forma de citar", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


def institution_ids(person: Visitor) -> models.QuerySet[Institution, int] | None:
    """Ids of the institutions whose unpublished things this person may see; None means all of them."""
    if isinstance(person, Person) and person.is_active:
        return None if person.is_steward else person.institutions.values_list("pk", flat=True)
    return Institution.objects.none().values_list("pk", flat=True)


PROMISED = ("due", "overdue", "delinquent")  # the dates of `Dataset.promised` that are kept


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def published(self) -> DatasetQuerySet:
        return self.filter(state=State.PUBLISHED)

    def visible_to(self, person: Visitor) -> DatasetQuerySet:
        """The published ones, and every one of the institutions this person works for."""
        mine = institution_ids(person)
        if mine is None:
            return self.all()
        return self.filter(Q(state=State.PUBLISHED) | Q(institution__in=mine))

    def of(self, institution: Institution) -> DatasetQuerySet:
        """Those of the institution and of everything that hangs from it."""
        return self.filter(institution__lineage__startswith=institution.lineage)

    def standing(self, freshness: str, day: date) -> DatasetQuerySet:
        """The published ones that stand so with their promise on a day; `Dataset.freshness` of each says the same."""
        stand = {
            Freshness.FRESH: Q(due__gte=day),
            Freshness.DUE: Q(due__lt=day, overdue__gt=day),
            Freshness.OVERDUE: Q(overdue__lte=day, delinquent__gt=day),
            Freshness.DELINQUENT: Q(delinquent__lte=day),
            Freshness.NONE: Q(due=None),
        }
        return self.published().filter(stand[Freshness(freshness)])

    def late(self, day: date) -> DatasetQuerySet:
        """The published ones whose promise was broken by more than its margin on a day: overdue and delinquent."""
        return self.published().filter(overdue__lte=day)

    def settle(self) -> list[Dataset]:
        """Write anew what is promised of those where it is not what it should be; returns those.

        Saving a dataset keeps it right; this is for rows that were written otherwise, and for rules that changed.
        """
        rows = self.only("periodicity", "data_modified", *PROMISED)
        wrong = [row for row in rows.iterator() if row.promise()]
        self.model.objects.bulk_update(wrong, PROMISED, batch_size=500)
        return wrong

    def for_lists(self) -> DatasetQuerySet:
        """With what a card shows, in a constant number of queries."""
        resources = models.Prefetch("resources", Resource.objects.with_tables())
        return self.select_related("institution", "theme", "licence").prefetch_related(resources)


class Dataset(models.Model):
    """A set of resources that belong together, with the metadata of the national Tabla 2."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    institution = models.ForeignKey(
        Institution, verbose_name="institución", on_delete=models.PROTECT, related_name="datasets"
    )
    title = models.CharField("título", max_length=300)
    description = models.TextField("descripción", blank=True)
    theme = models.ForeignKey(Theme, verbose_name="sector", null=True, blank=True, on_delete=models.PROTECT)
    keywords = models.JSONField("etiquetas", default=list, blank=True)
    licence = models.ForeignKey(
        Licence, verbose_name="licencia", null=True, blank=True, on_delete=models.PROTECT
    )
    periodicity = models.CharField("periodicidad", max_length=20, blank=True)
    temporal = models.CharField("periodo que cubre", max_length=21, blank=True)
    territory = models.CharField("territorio", max_length=9, blank=True)
    contact_name = models.CharField("área responsable", max_length=200, blank=True)
    contact_email = models.EmailField("correo de contacto", blank=True)
    landing_page = models.URLField("página o manual", max_length=500, blank=True)
    quality = models.TextField("calidad", blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    proposed = models.JSONField(
        default=dict,
        blank=True,
        help_text="metadata that wait to be published, by field; models by their slug",
    )
    due = models.DateField(null=True, blank=True, db_index=True, help_text="when new data are expected")
    overdue = models.DateField(
        null=True, blank=True, db_index=True, help_text="the first day on which they are late"
    )
    delinquent = models.DateField(
        null=True, blank=True, db_index=True, help_text="the first day on which they are very late"
    )
    featured = models.BooleanField("destacado", default=False)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    issued = models.DateTimeField(null=True, blank=True)
    data_modified = models.DateTimeField(null=True, blank=True, db_index=True)
    downloads = models.PositiveIntegerField(default=0)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ("-data_modified", "-pk")
        indexes = (models.Index(fields=("state", "-data_modified", "-id")),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dataset", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is promised follows from the periodicity and the day the data changed, whoever saves them."""
        if kwargs.get("update_fields") is None:
            self.promise()
        super().save(*args, **kwargs)

    @property
    def promised(self) -> Promise | None:
        """When its data are due again, counted from the day they last changed."""
        return promise(self.periodicity, day_of(self.data_modified) if self.data_modified else None)

    def promise(self) -> bool:
        """Have its dates say what is promised; whether they said something else."""
        before = [getattr(self, name) for name in PROMISED]
        for name in PROMISED:
            setattr(self, name, getattr(self.promised, name, None))
        return before != [getattr(self, name) for name in PROMISED]

    def freshness(self, day: date) -> Freshness | None:
        """How it stands with its promise on a day; None while it is not public."""
        if not self.is_public:
            return None
        return self.promised.on(day) if self.promised else Freshness.NONE

    @property
    def metadata(self) -> dict[str, Any]:
        """Its metadata by the names of Tabla 2's fields."""
        return {field.name: getattr(self, field.name) for field in FIELDS}


class Standing(models.TextChoices):
    """Where a highlight stands on a day: on the home page, before its time, after it, or without public data."""

    ON = "on", "En la portada"
    AHEAD = "ahead", "Programado"
    OVER = "over", "Ya terminó"
    HIDDEN = "hidden", "Oculto: sus datos ya no son públicos"


class HighlightQuerySet(models.QuerySet["Highlight"]):
    def on(self, day: date) -> HighlightQuerySet:
        """Those the home page shows on a day: their time has come and not passed, and their data are public."""
        begun = self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))
        return begun.filter(dataset__in=Dataset.objects.published())


class Highlight(models.Model):
    """A "dato del día" of the home page: one figure, a hundred words about it, and the address of its data."""

    title = models.CharField("título", max_length=120)
    figure = models.CharField("cifra", max_length=24)
    unit = models.CharField("qué cuenta la cifra", max_length=100)
    text = models.TextField("texto", max_length=2000)
    day = models.DateField("fecha del dato")
    address = models.CharField("dirección de los datos", max_length=500)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+", editable=False)
    since = models.DateField("se publica desde")
    until = models.DateField("se publica hasta", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = HighlightQuerySet.as_manager()

    class Meta:
        ordering = ("position", "-day", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def picture(self) -> str:
        """The drawing of the chart at its address, as narrow windows have it; "" when it is no chart."""
        path, _, question = self.address.partition("#")[0].partition("?")
        if not path.endswith("/grafica"):
            return ""
        return f"{path}.svg?{question}&_frame=narrow" if question else f"{path}.svg?_frame=narrow"

    def standing(self, day: date) -> Standing:
        if not self.dataset.is_public:
            return Standing.HIDDEN
        if day < self.since:
            return Standing.AHEAD
        return Standing.OVER if self.until and self.until < day else Standing.ON


class DatasetRevision(models.Model):
    """The metadata of a dataset as somebody left them: one row for each time they were saved, never changed."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="Dataset.revision")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    values = models.JSONField(help_text="every field of Tabla 2 that people fill, models by their slug")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("dataset", "number"), name="revision_number_once_a_dataset"),
        )

    def __str__(self) -> str:
        return f"{self.dataset} · revisión {self.number}"


class OldSlug(models.Model):
    """An address a dataset had before; it redirects for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, person: Visitor) -> ResourceQuerySet:
        """Those with public bytes, and every one of the institutions this person works for."""
        mine = institution_ids(person)
        if mine is None:
            return self.all()
        public = Q(current__isnull=False, dataset__state=State.PUBLISHED)
        return self.filter(public | Q(dataset__institution__in=mine))

    def with_tables(self) -> ResourceQuerySet:
        """With the version that readers see, but for its report, and the tables of it."""
        # By a join: a prefetch would name each version in a chain of ORs, and SQLite takes a thousand at most.
        return self.select_related("current").defer("current__report").prefetch_related("current__tables")


class Resource(models.Model):
    """One thing of a dataset that is replaced over time under the same address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="resources")
    slug = models.SlugField(max_length=120)
    title = models.CharField("título", max_length=300)
    description = models.TextField("descripción", blank=True)
    filename = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    current = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recipe = models.JSONField(
        default=dict, blank=True, help_text="how the last published file was read, for the next"
    )
    schema = models.JSONField(
        default=dict, blank=True, help_text="the Table Schema that its files promise to keep"
    )

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("dataset", "slug"), name="resource_slug_once"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the latest bytes: it never changes."""
        return reverse("latest-file", args=[self.dataset.slug, self.slug, self.filename])


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, person: Visitor) -> VersionQuerySet:
        """Published versions of published datasets, and every one of the institutions this person works for.

        Of what was erased there is nothing to see, for anyone.
        """
        kept = self.exclude(state=VersionState.PURGED)
        mine = institution_ids(person)
        if mine is None:
            return kept
        public = Q(state=VersionState.PUBLISHED, resource__dataset__state=State.PUBLISHED)
        return kept.filter(public | Q(resource__dataset__institution__in=mine))

    def newest(self) -> VersionQuerySet:
        """The last of each resource, of those that were not erased."""
        kept = self.exclude(state=VersionState.PURGED)
        later = Version.objects.filter(
            resource=models.OuterRef("resource"), number__gt=models.OuterRef("number")
        )
        return kept.exclude(models.Exists(later.exclude(state=VersionState.PURGED)))

    def whose_original_is_for(self, person: Visitor) -> VersionQuerySet:
        """Those of which this person may have the very bytes that were uploaded, if they may see them at all."""
        mine = institution_ids(person)
        if mine is None:
            return self.all()
        return self.filter(Q(withheld=[]) | Q(resource__dataset__institution__in=mine))


class Version(models.Model):
    """The bytes that were uploaded once, and what was made of them. Published, it never changes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=12, choices=VersionState.choices, default=VersionState.RECEIVED, db_index=True
    )
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    format = models.CharField(max_length=20, blank=True)
    report = models.JSONField(default=dict)
    recipe = models.JSONField(
        default=dict, blank=True, help_text="how it is to be read; once read, how it was"
    )
    questions = models.JSONField(
        default=list, blank=True, help_text="what somebody must answer before it is published"
    )
    withheld = models.JSONField(
        default=list, help_text="why its original is not offered: codes and sentences"
    )
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("resource", "number"), name="version_number_once"),)

    def __str__(self) -> str:
        return f"{self.resource} · versión {self.number}"

    @property
    def path(self) -> Path:
        return blob_path(self.sha256)

    @property
    def reasons_withheld(self) -> list[str]:
        """Why its original is not offered to everyone, as words that go on after "porque"."""
        return [reason["message"] for reason in self.withheld]

    def get_absolute_url(self) -> str:
        """The address of exactly these bytes."""
        return reverse("version-file", args=[self.sha256, self.filename])


class TableQuerySet(models.QuerySet["Table"]):
    def visible_to(self, person: Visitor) -> TableQuerySet:
        return self.filter(version__in=Version.objects.visible_to(person))

    def current(self) -> TableQuerySet:
        """Those of the version that readers see now."""
        return self.filter(version=models.F("version__resource__current"))

    def as_of(self, said: str) -> TableQuerySet:
        """Those of the versions that `said` may name (see `as_of.named`), the version that is meant first."""
        versions = Version.objects.filter(named(said))
        last = models.F("version__published").desc(nulls_last=True)
        return self.filter(version__in=versions).order_by(last, "-version__number")


class Table(models.Model):
    """One table of a version. `public_id` is the same from version to version: it is the API's address."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField()
    parquet_sha256 = models.CharField(max_length=64, db_index=True)
    parquet_size = models.BigIntegerField()
    csv_sha256 = models.CharField(max_length=64, db_index=True, help_text="gzip of the whole table as CSV")
    csv_size = models.BigIntegerField(help_text="bytes of the CSV before compression")

    objects = TableQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("version", "public_id"), name="table_once_a_version"),)

    def __str__(self) -> str:
        return self.name

    @property
    def parquet(self) -> Path:
        return blob_path(self.parquet_sha256)

    @property
    def serving(self) -> Path:
        """Where the serving file is, or would be: a cache named by the Parquet it comes from."""
        return Path(settings.AMATE_HOME) / "serving" / f"{self.parquet_sha256}.sqlite"

    def get_absolute_url(self) -> str:
        resource = self.version.resource
        return reverse("table", args=[resource.dataset.slug, self.public_id])


class Column(models.Model):
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=500)
    type = models.CharField(max_length=12)
    meaning = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True)
    profile = models.JSONField(default=dict)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A question about a table that its institution keeps under a title; `question` is the address after "?"."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="saved_views")
    table = models.UUIDField(help_text="public_id of the table, the same from version to version")
    title = models.CharField("título", max_length=120)
    question = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(fields=("dataset", "table", "title"), name="view_title_once_a_table"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('table', args=[self.dataset.slug, self.table])}?{self.question}"


class ChosenChart(models.Model):
    """What a publisher decided about the chart on the page of a dataset. Where nothing was decided, rules choose.

    `table` is the public id of a table, the same from version to version; without one, the page shows no chart.
    `question` is the query string of the chart's address.
    """

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="chosen_chart")
    table = models.UUIDField(null=True, blank=True)
    question = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.table}?{self.question}" if self.table else "—"


class SearchChange(models.Model):
    """A dataset whose place in the index is out of date; the index job takes these away."""

    dataset_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.dataset_id)


class DailyCount(models.Model):
    """How often something happened on a day, with nothing about who did it."""

    day = models.DateField()
    what = models.CharField(max_length=20)
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.CASCADE, related_name="counts")
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("day", "what", "dataset"), name="count_once_a_dataset"),
            models.UniqueConstraint(fields=("day", "what"), condition=Q(dataset=None), name="count_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.what}"


class VainSearch(models.Model):
    """Words that people searched for on a day and nothing answered."""

    day = models.DateField()
    words = models.CharField(max_length=120)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("day", "words"), name="vain_words_once"),)

    def __str__(self) -> str:
        return self.words
