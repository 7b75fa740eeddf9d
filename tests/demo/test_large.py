"""The large demo: made as it is read, and the same from wherever one begins."""

from __future__ import annotations

import csv

import pytest

from amate.management.demo.large import large_plan

from .conftest import JALISCO


@pytest.fixture(scope="module")
def large():
    return large_plan(JALISCO)


def test_there_are_20_000_datasets_and_300_institutions_four_levels_deep(large):
    assert len(large.datasets) == 20_000
    assert len({one.slug for one in large.institutions}) == 300
    assert len({one.name for one in large.institutions}) == 300
    parent = {one.slug: one.parent for one in large.institutions}

    def depth(slug):
        return 1 + depth(parent[slug]) if slug else 0

    assert max(depth(slug) for slug in parent) == 4


def test_parents_come_before_their_children(large):
    seen = {""}
    for one in large.institutions:
        assert one.parent in seen
        seen.add(one.slug)


def test_a_dataset_does_not_depend_on_what_was_read_before(large):
    assert large.datasets[12_345] == large_plan(JALISCO).datasets[12_345]
    assert large.datasets[-1] == large.datasets[19_999]
    assert large.datasets[10:12] == (large.datasets[10], large.datasets[11])
    with pytest.raises(IndexError):
        large.datasets[20_000]


def test_the_extremes_are_there(large, tmp_path):
    assert len(large.datasets[1000].title) == 300
    assert len(large.datasets[2].resources) == 200
    assert large.datasets[3].resources[0].versions == 150
    wide = large.datasets[1].resources[0].write(tmp_path)
    with wide.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {400}


def test_150_versions_are_150_different_files(large, tmp_path):
    one = large.datasets[3].resources[0]
    sizes = [one.rows_in(version) for version in range(1, 151)]
    assert sizes == sorted(set(sizes))
    assert one.write(tmp_path, 1).stat().st_size < one.write(tmp_path, 150).stat().st_size


def test_many_datasets_share_few_files(large, tmp_path):
    some = [one for dataset in large.datasets[100:400] for one in dataset.resources]
    contents = {one.file_name: one.write(tmp_path / str(n)).read_bytes() for n, one in enumerate(some)}
    assert len(some) > 300
    assert len(contents) <= 40
    assert len(set(contents.values())) == len(contents)


def test_what_it_names_exists_in_the_portal(large, portal):
    institutions = {one.slug for one in large.institutions}
    themes = {one["slug"] for one in portal.themes}
    for dataset in large.datasets[:500]:
        assert dataset.institution in institutions
        assert dataset.theme in themes
        assert dataset.temporal_start < dataset.temporal_end
