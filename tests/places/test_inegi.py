"""INEGI keys, against facts that anyone can look up and against the real files."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from amate.places import inegi


def keys(found):
    return [one.key for one in found]


def test_there_are_32_states_and_jalisco_is_14():
    assert len(inegi.states()) == 32
    assert inegi.state("14").name == "Jalisco"
    assert inegi.state("30").name == "Veracruz de Ignacio de la Llave"
    assert inegi.state("30").short_name == "Veracruz"
    assert inegi.state("33") is None


def test_jalisco_has_125_municipalities_and_the_country_2475():
    assert len(inegi.municipalities_of("14")) == 125
    assert len(inegi.municipalities()) == 2475
    by_state = Counter(one.state_key for one in inegi.municipalities().values())
    assert (by_state["20"], by_state["09"], by_state["03"]) == (570, 16, 5)
    assert set(by_state) == set(inegi.states())


def test_keys_name_their_places():
    assert inegi.municipality("14039").name == "Guadalajara"
    assert inegi.municipality("14101").name == "Tonalá"
    assert inegi.municipality("14126") is None
    assert inegi.name_of("14097") == "Tlajomulco de Zúñiga"
    assert inegi.name_of("15") == "Estado de México"
    assert inegi.name_of("") == "México"
    assert inegi.name_of("99999") == "99999"


def test_a_place_is_a_state_a_municipality_or_the_country():
    assert isinstance(inegi.place("14"), inegi.State)
    assert isinstance(inegi.place("14120"), inegi.Municipality)
    assert inegi.place("") is None


def test_municipalities_come_in_spanish_order():
    names = [one.name for one in inegi.municipalities_of("14")]
    assert names[0] == "Acatic"
    assert names[-1] == "Zapotlanejo"
    # the plain alphabet would put «Unión de Tula» beside «Zapotlán», and Á after Z
    assert names.index("Cañadas de Obregón") == names.index("Casimiro Castillo") - 1
    assert inegi.municipalities_of("99") == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tonala", "14101"),
        ("TONALÁ", "14101"),
        ("Tlajomulco", "14097"),
        ("San Pedro Tlaquepaque", "14098"),
        ("Tlaquepaque", "14098"),
        ("  tlajomulco de zuniga ", "14097"),
        ("Municipio de Zapopan", "14120"),
        ("H. Ayuntamiento Constitucional de Guadalajara", "14039"),
        ("Sta. María del Oro", "14056"),
        ("Tepatitlan", "14093"),
        ("Cd. Guzmán", "14023"),
        ("gdl", "14039"),
        ("Ixtlahuacán de los Membrillos", "14044"),
    ],
)
def test_a_municipality_is_known_by_what_people_write(text, key):
    assert keys(inegi.municipalities_named(text, state="14")) == [key]


def test_a_name_in_two_states_gives_both_and_the_state_decides():
    assert keys(inegi.municipalities_named("tonala")) == ["07097", "14101"]
    assert keys(inegi.municipalities_named("tonala", state="07")) == ["07097"]


def test_a_name_within_a_name_gives_way_to_the_whole_name():
    assert keys(inegi.municipalities_named("Tuxpan", state="14")) == ["14108"]
    assert keys(inegi.municipalities_named("Ixtlahuacán", state="14")) == ["14044", "14045"]


@pytest.mark.parametrize("text", ["", "   ", "de nada", "%"])
def test_what_is_no_municipality_finds_nothing(text):
    assert inegi.municipalities_named(text, state="14") == ()


def test_population_is_conapos_of_mid_2020():
    assert inegi.municipality("14120").population == 1_507_902
    assert inegi.municipality("14039").population == 1_402_094


def test_keys_and_names_agree_with_the_real_file_of_inegi(real):
    with (real / "inegi_cve_nom_municipios.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["cve_geo"]: row["nombre_municipio"] for row in csv.DictReader(file)}
    ours = {key: one.name for key, one in inegi.municipalities().items()}
    assert set(ours) == set(theirs)
    # five municipalities have taken a longer official name since
    assert {key for key in ours if ours[key] != theirs[key]} == {"11014", "20028", "20039", "20124", "20549"}


def test_each_state_has_the_two_letters_of_its_curp():
    letters = {one.key: one.letters for one in inegi.states().values()}
    assert (letters["14"], letters["09"], letters["08"], letters["07"]) == ("JC", "DF", "CH", "CS")
    assert len(set(letters.values())) == 32
