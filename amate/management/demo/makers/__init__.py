"""Who can make which table: the names that `plan.toml` uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from amate.management.demo.makers import city, education, environment, health, money, plain, safety
from amate.management.demo.scene import Scene
from amate.management.demo.table import Table

Maker = Callable[[Scene], Table]

MAKERS: dict[str, Maker] = {
    "air": environment.air,
    "beaches": environment.beaches,
    "births": health.births,
    "budget": money.budget,
    "businesses": money.businesses,
    "campuses": education.campuses,
    "clinics": health.clinics,
    "contracts": money.contracts,
    "crimes": safety.crimes,
    "crimes_by_month": safety.crimes_by_month,
    "dams": environment.dams,
    "dengue": health.dengue,
    "drinking_water": environment.drinking_water,
    "emergencies": safety.emergencies,
    "fires": environment.fires,
    "indicators": money.indicators,
    "jobs": money.jobs,
    "kindergartens": partial(education.schools, levels=("Preescolar",)),
    "lamps": city.lamps,
    "libraries": education.libraries,
    "licences": money.licences,
    "markets": city.markets,
    "parks": city.parks,
    "pensions": health.pensions,
    "posts": money.posts,
    "primary_schools": partial(education.schools, levels=("Primaria",)),
    "riders": city.riders,
    "routes": city.routes,
    "sample": plain.sample,
    "scholarships": education.scholarships,
    "schools": education.schools,
    "secondary_schools": partial(education.schools, levels=("Secundaria",)),
    "stops": city.stops,
    "teachers": education.teachers,
    "vaccination": health.vaccination,
    "waste": environment.waste,
    "weather": environment.weather,
    "wide": plain.wide,
}
