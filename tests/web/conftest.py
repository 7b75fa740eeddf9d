"""A browser for the tests that need one: Chromium, which may speak to nobody but the server under test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("AMATE_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
Visit = Callable[..., Any]

# A phone at night finds most of what is wrong; the other screens are looked at in a campaign.
on_screens = pytest.mark.parametrize(
    ("width", "dark"),
    [
        (375, True),
        *(
            pytest.param(width, dark, marks=pytest.mark.campaign)
            for width, dark in ((375, False), (1280, False), (1280, True))
        ),
    ],
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip(f"NO BROWSER: {CHROMIUM} is absent, so nothing was proved about pages in a browser")
    # Playwright's own loop runs in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Visit]:
    """`visit("/datos", width=375, dark=True, script=False)` → the page; fails on anything asked of another host."""
    contexts = []
    strangers: list[str] = []

    def go(path: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: strangers.append(request.url) if _strange(request.url) else None)
        page.goto(live_server.url + path)
        return page

    def _strange(url: str) -> bool:
        return not url.startswith((live_server.url, "data:"))

    yield go
    for context in contexts:
        context.close()
    assert strangers == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's own code."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("NO AXE: run `npm ci`; nothing was proved about accessibility")
    return path.read_text()


def faults(page: Any, axe: str) -> list[str]:
    """What axe finds serious or critical, as sentences."""
    page.wait_for_load_state()
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
