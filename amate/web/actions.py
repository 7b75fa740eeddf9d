"""What is done to the portal's own pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from amate.base.errors import Invalid
from amate.people.journal import record
from amate.people.models import Person
from amate.people.permissions import require_steward
from amate.web.models import Page


@transaction.atomic
def save_page(*, by: Person | None, page: Page | None = None, **fields: Any) -> Page:
    """Create or change a page such as /acerca. `by=None` only while setting up."""
    if by is not None:
        require_steward(by)
    page = page or Page()
    verb = "edit" if page.pk else "create"
    for name, value in fields.items():
        setattr(page, name, value)
    try:
        page.full_clean()
    except ValidationError as error:
        wrong = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(wrong.values()), fields=wrong) from error
    page.save()
    record(by=by, verb=verb, subject=page)
    return page
