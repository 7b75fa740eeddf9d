"""The first text of the portal's pages: portals/<portal>/paginas/<slug>.md, once, if there is none yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.dispatch import receiver

from amate.base.portal import Portal
from amate.base.signals import setting_up
from amate.web.actions import save_page
from amate.web.models import Page

FENCE = "---\n"


@receiver(setting_up)
def seed_pages(portal: Portal, **_: Any) -> dict[str, int]:
    known = set(Page.objects.values_list("slug", flat=True))
    missing = [path for path in sorted((portal.folder / "paginas").glob("*.md")) if path.stem not in known]
    for path in missing:
        save_page(by=None, slug=path.stem, **read_page(path))
    return {"páginas": len(missing)}


def read_page(path: Path) -> dict[str, Any]:
    """`title` and `description` from between two lines of `---`, and the Markdown below them as `body`."""
    _, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return {"title": fields["title"], "description": fields.get("description", ""), "body": body.strip()}
