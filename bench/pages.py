"""The dataset page, and a page of rows of a big table by number of row, beside CKAN.

    python -m bench.pages --home HOME --table UUID --rows 5000000 --dataset SLUG
        [--ckan http://127.0.0.1:5055 --resource ID --package NAME --ckan-rows 1000000]

`HOME` is a portal with the table published in it. Every request has another row number, so no answer is a cached one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.load import Load, cores_busy, wrk
from bench.portal import serving

CONNECTIONS = (1, 8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--home", type=Path, required=True)
    add("--table", required=True)
    add("--rows", type=int, required=True)
    add("--dataset", required=True)
    add("--ckan")
    add("--resource")
    add("--package")
    add("--ckan-rows", type=int, default=1_000_000)
    add("--seconds", type=int, default=8)
    said = parser.parse_args()
    with serving(said.home, AMATE_LIMITS="0") as portal:
        ours = {
            "dataset page": (f"{portal.address}/datos/{said.dataset}", 1),
            "100 rows by number": (
                f"{portal.address}/api/v1/tables/{said.table}/rows?_limit=100&_after={{n}}",
                said.rows - 200,
            ),
        }
        theirs = {
            "dataset page": (f"{said.ckan}/dataset/{said.package}", 1),
            "100 rows by number": (
                f"{said.ckan}/api/3/action/datastore_search?resource_id={said.resource}&limit=100&offset={{n}}",
                said.ckan_rows - 200,
            ),
        }
        print(f"load of the machine before: {cores_busy():.1f}")
        print("| what | clients | Amate requests/s | p50 ms | CKAN requests/s | p50 ms | ratio |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for what, address in ours.items():
            for connections in CONNECTIONS:
                mine = _ask(*address, connections, said.seconds)
                other = _ask(*theirs[what], connections, said.seconds) if said.ckan else None
                print(_line(what, connections, mine, other), flush=True)


def _ask(url: str, most: int, connections: int, seconds: int) -> Load:
    return wrk(url, connections=connections, seconds=seconds, most=most)


def _line(what: str, connections: int, mine: Load, other: Load | None) -> str:
    head = f"| {what} | {connections} | {mine.per_second:,.0f} | {mine.p50:.1f} |"
    if other is None:
        return f"{head} – | – | – |"
    return f"{head} {other.per_second:,.1f} | {other.p50:.1f} | {mine.per_second / other.per_second:.1f} × |"


if __name__ == "__main__":
    main()
