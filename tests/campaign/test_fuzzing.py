"""An hour of bytes that nobody would send, at each thing that looks at strangers' files: nothing falls.

pytest -m campaign tests/campaign/test_fuzzing.py     # FUZZ_SECONDS=3600 in all; FUZZ_TARGETS="html dbf" for some
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.portal import ROOT
from tests.campaign.seeds import seeds, words

pytestmark = pytest.mark.campaign
SECONDS = int(os.environ.get("FUZZ_SECONDS", "3600"))
SEED = int(os.environ.get("FUZZ_SEED", "4"))
EVIDENCE = ROOT / "docs" / "evidence" / "fuzzing.md"
# Parts of the time that each target has: sniffers, whose answers decide all that follows, have most of it.
SHARES: dict[str, int] = {
    **{"kind": 4, "encoding": 5, "dialect": 8, "records": 8, "fixed": 4, "structure": 8, "types": 8},
    **{"recognise": 4, "documents": 3, "csv": 6, "dbf": 3, "json": 3, "ndjson": 2, "xml": 3, "html": 3},
    **{"xmlss": 3, "xls": 3, "xlsx": 4, "ods": 4, "uploads": 6},
}
CHOSEN = os.environ.get("FUZZ_TARGETS", " ".join(SHARES)).split()
# More falls than this in one run are one bug.
MOST_FALLS = 10
# What it found since it looks, and the test that would find it again.
MENDED: tuple[tuple[str, str], ...] = (
    (
        "an XLS whose sectors turn in circles filled the memory (exit 71) and aborted the child",
        "test_hostile.py::test_sectors_that_turn_in_circles_are_seen_before_anybody_follows_them",
    ),
    (
        "a zip whose names are not in the UTF-8 that they promise fell in zipfile",
        "test_hostile.py::test_what_cannot_be_taken_is_refused_by_name",
    ),
    (
        "`<![x` and its like fell in html.parser",
        "test_html.py::test_marked_sections_are_comments_as_for_any_browser",
    ),
    (
        "of two byte order marks where a line begins one went each time that the line was taken",
        "test_texts.py::test_one_mark_goes_however_often_its_line_is_taken",
    ),
    (
        "a NUL in a key of JSON ended the SQL (found beside it, by hand, as what follows)",
        "test_json.py::test_a_nul_in_a_key_or_a_value_ends_nothing",
    ),
    (
        "a long word in a part of a workbook kept the search for mails busy for 40 seconds",
        "test_personal.py::test_mails_are_found_in_the_middle_of_anything_and_not_in_long_words",
    ),
    (
        "a page of tags that nobody ended kept html.parser busy; one of wide and high cells took 4.5 GB",
        "test_html.py::test_what_nobody_ended_is_not_looked_at_again_and_again",
    ),
    (
        "rows hidden in a sheet of another name, or behind a `>` in an attribute, were published",
        "test_hidden.py::test_what_is_hidden_is_left_out_and_told",
    ),
    (
        "a `.cpg` that names no code page (found by reading)",
        "test_dbf.py::test_a_cpg_that_names_no_page_says_nothing",
    ),
)


@dataclass
class Run:
    """What came of one target: inputs tried, parts of the code reached, and the falls by their last lines.

    grown: how often the process had to begin again because many inputs together made it too big.
    """

    target: str
    seconds: float = 0
    inputs: int = 0
    reached: int = 0
    grown: int = 0
    falls: dict[str, str] = field(default_factory=dict)


@pytest.mark.skipif(
    not importlib.util.find_spec("atheris"), reason="pip install atheris==3.0.0: on Linux only"
)
def test_nothing_falls_over_any_bytes(tmp_path: Path) -> None:
    each = SECONDS / sum(SHARES[target] for target in CHOSEN)
    runs = []
    for target in CHOSEN:
        runs.append(fuzzed(target, each * SHARES[target], tmp_path / target))
        write_evidence(runs)  # after each: a campaign that is cut short has still been somewhere
    assert all(run.inputs for run in runs)
    assert [fall for run in runs for fall in run.falls.values()] == []


def fuzzed(target: str, seconds: float, folder: Path) -> Run:
    """One target, again after each fall, until the time is over."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for at, content in enumerate(seeds(target, folder)):
        (corpus / str(at)).write_bytes(content)
    (folder / "words").write_text(words(target), encoding="ascii")
    run, end = Run(target), time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 1 and len(run.falls) < MOST_FALLS:
        began = time.monotonic()
        flags = (f"-max_total_time={left}", f"-dict={folder / 'words'}", f"-seed={SEED}", str(corpus))
        code, told = _run(target, *flags)
        run.seconds += time.monotonic() - began
        run.inputs += _inputs(told)
        run.reached = max([run.reached, *map(int, re.findall(r"cov: (\d+)", told))])
        found = re.search(r"Test unit written to (\S+)", told)
        if found and Path(found[1]).name.startswith("oom-") and not _run(target, found[1])[0]:
            run.grown += 1  # what came before it had filled the memory
        elif code:
            run.falls.setdefault(_last_line(told), f"{found and found[1]}\n{told[-6000:]}")
    return run


