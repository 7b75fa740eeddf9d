"""What is on its way in, what is on its way to the public, and what was said, shut off and erased on that way."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.db import models
from django.utils import timezone

from amate.base import partial
from amate.catalog.models import Dataset, Resource, Version
from amate.catalog.rules import State
from amate.people.models import Institution, Person


class UploadQuerySet(models.QuerySet["Upload"]):
    def begun_by(self, person: Person) -> UploadQuerySet:
        """Those that this person began and nobody else may see, in time."""
        return self.filter(by=person, expires__gt=timezone.now())

    def unfinished(self) -> UploadQuerySet:
        return self.filter(finished=None)

    def expired(self) -> UploadQuerySet:
        return self.filter(expires__lte=timezone.now())


class Upload(models.Model):
    """A file that somebody sends in pieces, and what it will become: the next version of `resource`, one more file of
    `dataset`, or the first of a dataset of `institution`.

    How much of it came is what its file in staging holds. Finished, it points to its `version` until it expires.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, null=True, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    size = models.BigIntegerField(help_text="bytes of the whole file")
    modified = models.BigIntegerField(null=True, help_text="when the sender's file changed, in ms since 1970")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(db_index=True)
    finished = models.DateTimeField(null=True)
    version = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.filename

    @property
    def path(self) -> Path:
        return partial.folder() / str(self.public_id)

    @property
    def arrived(self) -> int:
        """Bytes that are here for good. None may mean that somebody finished it since this row was read: asks again."""
        here = self.on_disk
        if not here:
            self.finished = Upload.objects.filter(pk=self.pk).values_list("finished", flat=True).first()
        return self.size if self.finished else here

    @property
    def on_disk(self) -> int:
        """Bytes that are here for good, as far as this row knows."""
        return self.size if self.finished else partial.arrived(self.path)

    @property
    def percent(self) -> int:
        """Of 100, rounded down: only what is whole is 100."""
        return 100 * self.on_disk // self.size

    @property
    def is_whole(self) -> bool:
        return self.arrived == self.size


class Stage(models.TextChoices):
    """Where a submission stands on its way to the public."""

    IN_REVIEW = "in-review", "En revisión"
    RETURNED = "returned", "Devuelta con comentarios"
    SCHEDULED = "scheduled", "Programada"
    PUBLISHED = "published", "Publicada"
    CANCELLED = "cancelled", "Retirada de la revisión"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def open(self) -> SubmissionQuerySet:
        """Those that wait for somebody, or for their hour."""
        return self.filter(stage__in=(Stage.IN_REVIEW, Stage.RETURNED, Stage.SCHEDULED))

    def due(self, now: datetime) -> SubmissionQuerySet:
        return self.filter(stage=Stage.SCHEDULED, publish_at__lte=now)


class Submission(models.Model):
    """What somebody wants to be made public, looked at by another: versions that are ready and metadata.

    Of a dataset only one is open at a time. `revision` is that of the dataset when it was sent or approved: what was
    changed since was not looked at.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="submissions")
    versions = models.ManyToManyField(Version, related_name="submissions")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.IN_REVIEW, db_index=True)
    revision = models.PositiveIntegerField()
    sent = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    publish_at = models.DateTimeField(null=True, blank=True, help_text="not before this moment")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-sent", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("dataset",),
                condition=models.Q(stage__in=("in-review", "returned", "scheduled")),
                name="one_open_submission_a_dataset",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dataset} · {self.get_stage_display()}"


class Remark(models.Model):
    """A comment on a submission, about all of it or one field or column of it. Never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="remarks")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=200, blank=True, help_text="a field of Tabla 2, or table and column")
    text = models.TextField("comentario", max_length=2000)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Publication(models.Model):
    """That something went public: its folio and receipt. `prepared_by` sent it, `by` published or approved it."""

    folio = models.CharField(max_length=20, unique=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="publications")
    versions = models.ManyToManyField(Version, related_name="publications")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.SET_NULL, related_name="publications"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.folio


