"""In which of its two languages the API explains itself."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = ("es", "en")


def language_of(request: HttpRequest) -> str:
    """The one of LANGUAGES that the client likes best; Spanish unless it says otherwise."""
    liked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((tag[:2] for tag, _quality in liked if tag[:2] in LANGUAGES), LANGUAGES[0])
