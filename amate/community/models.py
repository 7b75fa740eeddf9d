"""What people tell the institutions about their data."""

from __future__ import annotations

from django.db import models

from amate.catalog.models import Dataset


class ErrorReport(models.Model):
    """«There is an error in these data», said by anyone, with or without an address to answer to."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="error_reports")
    text = models.TextField("qué está mal", max_length=4000)
    email = models.EmailField("correo, si quieres respuesta", blank=True)
    created = models.DateTimeField(auto_now_add=True)
    resolved = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("respuesta", blank=True, max_length=4000)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.text[:60]
