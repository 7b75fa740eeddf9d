"""Jalisco's own files: settings, synonyms, pages."""

from __future__ import annotations

import re
import tomllib

import pytest

from amate.base.text import fold, slugify
from amate.people.rules import RESERVED_SEGMENTS, Kind
from amate.places import inegi

from .conftest import JALISCO

RAW = tomllib.loads((JALISCO / "portal.toml").read_text(encoding="utf-8"))
PAGES = ("acerca", "licencia", "privacidad", "accesibilidad", "ayuda", "publicar", "contacto")
TEXT_COLOURS = ("primary", "primary_dark", "accent", "ink", "muted", "success", "warning", "danger")


def luminance(colour):
    """Relative luminance, by the definition of WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", TEXT_COLOURS)
def test_text_can_be_read_by_day_and_by_night(name):
    day, night = RAW["colours"], RAW["colours_dark"]
    assert contrast(day[name], "#ffffff") >= 4.5
    assert contrast(day[name], day["paper"]) >= 4.5
    assert contrast(night[name], night["paper"]) >= 4.5


def test_the_four_sectors_of_the_portal_come_first(portal):
    main = [theme["slug"] for theme in portal.themes if theme["main"]]
    assert main == ["educacion", "salud", "economia", "seguridad"]
    assert [theme["slug"] for theme in portal.themes][:4] == main


def test_slugs_are_words_of_an_address(portal):
    for one in (*portal.themes, *portal.licences, *portal.institutions):
        assert one["slug"] == slugify(one["slug"])


def test_periodicities_are_those_of_the_national_guide(portal):
    codes = {one.code for one in portal.periodicities}
    dated = {
        f"R/P{span}" for span in ("1D", "1W", "2W", "1M", "2M", "3M", "4M", "6M", "1Y", "2Y", "5Y", "10Y")
    }
    assert codes == dated | {"irregular", "realtime"}


def test_institutions_have_a_parent_a_place_and_a_short_description(portal):
    slugs = {one["slug"] for one in portal.institutions}
    kinds = {one["slug"]: one["kind"] for one in portal.institutions}
    for one in portal.institutions:
        assert one["kind"] in Kind.values
        assert not one["parent"] or one["parent"] in slugs
        assert len(one["description"]) <= 280
        assert inegi.place(one["territory"])
        assert one["slug"] not in RESERVED_SEGMENTS
        assert one["email"].endswith(".example")
    assert all(
        kinds[one["parent"]] == "dependencia" for one in portal.institutions if one["kind"] == "organismo"
    )


def test_a_municipal_institution_carries_the_name_of_its_territory(portal):
    for one in portal.institutions:
        if one["kind"] == "municipio":
            assert one["name"].endswith(inegi.name_of(one["territory"]))


def test_synonyms_are_groups_of_short_phrases_each_named_once():
    lines = (JALISCO / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    groups = [[fold(word.strip()) for word in line.split(",")] for line in lines if line and line[0] != "#"]
    assert len(groups) >= 60
    for group in groups:
        assert len(group) == len(set(group)) > 1
        assert all(word and len(word.split()) <= 5 for word in group)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_title_its_description_and_something_to_say(page):
    text = (JALISCO / "paginas" / f"{page}.md").read_text(encoding="utf-8")
    front = re.match(r"---\ntitle: (.+)\ndescription: (.+)\n---\n\n", text)
    assert front
    assert len(front[2]) <= 160
    assert len(text) > 1000
    assert "<" not in text, "a page is Markdown without HTML"
