"""What atheris feeds: `python -m tests.campaign.fuzzing sniffers|readers [flags of libFuzzer] CORPUS`.

The first bytes of each input say what the file is called; the rest is the file.
"""

from __future__ import annotations

import csv
import io
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["amate.ingest"]):
    from amate.base.errors import BadFile
    from amate.ingest.containers import Member
    from amate.ingest.finding import find
    from amate.ingest.head import find_head
    from amate.ingest.messages import shown
    from amate.ingest.readers.dbf import header_of
    from amate.ingest.readers.json_shape import places_in, shape_of
    from amate.ingest.readers.json_stream import Tokens
    from amate.ingest.readers.xml_stream import events
    from amate.ingest.shop import Shop, shop_in
    from amate.ingest.sniff.encoding import decode_sample, letters_of, to_utf8
    from amate.ingest.sniff.kind import kind_of

NAMES = (
    *(
        "a",
        "a.csv",
        "a.txt",
        "a.tsv",
        "a.xls",
        "a.xlsx",
        "a.ods",
        "a.dbf",
        "a.json",
        "a.ndjson",
        "a.xml",
        "a.html",
    ),
    *(
        "a.db",
        "a.zip",
        "a.tar",
        "a.csv.gz",
        "a.csv.bz2",
        "a.csv.xz",
        "a.csv.zst",
        "a.parquet",
        "a.dta",
        "a.sav",
    ),
)
MOST_ROWS = 200


def sniffers(content: bytes, filename: str, folder: Path) -> None:
    """Everything that looks at bytes or at a few rows before anything is read."""
    path = folder / "upload"
    path.write_bytes(content)
    kind_of(path, filename)
    decode_sample(content)
    encoding = letters_of(path).encoding
    to_utf8(path, encoding, folder / "utf8")
    text = (folder / "utf8").read_text(encoding="utf-8")
    refused(lambda: find_heads(text))
    refused(lambda: places_in(shape_of(Tokens(io.StringIO(text)))), ValueError, RecursionError)
    refused(lambda: sum(1 for _ in events(folder / "utf8", filename)), BadFile)
    refused(lambda: header_of(path), ValueError, IndexError, struct.error)


def find_heads(text: str) -> None:
    for delimiter in ",;\t|":
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = list(islice(records, MOST_ROWS))
        if rows:
            head = find_head(rows)
            assert len(set(map(str.casefold, head.names))) == head.width
            columns = zip(*(row[: head.width] for row in rows if len(row) >= head.width), strict=True)
            for cells in columns:
                shown(cells[0])


def refused(do: Callable[[], object], *expected: type[Exception]) -> None:
    try:
        do()
    except (csv.Error, *expected):
        pass


def readers(content: bytes, filename: str, shop: Shop) -> None:
    """From an upload to its raw tables."""
    path = shop.path()
    path.write_bytes(content)
    try:
        find(Member(path, filename), kind_of(path, filename), shop)
    except BadFile:
        pass
    finally:
        for left in shop.folder.iterdir():
            left.unlink() if left.is_file() else shutil.rmtree(left)


def main() -> None:
    which, *flags = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name, shop_in(Path(name)) as shop:

        def feed(data: bytes) -> None:
            if len(data) < 2:
                return
            filename = NAMES[data[0] % len(NAMES)]
            if which == "sniffers":
                sniffers(data[1:], filename, Path(name))
            else:
                readers(data[1:], filename, shop)

        atheris.Setup([sys.argv[0], *flags], feed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
