"""Lists of words, in files: names of persons, folded; what is called after persons; codes of banks."""

from __future__ import annotations

from importlib import resources


def words_of(file_name: str) -> frozenset[str]:
    """The words of one of the files beside this one."""
    return frozenset((resources.files(__package__) / file_name).read_text(encoding="utf-8").split())
