"""Where the heads are and what the columns are called, as offices lay them out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from amate.ingest.grid import Merge
from amate.ingest.head import find_head
from amate.ingest.recipe import NO_WISHES, TableRecipe


def grid(text: str) -> list[list[str]]:
    """Rows of cells from lines of cells parted by bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


@dataclass(frozen=True)
class Layout:
    """rows: the sheet; names: what its columns are called; start: the row, from 0, where its data begin."""

    about: str
    rows: str
    names: tuple[str, ...]
    start: int
    merges: tuple[Merge, ...] = ()


LAYOUTS = (
    Layout("a plain table", "clave|nombre\n01|Ana\n02|Eva", ("clave", "nombre"), 1),
    Layout(
        "a title and a blank row",
        "Padrón de beneficiarios|||\n|||\nfolio|nombre|edad|monto\n1|Ana|30|100\n2|Eva|31|200",
        ("folio", "nombre", "edad", "monto"),
        3,
    ),
    Layout(
        "a logo row and a cut date that fill half a narrow table",
        "Gobierno de Jalisco|||Fecha de corte\n|||\nfolio|nombre|edad|monto\n1|Ana|30|100\n2|Eva|31|200",
        ("folio", "nombre", "edad", "monto"),
        3,
    ),
    Layout(
        "groups over heads that say enough",
        "FECHA|UBICACIÓN|||COORDENADAS||FUENTE\n|CALLE|CRUCE|COLONIA|X|Y|\n"
        "2014-01-01|A|B|C|672382.3|2296059.5|J\n2014-01-02|A|B|C|672382.3|2296059.5|J",
        ("FECHA", "CALLE", "CRUCE", "COLONIA", "X", "Y", "FUENTE"),
        2,
    ),
    Layout(
        "months under years",
        "Municipio|2023|||2024||\n|Enero|Febrero|Marzo|Enero|Febrero|Marzo\nTala|1|2|3|4|5|6\nTequila|1|2|3|4|5|6",
        (
            "Municipio",
            *("2023 Enero", "2023 Febrero", "2023 Marzo", "2024 Enero", "2024 Febrero", "2024 Marzo"),
        ),
        2,
    ),
    Layout(
        "vague heads take the name of their group, a lone column too",
        "Clave|Municipio|Población|||Viviendas\n||Total|Hombres|Mujeres|Total\n001|Tala|3|1|2|9\n002|Ameca|3|1|2|9",
        (
            "Clave",
            "Municipio",
            "Población Total",
            "Población Hombres",
            "Población Mujeres",
            "Viviendas Total",
        ),
        2,
    ),
    Layout(
        "one group over the years",
        "|Año||\nMunicipio|2018|2019|2020\nTala|10|20|30\nAmeca|10|20|30",
        ("Municipio", "Año 2018", "Año 2019", "Año 2020"),
        2,
    ),
    Layout(
        "three tiers",
        "Municipio|Casos|||\n|2023||2024|\n|H|M|H|M\nTala|1|2|3|4\nAmeca|1|2|3|4",
        ("Municipio", "2023 H", "2023 M", "2024 H", "2024 M"),
        3,
    ),
    Layout(
        "a row of units",
        "Obra|Avance|Monto\n|%|(miles de pesos)\nPuente|50|1200\nCalle|80|300",
        ("Obra", "Avance (%)", "Monto (miles de pesos)"),
        2,
    ),
    Layout(
        "heads that are years",
        "Municipio|2010|2015\nTala|300|400\nAmeca|350|2016",
        ("Municipio", "2010", "2015"),
        1,
    ),
    Layout(
        "no heads at all", "1|Tala|30\n2|Ameca|40\n3|Etzatlán|50", ("columna_1", "columna_2", "columna_3"), 0
    ),
    Layout(
        "a first row without its numbers",
        "nombre|calle|latitud|longitud\nAgua Azul|Calle 1||\nÁvila|Calle 2|20.1|-103.2\nMorelos|Calle 3|20.2|-103.3",
        ("nombre", "calle", "latitud", "longitud"),
        1,
    ),
    Layout(
        "letters set apart",
        "Clave|E  D  A  D||\n|0-14|15-64|65+\n001|1|2|3\n002|1|2|3",
        ("Clave", "EDAD 0-14", "EDAD 15-64", "EDAD 65+"),
        2,
    ),
    Layout(
        "a merged title that is no group",
        "|INCIDENCIA DELICTIVA EN EL MUNICIPIO|||\nfolio|delito|total|hombres|mujeres\n1|robo|3|1|2\n2|riña|3|1|2",
        ("folio", "delito", "total", "hombres", "mujeres"),
        2,
        (Merge(0, 1, 0, 3),),
    ),
    Layout(
        "merged groups of words over words",
        "Datos||Domicilio|\nNombre|Cargo|Calle|Colonia\nAna|Jefa|Juárez|Centro\nEva|Jefa|Hidalgo|Centro",
        ("Nombre", "Cargo", "Calle", "Colonia"),
        2,
        (Merge(0, 0, 0, 1), Merge(0, 2, 0, 3)),
    ),
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.about)
def test_heads_are_found_and_joined(layout: Layout) -> None:
    head = find_head(grid(layout.rows), merges=layout.merges)
    assert head.names == layout.names
    assert head.start == layout.start


def test_without_joining_only_the_lowest_row_gives_heads() -> None:
    rows = grid("Municipio|2023||2024|\n|Enero|Febrero|Enero|Febrero\nTala|1|2|3|4\nAmeca|1|2|3|4")
    head = find_head(rows, TableRecipe(steps={"joined-heads": False}, header_row=2))
    assert head.names == ("columna_1", "Enero", "Febrero", "Enero_2", "Febrero_2")


def test_a_head_moved_by_hand_is_found_again_by_its_names() -> None:
    rows = grid("Corte de marzo||\nfolio|obra|monto\n1|Puente|5\n2|Calle|6")
    moved = TableRecipe(header_row=2, heads=("folio", "obra", "monto"))
    assert find_head(rows, moved).index == 1
    assert find_head([["Nuevo título", "", ""], *rows], moved).index == 2
    assert find_head(rows, NO_WISHES.headed(3)).names == ("1", "Puente", "5")


def test_what_was_joined_is_told() -> None:
    head = find_head(grid("Municipio|2023||2024|\n|Ene|Feb|Ene|Feb\nTala|1|2|3|4\nAmeca|1|2|3|4"))
    assert head.rows == (0, 1)
    assert head.joined[0] == ("2023 / Ene", "2023 Ene")


def test_a_lone_cell_over_groups_of_heads_is_the_title() -> None:
    rows = [
        ("", "DELITOS DEL MES", "", "", ""),
        ("FECHA", "UBICACIÓN", "", "UTM", ""),
        ("", "CALLE", "COLONIA", "X", "Y"),
        *((f"2024-01-{day:02}", "Hidalgo", "Centro", "665000", "2290000") for day in range(1, 9)),
    ]
    merges = [Merge(0, 1, 0, 4), Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(1, 3, 1, 4)]
    head = find_head(rows, merges=merges)
    assert (head.rows, head.names) == ((1, 2), ("FECHA", "CALLE", "COLONIA", "X", "Y"))
