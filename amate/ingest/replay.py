"""What a recipe asks for and a file cannot give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from amate.ingest.messages import listed, shown
from amate.ingest.recipe import Misfit, Recipe, TableRecipe


def missing_tables(recipe: Recipe, found: Sequence[str]) -> list[Misfit]:
    """The tables of a recipe of several that the file no longer has."""
    if len(recipe.tables) < 2:
        return []
    lacking = [table.source for table in recipe.tables if table.keep and table.source not in found]
    have = f"El archivo trae {listed(found)}." if found else "El archivo no trae ninguna tabla."
    return [Misfit("table", f"No está la tabla {shown(source)}. {have}") for source in lacking]


def missing_head(wish: TableRecipe, heads: Sequence[str]) -> list[Misfit]:
    """The heads that a person pointed at, when they are no longer to be found."""
    if wish.header_row is None or not wish.heads or set(wish.heads) & set(heads):
        return []
    return [
        Misfit(
            "header-row",
            f"En {shown(wish.source)} no se encontraron los encabezados {listed(wish.heads)}, "
            f"que la última vez estaban en el renglón {wish.header_row}.",
        )
    ]


def missing_columns(wish: TableRecipe, heads: Sequence[str]) -> list[Misfit]:
    """The columns that a person renamed, left out or gave a type, when they are no longer there."""
    touched = [c.head for c in wish.columns if c.chosen or not c.keep or (c.name and c.name != c.head)]
    lacking = [head for head in dict.fromkeys((*touched, *wish.count_by)) if head not in heads]
    return [Misfit("column", f"En {shown(wish.source)} ya no está la columna {shown(h)}.") for h in lacking]


def unconverted(column: str, called: str, count: int, examples: Iterable[tuple[int | None, str]]) -> Misfit:
    """Values that are not of the type that a person chose; examples: (line, cell)."""
    told = "; ".join(f"{shown(cell)}{f' en la línea {line:,}' if line else ''}" for line, cell in examples)
    are = "1 valor no es" if count == 1 else f"{count:,} valores no son"
    return Misfit(
        "type", f"La columna {shown(column)} no puede leerse como {called}: {are} de ese tipo ({told})."
    )
