"""The page of a dataset on a cheap phone: what it weighs, when its first byte comes, when it can be read.

    python -m bench.phone --home HOME [--times 5] [PATH…]

`HOME` is a portal with datasets, `amate demo`'s for one; without paths, three of its datasets are opened. The browser
is Chromium with its processor slowed down six times and a network of 1.6 Mbit/s and 150 ms, its cache empty each time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from bench.load import cores_busy
from bench.portal import serving

CHROMIUM = os.environ.get("AMATE_CHROMIUM", "/usr/bin/chromium")
SLOWER, DELAY, PER_SECOND = 6, 150, 1_600_000 / 8  # times, ms, bytes
SCREEN = {"width": 375, "height": 667}
SHOWN = """() => new Promise(done => new PerformanceObserver(list => {
    const first = performance.getEntriesByName("first-contentful-paint")[0];
    const last = list.getEntries().at(-1);
    const page = performance.getEntriesByType("navigation")[0];
    done({server: page.responseStart, first: first.startTime, main: last.startTime});
}).observe({type: "largest-contentful-paint", buffered: true}))"""


class Seen(NamedTuple):
    """Of one visit: bytes that came, and ms until the first byte, the first words and the largest piece of the page."""

    weight: int
    requests: int
    server: float
    first: float
    main: float


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("paths", nargs="*")
    said = parser.parse_args()
    with serving(said.home, AMATE_LIMITS="0") as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print(f"load of the machine before: {cores_busy():.1f}")
        print("| page | JavaScript | kB | requests | first byte ms | first words ms | largest piece ms |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for path in said.paths or some_datasets(portal.address):
            visit(browser, portal.address + path, script=True, slow=False)  # what the server does once
            for script in (True, False):
                visits = [visit(browser, portal.address + path, script=script) for _ in range(said.times)]
                near = [
                    visit(browser, portal.address + path, script=script, slow=False)
                    for _ in range(said.times)
                ]
                print(line(path, script, visits, near), flush=True)
        browser.close()


def some_datasets(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/api/v1/datasets?per_page=3") as answer:
        return [f"/datos/{each['slug']}" for each in json.load(answer)["results"]]


def visit(browser: Any, url: str, *, script: bool, slow: bool = True) -> Seen:
    """A tab of its own, with nothing kept from before. Scripts of the page may be off; ours that measures is not."""
    context = browser.new_context(viewport=SCREEN, device_scale_factor=2)
    page = context.new_page()
    told = context.new_cdp_session(page)
    sizes: list[float] = []
    told.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    told.send("Network.enable")
    if not script:
        page.route("**/*.js", lambda route: route.abort())
    if slow:
        told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        speed = {"downloadThroughput": PER_SECOND, "uploadThroughput": PER_SECOND, "latency": DELAY}
        told.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    page.goto(url, wait_until="networkidle")
    times = page.evaluate(SHOWN)
    context.close()
    return Seen(int(sum(sizes)), len(sizes), **times)


def line(path: str, script: bool, visits: list[Seen], near: list[Seen]) -> str:
    """The heaviest visit, and medians; the first byte without the slow network, where it is the server's own."""
    server = statistics.median(each.server for each in near)
    first, main = (statistics.median(getattr(each, name) for each in visits) for name in ("first", "main"))
    one = max(visits)  # the heaviest: what ends after the network went quiet is not counted
    cells = (path, "on" if script else "off", f"{one.weight / 1000:.0f}", one.requests)
    return f"| {' | '.join(map(str, cells))} | {server:.0f} | {first:.0f} | {main:.0f} |"


if __name__ == "__main__":
    main()
