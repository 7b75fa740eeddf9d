"""What is on its way in: files that come in pieces."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import models
from django.utils import timezone

from amate.base import partial
from amate.catalog.models import Dataset, Resource, Version
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
