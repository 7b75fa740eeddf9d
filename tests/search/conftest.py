from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pytest

from amate.catalog.search.find import Found, Search, find
from amate.catalog.search.index import Reader, open_reader, rebuild
from tests.search.cast import CATALOGUE, NOW


class Ask(Protocol):
    def __call__(self, words: str = "", **search: Any) -> Found: ...


@pytest.fixture(scope="package")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("home") / "index"
    rebuild(folder, CATALOGUE)
    return open_reader(folder)


@pytest.fixture
def ask(reader: Reader) -> Ask:
    """Search the known catalogue: a page of up to 100."""
    return lambda words="", **search: find(reader, Search(words, **({"per_page": 100} | search)), now=NOW)