def _run(target: str, *flags: str) -> tuple[int, str]:
    """How one process ended, and all that it said."""
    command = [sys.executable, "-m", "tests.campaign.fuzzing", target, *flags]
    limits = ("-print_final_stats=1", "-max_len=20000", "-timeout=60", "-rss_limit_mb=3000")
    artifacts = f"-artifact_prefix={Path(flags[-1]).parent}/"
    done = subprocess.run(
        [*command, *limits, artifacts],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _inputs(told: str) -> int:
    counted = re.findall(r"number_of_executed_units: (\d+)", told)
    return int(counted[-1]) if counted else max(map(int, re.findall(r"^#(\d+)", told, re.M)), default=0)


def _last_line(told: str) -> str:
    """The error as Python says it, with the line of ours where it stands."""
    lines = told.splitlines()
    error = next((line for line in lines if re.match(r"\s*(=+.*)?[\w.]*(Error|Exception)\b", line)), "")
    place = re.findall(r'File "[^"]*/((?:amate|tests)/\S+?)", line (\d+)', told)[-1:]
    return " ".join([error.strip() or lines[-1], *(f"({file}:{line})" for file, line in place)])


HEAD = """# Fuzzing

Written by `tests/campaign/test_fuzzing.py`: atheris (libFuzzer) changes small made files, by what the code does with
them, and looks whether anything falls but by a refusal in words, or breaks a promise: that records are the whole text,
that every cell of a grid is in one table, that a rule converts what it says it holds for.

| target | seconds | inputs | places reached | begun again | falls | seed | commit |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def write_evidence(runs: list[Run]) -> None:
    """One row a target; those that were not run this time keep what was found out last."""
    said = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    before = EVIDENCE.read_text(encoding="utf-8") if EVIDENCE.exists() else ""
    rows = {row.split(" | ")[0].strip("| "): row for row in before.splitlines() if row.count(" | ") == 7}
    rows |= {
        run.target: f"| {run.target} | {run.seconds:.0f} | {run.inputs:,} | {run.reached:,} | {run.grown} "
        f"| {len(run.falls)} | {SEED} | {commit} |"
        for run in runs
    }
    falls = [f"- {run.target}: `{fall}`" for run in runs for fall in run.falls]
    mended = ["## Found and mended", "", *(f"- {what}: `{test}`" for what, test in MENDED)] if MENDED else []
    told = "\n".join([*(rows[target] for target in SHARES if target in rows), "", *falls, "", *mended])
    EVIDENCE.write_text(HEAD + re.sub(r"\n{3,}", "\n\n", told).rstrip() + "\n", encoding="utf-8")
