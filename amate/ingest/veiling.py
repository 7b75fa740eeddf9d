"""Values covered before they are published: identifiers inside texts, all but a letter, or all by a keyed hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from amate.ingest.deciding import Decided, Decision
from amate.ingest.recipe import TableRecipe
from amate.ingest.recognise import identifiers
from amate.ingest.shop import PUBLISHED, Shop, identifier, quoted
from amate.ingest.small_cells import FEWEST_SENSITIVE

COVER = "•••"
SUPPRESS = "suppress"  # counts of few persons become empty, and the column stays one of numbers
# Whatever is built like one, its check digit asked or not: what is covered in vain is no loss.
_IN_TEXTS = "|".join(identifiers.LOOSE[kind] for kind in ("curp", "voter_key", "rfc_person", "clabe", "nss"))
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
HASH_LENGTH = 16  # hexadecimal digits: of a million persons two share one in 37 million tables


def _redacted(cell: str, key: str) -> str:
    shapes = quoted(f"(?i)\\b({_IN_TEXTS})\\b|{_MAIL}")
    return f"regexp_replace({cell}, {shapes}, {quoted(COVER)}, 'g')"


def _masked(cell: str, key: str) -> str:
    return f"left({cell}, 1) || {quoted(COVER)}"


def _hashed(cell: str, key: str) -> str:
    """HMAC-like: the key goes before and after, so that no length extension or table of hashes finds the value."""
    inner = f"sha256({quoted(key)} || upper(trim({cell})))"
    return f"left(sha256({quoted(key)} || {inner}), {HASH_LENGTH})"


VEILS: dict[str, Callable[[str, str], str]] = {"redact": _redacted, "mask": _masked, "hash": _hashed}


def veil(decision: Decision, target: Path, wish: TableRecipe, shop: Shop) -> Decision:
    """Cover the columns that the recipe says in the Parquet at `target`; the decision, with those columns as text."""
    veiled = {c.name: wish.column(c.head).veil for c in decision.columns if wish.column(c.head).veil}
    if not veiled:
        return decision
    columns = ", ".join(_covered(c.name, veiled.get(c.name, ""), shop.key) for c in decision.columns)
    bare = target.with_suffix(".bare")
    target.rename(bare)
    shop.engine.execute(
        f"COPY (SELECT _id, {columns} FROM read_parquet({quoted(str(bare))})) TO {quoted(str(target))} {PUBLISHED}"
    )
    bare.unlink()
    texts = {name for name, how in veiled.items() if how != SUPPRESS}
    return replace(decision, columns=tuple(_as_text(c) if c.name in texts else c for c in decision.columns))


def _as_text(column: Decided) -> Decided:
    return replace(column, type="text", rule="", means=None)


def _covered(name: str, how: str, key: str) -> str:
    cell = identifier(name)
    if not how:
        return cell
    if how == SUPPRESS:
        few = f"TRY_CAST({cell} AS DOUBLE) BETWEEN 1 AND {FEWEST_SENSITIVE - 1}"
        return f"CASE WHEN {few} THEN NULL ELSE {cell} END AS {cell}"
    text = f"CAST({cell} AS VARCHAR)"
    return f"CASE WHEN {cell} IS NULL THEN NULL ELSE {VEILS[how](text, key)} END AS {cell}"
