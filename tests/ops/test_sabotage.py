"""The table of guards names what is there: a guard that moved, or a test of another name, would not be tried."""

from __future__ import annotations

from pathlib import Path

from tools.sabotage import GUARDS

ROOT = Path(__file__).resolve().parents[2]


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_guard_stands_in_one_place() -> None:
    counts = {guard.name: text_of(guard.file).count(guard.text) for guard in GUARDS}
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_the_test_of_every_guard_is_there() -> None:
    for guard in GUARDS:
        path, _, test = guard.test.partition("::")
        name = f"def {test.split('[')[0]}(" if test else ""
        assert name in text_of(path), guard.name
