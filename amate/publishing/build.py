"""How a version is made: the steps from the bytes that were uploaded to tables that can go public.

Every step is a call into a lower room. Nothing here is seen by readers until `publish` flips a pointer.
"""

from __future__ import annotations

import gzip
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction

from amate.base.errors import BadFile, Invalid
from amate.base.files import Blob, blob_path, keep, workbench
from amate.base.jobs.actions import enqueue
from amate.base.signing import derived_key
from amate.catalog.models import Column, Table, Version
from amate.catalog.rules import PERSONAL, VersionState
from amate.engines.duckdb import ALL_DAY, run_text
from amate.engines.stored import StoredTable
from amate.ingest.recipe import NO_RECIPE, Recipe
from amate.ingest.report import Reading, Refusal, TableRead
from amate.ingest.sandbox import read_safely
from amate.ingest.withholding import reasons_to_withhold
from amate.people.journal import record
from amate.publishing import sweep
from amate.publishing.changes import Question, changes, promise_broken
from amate.publishing.dictionaries import verdict_of
from amate.publishing.gate import asked_of_persons
from amate.publishing.readings import asked_of, remembered, unanswered
from amate.query.formats import export
from amate.query.frequent import FEW_ENOUGH, frequent
from amate.query.language import Query
from amate.query.profile import profile

Progress = Callable[[int, str], None]
SMALL_CSV = 50_000_000  # bytes; beyond this, compressing well costs more than it saves


@dataclass
class Made:
    """What the steps have made so far for one table."""

    read: TableRead
    stored: StoredTable
    parquet: Blob | None = None
    csv: Blob | None = None
    csv_size: int = 0
    profile: dict[str, Any] = field(default_factory=dict)


def build(version: Version, progress: Progress) -> Version:
    """Read, profile, export and check a received version. It ends ready, asking, or refused with a sentence."""
    if version.state != VersionState.RECEIVED:
        return version
    seconds: dict[str, float] = {}
    with workbench() as bench:
        with _timed("read", seconds):
            progress(5, "Leyendo el archivo")
            reading = _read(version, bench)
        if reading.refused:
            return _refuse(version, reading)
        made = [Made(read=table, stored=table.stored(bench)) for table in reading.tables]
        for number, table in enumerate(made):
            share = 40 + 50 * number // max(1, len(made))
            progress(share, f"Preparando la tabla «{table.read.name}»")
            with _timed("profile", seconds):
                table.profile = _profile(table)
            with _timed("csv", seconds):
                table.csv, table.csv_size = _whole_csv(table.stored, bench)
            with _timed("keep", seconds):
                check(table)
                table.parquet = keep(table.stored.parquet)
        progress(95, "Guardando")
        with _timed("check", seconds):
            broken = _broken(version, _followed(version, reading, made))
        return _settle(version, reading, made, broken, seconds)


def _read(version: Version, bench: Path) -> Reading:
    """What the file holds. A file that killed its child is refused with the reason, like any other."""
    try:
        recipe = Recipe.from_json(version.recipe) if version.recipe else NO_RECIPE
        return read_safely(version.path, version.filename, bench, recipe=recipe, key=derived_key("veil"))
    except (BadFile, Invalid) as error:
        return Reading(file=version.filename, format="", refused=Refusal(error.code, error.message))


def check(made: Made) -> None:
    """The Parquet holds as many rows as were read, numbered from one without gaps."""
    ((rows, last),) = run_text(
        "SELECT count(*), coalesce(max(_id), 0) FROM read_parquet(?)", [str(made.stored.parquet)]
    )
    if not rows == last == made.read.rows:
        raise RuntimeError(
            f"table {made.read.name}: {made.read.rows} rows read, {rows} stored, last _id {last}"
        )


def _profile(made: Made) -> dict[str, Any]:
    """The profile of each column, with the frequent values of those that search may look into: nothing personal."""
    found = profile(made.stored, seconds=ALL_DAY)
    searched = [
        column.name
        for column in made.read.columns
        if column.type == "text"
        and column.meaning not in PERSONAL
        and found[column.name]["distinct"] <= FEW_ENOUGH
    ]
    for name, values in frequent(made.stored, searched, ALL_DAY).items():
        found[name]["frequent"] = values
    return found


def _whole_csv(table: StoredTable, bench: Path) -> tuple[Blob, int]:
    """The whole table as CSV, gzipped without name or date so that the same rows give the same bytes."""
    plain, packed = bench / f"{table.key}.csv", bench / f"{table.key}.csv.gz"
    export(table, Query(), plain, format="csv")
    size = plain.stat().st_size
    with plain.open("rb") as source, packed.open("wb") as target:
        level = 6 if size < SMALL_CSV else 1
        with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0, compresslevel=level) as squeezed:
            shutil.copyfileobj(source, squeezed, 1 << 20)
    plain.unlink()
    return keep(packed), size


@contextmanager
def _timed(step: str, seconds: dict[str, float]) -> Iterator[None]:
    begun = time.monotonic()
    yield
    seconds[step] = seconds.get(step, 0.0) + time.monotonic() - begun


