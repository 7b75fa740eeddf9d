"""Stata, SPSS and SAS: the codes are published as they are; what they mean comes beside them as a dictionary."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from amate.ingest.messages import note, refuse
from amate.ingest.readers.named import named_table
from amate.ingest.shop import Raw, Shop
from amate.ingest.sniff.kinds import KINDS

_ROWS_AT_ONCE = 20_000
# Old files do not say in which page their letters are.
_PAGES = (None, "WINDOWS-1252")
DICTIONARY = "diccionario"
_HEADS = ("variable", "descripción", "código", "etiqueta")


@dataclass
class Survey:
    """A file that a statistical package wrote: what it says of itself, and its rows."""

    path: Path
    read: Callable[..., Any]
    encoding: str | None
    about: Any
    extended: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """(number, values) of each row; missing values of Stata's and SAS's own (.a, .b…) are counted and empty."""
        names = list(self.about.column_names)
        cleaned = [self._cleaner(name) for name in names]
        start = 0
        while True:
            found, _ = self._some(start)
            columns = [found[name] for name in names]
            for row in zip(*columns, strict=True):
                start += 1
                yield start, [clean(value) for clean, value in zip(cleaned, row, strict=True)]
            if not columns or len(columns[0]) < _ROWS_AT_ONCE:
                return

    def _some(self, start: int) -> tuple[dict[str, list[object]], Any]:
        found: tuple[dict[str, list[object]], Any] = self.read(
            str(self.path),
            output_format="dict",
            user_missing=True,
            encoding=self.encoding,
            row_offset=start,
            row_limit=_ROWS_AT_ONCE,
        )
        return found

    def _cleaner(self, name: str) -> Callable[[object], object]:
        type_ = self.about.readstat_variable_types.get(name)

        def clean(value: object) -> object:
            if isinstance(value, str) and type_ != "string":
                self.extended[name] = self.extended.get(name, 0) + 1
                return None
            if isinstance(value, timedelta):
                return str(value)
            return shortest(value) if type_ == "float" and isinstance(value, float) else value

        return clean

    def dictionary(self) -> list[tuple[int, tuple[object, ...]]]:
        """(number, what _HEADS say) of each variable, and of each code of those that have labels."""
        found: list[tuple[object, ...]] = []
        for name in self.about.column_names:
            labels = self.about.variable_value_labels.get(name) or {}
            described = self.about.column_names_to_labels.get(name) or None
            found += [(name, described, code, label) for code, label in labels.items()] or [
                (name, described, None, None)
            ]
        return list(enumerate(found, start=1))


def read_statistical(path: Path, filename: str, name: str, kind: str, shop: Shop) -> list[Raw]:
    """The table of a file, and if it explains its codes or names, their dictionary. BadFile when it is damaged."""
    import pyreadstat

    readers: dict[str, Callable[..., Any]] = {
        "dta": pyreadstat.read_dta,
        "sav": pyreadstat.read_sav,
        "sas7bdat": pyreadstat.read_sas7bdat,
    }
    try:
        survey = _opened(path, readers[kind], pyreadstat.ReadstatError)
        raw = named_table(name, filename, list(survey.about.column_names), survey.rows(), shop)
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        ValueError,
        KeyError,
        OverflowError,
    ) as error:
        raise refuse("damaged", file=filename, kind=KINDS[kind].called) from error
    notes = list(raw.notes)
    if lost := sum(survey.extended.values()):
        notes.append(note("extended-missing", count=lost))
    if not _explains(survey):
        return [replace(raw, notes=tuple(notes))]
    notes.append(note("value-labels", dictionary=DICTIONARY))
    words = named_table(DICTIONARY, filename, _HEADS, survey.dictionary(), shop)
    return [replace(raw, notes=tuple(notes)), words]


def _opened(path: Path, read: Callable[..., Any], failed: type[Exception]) -> Survey:
    for encoding in _PAGES:
        try:
            _, about = read(
                str(path), output_format="dict", encoding=encoding, user_missing=True, row_limit=1_000
            )
        except (failed, UnicodeDecodeError) as error:
            problem = error
        else:
            return Survey(path, read, encoding, about)
    raise problem


def _explains(survey: Survey) -> bool:
    about = survey.about
    return any(about.variable_value_labels.values()) or any(about.column_names_to_labels.values())


def shortest(value: float) -> float:
    """A number that was kept in 32 bits as the shortest that is kept the same: 0.1 and not 0.10000000149."""
    try:
        kept = struct.pack("<f", value)
    except OverflowError:
        return value
    tries = (float(f"{value:.{digits}g}") for digits in range(6, 9))
    return next((short for short in tries if struct.pack("<f", short) == kept), value)
