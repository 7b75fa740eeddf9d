"""Text in columns of fixed width: where the columns begin, from the blanks that stand under one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Fewer lines than this align by chance.
MIN_LINES = 3
# A single blank between columns is believed in so many lines only.
MANY_LINES = 20
_RULE = re.compile(r"\s*[-=_]{2,}(?:[\s+|]+[-=_]{2,})+\s*")


def fixed_cuts(lines: Sequence[str]) -> tuple[int, ...]:
    """Where each column begins; () when the lines are not aligned in columns."""
    if rule := next((line for line in lines if _RULE.fullmatch(line)), None):
        return _leaning([match.start() for match in re.finditer(r"[-=_]{2,}", rule)])
    body = _body(lines)
    if len(body) < MIN_LINES:
        return ()
    gutters = _gutters(body[0], body[1:], 2 if len(body) < MANY_LINES else 1)
    if not gutters or not _is_aligned(body, gutters):
        return ()
    return (0, *gutters)


def _leaning(starts: list[int]) -> tuple[int, ...]:
    return (0, *starts[1:])


def _body(lines: Sequence[str]) -> list[str]:
    """The longest run of lines with several words apart."""
    best: list[str] = []
    run: list[str] = []
    for line in [*lines, ""]:
        if re.search(r"\S {2,}\S|\S +\S+ +\S", line.rstrip()):
            run.append(line.rstrip())
            continue
        best, run = max(best, run, key=len), []
    return best


def _gutters(heads: str, lines: Sequence[str], least: int) -> tuple[int, ...]:
    """Where something begins again after a gap of at least so many blank positions.

    Heads may reach into the gap, from either side, but not across it.
    """
    found: list[int] = []
    gap, seen = 0, False
    for at in range(max(map(len, lines))):
        if all(line[at : at + 1].strip() == "" for line in lines):
            gap += 1
            continue
        if seen and gap and (gap >= least or _ends_code(heads, lines, found[-1] if found else 0, at)):
            cut = next((c for c in range(at, at - gap, -1) if not heads[c - 1 : c].strip()), None)
            found += [cut] if cut else []
        seen, gap = True, 0
    return tuple(found)


def _ends_code(heads: str, lines: Sequence[str], start: int, end: int) -> bool:
    """Whether a code, digits of one length in every line under a single word, stands before a single blank."""
    codes = [line[start:end].strip() for line in lines]
    return (
        len({len(code) for code in codes}) == 1
        and all(map(str.isdecimal, codes))
        and heads[start:end].strip().isalpha()
    )


def _is_aligned(body: Sequence[str], gutters: Sequence[int]) -> bool:
    """Whether blanks align the text: several in a row, in most lines, and nearly every cell filled."""
    ragged = sum("  " in line.strip() for line in body)
    cells = [line[a:b].strip() for line in body for a, b in zip((0, *gutters), (*gutters, None), strict=True)]
    return ragged * 2 > len(body) and sum(map(bool, cells)) * 2 > len(cells)
