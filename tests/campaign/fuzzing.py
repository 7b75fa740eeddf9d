"""What atheris feeds: `python -m tests.campaign.fuzzing TARGET [flags of libFuzzer] CORPUS`.

A target takes bytes and looks at one thing that reads strangers' files. It falls by any error that is not a refusal
in words, and by any promise that is broken: a letter lost, a cell in two tables, a value that changed.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["amate.ingest"]):
    from amate.base.errors import BadFile, Invalid
    from amate.ingest import cells
    from amate.ingest.blocks import find_blocks
    from amate.ingest.containers import Member
    from amate.ingest.degrees import are_degrees
    from amate.ingest.dictionary import as_csv, documents
    from amate.ingest.finding import READERS, Source, find
    from amate.ingest.foot import find_foot
    from amate.ingest.head import find_head
    from amate.ingest.messages import shown
    from amate.ingest.readers.hidden.looks import look_of_format, rgb
    from amate.ingest.readers.shapes import place, shapes_of
    from amate.ingest.recipe import Recipe
    from amate.ingest.recognise import Known, is_code, meanings_of
    from amate.ingest.recognise.personal import personal_data_in
    from amate.ingest.recognise.places import strangers
    from amate.ingest.rule import Rule
    from amate.ingest.shop import Shop, quoted, shop_in
    from amate.ingest.sniff.dialect import dialect_of, line_ends_of, sample_records
    from amate.ingest.sniff.encoding import decode_sample, letters_of, to_utf8
    from amate.ingest.sniff.fixed import fixed_cuts
    from amate.ingest.sniff.kind import kind_of
    from amate.ingest.sniff.kinds import KINDS
    from amate.ingest.sniff.records import Dialect, Lines, TooLong, bare, cut, lines_in, records
    from amate.ingest.sniff.twice import decode_once_more, is_encoded_twice
    from amate.ingest.twoways import decides, other_way
    from amate.ingest.types import possible

from tests.campaign.seeds import DIALECTS, NAMES, TYPES, XLSX_PARTS
from tests.ingest.hostile import ods, xlsx

Target = Callable[[bytes, Shop], None]


def kind(data: bytes, shop: Shop) -> None:
    """The first byte names the file."""
    assert kind_of(_file(data[1:], shop), NAMES[data[0] % len(NAMES)]) in KINDS


def encoding(data: bytes, shop: Shop) -> None:
    path = _file(data, shop)
    letters = letters_of(path)
    decode_sample(data)
    line_ends_of(path)
    if letters.is_utf8:
        data.decode("utf-8")
    whole, once = shop.path(), shop.path()
    to_utf8(path, letters.encoding, whole)
    if is_encoded_twice(whole.read_text(encoding="utf-8")):
        count, examples = decode_once_more(whole, once)
        assert count
        assert examples


def dialect(data: bytes, shop: Shop) -> None:
    text = _text(data)
    with suppress(TooLong):
        found = dialect_of(text)
        _nothing_is_lost(text, found)
        sample_records(text, found)


def records_of(data: bytes, shop: Shop) -> None:
    """The first byte is the dialect, the second the width that is wanted."""
    width = data[1] % 12 or None
    with suppress(TooLong):
        _nothing_is_lost(_text(data[2:]), DIALECTS[data[0] % len(DIALECTS)], width)


def _nothing_is_lost(text: str, dialect: Dialect, width: int | None = None) -> None:
    """The records are the whole text, in order, but for a byte order mark where each begins."""
    found = list(records(Lines(io.StringIO(text, newline="")), dialect, width))
    lines, last = lines_in(text), 0
    for one in found:
        assert last + 1 == one.line <= one.last_line
        last = one.last_line
        assert one.text == "".join(lines[one.line - 1 : last]).removeprefix("\ufeff")
    assert last == len(lines)


def fixed(data: bytes, shop: Shop) -> None:
    lines = [bare(line) for line in lines_in(_text(data))]
    if cuts := fixed_cuts(lines):
        assert cuts[0] == 0
        assert list(cuts) == sorted(set(cuts))
        for line in lines:
            found = cut(line, cuts)
            assert not found or "".join("".join(found).split()) == "".join(line.split())


def structure(data: bytes, shop: Shop) -> None:
    """Lines are rows, tabs part cells."""
    rows = [line.split("\t") for line in _text(data).split("\n")][:300]
    blocks = find_blocks(rows)
    covered = Counter(
        (at, column)
        for block in blocks
        for at in range(block.top, block.bottom)
        for column in range(block.left, block.right)
    )
    assert all(covered[at, column] == 1 for at, row in enumerate(rows) for column in cells.filled(row))
    for block in blocks:
        inside = block.of(rows)
        head = find_head(inside)
        assert len(set(map(str.casefold, head.names))) == head.width
        tail = inside[head.start :]
        foot = find_foot(tail, head.width)
        assert all(foot.start <= at < len(tail) for at, _ in foot.texts)
        assert foot.total is None or foot.total < len(tail)
        foot.notes_for(range(1, len(tail) + 1))
        _placed([row for row in tail if len(row) == head.width], rows, head.width)
    for row in rows:
        for cell in row:
            shown(cell)


def _placed(sound: list[list[str]], rows: list[list[str]], width: int) -> None:
    """Damaged rows under the columns of sound ones: no letter of theirs goes."""
    if len(sound) < 2 or width > 12:
        return
    shapes = shapes_of(sound, width)
    for row in rows[:20]:
        if len(row) < 20 and (found := place(row, shapes, "\t")):
            assert sorted("".join("".join(found.cells).split())) == sorted("".join("".join(row).split()))


def types(data: bytes, shop: Shop) -> None:
    """The first line is a column's name, the others its values; the first byte, the kinds of its cells."""
    name, *lines = _text(data[1:]).split("\n")[:60]
    sample = [value for line in lines if (value := line.strip())]
    kinds = (None, frozenset({"text"}), frozenset({"number"}), frozenset({"text", "number"}))[data[0] % 4]
    rules = possible(name, sample, kinds)
    are_degrees(sample or [""])
    for one in rules:
        assert all(one.shape.fullmatch(value) for value in sample)
        _converted(one, sample, shop)
        if other := other_way(one, rules, sample):
            decides(one, other)


