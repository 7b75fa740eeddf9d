"""From whatever an office uploaded to clean tables: sniff, read, repair, type, write, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from amate.base.errors import BadFile
from amate.ingest.containers import Member, unpack
from amate.ingest.deciding import decide, decide_text
from amate.ingest.limits import MAX_TABLES
from amate.ingest.messages import note, refuse
from amate.ingest.readers.delimited import read_delimited
from amate.ingest.readers.objects import read_objects
from amate.ingest.readers.parquet import read_parquet
from amate.ingest.readers.workbook import read_workbook
from amate.ingest.report import Reading, Refusal, TableRead
from amate.ingest.shop import Raw, Shop, shop_in
from amate.ingest.sniff.kind import kind_of
from amate.ingest.sniff.kinds import KINDS, TABULAR, extension_of
from amate.ingest.writing import columns_read, write

WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")


@dataclass(frozen=True)
class Found:
    """What one file, alone or out of a container, turned out to be."""

    kind: str
    encoding: str | None = None
    raws: tuple[Raw, ...] = ()


def read(source: Path, filename: str, out: Path, *, text_only: bool = False) -> Reading:
    """Read the file at `source`, called `filename`, into one Parquet file per table in the folder `out`.

    A sound file that holds no table has no tables and no refusal. What cannot be taken comes back with
    `refused` (code and Spanish sentence) and leaves nothing in `out`. text_only keeps every cell as it was read.
    """
    kind = kind_of(source, filename)
    try:
        with shop_in(out) as shop:
            return _read(Member(source, filename), kind, out, shop, text_only=text_only)
    except BadFile as refusal:
        for path in out.glob("table-*.parquet"):
            path.unlink()
        return Reading(filename, _format(kind), refused=Refusal(refusal.code, refusal.message))


def _read(upload: Member, kind: str, out: Path, shop: Shop, *, text_only: bool) -> Reading:
    _refuse_by_kind(kind, upload.filename)
    if KINDS[kind].family == "pack":
        found = [_find(m, shop) for m in unpack(upload, kind, shop)]
        container: str | None = kind
    else:
        found, container = [_find(upload, shop)], None
    raws = list(_named_apart(raw for one in found for raw in one.raws))
    if len(raws) > MAX_TABLES:
        raise refuse("too-many-tables", count=len(raws), limit=MAX_TABLES)
    tables = tuple(_finish(raw, number, out, shop, text_only) for number, raw in enumerate(raws, start=1))
    main = next((one for one in found if one.raws), found[0] if len(found) == 1 else Found(kind))
    return Reading(upload.filename, _format(main.kind), main.encoding, container, tables)


def _find(member: Member, shop: Shop) -> Found:
    kind = kind_of(member.path, member.filename)
    _refuse_by_kind(kind, member.filename)
    _refuse_wrong_name(kind, member.filename)
    if KINDS[kind].family != "table":
        return Found(kind)
    found = _tables(member, kind, shop)
    return replace(found, raws=tuple(_told_of_extension(raw, kind, member.filename) for raw in found.raws))


def _tables(member: Member, kind: str, shop: Shop) -> Found:
    path, filename, name = member.path, member.filename, PurePosixPath(member.filename).stem
    if kind in WORKBOOKS:
        return Found(kind, None, tuple(read_workbook(path, filename, kind, shop)))
    if kind == "parquet":
        return Found(kind, None, (read_parquet(path, filename, name, shop),))
    if kind in ("json", "ndjson"):
        objects, encoding = read_objects(path, filename, name, kind, shop)
        return Found(kind, encoding, (objects,) if objects else ())
    raw, encoding = read_delimited(path, filename, name, shop)
    return Found(kind, encoding, (raw,))


def _finish(raw: Raw, number: int, out: Path, shop: Shop, text_only: bool) -> TableRead:
    decision = decide_text(raw) if text_only else decide(raw, shop)
    target = out / f"table-{number}.parquet"
    rows = write(raw, decision, target, shop)
    columns = columns_read(decision, target, rows, shop)
    return TableRead(raw.name, raw.header_row, rows, columns, (*raw.notes, *decision.notes), target.name)


def _refuse_by_kind(kind: str, filename: str) -> None:
    family, called, _ = KINDS[kind]
    if family not in ("table", "pack", "document"):
        raise refuse(family, file=filename, kind=called)


def _refuse_wrong_name(kind: str, filename: str) -> None:
    """A document under a table's extension: whoever downloads it would be deceived."""
    extension = extension_of(filename)
    if KINDS[kind].family == "document" and extension in TABULAR and extension not in KINDS[kind].extensions:
        code = "binary" if kind == "unknown" else "not-what-it-says"
        raise refuse(code, file=filename, kind=KINDS[kind].called)


def _told_of_extension(raw: Raw, kind: str, filename: str) -> Raw:
    extension = extension_of(filename)
    if extension in KINDS[kind].extensions or extension not in TABULAR:
        return raw
    told = note("wrong-extension", extension=extension, kind=KINDS[kind].called)
    return replace(raw, notes=(told, *raw.notes))


def _named_apart(raws: Iterable[Raw]) -> Iterator[Raw]:
    """The same tables with no two of one name."""
    taken: set[str] = set()
    for raw in raws:
        name, copy = raw.name, 2
        while name in taken:
            name, copy = f"{raw.name}_{copy}", copy + 1
        taken.add(name)
        yield replace(raw, name=name)


def _format(kind: str) -> str:
    return "zip" if kind == "damaged-zip" else kind
