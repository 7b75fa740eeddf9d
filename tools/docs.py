"""Write the parts of the documents that are made from code: `make docs`.

A part stands between `<!-- begin: name -->` and `<!-- end: name -->`; PARTS says what each is made of.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PART = re.compile(r"(<!-- begin: (\w+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)


def variables() -> str:
    from amate.config.environment import VARIABLES

    rows = ((f"`{v.name}`", f"`{v.default}`" if v.default else "", v.help) for v in VARIABLES)
    return table(("variable", "default", "what it is"), rows)


def commands() -> str:
    from django.core.management import load_command_class

    from amate.management.cli import names

    rows = ((f"`amate {name}`", load_command_class("amate", name).help) for name in names())
    return table(("command", "what it does"), rows)


def invariants() -> str:
    from amate.publishing.verify import INVARIANTS

    return table(("", "promise"), ((each.code, each.promise) for each in INVARIANTS))


PARTS: dict[str, Callable[[], str]] = {
    "variables": variables,
    "commands": commands,
    "invariants": invariants,
}


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(map(plain, line))} |\n" for line in lines)


def plain(cell: str) -> str:
    """Text that a Markdown table takes as it is."""
    return cell.replace("|", "\\|").replace("<", "&lt;")


def renewed(text: str) -> str:
    """A document with its generated parts as the code is now."""
    return PART.sub(lambda part: part[1] + PARTS[part[2]]() + part[3], text)


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def main() -> None:
    import django

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "amate.config.settings",
        "AMATE_HOME": str(ROOT / "build" / "home"),
    }
    django.setup()
    for path in documents():
        before = path.read_text(encoding="utf-8")
        if (after := renewed(before)) != before:
            path.write_text(after, encoding="utf-8")
            print(f"  ✓ {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
