"""From a file, or the files of a pack, to raw tables: each is what its bytes say, and has a reader of its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from amate.base.text import fold
from amate.ingest.containers import Member, unpack
from amate.ingest.messages import note, refuse
from amate.ingest.readers.dbf import read_dbf
from amate.ingest.readers.delimited import read_delimited
from amate.ingest.readers.html import read_html
from amate.ingest.readers.objects import read_objects
from amate.ingest.readers.parquet import read_parquet
from amate.ingest.readers.spreadsheet_xml import read_spreadsheet_xml
from amate.ingest.readers.sqlite import read_sqlite
from amate.ingest.readers.statistical import read_statistical
from amate.ingest.readers.workbook import read_workbook
from amate.ingest.readers.xml_records import read_xml
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.kind import kind_of
from amate.ingest.sniff.kinds import KINDS, PACKED, TABULAR, extension_of


@dataclass(frozen=True)
class Found:
    """What one file, alone or out of a container, turned out to be."""

    kind: str
    encoding: str | None = None
    raws: tuple[Raw, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file to be read: its member, its kind, what its table is called; code_page: what a `.cpg` beside it says."""

    member: Member
    kind: str
    name: str
    code_page: str = ""


def find(upload: Member, kind: str, shop: Shop) -> list[Found]:
    """What an upload holds: one of itself, or one of each file packed in it."""
    refuse_by_kind(kind, upload.filename)
    if KINDS[kind].family != "pack":
        return [_found(Source(upload, kind, PurePosixPath(upload.filename).stem), shop)]
    sources = _sources(unpack(upload, kind, shop))
    if not sources:
        raise refuse("empty")
    found = [_within(source, shop) if len(sources) > 1 else _found(source, shop) for source in sources]
    return [
        replace(one, raws=()) if _is_a_word(one, source, found) else one
        for one, source in zip(found, sources, strict=True)
    ]


# What a text that is packed beside tables to speak of them is called, without accents.
_ABOUT = re.compile(r"\W*(leeme|lee_?me|readme|read_me|licencia|license|aviso)")


def refuse_by_kind(kind: str, filename: str) -> None:
    """BadFile for what is neither read, opened nor kept."""
    family, called, _ = KINDS[kind]
    if family not in ("table", "pack", "document"):
        raise refuse(family, file=filename, kind=called)


def _sources(members: Sequence[Member]) -> list[Source]:
    """The files of a pack, called by their names, or by their whole paths where two have one name."""
    paths = [PurePosixPath(member.filename.replace("\\", "/")) for member in members]
    alike = Counter(path.stem for path in paths if path.suffix.lower() != ".cpg")
    pages = {
        path.with_suffix(""): member.path.read_bytes()[:40].decode("ascii", "replace")
        for path, member in zip(paths, members, strict=True)
        if path.suffix.lower() == ".cpg"
    }
    return [
        Source(
            member,
            kind_of(member.path, member.filename),
            path.stem if alike[path.stem] == 1 else str(path.with_suffix("")),
            pages.get(path.with_suffix(""), ""),
        )
        for path, member in zip(paths, members, strict=True)
    ]


def _within(source: Source, shop: Shop) -> Found:
    """One file of several in a pack: its tables are called after it, and its part of the recipe is followed."""
    with shop.following(shop.recipe.under(source.name)):
        found = _found(source, shop)
    if len(found.raws) == 1:
        return replace(found, raws=(replace(found.raws[0], name=source.name),))
    return replace(found, raws=tuple(replace(raw, name=f"{source.name}/{raw.name}") for raw in found.raws))


def _is_a_word(one: Found, source: Source, found: Sequence[Found]) -> bool:
    """Whether a text beside tables is no table but a word about them: by its name, LEEME.txt, or its one column."""
    loose = extension_of(source.member.filename) not in TABULAR and one.kind == "csv"
    lone = bool(one.raws) and all(len(raw.columns) == 1 for raw in one.raws)
    about = bool(_ABOUT.match(fold(source.name.rpartition("/")[2])))
    return loose and (lone or about) and any(len(raw.columns) > 1 for other in found for raw in other.raws)


