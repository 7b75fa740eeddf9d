"""Files read as the portal would read them, without a portal; and what was understood, for people."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amate.base.errors import AmateError, Invalid
from amate.base.signing import derived_key
from amate.base.text import thousands
from amate.catalog.rules import TYPE_NAMES
from amate.ingest.recipe import NO_RECIPE, Recipe
from amate.ingest.report import Reading, Refusal, TableRead
from amate.ingest.sandbox import read_safely


@contextmanager
def read(
    path: Path, *, recipe: Recipe = NO_RECIPE, text_only: bool = False
) -> Iterator[tuple[Reading, Path]]:
    """What a file holds, and the folder where its tables lie as Parquet while the context is open.

    A file that cannot be read at all is a refusal too.
    """
    bench = Path(tempfile.mkdtemp(prefix="amate-"))
    try:
        yield _read(path, bench, recipe, text_only), bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


def recipe_in(path: Path | None) -> Recipe:
    """The recipe in a JSON file; Invalid when it is none."""
    if path is None:
        return NO_RECIPE
    try:
        return Recipe.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise Invalid(f"«{path}» no se puede leer como receta: no es un archivo JSON.") from error


def _read(path: Path, bench: Path, recipe: Recipe, text_only: bool) -> Reading:
    try:
        return read_safely(
            path, path.name, bench, recipe=recipe, text_only=text_only, key=derived_key("veil")
        )
    except AmateError as error:
        refused = Refusal(error.code, error.message)
    except OSError:
        refused = Refusal("unreadable", f"No se puede abrir «{path}». Revisa que exista y que puedas leerlo.")
    return Reading(file=path.name, format="", refused=refused)


def describe(reading: Reading) -> str:
    """What was understood, in Spanish, over several lines."""
    if reading.refused:
        return f"{reading.file}: no se puede leer. {reading.refused.message}"
    facts = [reading.format, reading.encoding, reading.container and f"dentro de {reading.container}"]
    lines = [f"{reading.file}: {', '.join(filter(None, facts))}"]
    if not reading.tables:
        lines.append("  sin tablas: se guarda y se ofrece como está")
    for table in reading.tables:
        lines += [f"  {line}" for line in _describe_table(table)]
    lines += [f"  ✗ {misfit.message}" for misfit in reading.misfits]
    return "\n".join(lines)


def _describe_table(table: TableRead) -> Iterator[str]:
    head = f", encabezado en la fila {table.header_row}" if table.header_row else ""
    yield f"tabla «{table.name}»: {thousands(table.rows)} filas, {len(table.columns)} columnas{head}"
    width = max((len(column.name) for column in table.columns), default=0)
    for column in table.columns:
        meaning = f" · {column.meaning}" if column.meaning else ""
        yield f"  {column.name:<{min(width, 40)}}  {TYPE_NAMES[column.type]}{meaning}"
    yield from (f"  ! {note.message}" for note in table.notes)
