"""Every profile that comes with Amate can be read, leaves out nothing of Tabla 2, and judges as its data say."""

from __future__ import annotations

import pytest

from amate.policy import profiles
from amate.policy.rules import CHECKS, Facts, File, Level, Rule

# The fields that the national guide marks as required in its Tabla 2 and that people fill.
TABLA_2 = ["title", "description", "theme", "periodicity", "contact_name", "contact_email", "licence"]
FULL = {
    "title": "Parques de Zapopan",
    "description": "Un parque por fila, medido con cinta por la dirección de parques y jardines en mayo de 2024.",
    "theme": "medio-ambiente",
    "periodicity": "R/P1Y",
    "keywords": ["parques", "jardines", "áreas verdes"],
    "temporal": "2024",
    "territory": "14120",
    "contact_name": "Parques",
    "contact_email": "parques@zapopan.example",
    "landing_page": "",
    "quality": "Faltan los parques de menos de una hectárea.",
    "licence": "libre-uso-mx",
}


def lacking(facts: Facts) -> dict[str, str]:
    return {
        item.code: item.level.value for item in profiles.profile("portal").checked(facts) if not item.done
    }


@pytest.mark.parametrize("name", profiles.names())
def test_a_profile_requires_all_that_tabla_2_does_and_names_checks_that_there_are(name):
    profile = profiles.profile(name)
    assert all(profile.requires(field) for field in TABLA_2)
    codes = [item.code for item in profile.checked(Facts(dict.fromkeys(FULL, "")))]
    assert len(codes) == len(set(codes))
    assert {rule.check for rule in profile.rules} <= set(CHECKS)


def test_a_full_dataset_lacks_nothing():
    assert lacking(Facts(FULL, (File(1, "tabla", columns=4, described=4),))) == {}


@pytest.mark.parametrize(
    ("changed", "code", "level"),
    [
        ({"description": ""}, "field-description", "required"),
        ({"theme": None}, "field-theme", "required"),
        ({"temporal": "2024/2020"}, "field-temporal", "required"),
        ({"title": "Parques"}, "title-says-what", "recommended"),
        ({"description": "Un parque por fila."}, "description-long-enough", "recommended"),
        ({"keywords": ["parques", "jardines"]}, "keywords-three", "recommended"),
        ({"temporal": ""}, "temporal-said", "recommended"),
        ({"quality": ""}, "quality-told", "recommended"),
    ],
)
def test_one_thing_less_is_told(changed, code, level):
    assert lacking(Facts(FULL | changed))[code] == level


def test_a_document_alone_is_published_but_better_with_its_data():
    assert lacking(Facts(FULL, (File(1, "documento"),))) == {"machine-readable": "recommended"}
    assert lacking(Facts(FULL, (File(1, "documento"), File(2, "tabla")))) == {}


def test_columns_are_counted_over_all_files():
    files = (File(1, "tabla", columns=3, described=3), File(2, "tabla", columns=2, described=1))
    assert lacking(Facts(FULL, files)) == {"columns-described": "recommended"}


def test_a_profile_may_require_more_of_everyone():
    asks = Rule("quality", "filled", profiles.Group.ABOUT, "Calidad", "Dila.", Level.REQUIRED, "quality")
    strict = profiles.Profile("strict", "Estricto", (asks,))
    assert strict.requires("quality")
    assert [item.code for item in strict.checked(Facts(FULL | {"quality": ""})) if not item.done] == [
        "quality"
    ]
