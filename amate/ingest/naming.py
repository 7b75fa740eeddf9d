"""Names for columns: from several rows of heads, and no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from amate.base.text import fold
from amate.ingest.cells import Cells, has_letters
from amate.ingest.limits import LONGEST_HEAD, LONGEST_NAME
from amate.ingest.messages import refuse, shown

# Heads that say nothing without the group they belong to.
_VAGUE = frozenset(
    fold(word)
    for word in (
        *(
            "total",
            "totales",
            "subtotal",
            "total general",
            "suma",
            "general",
            "%",
            "porcentaje",
            "por ciento",
        ),
        *("número", "núm", "núm.", "no", "no.", "cantidad", "monto", "importe", "valor", "casos", "tasa"),
        *("absoluto", "absolutos", "relativo", "relativos", "promedio", "media", "mínimo", "máximo"),
        *("hombre", "hombres", "mujer", "mujeres", "h", "m", "sí", "otro", "otros", "no especificado"),
    )
)
_SPELLED_OUT = re.compile(r"[^\W\d_](?:\s+[^\W\d_]){3,}")


def joined_names(paths: Sequence[Sequence[str]]) -> list[str]:
    """A name for each column from what its heads say, from above: the lowest where it says enough, else joined.

    It says enough when no other column has it and it means something by itself; the heads of a group are joined all
    or none. `[["UBICACIÓN", "CALLE"], ["2019", "Enero"], ["2020", "Enero"]]` → `CALLE`, `2019 Enero`, `2020 Enero`.
    """
    deepest = max((len(path) for path in paths), default=0)
    chosen = [_said(path[-1:]) for path in paths]
    waiting = _lacking(paths, chosen, depth=1)
    for depth in range(2, deepest + 1):
        for at in waiting:
            chosen[at] = _said(paths[at][-depth:])
        waiting = _lacking(paths, chosen, depth, waiting)
    return chosen


def _lacking(
    paths: Sequence[Sequence[str]], chosen: Sequence[str], depth: int, among: Sequence[int] | None = None
) -> list[int]:
    """The columns whose group needs more of what stands above it."""
    counts = Counter(name.casefold() for name in chosen)
    groups = {
        tuple(path[:-1])
        for at, path in enumerate(paths)
        if len(path) > depth
        and (among is None or at in among)
        and (counts[chosen[at].casefold()] > 1 or (depth == 1 and is_vague(chosen[at])))
    }
    return [at for at, path in enumerate(paths) if len(path) > depth and tuple(path[:-1]) in groups]


def is_vague(head: str) -> bool:
    """Whether a head means nothing without its group: a number, or a word such as "Total"."""
    return not has_letters(head) or fold(head).strip() in _VAGUE


def _said(heads: Sequence[str]) -> str:
    return " ".join(heads)


def closed_up(head: str) -> str:
    """A head on one line; `E  D  A  D` as `EDAD`: letters set apart to fill a wide cell, words still further."""
    if not _SPELLED_OUT.fullmatch(head.strip()):
        return " ".join(head.split())
    gap = min(len(space) for space in re.findall(r"\s+", head.strip()))
    words = re.split(rf"\s{{{gap + 1},}}", head.strip())
    return " ".join("".join(word.split()) for word in words)


def _cut(name: str) -> str:
    """BadFile for a head that nobody wrote as one."""
    if len(name) > LONGEST_HEAD:
        raise refuse("head-too-long", size=f"{len(name):,}", begins=shown(name, 40))
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def unique_names(heads: Cells) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names from heads, and those of them that had to be invented or told apart.

    White space is collapsed; the empty third is `columna_3`; a second `nombre` is `nombre_2`; `_id` is ours; what is
    longer than `LONGEST_NAME` is cut. BadFile beyond `LONGEST_HEAD`.
    """
    names: list[str] = []
    renamed = []
    taken = {"_id"}
    for position, head in enumerate(heads, start=1):
        # SQL ends at a NUL.
        wanted = _cut(" ".join(head.replace("\x00", " ").split())) or f"columna_{position}"
        name, copy = wanted, 2
        while name.casefold() in taken:
            name, copy = f"{wanted}_{copy}", copy + 1
        taken.add(name.casefold())
        names.append(name)
        if name != " ".join(head.split()):
            renamed.append(name)
    return tuple(names), tuple(renamed)
