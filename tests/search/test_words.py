"""Accents forgiven, stems joined: pairs that must meet, and pairs that must not."""

from __future__ import annotations

import unicodedata

import pytest

from amate.catalog.search.analysis import stems, stems_of, words

SAME = """
    educación educacion|educación educaciones|población poblacion|población poblaciones|habitación habitacion
    niños nino|niña ninas|niño niñas|escuelas escuela|primarias primaria|Tonalá tonala|TONALA Tonalá|delitos delito
    policía policia|policías policia|interés intereses|interes intereses|inglés ingleses|inversión inversiones
    camión camiones|camion CAMIONES|presupuesto presupuestos|médico medicos|médica médicos|económico economica
    vehículos vehiculo|árbol arboles|mes meses|país paises|índice indices|energía energias|pensión pensiones
    licitación licitaciones|crédito creditos|matrícula matriculas|biblioteca bibliotecas|ambiental ambientales
    joven jóvenes|jovenes JOVEN|mujer mujeres|hospital hospitales|luz luces|vez veces|común comunes
    autobús autobuses|dirección direcciones|municipio municipios|municipal municipales|estadística estadisticas
    cédula cedulas|órgano organos|día dias|año años|ano años|río rios|categoría categorias|ley leyes|red redes
    juez jueces|feminicidio feminicidios|desaparecida desaparecidas|nómina nominas|pingüino pinguinos
"""
PAIRS = [tuple(pair.split()) for pair in SAME.replace("\n", "|").split("|") if pair.strip()]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    for typed, written in ((one, other), (other, one)):
        found = {stem for word in words(typed) for stem in stems_of(word)}
        assert found & {stem for _, stem in stems(written)}, f"{typed} finds {written}"


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 40


@pytest.mark.parametrize(
    ("one", "other"), [("agua", "aguacate"), ("obra", "obrero"), ("caso", "causa"), ("14", "140")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert not set(stems_of(one)) & {stem for _, stem in stems(other)}


def test_accents_may_come_decomposed() -> None:
    assert words(unicodedata.normalize("NFD", "Población de Tonalá")) == ["poblacion", "de", "tonala"]


def test_column_names_are_words() -> None:
    assert words("cve_municipio-2020") == ["cve", "municipio", "2020"]


def test_words_without_meaning_leave_a_gap() -> None:
    assert [place for place, _ in stems("padrón de la obra")] == [0, 3]
    assert stems_of("para") == ()
