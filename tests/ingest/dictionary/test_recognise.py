"""Dictionaries that offices really put beside their tables, known by their shape."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from amate.ingest.dictionary.recognise import describes
from tests.conftest import REAL

HEADS = ["ENTIDAD", "NOM_ENT", "MUN", "NOM_MUN", "LOC", "POBTOT", "VPH_INTER"]


def sheet(name: str, title: str) -> list[list[str]]:
    book = openpyxl.load_workbook(REAL / name, data_only=True)
    rows = [["" if cell is None else str(cell) for cell in row] for row in book[title].values]
    return [row for row in rows if any(row)]


def census() -> list[list[str]]:
    with (REAL / "inegi_diccionario_ageb_cpv2020.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_sheet_without_heads_describes_the_other_sheets() -> None:
    """Its first line describes the first column; two more lines are about names that the tables do not have."""
    dictionary = sheet("inecc_municipios_vulnerables.xlsx", "Diccionario")
    names = [head.strip() for head in sheet("inecc_municipios_vulnerables.xlsx", "1448")[0]]
    found = describes(dictionary, names)
    assert found is not None
    assert (found.count, found.columns) == (18, 18)
    assert found.fields[0].name == "Clave Entidad"
    assert found.fields[0].description == "Clave de la Entidad según INEGI"
    assert all(field.description for field in found.fields)


def test_a_dictionary_with_heads_describes_the_inventory() -> None:
    dictionary = sheet("mexico_adela_inventario.xlsx", "Diccionario de datos")
    names = [
        " ".join(head.split()) for head in sheet("mexico_adela_inventario.xlsx", "Inventario")[0] if head
    ]
    found = describes(dictionary, names)
    assert found is not None
    assert (found.count, found.columns) == (8, 8)
    assert found.fields[0].description == "Área responsable"


def test_the_dictionary_of_the_census_describes_a_table_that_has_a_few_of_its_columns() -> None:
    """The names stand in the fourth column, with blanks; the first three are a number, a title and a description."""
    found = describes(census(), HEADS)
    assert found is not None
    assert [field.name for field in found.fields] == HEADS
    assert found.fields[0].title == "Clave de entidad federativa"
    assert found.fields[0].description.startswith("Código que identifica a la entidad federativa.")


def test_units_and_types_are_kept_where_they_are_told() -> None:
    dictionary = [
        ["Variable", "Descripción", "Unidad de medida", "Tipo de dato"],
        ["mm", "Lluvia del día", "milímetros", "Número"],
        ["fecha", "Día de la lectura", "", "Fecha"],
        ["estación", "Clave de la estación", "", "Texto"],
    ]
    found = describes(dictionary, ["estacion", "fecha", "mm"])
    assert found is not None
    assert [(f.name, f.unit, f.type) for f in found.fields] == [
        ("estacion", "", "text"),
        ("fecha", "", "date"),
        ("mm", "milímetros", "number"),
    ]


def test_a_name_with_a_typing_error_is_found_and_one_with_another_number_is_not() -> None:
    dictionary = [
        ["campo", "qué es"],
        ["municipio", "Nombre del municipio"],
        ["poblacion_2010", "Habitantes en 2010"],
        ["superfice_km2", "Superficie"],
    ]
    found = describes(dictionary, ["municipio", "poblacion_2020", "superficie_km2"])
    assert found is not None
    assert [field.name for field in found.fields] == ["municipio", "superficie_km2"]


def test_a_dictionary_of_several_tables_says_of_each_its_own() -> None:
    dictionary = [
        ["Tabla", "Columna", "Descripción"],
        ["obras", "clave", "Clave de la obra"],
        ["obras", "monto", "Lo contratado"],
        ["pagos", "clave", "Clave del pago"],
        ["pagos", "monto", "Lo pagado"],
    ]
    found = describes(dictionary, ["clave", "monto"], "Pagos")
    assert found is not None
    assert [field.description for field in found.fields] == ["Clave del pago", "Lo pagado"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        pytest.param(
            [["municipio", "poblacion"], ["Tala", "80000"]], ["municipio", "poblacion"], id="same heads"
        ),
        pytest.param(
            [["mes", "total"], ["enero", "3"], ["febrero", "4"]], ["enero", "febrero"], id="numbers beside"
        ),
        pytest.param(
            [["a", "b"], ["clave", "uno"], ["otro", "dos"]], ["clave", "monto", "fecha"], id="one name"
        ),
        pytest.param([["columna"], ["clave"], ["monto"]], ["clave", "monto"], id="names alone"),
        pytest.param([], ["clave", "monto"], id="empty"),
    ],
)
def test_what_only_looks_like_one_is_none(rows: list[list[str]], names: list[str]) -> None:
    assert describes(rows, names) is None


def test_real_tables_are_no_dictionaries_of_each_other() -> None:
    tables: dict[Path, list[list[str]]] = {}
    for path in sorted(REAL.glob("*.csv")):
        if "diccionario" not in path.name:
            raw = path.read_bytes()[:20_000].decode("latin-1").splitlines()
            tables[path] = [row for row in csv.reader(raw) if row]
    widths = {path: min(map(len, rows)) for path, rows in tables.items()}
    for path, rows in tables.items():
        cut = [row[: widths[path]] for row in rows]
        for other, heads in tables.items():
            if other != path:
                assert describes(cut, heads[0]) is None, (path.name, other.name)
