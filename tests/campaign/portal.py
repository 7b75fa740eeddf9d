"""A portal to be ill-treated: served, killed a part at a time, looked into from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil

from bench.portal import AMATE, ROOT, wait_for

VICTIMS = {
    "supervisor": lambda line: "amate serve" in line,
    "server": lambda line: "management.server" in line,
    "worker": lambda line: "cli work" in line,
    "zygote": lambda line: "zygote" in line,
}
SETUP = """
import django; django.setup()
from amate.people.actions import create_key, create_person
ana = create_person(by=None, email="ana@jalisco.example", name="Ana", password="una clave larga", steward=True)
print(create_key(by=ana, name="campaña", scopes=["read", "write", "publish"])[1])
"""


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {"AMATE_HOME": str(home), "AMATE_URL": address, "AMATE_LIMITS": "0"}
    log = (home / "campaign.log").open("ab")
    process = subprocess.Popen(
        [str(AMATE), "serve", "--port", str(port)], env=env, stdout=log, stderr=log, start_new_session=True
    )
    try:
        wait_for(f"{address}/salud")
    except TimeoutError:
        process.kill()
        raise
    return process


def kill(pid: int, victim: str) -> int:
    """End one process of that kind, without a word; returns how many that was."""
    root = psutil.Process(pid)
    found = [
        one for one in [root, *root.children(recursive=True)] if VICTIMS[victim](" ".join(one.cmdline()))
    ]
    if not found:
        return 0
    found[0].kill()
    return 1


def python(home: Path, text: str) -> str:
    env = os.environ | {"AMATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amate.config.settings"}
    return subprocess.run(
        [sys.executable, "-c", text], env=env, check=True, capture_output=True, text=True
    ).stdout


def clean(home: Path) -> bool | str:
    env = os.environ | {"AMATE_HOME": str(home)}
    answer = subprocess.run([str(AMATE), "verify"], env=env, capture_output=True, text=True, check=False)
    return True if answer.returncode == 0 else answer.stdout + answer.stderr


def commit() -> str:
    said = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
