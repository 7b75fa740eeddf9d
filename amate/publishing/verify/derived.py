"""I6: what is made from the catalogue and its tables says what they say."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from amate.base.errors import Unavailable
from amate.base.files import home
from amate.catalog import indexing
from amate.catalog.changes import pending
from amate.catalog.models import Dataset, Table
from amate.catalog.search.contents import Entry, contents
from amate.engines.sql import TABLE
from amate.publishing.verify.fault import Fault


def index_agrees() -> Iterator[Fault]:
    """One document a dataset, as public and as fresh as the row; what waits in the change log is excused."""
    waiting = pending()
    try:
        entries = contents(indexing.reader())
    except Unavailable as error:
        yield Fault(error.message, str(indexing.folder()))
        return
    rows = {dataset.pk: dataset for dataset in Dataset.objects.defer("description", "quality")}
    times = Counter(entry.id for entry in entries)
    excused = waiting | pending()
    for entry in entries:
        if entry.id not in excused and (fault := _unlike(entry, rows.get(entry.id), times[entry.id])):
            yield Fault(fault, f"índice, conjunto {entry.id}")
    for pk in rows.keys() - times.keys() - excused:
        yield Fault("no está en el índice de búsqueda", rows[pk].slug)


def _unlike(entry: Entry, dataset: Dataset | None, times: int) -> str | None:
    if dataset is None:
        return "el índice tiene un conjunto que ya no existe"
    if times > 1:
        return f"el índice tiene {times} veces a {dataset.slug}"
    if entry.public != dataset.is_public:
        return f"el índice dice {'público' if entry.public else 'oculto'} y la base no: {dataset.slug}"
    if dataset.is_public and entry.updated != int((dataset.data_modified or dataset.modified).timestamp()):
        return f"el índice tiene otra versión de {dataset.slug}"
    return None


def serving_files_agree() -> Iterator[Fault]:
    """Every serving file is of a Parquet that a row names, and has its rows."""
    rows = dict(Table.objects.values_list("parquet_sha256", "rows"))
    for path in sorted((home() / "serving").glob("*.sqlite")):
        if path.stem not in rows:
            yield Fault("es copia de una tabla que ya no existe", str(path))
            continue
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
                ((count,),) = copy.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608 — our own name
        except sqlite3.DatabaseError:
            yield Fault("está dañada; bórrala y se hará de nuevo", str(path))
            continue
        if count != rows[path.stem]:
            yield Fault(f"tiene {count} filas y su tabla {rows[path.stem]}", str(path))
