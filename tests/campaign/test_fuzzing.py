"""Hours of bytes that nobody would send, at what looks at files and at what reads them: nothing falls.

pytest -m campaign tests/campaign/test_fuzzing.py     # FUZZ_SECONDS=3600 for each of the two
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
from tests.ingest.writers import FORMATS, written

pytestmark = pytest.mark.campaign
SECONDS = int(os.environ.get("FUZZ_SECONDS", "3600"))
EVIDENCE = ROOT / "docs" / "evidence" / "fuzzing.md"
SAMPLE = [["clave", "nombre", "monto"], ["01001", "Jesús María", "12.50"], ["14039", "Zúñiga", "7.25"]]
# More falls than this in one run are one bug.
MOST_FALLS = 20


@dataclass
class Run:
    """What came of one target: inputs tried, parts of the code reached, and the falls by their last lines."""

    target: str
    seconds: int = 0
    inputs: int = 0
    reached: int = 0
    falls: dict[str, str] = field(default_factory=dict)


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris has no wheel for this machine")
def test_nothing_falls_over_any_bytes(tmp_path: Path) -> None:
    runs = [fuzzed(target, tmp_path / target) for target in ("sniffers", "readers")]
    write_evidence(runs)
    assert [fall for run in runs for fall in run.falls.values()] == []


def fuzzed(target: str, folder: Path) -> Run:
    """One target, again after each fall, until the time is over."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for at, form in enumerate(FORMATS):
        for name in range(22):
            (corpus / f"{at}-{name}").write_bytes(bytes([name]) + written(form, SAMPLE, folder))
    run, end = Run(target), time.monotonic() + SECONDS
    while (left := int(end - time.monotonic())) > 1 and len(run.falls) < MOST_FALLS:
        began = time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.campaign.fuzzing", target, f"-max_total_time={left}"),
                *("-print_final_stats=1", "-max_len=20000", "-timeout=60", "-rss_limit_mb=3000"),
                *(f"-artifact_prefix={folder}/", str(corpus)),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        run.seconds += int(time.monotonic() - began)
        counted = re.findall(r"number_of_executed_units: (\d+)", done.stderr)
        run.inputs += (
            int(counted[-1])
            if counted
            else max(map(int, re.findall(r"^#(\d+)", done.stderr, re.M)), default=0)
        )
        run.reached = max([run.reached, *map(int, re.findall(r"cov: (\d+)", done.stderr))])
        if done.returncode:
            lines = [
                line
                for line in (done.stdout + done.stderr).splitlines()
                if re.match(r"\S*(Error|Exception)\b", line)
            ]
            told = (done.stdout + done.stderr)[-6000:]
            run.falls.setdefault(lines[-1] if lines else f"ended with {done.returncode}", told[-6000:])
    return run


def write_evidence(runs: list[Run]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    rows = [f"| {r.target} | {r.seconds} | {r.inputs:,} | {r.reached:,} | {len(r.falls)} |" for r in runs]
    falls = [f"- {run.target}: `{fall}`" for run in runs for fall in run.falls]
    EVIDENCE.write_text(
        "\n".join(
            [
                "# Fuzzing",
                "",
                "Written by `tests/campaign/test_fuzzing.py`: atheris (libFuzzer) changes small tables in every format",
                "that is read, by what the code does with them. *Sniffers*: kind, encoding, heads, shape of JSON, XML",
                "and DBF. *Readers*: from the upload to its raw tables, packs too. A fall is any error that is not a",
                "refusal in words.",
                "",
                f"Commit {commit}.",
                "",
                "| what | seconds | inputs | places reached | falls |",
                "| --- | --- | --- | --- | --- |",
                *rows,
                "",
                *falls,
            ]
        ).rstrip()
        + "\n",
        encoding="utf-8",
    )
