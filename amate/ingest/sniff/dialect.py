"""How a text table is written: delimiter, quotes and escapes, decided on its first records; line ends on every byte."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

from amate.ingest.limits import CHUNK, SAMPLE_BYTES, SAMPLE_RECORDS
from amate.ingest.sniff.fixed import fixed_cuts
from amate.ingest.sniff.records import Dialect, Lines, Record, bare, records

# How readily each is believed: blanks and colons stand in texts and times too.
DELIMITERS = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, " ": 0.6, ":": 0.6}
RARE = frozenset("§^~¬¦¶¤!#$%&*+=@\\/_\x01\x1c\x1d\x1e\x1f")
RARE_BELIEF = 0.7
# Runs of marks that may be one delimiter: "||", "|~|", "::".
_RUNS = re.compile(r"[^\w\s\"'.,()\[\]{}<>/¿?¡!-]{2,4}")
MOST_REPEATED = 4  # marks that one delimiter is made of
QUOTES = ('"', "'", "“”", "«»")
# Records that are weighed; a delimiter must make so many of them as wide as the one before.
WEIGHED = 200
MIN_CONSISTENCY = 0.5
MIN_CONSISTENCY_OF_RARE = 0.9

# Fewer backslashes before quotes are mended one by one, and told.
MANY_ESCAPES = 5

# How well a cell is cut: a value of a known kind, some text, or a text with what looks like another delimiter inside.
_VALUE = re.compile(
    r"""[-+]?[$€]?\s?\d[\d.,\u00a0]*\s?%?                              # a number
    |\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d\d(?::\d\d)?\S*)?  # a date, with its time
    |\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?\s?m\.?)?           # a time
    |(?:https?://|www\.)[^\s,;|]+|[\w.+-]+@[\w-]+\.[\w.]+               # an address
    |[\w-]*\d[\w-]*                                                     # a code
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BADLY_CUT = re.compile(r"[;|\t]|^[\"']|[\"']$")
_BADLY_CUT_WITH_COMMAS = re.compile(r"[;|\t]|,(?! )|^[\"']|[\"']$")
WELL, FAIRLY, BADLY = 1.0, 0.6, 0.2
# The delimiter of a text of one column, whose commas are only commas.
NOTHING = "\x1f"
# What a text of one column is worth against one of two: 8 to 12.
ALONE, TOGETHER = 8, 10


@dataclass(frozen=True)
class LineEnds:
    """regular: every line ends alike, so that any reader finds the same lines; lines: how many a reader of LF sees."""

    regular: bool
    lines: int
    has_nul: bool
    marks: int  # byte order marks, wherever they are


def line_ends_of(path: Path) -> LineEnds:
    """The line ends of a UTF-8 text, from every byte."""
    lf = cr = crlf = marks = 0
    has_nul, tail, last = False, b"", b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            lf += chunk.count(b"\n")
            if tail or b"\r" in chunk:
                cr += chunk.count(b"\r")
                crlf += (tail + chunk).count(b"\r\n")
            marks += chunk.count(b"\xef\xbb\xbf") if b"\xef" in chunk else 0
            has_nul = has_nul or b"\x00" in chunk
            tail = chunk[-1:] if chunk.endswith(b"\r") else b""
            last = chunk[-1:]
    return LineEnds(cr == crlf and crlf in (0, lf), lf + (last != b"\n"), has_nul, marks)


def sample_text(path: Path) -> str:
    """The first megabyte of a UTF-8 text."""
    with path.open("rb") as file:
        return file.read(SAMPLE_BYTES).decode("utf-8-sig", errors="ignore")


def sample_records(text: str, dialect: Dialect, width: int | None = None) -> list[Record]:
    """The first records of a text; the last one is left out when the sample may have cut it."""
    found = list(islice(_records(text, dialect, width), SAMPLE_RECORDS))
    cut = len(found) < SAMPLE_RECORDS and len(text.encode()) > SAMPLE_BYTES - 4 and len(found) > 1
    return found[:-1] if cut else found


def dialect_of(text: str) -> Dialect:
    """The dialect of a text from its beginning; a comma and double quotes when nothing speaks for another."""
    if said := re.match(r'"?sep=(.)"?[\r\n]', text):
        return _with_quotes(text, Dialect(said[1]))
    weighed = [(_weight(text, dialect), dialect) for dialect in _candidates(text)]
    weight, best = max(weighed, key=lambda pair: pair[0], default=(0.0, Dialect()))
    if weight <= _weight_alone(text) or best.delimiter == " ":
        if cuts := fixed_cuts([bare(line) for line in islice(io.StringIO(text, newline=""), WEIGHED)]):
            return Dialect(cuts=cuts)
        if weight <= _weight_alone(text):
            return _with_quotes(text, Dialect(NOTHING if weight == 0 and _is_prose(text) else ","))
    return _settled(text, best)


def _records(text: str, dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    return records(Lines(io.StringIO(text, newline="")), dialect, width)


def _first(text: str, dialect: Dialect) -> list[Record]:
    return [record for record in islice(_records(text, dialect), WEIGHED) if record.cells]


def _candidates(text: str) -> Iterator[Dialect]:
    """Every dialect that the first lines may be written in."""
    lines = [line for line in islice(io.StringIO(text, newline=""), WEIGHED) if line.strip()]
    there = Counter(mark for line in lines for mark in set(line))
    runs = Counter(run for line in lines for run in set(_RUNS.findall(line)))
    enough = max(1, len(lines) * MIN_CONSISTENCY)
    rare = [mark for mark in sorted(RARE) if there[mark] >= len(lines) * MIN_CONSISTENCY_OF_RARE]
    several = [run for run in runs if runs[run] >= len(lines) * MIN_CONSISTENCY_OF_RARE]
    quotes = [quote for quote in QUOTES if there[quote[0]] and there[quote[-1]]] or ['"']
    for delimiter in [*several, *(mark for mark in DELIMITERS if there[mark] >= enough / 2), *rare]:
        for quote in quotes:
            yield Dialect(delimiter, quote)
            if delimiter in ",;|" and any(delimiter + " " in line for line in lines):
                yield Dialect(delimiter, quote, padded=True)


def _weight(text: str, dialect: Dialect) -> float:
    """How much speaks for a dialect: records of one width, cut into values."""
    found = _first(text, dialect)
    widths = [len(record.cells) for record in found]
    if not widths or max(widths) < 2:
        return 0
    steady = _steadiness(widths)
    is_rare = dialect.delimiter not in DELIMITERS and len(dialect.delimiter) == 1
    if steady < (MIN_CONSISTENCY_OF_RARE if is_rare else MIN_CONSISTENCY):
        return 0
    if dialect.padded and not _is_padded(found, dialect):
        return 0
    belief = DELIMITERS.get(dialect.delimiter, RARE_BELIEF if is_rare else 1.0)
    broken = sum(bool(record.mended) for record in found) / len(found)
    usual = Counter(width for width in widths if width > 1).most_common(1)[0][0]
    cells = [cell for record in found if len(record.cells) > 1 for cell in record.cells]
    if dialect.delimiter in " :" and dialect.quote == '"' and _wrapped(found, '"'):
        # Around its own cells: in «Rosa García,"Morelos 1"» they are those of commas.
        quoted = _around_cells([bare(record.text) for record in found], dialect.delimiter, '"')
        belief = 1.0 if quoted else belief
    return steady * belief * (1 - broken / 2) * _cut_well(cells, dialect) * (TOGETHER + min(usual, 10))


def _steadiness(widths: Sequence[int]) -> float:
    """The share of records that are as wide as the one before, and wider than one cell."""
    if len(widths) == 1:
        return float(widths[0] > 1)
    return sum(a == b > 1 for a, b in pairwise(widths)) / (len(widths) - 1)


def _weight_alone(text: str) -> float:
    """How much speaks for a single column."""
    lines = [line.strip() for line in islice(io.StringIO(text, newline=""), WEIGHED) if line.strip()]
    return ALONE * _cut_well(lines, Dialect()) if lines else 0


def _is_prose(text: str) -> bool:
    """Whether the commas of a text under a head without any cut nothing: no two neighbours have as many."""
    widths = [len(record.cells) for record in _first(text, Dialect())]
    return widths[:1] == [1] and max(widths) > 1 and NOTHING not in text and _steadiness(widths) == 0


def _cut_well(cells: Sequence[str], dialect: Dialect) -> float:
    badly = _BADLY_CUT if dialect.delimiter in ",;\t|" else _BADLY_CUT_WITH_COMMAS
    total = 0.0
    for cell in map(str.strip, cells):
        total += WELL if _VALUE.fullmatch(cell) else BADLY if badly.search(cell) else FAIRLY
    return total / max(1, len(cells))


def _is_padded(found: Sequence[Record], dialect: Dialect) -> bool:
    """Whether a blank follows every delimiter."""
    spaced = dialect.delimiter + " "
    kept = sum(
        bare(r.text).count(spaced) + bare(r.text).endswith(dialect.delimiter) >= len(r.cells) - 1
        for r in found
    )
    return kept >= 0.98 * len(found)


def _wrapped(found: Sequence[Record], quote: str) -> int:
    """How many records have a cell between these quotes."""
    return sum(
        record.text.lstrip().startswith(quote[0]) or quote[-1] in bare(record.text)[-1:] for record in found
    )


def _settled(text: str, best: Dialect) -> Dialect:
    """The winner, with what is decided once its delimiter is known: repeated delimiters, quotes, backslashes."""
    return _with_quotes(text, replace(best, delimiter=_repeated(text, best)))


def _repeated(text: str, dialect: Dialect) -> str:
    """The delimiter, twice or more when it never stands alone."""
    mark = re.escape(dialect.delimiter)
    runs = Counter(
        len(run) // len(dialect.delimiter)
        for line in islice(io.StringIO(text, newline=""), WEIGHED)
        for run in re.findall(rf"(?:{mark})+", line)
    )
    if len(runs) == 1 and 1 < (times := next(iter(runs))) <= MOST_REPEATED and dialect.delimiter != " ":
        return dialect.delimiter * times
    return dialect.delimiter


def _with_quotes(text: str, dialect: Dialect) -> Dialect:
    """The dialect with the quotes that stand around most cells, and whether a backslash escapes them."""
    lines = [bare(line) for line in islice(io.StringIO(text, newline=""), SAMPLE_RECORDS)]
    counts = {quote: _around_cells(lines, dialect.delimiter, quote) for quote in QUOTES}
    quote = max(QUOTES, key=lambda quote: counts[quote])
    if quote != '"' and (counts[quote] < 3 or counts['"'] * 10 > counts[quote]):
        quote = '"'
    return replace(dialect, quote=quote, backslash=_escapes(text, dialect.delimiter, quote))


def _around_cells(lines: Sequence[str], delimiter: str, quote: str) -> int:
    stop = re.escape(delimiter)
    wrapped = re.compile(
        rf"(?:^|{stop})\s?{re.escape(quote[0])}[^{re.escape(quote[-1])}]*{re.escape(quote[-1])}(?={stop}|$)"
    )
    return sum(len(wrapped.findall(line)) for line in lines)


def _escapes(text: str, delimiter: str, quote: str) -> bool:
    """Whether inner quotes are escaped by a backslash, many times and never by doubling them."""
    last, stop = re.escape(quote[-1]), re.escape(delimiter)
    by_backslash = len(re.findall(rf"\\{last}(?!{stop}|[\r\n]|$)", text))
    doubled = len(re.findall(rf"(?<!{stop})(?<![\\{last}\r\n]){last}{last}(?!{last})", text))
    return by_backslash > MANY_ESCAPES and by_backslash > doubled
