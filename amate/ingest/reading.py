"""From whatever an office uploaded to clean tables: sniff, read, repair, type, write, report."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from amate.base.errors import BadFile
from amate.ingest.containers import Member
from amate.ingest.counting import count_rows
from amate.ingest.deciding import Decision, decide, decide_text
from amate.ingest.finding import Found, find, named_apart
from amate.ingest.limits import MAX_TABLES
from amate.ingest.lines import jumps
from amate.ingest.messages import refuse
from amate.ingest.personal import Table, notes_on_persons
from amate.ingest.placing import notes_on_places
from amate.ingest.readers.parquet import damage_refused
from amate.ingest.recipe import NO_RECIPE, Misfit, Recipe, TableRecipe
from amate.ingest.replay import missing_columns, missing_head, missing_tables
from amate.ingest.report import Note, Reading, Refusal, TableRead
from amate.ingest.shop import Raw, Shop, quoted, shop_in
from amate.ingest.sniff.kind import kind_of
from amate.ingest.sniff.kinds import KINDS
from amate.ingest.veiling import veil
from amate.ingest.writing import columns_read, write


@dataclass(frozen=True)
class Finished:
    """A table as written, how it was read, and what was asked for in vain."""

    table: TableRead
    recipe: TableRecipe
    misfits: tuple[Misfit, ...] = ()


def read(
    source: Path,
    filename: str,
    out: Path,
    *,
    recipe: Recipe = NO_RECIPE,
    text_only: bool = False,
    key: str = "",
) -> Reading:
    """Read the file at `source`, called `filename`, into one Parquet file per table in the folder `out`.

    It is read as the recipe says; where the file does not let it, as if without, and a misfit tells.

    A sound file that holds no table has no tables and no refusal. What cannot be taken comes back with
    `refused` (code and Spanish sentence) and leaves nothing in `out`. text_only keeps every cell as it was read.
    key: of the hashes that a recipe asks for.
    """
    kind = kind_of(source, filename)
    try:
        with shop_in(out, recipe, text_only=text_only, key=key) as shop:
            return _read(Member(source, filename), kind, out, shop)
    except BadFile as refusal:
        for path in out.glob("table-*.parquet"):
            path.unlink()
        return Reading(filename, _format(kind), refused=Refusal(refusal.code, refusal.message))


def _read(upload: Member, kind: str, out: Path, shop: Shop) -> Reading:
    found = find(upload, kind, shop)
    raws = list(named_apart(raw for one in found for raw in one.raws))
    if len(raws) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(raws), limit=MAX_TABLES)
    published = [raw for raw in raws if shop.recipe.of(raw.name).keep]
    with damage_refused(upload.filename) if any(one.kind == "parquet" for one in found) else nullcontext():
        finished = [_finish(raw, number, out, shop) for number, raw in enumerate(published, start=1)]
    main = next((one for one in found if one.raws), found[0] if len(found) == 1 else Found(kind))
    return Reading(
        upload.filename,
        _format(main.kind),
        main.encoding,
        kind if KINDS[kind].family == "pack" else None,
        tuple(one.table for one in finished),
        recipe=_recorded(raws, finished, shop.recipe),
        misfits=(
            *missing_tables(shop.recipe, [raw.name for raw in raws]),
            *(misfit for one in finished for misfit in one.misfits),
        ),
        untold=(*shop.untold, *(each for raw in raws if raw not in published for each in raw.notes)),
    )


def _recorded(raws: Iterable[Raw], finished: Iterable[Finished], recipe: Recipe) -> Recipe:
    """The recipe of what was read, with the tables that were left out."""
    read = {one.recipe.source: one.recipe for one in finished}
    return Recipe(tuple(read.get(raw.name) or recipe.of(raw.name) for raw in raws))


def _finish(raw: Raw, number: int, out: Path, shop: Shop) -> Finished:
    wish, heads = shop.recipe.of(raw.name), [column.name for column in raw.columns]
    target = out / f"table-{number}.parquet"
    raw, decision, rows = _decided_and_written(raw, target, shop)
    decision = veil(decision, target, wish, shop)
    recipe, lines = decision.recipe(raw, wish), jumps(raw, decision.where, shop)
    counted: list[Note] = []
    if wish.count_by:
        notes_of_rows, lines = decision.notes, ()
        decision, rows, counted = count_rows(decision, target, wish, shop)
        decision = replace(decision, notes=notes_of_rows)
    columns = columns_read(decision, target, rows, shop)
    persons = () if shop.text_only else notes_on_persons(Table(columns, str(target), lines), shop)
    places = () if shop.text_only else notes_on_places(columns, str(target), shop)
    notes = (*raw.notes, *decision.notes, *counted, *persons, *places)
    table = TableRead(
        wish.name or raw.name, raw.header_row, rows, columns, notes, target.name, raw.preview, lines
    )
    misfits = (*missing_head(wish, heads), *missing_columns(wish, heads), *decision.misfits)
    return Finished(table, recipe, misfits)


def _decided_and_written(raw: Raw, target: Path, shop: Shop) -> tuple[Raw, Decision, int]:
    """The table as it may be asked on, how it was decided, and its rows in `target`."""
    if raw.done:
        raw.done.path.rename(target)
        stored = f"read_parquet({quoted(str(target))})"
        return replace(raw, relation=stored), raw.done.decision, raw.done.rows
    decision = decide_text(raw) if shop.text_only else decide(raw, shop)
    return raw, decision, write(raw, decision, target, shop)


def _format(kind: str) -> str:
    return "zip" if kind == "damaged-zip" else kind
