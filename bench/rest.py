"""Memory at rest of the server, its two workers and the job worker, and the first byte at two sizes of the demo.

python -m bench.rest --home HOME [--large LARGE_HOME]
"""

from __future__ import annotations

import argparse
import statistics
import time
import urllib.request
from pathlib import Path

from bench.load import cores_busy
from bench.portal import Running, serving

LISTS = ("/", "/datos", "/datos?q=agua", "/instituciones", "/temas", "/api/v1/datasets", "/api/v1/facets")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--large", type=Path)
    said = parser.parse_args()
    print(f"load of the machine: {cores_busy():.1f}")
    with serving(said.home, AMATE_LIMITS="0") as portal:
        for path in ("/", "/datos"):
            urllib.request.urlopen(portal.address + path).read()
        time.sleep(5)
        print(
            f"at rest, after a first visit: {portal.pss():.0f} MB PSS in {len(portal.processes())} processes"
        )
        normal = _first_bytes(portal)
    if not said.large:
        return
    with serving(said.large, AMATE_LIMITS="0") as portal:
        large = _first_bytes(portal)
    print("| page | normal ms | large ms | ratio |\n| --- | --- | --- | --- |")
    for path in LISTS:
        print(f"| {path} | {normal[path]:.0f} | {large[path]:.0f} | {large[path] / normal[path]:.2f} |")


def _first_bytes(portal: Running) -> dict[str, float]:
    """Milliseconds until the first byte, the median of fifteen, warm."""
    return {
        path: statistics.median(sorted(_first_byte(portal, path) for _ in range(18))[:15]) for path in LISTS
    }


def _first_byte(portal: Running, path: str) -> float:
    begun = time.perf_counter()
    with urllib.request.urlopen(portal.address + path) as answer:
        answer.read(1)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
