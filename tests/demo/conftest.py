"""The portal whose demo is made, and its files made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from amate.base.portal import Portal, read_portal
from amate.management.demo.plan import DemoPlan, read_plan

JALISCO = Path(__file__).parents[2] / "portals" / "jalisco"


@pytest.fixture(scope="session")
def portal() -> Portal:
    return read_portal(JALISCO / "portal.toml")


@pytest.fixture(scope="session")
def plan() -> DemoPlan:
    return read_plan(JALISCO)


def resource(plan, file_name):
    return next(one for dataset in plan.datasets for one in dataset.resources if one.file_name == file_name)
