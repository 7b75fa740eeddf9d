"""The portal's own texts."""

from __future__ import annotations

from django.db import models


class Page(models.Model):
    """A page such as /acerca, in Markdown; its first text comes from the portal's folder."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField("título", max_length=200)
    description = models.CharField("resumen", max_length=300, blank=True)
    body = models.TextField("texto", max_length=20_000)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
