"""Absolute addresses of what answers name, under the public address of the portal."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from amate.catalog.models import Dataset, Resource, Version
from amate.publishing.models import Upload

ROOT = "/api/v1"


def absolute(path: str) -> str:
    return f"{settings.AMATE_URL}{path}"


def of_api(path: str) -> str:
    return absolute(f"{ROOT}{path}")


def of_dataset(dataset: Dataset) -> str:
    """By its UUID: a draft's slug follows its title."""
    return of_api(f"/datasets/{dataset.public_id}")


def of_resource(resource: Resource) -> str:
    return of_api(f"/resources/{resource.public_id}")


def of_version(version: Version) -> str:
    return of_api(f"/versions/{version.public_id}")


def of_upload(upload: Upload) -> str:
    return of_api(f"/uploads/{upload.public_id}")


def of_table(public_id: UUID) -> str:
    return of_api(f"/tables/{public_id}")


def of_institution(slug: str) -> str:
    return of_api(f"/institutions/{slug}")


def page(row: Dataset | Resource | Version) -> str:
    """Where people see a dataset, or the bytes of a resource or a version are."""
    return absolute(row.get_absolute_url())
