"""The index: one writer, any number of reading processes, and building it anew under their eyes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import tantivy

from amate.base.errors import Unavailable
from amate.catalog.search import analysis, generations
from amate.catalog.search.documents import Document
from amate.catalog.search.schema import SCHEMA, fields_of

WRITER_HEAP = 20_000_000  # bytes, for a few changes at a time
BUILD_HEAP, BUILD_THREADS = 128_000_000, 2

Stamp = tuple[int, int]  # inode and time of a file: it is replaced, never edited


class Reader:
    """The index as one process reads it; it follows commits and rebuilds of other processes by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._pointer, self._meta = folder / generations.POINTER, folder
        self._seen: tuple[Stamp, Stamp] | None = None
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None

    def searcher(self) -> tantivy.Searcher:
        """A snapshot of the newest commit, unchanged for as long as it is held. `Unavailable` without an index."""
        if self._stale():
            with self._lock:
                if self._stale():  # or another thread has just been here
                    self._follow()
        return self._searcher

    def _stale(self) -> bool:
        return self._searcher is None or self._stamps() != self._seen

    def _stamps(self) -> tuple[Stamp, Stamp] | None:
        try:
            return _stamp(self._pointer), _stamp(self._meta)
        except FileNotFoundError:
            return None

    def _follow(self) -> None:
        generation = generations.current(self.folder)
        if self._index is None or generation != self._meta.parent:
            self._index = _open(generation)
            self._meta = generation / "meta.json"
        seen = self._stamps()  # before reading: a commit in between is then read twice, never missed
        self._index.reload()
        self._searcher, self._seen = self._index.searcher(), seen


class Writer:
    """The one writer: `with Writer(folder) as writer:`. Nothing is seen before `commit`.

    Opening raises `Unavailable` while another process writes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(generations.writing(self.folder, wait=False))
            self._writer = _open(generations.current(self.folder)).writer(WRITER_HEAP, 1)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was not committed is dropped."""
        with self._opened:
            self._writer.wait_merging_threads()

    def replace(self, documents: Iterable[Document]) -> None:
        """Write these documents in the place of what was there under their ids."""
        for document in documents:
            self.remove([document.id])
            _add(self._writer, document)

    def remove(self, ids: Iterable[int]) -> None:
        """Take these datasets out; ids that are not there do no harm."""
        # By query: deleting by term takes the id for a signed number, and finds nothing (tantivy-py 0.27).
        for id in ids:
            self._writer.delete_documents_by_query(tantivy.Query.term_query(SCHEMA, "id", id))

    def commit(self) -> None:
        """Make all changes so far visible to every reader, at once."""
        self._writer.commit()


def open_reader(folder: Path) -> Reader:
    """The reader of the index at `folder`; it may be opened before the index is built."""
    return Reader(folder)


def rebuild(folder: Path, documents: Iterable[Document]) -> int:
    """Build a new generation from `documents`, then let readers see it; returns how many were written.

    It waits for the writer, and holds writers off until it is done.
    """
    with generations.writing(folder, wait=True):
        generation = generations.begin(folder)
        writer = _open(generation).writer(BUILD_HEAP, BUILD_THREADS)
        written = 0
        for document in documents:
            _add(writer, document)
            written += 1
        writer.commit()
        writer.wait_merging_threads()
        generations.flip(folder, generation)
    return written


def _open(generation: Path) -> tantivy.Index:
    try:
        index = tantivy.Index(SCHEMA, str(generation))
    except (ValueError, OSError) as error:
        raise Unavailable(
            "El índice de búsqueda está dañado; reconstrúyelo con «amate reindex».", code="index-damaged"
        ) from error
    analysis.register(index)
    index.config_reader("manual")
    return index


def _add(writer: tantivy.IndexWriter, document: Document) -> None:
    writer.add_document(tantivy.Document.from_dict(fields_of(document), SCHEMA))


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
