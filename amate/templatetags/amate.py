"""What templates say in Spanish: numbers, dates, sizes, places; and the small pieces of markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from amate.base import markdown as md
from amate.base.clock import today, zone
from amate.base.text import bytes_human
from amate.base.text import thousands as with_commas
from amate.catalog.models import Version
from amate.catalog.offered import address_of
from amate.catalog.rules import temporal_ends
from amate.places import inegi

register = template.Library()
INSIDE_SCRIPT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
DAY, MONTH, MOMENT = r"j \d\e F \d\e Y", r"F \d\e Y", r"j \d\e F \d\e Y, H:i"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon of the sprite; decorative unless it has a label."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """Data for machines inside a page. Browsers do not run it; nothing in it can end it before its end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(INSIDE_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (translated)


@register.filter
def file_address(version: Version) -> str:
    """Of the file that stands for a version."""
    return address_of(version)


@register.filter
def thousands(number: Any) -> str:
    return "" if number is None else with_commas(number)


@register.filter
def filesize(size: int) -> str:
    return bytes_human(size)


@register.filter
def any_says(lines: Iterable[Any], name: str) -> bool:
    """Whether one of these has something to say under this name."""
    return any(getattr(line, name) for line in lines)


@register.filter
def plural(number: int, words: str) -> str:
    """`3|plural:"fila,filas"` → "3 filas"."""
    one, many = words.split(",")
    return f"{with_commas(number)} {one if number == 1 else many}"


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(md.render(text))  # noqa: S308  (sanitised by amate.base.markdown)


@register.filter
def plain(text: str) -> str:
    return md.plain(text)


@register.filter
def day(moment: date | datetime | None) -> str:
    """The day of a moment in the portal's zone: "3 de marzo de 2025"."""
    return _written(moment, DAY)


@register.filter
def moment(moment: datetime | None) -> str:
    """The day and the hour in the portal's zone."""
    return _written(moment, MOMENT)


@register.filter
def is_past(day: date) -> bool:
    """Whether a day has come, in the portal's zone."""
    return day <= today()


@register.filter
def clock(moment: datetime | None) -> str:
    """The hour in the portal's zone: "14:05"."""
    return format_date(local(moment), "H:i") if moment else ""


@register.filter
def iso(moment: date | datetime | None) -> str:
    return local(moment).isoformat() if moment else ""


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, in one unit: "hace 3 días"."""
    return _ago((today() - local(moment).date()).days) if moment else ""


@register.filter
def period(value: str) -> str:
    """ "2019/2024-06" → "2019 a junio de 2024"."""
    first, last = (_point(end) for end in temporal_ends(value))
    return first if first == last else f"{first} a {last}"


@register.filter
def place(key: str) -> str:
    return inegi.name_of(key)


@register.filter
def periodicity(code: str) -> str:
    return settings.PORTAL.periodicity_name(code)


@register.filter
def undo(message: Any) -> str:
    """The address that takes back what a message tells; "" for none. Messages are signed: nobody else writes it."""
    tags = message.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:") else ""


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


def local(moment: Any) -> Any:
    """A moment in the portal's zone; a plain date stays as it is."""
    return timezone.localtime(moment, zone()) if isinstance(moment, datetime) else moment


def _written(moment: date | datetime | None, style: str) -> str:
    """In lower case: Django writes Mexican months with a capital, Spanish does not."""
    return format_date(local(moment), style).lower() if moment else ""


def _ago(days: int) -> str:
    if days < 1:
        return "hoy"
    if days == 1:
        return "ayer"
    for length, one, many in ((365, "año", "años"), (30, "mes", "meses"), (1, "día", "días")):
        if days >= length:
            times = days // length
            return f"hace {times} {one if times == 1 else many}"
    return ""


def _point(value: str) -> str:
    parts = [int(part) for part in value.split("-")] if value else []
    if len(parts) == 3:
        return _written(date(parts[0], parts[1], parts[2]), DAY)
    if len(parts) == 2:
        return _written(date(parts[0], parts[1], 1), MONTH)
    return value
