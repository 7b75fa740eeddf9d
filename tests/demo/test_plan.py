"""What the demo promises to show, before any file is made."""

from __future__ import annotations

import re
from collections import Counter

from amate.base.text import fold
from amate.management.demo.plan import PREFIX
from amate.places import inegi


def every_resource(plan):
    return [one for dataset in plan.datasets for one in dataset.resources]


def test_every_name_the_plan_uses_exists_in_the_portal(plan, portal):
    institutions = {one["slug"] for one in portal.institutions}
    themes = {one["slug"] for one in portal.themes}
    licences = {one["slug"] for one in portal.licences}
    periodicities = {one.code for one in portal.periodicities}
    for dataset in plan.datasets:
        assert dataset.institution in institutions
        assert dataset.theme in themes
        assert dataset.licence in licences
        assert dataset.periodicity in periodicities
        assert inegi.place(dataset.territory)
        assert dataset.temporal_start < dataset.temporal_end
        assert dataset.contact_email.endswith(".example")


def test_there_is_enough_to_look_at(plan):
    assert len(plan.datasets) >= 24
    assert len({one.institution for one in plan.datasets}) >= 20
    assert {one.theme for one in plan.datasets} >= {"educacion", "salud", "economia", "seguridad"}
    assert Counter(one.state for one in plan.datasets)["draft"] == 1
    (withdrawn,) = (one for one in plan.datasets if one.state == "withdrawn")
    assert withdrawn.withdrawn_reason
    formats = {one.format for one in every_resource(plan)}
    assert formats == {"csv", "tsv", "xlsx", "ods", "json", "ndjson", "parquet", "pdf", "shp"}
    assert any({one.format for one in dataset.resources} == {"pdf"} for dataset in plan.datasets)


def test_a_third_of_the_files_are_dirty_in_many_ways(plan):
    tables = [one for one in every_resource(plan) if one.maker]
    dirty = [one for one in tables if one.mess]
    assert len(dirty) >= len(tables) / 3
    assert len({name for one in dirty for name in one.mess}) >= 15


def test_tables_go_from_20_to_200_000_rows(plan):
    rows = [one.rows for one in every_resource(plan) if one.maker]
    assert (min(rows), max(rows)) == (20, 200_000)


def test_names_say_that_they_are_examples_and_are_used_once(plan):
    names = [one.file_name for one in every_resource(plan)]
    assert all(name.startswith(PREFIX) and name.isascii() for name in names)
    assert len(set(names)) == len(names)
    assert len({one.slug for one in plan.datasets}) == len(plan.datasets)
    assert len({one.title for one in plan.datasets}) == len(plan.datasets)


def test_the_spanish_has_its_accents(plan):
    for dataset in plan.datasets:
        assert not dataset.description.isascii(), dataset.title
        words = re.findall(r"\w+", f"{dataset.title} {dataset.description}".lower())
        assert not {"educacion", "poblacion", "informacion", "ano", "genero"} & set(words)


def test_someone_looking_for_primary_schools_in_tonala_finds_them_first(plan):
    asked = ("escuelas", "primarias", "tonala")

    def hits(dataset):
        return sum(word in fold(f"{dataset.title} {' '.join(dataset.keywords)}") for word in asked)

    best = [dataset for dataset in plan.datasets if hits(dataset) == 3]
    assert [one.institution for one in best] == ["tonala"]
    assert best[0].territory == "14101"
    assert best[0].resources[0].title == "Escuelas primarias de Tonalá"