def _found(source: Source, shop: Shop) -> Found:
    kind, filename = source.kind, source.member.filename
    refuse_by_kind(kind, filename)
    raws, encoding = READERS[kind](source, shop) if KINDS[kind].family == "table" else ([], None)
    if not raws:
        _refuse_wrong_name(kind, filename)
    return Found(kind, encoding, tuple(_told_of_extension(raw, kind, filename) for raw in raws))


def _refuse_wrong_name(kind: str, filename: str) -> None:
    """No table under the extension of a table or a pack: whoever downloads it would be deceived."""
    extension = extension_of(filename)
    if extension in KINDS[kind].extensions:
        return
    if extension in TABULAR:
        code = "binary" if kind == "unknown" else "not-what-it-says"
        raise refuse(code, file=filename, kind=KINDS[kind].called)
    if extension in PACKED:
        called = "un archivo comprimido" if kind == "unknown" else KINDS[kind].called
        raise refuse("damaged" if kind == "unknown" else "not-what-it-says", file=filename, kind=called)


def _told_of_extension(raw: Raw, kind: str, filename: str) -> Raw:
    extension = extension_of(filename)
    if extension in KINDS[kind].extensions or extension not in TABULAR:
        return raw
    told = note("wrong-extension", extension=extension, kind=KINDS[kind].called)
    return replace(raw, notes=(told, *raw.notes))


def named_apart(raws: Iterable[Raw]) -> Iterator[Raw]:
    """The same tables with no two of one name."""
    taken: set[str] = set()
    for raw in raws:
        name, copy = raw.name, 2
        while name in taken:
            name, copy = f"{raw.name}_{copy}", copy + 1
        taken.add(name)
        yield replace(raw, name=name)


Tables = tuple[list[Raw], str | None]


def _workbook(source: Source, shop: Shop) -> Tables:
    return read_workbook(source.member.path, source.member.filename, source.kind, shop), None


def _parquet(source: Source, shop: Shop) -> Tables:
    return [read_parquet(source.member.path, source.member.filename, source.name, shop)], None


def _objects(source: Source, shop: Shop) -> Tables:
    return read_objects(source.member.path, source.member.filename, source.name, source.kind, shop)


def _dbf(source: Source, shop: Shop) -> Tables:
    raw, encoding = read_dbf(source.member.path, source.member.filename, source.name, shop, source.code_page)
    return [raw], encoding


def _xml(source: Source, shop: Shop) -> Tables:
    return read_xml(source.member.path, source.member.filename, source.name, shop)


def _xmlss(source: Source, shop: Shop) -> Tables:
    return read_spreadsheet_xml(source.member.path, source.member.filename, shop)


def _html(source: Source, shop: Shop) -> Tables:
    return read_html(source.member.path, source.member.filename, source.name, shop)


def _sqlite(source: Source, shop: Shop) -> Tables:
    return read_sqlite(source.member.path, source.member.filename, shop), None


def _statistical(source: Source, shop: Shop) -> Tables:
    return read_statistical(source.member.path, source.member.filename, source.name, source.kind, shop), None


def _delimited(source: Source, shop: Shop) -> Tables:
    raws, encoding = read_delimited(source.member.path, source.member.filename, source.name, shop)
    return list(raws), encoding


# The kinds of the family "table".
READERS: dict[str, Callable[[Source, Shop], Tables]] = {
    **dict.fromkeys(("csv", "tsv"), _delimited),
    **dict.fromkeys(("xlsx", "xlsm", "xlsb", "xls", "ods"), _workbook),
    **dict.fromkeys(("json", "ndjson"), _objects),
    "parquet": _parquet,
    "dbf": _dbf,
    "xml": _xml,
    "xmlss": _xmlss,
    "html": _html,
    "sqlite": _sqlite,
    **dict.fromkeys(("dta", "sav", "sas7bdat"), _statistical),
}
