"""Programs of ours, started in processes of their own and looked at from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Environment = dict[str, str]


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes to hold within so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def environment(home: Path, **more: str) -> Environment:
    ours = {
        "AMATE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.base.settings",
        "PYTHONPATH": str(ROOT),
    }
    return os.environ | ours | more


def start(module: str, *arguments: str, env: Environment, **options: int | bool) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env=env, cwd=ROOT, text=True, **options
    )


def ask(module: str, *arguments: str, env: Environment) -> str:
    """What a program that ends well says."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
