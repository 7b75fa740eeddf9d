"""What is to be done behind the scenes, and how far it has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    WAITING = "waiting", "En espera"
    RUNNING = "running", "En curso"
    DONE = "done", "Terminado"
    ATTENTION = "attention", "Necesita atención"


LIVE = (JobState.WAITING, JobState.RUNNING)


class Queue(models.TextChoices):
    """Two lines: one for what somebody is waiting for, one for everything else."""

    PEOPLE = "people", "Personas que esperan"
    MACHINES = "machines", "Máquinas"


class Job(models.Model):
    """One piece of work: `kind` names a function; at most one job of a `key` is waiting or running."""

    kind = models.CharField("tarea", max_length=60)
    subject = models.CharField("sobre qué", max_length=64, blank=True)
    key = models.CharField(max_length=160, blank=True)
    queue = models.CharField(max_length=10, choices=Queue.choices, default=Queue.MACHINES)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text="0 to 100")
    step = models.CharField(max_length=80, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    task = models.UUIDField(null=True, help_text="the django-task that carries it now")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True, db_index=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(state__in=("waiting", "running")) & ~models.Q(key=""),
                name="one_live_job_per_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".rstrip()

    @property
    def is_live(self) -> bool:
        """Somebody will still do it, or is doing it."""
        return self.state in LIVE


class Due(models.Model):
    """When a periodic kind is next to be enqueued: one row a kind, so that many workers do not double it."""

    kind = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
