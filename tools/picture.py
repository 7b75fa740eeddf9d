"""Take the picture of the README, docs/portal.png: a dataset's page in a browser. `python tools/picture.py [ADDRESS]`.

Without the address of a running demo it builds one in a folder of its own, serves it, and puts both away.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "portal.png"
CHROMIUM = os.environ.get("AMATE_CHROMIUM", "/usr/bin/chromium")
DATASET = "/datos/directorio-de-escuelas-primarias-y-secundarias-de-tonala"
WIDTH, HEIGHT = 1280, 1140  # CSS pixels
MOST_BYTES = 300_000
PATIENCE = 900  # seconds in which a demo must answer


def main(arguments: list[str]) -> int:
    if arguments:
        take(arguments[0].rstrip("/"))
    else:
        with served() as address:
            take(address)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    if size > MOST_BYTES:
        print(f"Pesa más de {MOST_BYTES:,} bytes.", file=sys.stderr)
    return int(size > MOST_BYTES)


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        page.goto(address + DATASET, wait_until="networkidle")
        page.screenshot(path=PICTURE)
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """A demo of its own; its address."""
    with tempfile.TemporaryDirectory(prefix="amate-picture-") as folder:
        port = _free_port()
        command = [ROOT / ".venv/bin/amate", "demo", "--home", folder, "--port", str(port)]
        demo = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            yield _answering(f"http://127.0.0.1:{port}", demo)
        finally:
            demo.terminate()
            demo.wait()


def _answering(address: str, demo: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and demo.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/salud/listo", timeout=5)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(1)
        else:
            return address
    raise SystemExit("La demostración no respondió.")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
