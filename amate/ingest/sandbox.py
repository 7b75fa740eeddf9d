"""Reading a stranger's file where it can do no harm: in a child with limits and without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from amate.base import children
from amate.ingest.recipe import NO_RECIPE, Recipe
from amate.ingest.report import Reading

PRELOAD = ("amate.ingest.warm",)
GIB = 1 << 30


def read_safely(
    source: Path,
    filename: str,
    out: Path,
    *,
    recipe: Recipe = NO_RECIPE,
    text_only: bool = False,
    key: str = "",
) -> Reading:
    """`reading.read` in a child: same answer, same errors; what kills the child is an error with its reason."""
    arguments = {
        "source": str(source),
        "filename": filename,
        "out": str(out),
        "recipe": recipe.as_json(),
        "text_only": text_only,
        "key": key,
    }
    answer = children.run(
        "amate.ingest.sandbox:read_in_child",
        arguments,
        limits=_limits(source.stat().st_size),
        preload=PRELOAD,
        folder=out,
    )
    return Reading.from_json(answer)


def read_in_child(
    source: str, filename: str, out: str, recipe: dict[str, Any], *, text_only: bool, key: str
) -> dict[str, Any]:
    from amate.ingest.reading import read  # heavy: only the child pays for it

    wish = Recipe.from_json(recipe)
    reading = read(Path(source), filename, Path(out), recipe=wish, text_only=text_only, key=key)
    return reading.as_json(internal=True)


def _limits(size: int) -> children.Limits:
    """Room and time for a file of `size` bytes: compressed ones unpack to a lot, so the floor is generous.

    A table of 2,000 columns has DuckDB address several times what it holds.
    """
    seconds = 120 + size // 2_000_000
    return children.Limits(
        memory=8 * GIB, resident=GIB, cpu_seconds=2 * seconds, seconds=seconds, file_size=20 * GIB
    )
