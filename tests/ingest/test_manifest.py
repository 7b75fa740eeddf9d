"""Every file of the manifest is read as its facts say: what it is, its tables, their heads and how large they are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.reader import read_file


@dataclass(frozen=True)
class Facts:
    """tables: (name, lowest header row, rows, columns) of each; None where it says nothing. encoding: of texts."""

    format: str
    tables: tuple[tuple[str | None, int | None, int | None, int | None], ...] = ()
    encoding: str | None = None
    container: str | None = None


def text(encoding: str, rows: int, columns: int, header_row: int = 1) -> Facts:
    return Facts("csv", ((None, header_row, rows, columns),), encoding)


def document(format_: str) -> Facts:
    return Facts(format_)


FACTS: dict[str, Facts] = {
    "amg_municipios_cuatro_capas.zip": document("shapefile"),
    "argentina_agrupaciones_truncado.csv": text("utf-8", 1, 7),
    "argentina_bahra_asentamientos.csv": text("utf-8", 13_583, 15),
    "argentina_escuelas_tierra_del_fuego.ods": Facts("ods", (("Tierra_del_Fuego", 1, 223, 46),)),
    "argentina_mds_listado_es_ods.csv": Facts("ods", (("Base_total", 2, 1_498, None), *((None,) * 4,) * 12)),
    "argentina_tramites_multilinea.csv": text("utf-8", 82, 13),
    "cat_argentina_justicia_data.json": Facts("json", (("dataset", 0, 18, 16), ("themeTaxonomy", 0, 9, 3))),
    "cat_dcatap_catalogo.rdf": document("xml"),
    "cat_eeuu_dcatus_grande.json": Facts("json", ((None, None, 402, None),)),
    "cat_espana_datosgob_dataset.ttl": document("text"),
    "cat_francia_geonetwork_csw_iso19139.xml": document("xml"),
    "cat_guanajuato_congreso_package_list.json": document("json"),
    "cat_mexico_adela_catalogos.json": document("json"),
    "cat_peru_package_show_osce.json": Facts("json", ((None, None, 1, None),)),
    "conagua_rachas_sequia_municipios.csv": text("utf-8", 12_146, 12),
    "conapo_esperanza_vida.xlsx": Facts("xlsx", (("EV_completa", 1, 10_059, 6),)),
    "conapo_jalisco_municipios_2010_2030.xlsx": Facts("xlsx", (("Jalisco", 3, 1_890, 25),)),
    "conapo_poblacion_municipal_1990.xls": Facts(
        "xls",  # 2,497 x 26 is the sheet: titles, blank rows, an empty column and the source are no table
        tuple((sheet, 6, 2_487, 25) for sheet in ("Total", "Hombres", "Mujeres")),
    ),
    "conapo_poblacion_municipal_1990_2040.csv": text("utf-8", 2_475, 54),
    "guadalajara_ccu_equipamientos.gpkg": document("gpkg"),
    "iieg_jalisco_colonias_sociodemografico_2020.zip": document("shapefile"),
    "inecc_municipios_vulnerables.xlsx": Facts(
        "xlsx", (("1448", 1, 1_448, 18), ("273", 1, 273, 18), ("83", 1, 83, 18), ("Diccionario", 1, 19, None))
    ),
    "inegi_censo_2020_entidades.csv": text("utf-8", 33, 6),
    "inegi_cve_nom_municipios.csv": text("utf-8", 2_475, 5),
    "inegi_denue_guadalajara_2021.zip": document("shapefile"),
    "inegi_diccionario_ageb_cpv2020.csv": text("utf-8", 230, 6),
    "inegi_homicidios_2010.csv": text("cp1252", 18_196, 5, header_row=6),
    "inegi_jalisco_localidades_urbanas_2010.zip": document("shapefile"),
    "inegi_jalisco_municipal_religion_2010.dbf": Facts("dbf", ((None, None, 125, 9),)),
    "inegi_migrantes_jalisco_2020.CSV": text("ascii", 8_883, 26),
    "jalisco_contorno_estatal.geojson": document("geojson"),
    "jalisco_desigualdad_ageb.csv": text("cp1252", 4_440, 23),
    "jalisco_mi_tren_linea1.csv": text("ascii", 20, 3),
    "jalisco_mi_tren_linea3.kml": document("kml"),
    "mexico_adela_inventario.xlsx": Facts(
        "xlsx", (("Inventario", 1, 3, None), ("Diccionario de datos", 1, 8, None))
    ),
    "mexico_datosgob_tabla_maestra_2015.csv": text("utf-8", 6_020, 5),
    "mexico_redcompartida_edca.csv": text("utf-8", 97, 8),
    "peru_mef_donaciones.csv": text("cp1252", 529, 47),
    "peru_minsa_epp.csv": text("cp1252", 313, 5),
    "peru_minsa_epp.xls": Facts("xls", (("itemTablaAdquisiciones", 1, 313, 5),)),
    "peru_osce_contrataciones.csv": text("utf-8-sig", 2_679, 35),
    "peru_osce_contrataciones.xlsx": Facts("xlsx", ((None, 1, 2_679, 35),)),
    "sesnsp_estatal_2026.csv": text("cp1252", 3_648, 19),
    "sesnsp_victimas_estatal_largo.csv.bz2": Facts("csv", ((None, 1, 927_360, 12),), "utf-8", "bz2"),
    "zapopan_bibliotecas.csv": text("ascii", 505, 5),
    "zapopan_colonias.csv": text("mac_roman", 527, 45),
    "zapopan_delitos.csv": text("ascii", 4_906, 11),
    "zapopan_delitos_faltas_2014.xlsx": Facts("xlsx", (("HECHOS", 3, 4_906, 9), ("DETENIDOS", 3, 4_936, 9))),
    "zapopan_eventos.csv": text("mac_roman", 106, 13),
    "zapopan_limite_sin_prj.zip": document("shapefile"),
    "zapopan_parques.csv": text("mac_roman", 51, 8),
    "zapopan_tianguis.csv": text("mac_roman", 405, 3),
}


def test_no_file_of_the_manifest_is_left_unread(real: Path) -> None:
    with (real / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    assert listed == FACTS.keys()


@pytest.mark.parametrize("name", FACTS)
def test_a_real_file_is_what_its_manifest_says(name: str, real: Path, tmp_path: Path) -> None:
    reading, facts = read_file(real / name, name, tmp_path), FACTS[name]
    assert reading.refused is None
    assert (reading.format, reading.container) == (facts.format, facts.container)
    assert facts.encoding in (None, reading.encoding)
    found = [(table.name, table.header_row, table.rows, len(table.columns)) for table in reading.tables]
    assert len(found) == len(facts.tables)
    for table, told in zip(found, facts.tables, strict=True):
        assert tuple(fact for fact in told if fact is not None) == tuple(
            seen for seen, fact in zip(table, told, strict=True) if fact is not None
        )
