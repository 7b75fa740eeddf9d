"""Files that come through a form."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amate.base.errors import BadFile


def file_of(request: HttpRequest) -> tuple[BinaryIO, str]:
    """The uploaded file and its name, or a sentence when none was chosen."""
    file = request.FILES.get("file")
    if file is None:
        raise BadFile(_("No elegiste ningún archivo. Elige uno y vuelve a enviarlo."), code="no-file")
    return cast(BinaryIO, file), file.name or "archivo"
