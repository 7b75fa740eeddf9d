"""The demo's datasets: invented by seeded dice, in the formats and the mess that offices deliver."""

from __future__ import annotations

from pathlib import Path

from amate.management.demo.plan import DemoPlan, read_plan


def generate(portal: Path, out: Path, seed: int = 14) -> DemoPlan:
    """Write every version of every file under `out/<dataset>/<version>/` and give the plan they follow."""
    plan = read_plan(portal, seed)
    for dataset in plan.datasets:
        for resource in dataset.resources:
            for version in range(1, resource.versions + 1):
                resource.write(out / dataset.slug / str(version), version)
    return plan
