"""What the templates of the explorer ask of a question with an argument."""

from __future__ import annotations

from django import template

from amate.web.explore.exploring import Exploring

register = template.Library()


@register.simple_tag
def panel_url(exploring: Exploring, name: str) -> str:
    """The address of the same page with a panel open."""
    return exploring.panel(name)