def _converted(one: Rule, sample: list[str], shop: Shop) -> None:
    """What a rule says that it holds for, it converts; and whole numbers that are not spelled are left as they are."""
    values = ", ".join(f"({quoted(value)})" for value in sample if "\x00" not in value)
    if not values:
        return
    touched = ", ".join(way.touches.format(v="v") for way in one.spellings) or "true"
    found = shop.engine.execute(
        f"SELECT v, {one.value.format(v='v')} AS value, {touched} FROM (VALUES {values}) t(v) "
        f"WHERE coalesce({one.holds.format(v='v')}, false)"
    ).fetchall()
    for cell, value, *_ in found:
        assert value is not None
        assert one.type != "integer" or one.spellings or str(value) == cell


def recognise(data: bytes, shop: Shop) -> None:
    """A name and values, as in `types`, as a column of each type."""
    name, *values = _text(data).split("\n")[:60]
    values = [value for value in values if value]
    for type_ in TYPES:
        (meaning,) = meanings_of([Known(name, type_, values)])
        assert meaning is None or meaning
    is_code(name, values or [""])
    for found in personal_data_in([name, *values]):
        assert found.count
        assert all("•" in example for example in found.examples)
    strangers(values, of_states=bool(len(data) % 2))


def documents_of(data: bytes, shop: Shop) -> None:
    """Recipes, dictionaries and number formats that somebody sends."""
    with suppress(Invalid):
        documents.of_json(data)
    with suppress(Invalid):
        as_csv.read(as_csv.text_rows(_text(data)))
    with suppress(Invalid, ValueError):
        recipe = Recipe.from_json(json.loads(data))
        assert Recipe.from_json(recipe.as_json()) == recipe
    look_of_format(_text(data[:200]))
    rgb(_text(data[:20]))


def reader(of_kind: str, filename: str) -> Target:
    """One reader, whatever the bytes look like."""

    def target(data: bytes, shop: Shop) -> None:
        with suppress(BadFile):
            READERS[of_kind](Source(Member(_file(data, shop), filename), of_kind, "tabla"), shop)

    return target


def xlsx_part(data: bytes, shop: Shop) -> None:
    """A sound workbook with one part written anew; the first byte says which."""
    part = XLSX_PARTS[data[0] % len(XLSX_PARTS)]
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><v>a</v></c></row>'
    with suppress(BadFile):
        book = xlsx(row, parts={part: data[1:]})
        READERS["xlsx"](Source(Member(_file(book, shop), "a.xlsx"), "xlsx", "tabla"), shop)


def ods_rows(data: bytes, shop: Shop) -> None:
    with suppress(BadFile):
        path = _file(ods(_text(data)), shop)
        READERS["ods"](Source(Member(path, "a.ods"), "ods", "tabla"), shop)


def uploads(data: bytes, shop: Shop) -> None:
    """From an upload to its raw tables, packs too; the first byte names the file."""
    path, filename = _file(data[1:], shop), NAMES[data[0] % len(NAMES)]
    with suppress(BadFile):
        find(Member(path, filename), kind_of(path, filename), shop)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _file(data: bytes, shop: Shop) -> Path:
    path = shop.path()
    path.write_bytes(data)
    return path


TARGETS: dict[str, Target] = {
    "kind": kind,
    "encoding": encoding,
    "dialect": dialect,
    "records": records_of,
    "fixed": fixed,
    "structure": structure,
    "types": types,
    "recognise": recognise,
    "documents": documents_of,
    "csv": reader("csv", "a.csv"),
    "dbf": reader("dbf", "a.dbf"),
    "json": reader("json", "a.json"),
    "ndjson": reader("ndjson", "a.ndjson"),
    "xml": reader("xml", "a.xml"),
    "html": reader("html", "a.html"),
    "xmlss": reader("xmlss", "a.xml"),
    "xls": reader("xls", "a.xls"),
    "xlsx": xlsx_part,
    "ods": ods_rows,
    "uploads": uploads,
}


def main() -> None:
    which, *flags = sys.argv[1:]
    target = TARGETS[which]
    with tempfile.TemporaryDirectory() as name, shop_in(Path(name)) as shop:

        def feed(data: bytes) -> None:
            if len(data) < 3:
                return
            try:
                target(data, shop)
            finally:
                for left in shop.folder.iterdir():
                    left.unlink() if left.is_file() else shutil.rmtree(left)

        atheris.Setup([sys.argv[0], *flags], feed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
