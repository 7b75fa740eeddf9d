"""The index among processes: commits followed, rebuilds unseen until whole, one writer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from amate.base.errors import Unavailable
from amate.catalog.search import generations
from amate.catalog.search.documents import Document
from amate.catalog.search.find import Search, find
from amate.catalog.search.index import Reader, Writer, open_reader, rebuild
from tests.search.cast import BY_ID, CATALOGUE, NOW, PUBLIC

ROOT = Path(__file__).resolve().parents[2]
CHANGE = """
from dataclasses import replace
from pathlib import Path
import sys
from amate.catalog.search.index import Writer
from tests.search.cast import BY_ID
with Writer(Path(sys.argv[1])) as writer:
    writer.replace([replace(BY_ID[1], title="Trompos y baleros")])
    writer.remove([2])
    writer.commit()
"""

HALF_A_CHANGE = """
from pathlib import Path
import sys
from amate.catalog.search.index import Writer
from tests.search.cast import CATALOGUE
with Writer(Path(sys.argv[1])) as writer:
    writer.remove(range(30))
    writer.replace(CATALOGUE[:3])
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rebuild(tmp_path / "index", CATALOGUE)
    return tmp_path / "index"


def ids(reader: Reader, words: str = "") -> set[int]:
    found = find(reader, Search(words, per_page=1000), now=NOW)
    return set() if found.closest else set(found.ids)


def test_what_another_process_commits_is_seen_by_the_next_search(folder: Path) -> None:
    reader = open_reader(folder)
    assert ids(reader, "trompos") == set()
    subprocess.run([sys.executable, "-c", CHANGE, str(folder)], cwd=ROOT, check=True, timeout=60)
    assert ids(reader, "trompos") == {1}
    assert ids(reader) == {document.id for document in PUBLIC} - {2}


def test_what_is_removed_is_gone_and_counts_no_more(folder: Path) -> None:
    reader = open_reader(folder)
    with Writer(folder) as writer:
        writer.remove([29, 999_999])
        writer.commit()
    found = find(reader, Search("parques"), now=NOW)
    assert found.ids == [27]
    assert sum(count for _, count in found.facets["sector"]) == 1


def test_a_document_written_twice_is_there_once(folder: Path) -> None:
    reader = open_reader(folder)
    with Writer(folder) as writer:
        writer.replace(CATALOGUE)
        writer.replace([replace(BY_ID[3], title="Canicas"), replace(BY_ID[3], title="Matatena")])
        writer.commit()
    assert find(reader, Search(), now=NOW).total == len(PUBLIC)
    assert (ids(reader, "canicas"), ids(reader, "matatena")) == (set(), {3})


def test_nothing_is_seen_before_the_commit(folder: Path) -> None:
    reader = open_reader(folder)
    with Writer(folder) as writer:
        writer.remove([29])
        assert 29 in ids(reader, "parques")
    assert 29 in ids(reader, "parques")


def test_a_draft_appears_when_it_is_published(folder: Path) -> None:
    reader = open_reader(folder)
    with Writer(folder) as writer:
        writer.replace([replace(BY_ID[12], public=True)])
        writer.commit()
    assert 12 in ids(reader, "desaparecidas")


def test_readers_see_the_old_index_or_the_new_one_never_a_part(folder: Path) -> None:
    """Three readers search while the index is built anew five times, with other sizes."""
    sizes = [10, 35, 3, 27, 40]
    allowed = {len([d for d in CATALOGUE[:size] if d.public]) for size in sizes}
    seen: set[int] = set()
    errors: list[BaseException] = []
    done = Event()

    def read() -> None:
        reader = open_reader(folder)
        try:
            while not done.is_set():
                found = find(reader, Search(per_page=1000), now=NOW)
                assert len(found.ids) == found.total
                seen.add(found.total)
        except BaseException as error:
            errors.append(error)

    readers = [Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    for size in sizes:
        rebuild(folder, CATALOGUE[:size])
    done.set()
    for thread in readers:
        thread.join()
    assert not errors
    assert seen <= allowed
    assert ids(open_reader(folder)) == {document.id for document in PUBLIC}


def test_a_failed_rebuild_changes_nothing(folder: Path) -> None:
    def broken() -> Iterator[Document]:
        yield CATALOGUE[0]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        rebuild(folder, broken())
    assert ids(open_reader(folder)) == {document.id for document in PUBLIC}
    rebuild(folder, CATALOGUE[:5])
    assert ids(open_reader(folder)) == {1, 2, 3, 4, 5}


def test_old_generations_are_swept(folder: Path) -> None:
    for _ in range(3):
        rebuild(folder, CATALOGUE)
    assert len([child for child in folder.iterdir() if child.is_dir()]) == 2


def test_there_is_one_writer(folder: Path) -> None:
    with Writer(folder), pytest.raises(Unavailable, match="Otro proceso"), Writer(folder):
        pass
    with Writer(folder) as writer:  # and the folder is free again
        writer.commit()


def test_a_killed_writer_leaves_no_lock_and_no_half_change(folder: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HALF_A_CHANGE, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout
    assert child.stdout.readline() == b"written\n"
    child.kill()
    child.communicate(timeout=60)
    reader = open_reader(folder)
    assert ids(reader) == {document.id for document in PUBLIC}
    with Writer(folder) as writer:
        writer.remove([1])
        writer.commit()
    assert 1 not in ids(reader)


def test_a_damaged_index_says_what_to_do(folder: Path) -> None:
    (generations.current(folder) / "meta.json").write_text("{", encoding="ascii")
    with pytest.raises(Unavailable, match="dañado"):
        open_reader(folder).searcher()


def test_without_an_index_one_is_told_what_to_do(tmp_path: Path) -> None:
    reader = open_reader(tmp_path / "index")
    with pytest.raises(Unavailable, match="amate reindex"):
        reader.searcher()
    rebuild(tmp_path / "index", CATALOGUE)
    assert ids(reader) == {document.id for document in PUBLIC}


def test_an_index_of_another_version_is_not_read(folder: Path) -> None:
    (folder / generations.POINTER).write_text("0-old", encoding="ascii")
    with pytest.raises(Unavailable, match="otra versión"):
        open_reader(folder).searcher()
    rebuild(folder, CATALOGUE)
    assert ids(open_reader(folder)) == {document.id for document in PUBLIC}


def test_an_empty_catalogue_can_be_searched(tmp_path: Path) -> None:
    rebuild(tmp_path / "index", [])
    found = find(open_reader(tmp_path / "index"), Search("agua"), now=NOW)
    assert (found.total, found.ids, found.closest) == (0, [], False)
    assert all(counts == [] for counts in found.facets.values())
