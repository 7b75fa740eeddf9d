"""Whoever keeps the machine: runs `amate` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

AMATE = [sys.executable, "-m", "amate.management.cli"]


def amate(
    home: Path, *arguments: str, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """`amate …` over this home; `typed` is what it reads from its input."""
    return subprocess.run(
        [*AMATE, *arguments],
        env=os.environ | {"AMATE_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        input=typed,
        check=False,
    )
