"""Documents fail when they lie."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amate.management.cli import names
from tools import docs

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
ORDER = re.compile(r"(?:(?<![\w/])|\.venv/bin/)amate ([a-z]+)\b")


@pytest.mark.parametrize("path", docs.documents(), ids=lambda path: str(path.relative_to(docs.ROOT)))
class TestEveryDocument:
    def test_its_generated_parts_are_as_the_code_is(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert docs.renewed(text) == text, "run `make docs`"

    def test_its_links_lead_somewhere(self, path: Path) -> None:
        links = LINK.findall(path.read_text(encoding="utf-8"))
        assert [link for link in links if not (path.parent / link).exists()] == []

    def test_its_commands_exist(self, path: Path) -> None:
        shown = {
            word
            for code in re.findall(r"`([^`]+)`|```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
            for word in ORDER.findall(" ".join(code))
        }
        assert shown <= set(names())


def test_the_tree_names_every_room() -> None:
    rooms = {path.name for path in (docs.ROOT / "amate").iterdir() if (path / "__init__.py").exists()}
    for name in ("README.md", "docs/house.md"):
        drawn = set(re.findall(r"[├└]─ (\w+)/", (docs.ROOT / name).read_text(encoding="utf-8")))
        assert drawn == rooms - {"migrations", "templatetags"}
