"""Schemas that hypothesis makes up."""

from __future__ import annotations

from hypothesis import strategies as st

from amate.catalog.rules import MEANING_NAMES
from amate.ingest.dictionary.declared import ORDERED, TYPES, Field, Schema

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
LINES = st.text(LETTERS, max_size=20).map(lambda text: " ".join(text.split()))
NAMES = LINES.filter(lambda text: text not in ("", "_id"))
VALUES = st.text(LETTERS, max_size=8)
LIMITS = {
    "integer": st.integers(-(10**12), 10**12).map(str),
    "number": st.decimals(-1000, 1000, places=2).map(str),
    "date": st.dates().map(str),
    "datetime": st.datetimes().map(lambda day: day.isoformat()),
    "time": st.times().map(str),
}


@st.composite
def fields(draw: st.DrawFn, name: str) -> Field:
    type_ = draw(st.sampled_from(TYPES))
    limits, text = LIMITS.get(type_, st.just("")), type_ == "text"
    return Field(
        name=name,
        type=type_,
        title=draw(LINES),
        description=draw(LINES),
        unit=draw(LINES),
        meaning=draw(st.sampled_from(["", *MEANING_NAMES])),
        required=draw(st.booleans()),
        unique=draw(st.booleans()),
        enum=tuple(draw(st.lists(VALUES if text else limits.filter(bool), max_size=3)))
        if type_ in (*ORDERED, "text")
        else (),
        pattern=draw(st.sampled_from(["", r"\d{5}", "[A-Z|a-z]+"])) if text else "",
        minimum=draw(st.just("") | limits),
        maximum=draw(st.just("") | limits),
        shortest=draw(st.none() | st.integers(0, 99)) if text else None,
        longest=draw(st.none() | st.integers(0, 99)) if text else None,
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=str.casefold))
    key = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    return Schema(tuple(draw(fields(name)) for name in names), tuple(key))