def _refuse(version: Version, reading: Reading) -> Version:
    version.state = VersionState.REFUSED
    version.format = reading.format or ""
    version.report = remembered(version.report) | reading.as_json(internal=True)
    version.save(update_fields=["state", "format", "report"])
    record(by=None, verb="refuse", subject=version, institution=version.resource.dataset.institution)
    return version


def _broken(version: Version, pairs: list[tuple[Made, Table | None]]) -> list[Question]:
    """The questions of the tables that break what was declared of those that they continue."""
    version.resource.refresh_from_db()
    found = []
    for table, former in pairs:
        if former is None or table.parquet is None:
            continue
        rows = replace(table.stored, parquet=blob_path(table.parquet.sha256))
        said = verdict_of(version.resource, former.public_id, rows)
        if said and not said.is_kept:
            found.append(promise_broken(table.read.name, said))
    return found


@transaction.atomic
def _settle(
    version: Version, reading: Reading, made: list[Made], broken: list[Question], seconds: dict[str, float]
) -> Version:
    """Write down what was made, in one transaction: the version is ready with all of it or as it was."""
    pairs = _followed(version, reading, made)
    lying = sweep.made_of(
        version
    )  # with other choices: until it is swept it lies there, and a purge erases it
    version.tables.all().delete()
    for position, (table, former) in enumerate(pairs):
        _settle_table(version, position, table, former)
    version.recipe = reading.recipe.as_json()
    asked = [*asked_of((*reading.misfits, *reading.doubts)), *broken]
    if current := version.resource.current:
        asked += changes(current, version, reading.recipe)
    version.questions = [*asked_of_persons(version.resource, reading), *unanswered(version, asked)]
    version.state = VersionState.ASKING if version.questions else VersionState.READY
    version.withheld = [asdict(reason) for reason in reasons_to_withhold(reading)]
    version.format = reading.format or ""
    version.report = (
        remembered(version.report)
        | reading.as_json(internal=True)
        | {"steps": [{"name": name, "seconds": round(s, 3)} for name, s in seconds.items()], "former": lying}
    )
    version.save(update_fields=["state", "format", "report", "recipe", "questions", "withheld"])
    if version.questions:
        asked = [question["message"] for question in version.questions]
        institution = version.resource.dataset.institution
        record(by=None, verb="ask", subject=version, institution=institution, questions=asked)
    return version


def _followed(version: Version, reading: Reading, made: list[Made]) -> list[tuple[Made, Table | None]]:
    """Each table with the one that it continues, if there is one; no two continue the same."""
    before = _former_tables(version)
    sources = [table.source for table in reading.recipe.tables if table.keep]
    pairs = []
    for table, source in zip(made, sources, strict=True):
        former = _same_table(table.read.name, source, before, alone=len(made) == 1)
        before = [one for one in before if not former or one.table.public_id != former.public_id]
        pairs.append((table, former))
    return pairs


def _settle_table(version: Version, position: int, made: Made, former: Table | None) -> None:
    assert made.parquet is not None
    assert made.csv is not None
    identity = {"public_id": former.public_id} if former else {}
    row = Table.objects.create(
        version=version,
        name=made.read.name[:200],
        position=position,
        rows=made.read.rows,
        parquet_sha256=made.parquet.sha256,
        parquet_size=made.parquet.size,
        csv_sha256=made.csv.sha256,
        csv_size=made.csv_size,
        **identity,
    )
    known = {column.name: column.description for column in former.columns.all()} if former else {}
    Column.objects.bulk_create(
        Column(
            table=row,
            position=place,
            name=column.name,
            type=column.type,
            meaning=column.meaning or "",
            description=known.get(column.name, ""),
            profile=made.profile.get(column.name, {}),
        )
        for place, column in enumerate(made.read.columns)
    )
    transaction.on_commit(
        lambda: enqueue(kind="build-serving", subject=str(row.pk), key=f"serving:{row.parquet_sha256}")
    )


@dataclass(frozen=True)
class Former:
    """A table of an earlier reading, and what its file called it."""

    table: Table
    source: str


def _former_tables(version: Version) -> list[Former]:
    """Those of an earlier reading of this version and of the versions before it, newest first."""
    rows = Table.objects.filter(version__resource=version.resource, version__number__lte=version.number)
    ordered = rows.order_by("-version__number", "position").prefetch_related("columns")
    read = {version.pk: version.report.get("recipe", {})}
    read |= dict(version.resource.versions.exclude(pk=version.pk).values_list("pk", "recipe"))
    sources = {
        pk: [table["source"] for table in recipe.get("tables", []) if table["keep"]]
        for pk, recipe in read.items()
    }
    return [
        Former(table, next(iter(sources[table.version_id][table.position : table.position + 1]), table.name))
        for table in ordered
    ]


def _same_table(name: str, source: str, before: list[Former], *, alone: bool) -> Table | None:
    """The table of earlier readings that this one continues: of the same place or name, or the only one."""
    same = [one.table for one in before if one.source == source]
    named = [one.table for one in before if one.table.name == name]
    if same or named or not alone:
        return next(iter(same or named), None)
    return before[0].table if len({one.table.public_id for one in before}) == 1 else None