class Ground(models.TextChoices):
    """Why something that was public is shut off or erased, in words that may stand in public."""

    PERSONAL_DATA = "personal-data", "Contiene datos personales"
    RESERVED = "reserved", "Contiene información reservada o confidencial"
    COURT_ORDER = "court-order", "Lo ordenó una autoridad"
    RIGHTS = "rights", "Afecta derechos de otra persona o de otra institución"
    ERROR = "error", "Contiene un error grave"


class Quarantine(models.Model):
    """A dataset that a steward shut off at once, and opened again or not. `note` is not for the public."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="quarantines")
    ground = models.CharField("motivo", max_length=20, choices=Ground.choices)
    note = models.TextField("nota interna", blank=True)
    former = models.CharField(max_length=12, help_text="the state of the dataset before")
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lifted = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("dataset",),
                condition=models.Q(lifted=None),
                name="one_open_quarantine_a_dataset",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dataset} · {self.get_ground_display()}"


class Purge(models.Model):
    """Bytes that were erased for ever. The row keeps what may be known of them: hashes, date and ground."""

    version = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="purges")
    ground = models.CharField("motivo", max_length=20, choices=Ground.choices)
    note = models.TextField("nota interna", blank=True)
    erased = models.JSONField(help_text="SHA-256 of every file: the original first, then what was made of it")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.version} · {self.get_ground_display()}"


class LogEntry(models.Model):
    """One line of the public log: what went public, was withdrawn or erased. Chained by hashes, signed, never changed.

    `body` is exactly what is hashed and shown to everyone, so it holds hashes, dates and codes, and no title.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=20, db_index=True)
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.JSONField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "log entries"

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Exemption(models.Model):
    """Personal data that a named person lets go public in one column, on a legal ground; asked once a resource."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="exemptions")
    kind = models.CharField(max_length=40)
    table = models.CharField(max_length=200)
    column = models.CharField(max_length=500, blank=True, help_text="empty: anywhere in the file")
    ground = models.CharField("fundamento legal", max_length=500)
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} · {self.column}"


class Every(models.TextChoices):
    """How often a resource is fetched again."""

    HOUR = "hour", "Cada hora"
    DAY = "day", "Cada día"
    WEEK = "week", "Cada semana"
    MONTH = "month", "Cada mes"


class SourceQuerySet(models.QuerySet["Source"]):
    def due(self, now: datetime) -> SourceQuerySet:
        """Those whose turn has come; what is shut off or withdrawn is left alone. A turn beyond the next one is of
        before the clock was set back."""
        asleep = (State.QUARANTINED, State.WITHDRAWN)
        far = models.Q(next_at__gt=now + timedelta(days=32))
        for every, days in ((Every.HOUR, 1 / 24), (Every.DAY, 1), (Every.WEEK, 7)):
            far |= models.Q(every=every, next_at__gt=now + timedelta(days=days))
        rows = self.filter(models.Q(next_at__lte=now) | far, on=True)
        return rows.exclude(resource__dataset__state__in=asleep)


class Source(models.Model):
    """Where a resource is fetched from, how often, and how that went. The last good version stays, whatever happens."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="source")
    address = models.CharField("dirección", max_length=1000)
    secret = models.TextField(blank=True, help_text="user and password, sealed with the key of the portal")
    every = models.CharField("cada cuándo", max_length=8, choices=Every.choices)
    publishes = models.BooleanField(
        "publica sola", default=False, help_text="when nothing asks for an answer"
    )
    on = models.BooleanField("activa", default=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tried = models.DateTimeField(null=True, blank=True)
    succeeded = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    trouble = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the bytes fetched last")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.address


class Reminder(models.Model):
    """That a person was told by mail, on `day`, how data stand with what was promised for `due`. It is said once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="reminders")
    standing = models.CharField(max_length=14, help_text="a `Freshness`; fresh: that they will be due soon")
    due = models.DateField()
    day = models.DateField(db_index=True, help_text="in the portal's zone")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "dataset", "standing", "due"), name="one_reminder_of_each_standing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.dataset} · {self.standing}"
