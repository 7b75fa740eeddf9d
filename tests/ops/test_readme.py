"""What the README asks of the demo is asked here, and is answered as it says."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amate.management.demo.load import load, one_by_one
from amate.management.demo.plan import read_plan
from amate.management.seed import seed
from tools.docs import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUESTIONS = re.compile(r"<!-- ask: .*? -->\n```sh\n(.*?)```", re.DOTALL)
ANSWER, DEMO = "# → ", "http://127.0.0.1:8000"


@pytest.fixture
def schools(live_server: Any, settings: Any) -> str:
    """The demo's datasets about schools, each published as the demo does; gives its address."""
    settings.AMATE_URL = live_server.url
    seed(settings.PORTAL)
    plan = read_plan(Path(settings.AMATE_PORTAL))
    about = tuple(dataset for dataset in plan.datasets if dataset.theme == "educacion")
    load(replace(plan, datasets=about, highlights=()), one_by_one, lambda text: None)
    return str(live_server.url)


def test_the_questions_of_the_readme_have_the_answers_printed_there(schools: str) -> None:
    for name in ("README.md", "README.en.md"):
        (script,) = QUESTIONS.findall((ROOT / name).read_text(encoding="utf-8"))
        promised = [line.removeprefix(ANSWER) for line in script.splitlines() if line.startswith(ANSWER)]
        asked = ["sh", "-e", "-c", script.replace(DEMO, schools)]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        assert len(promised) == 3
        assert told.splitlines() == promised
