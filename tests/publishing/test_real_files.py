"""Real files of public offices, from the upload to what readers get: rows and columns as verified by eye."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from amate.base.files import blob_path
from amate.catalog.rules import VersionState

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# file, rows, columns (MANIFEST.tsv)
SOUND = [
    ("argentina_bahra_asentamientos.csv", 13_583, 15),
    ("argentina_escuelas_tierra_del_fuego.ods", 223, 46),
    ("argentina_tramites_multilinea.csv", 82, 13),
    ("conagua_rachas_sequia_municipios.csv", 12_146, 12),
    ("conapo_esperanza_vida.xlsx", 10_059, 6),
    ("conapo_poblacion_municipal_1990_2040.csv", 2_475, 54),
    ("inegi_censo_2020_entidades.csv", 33, 6),
    ("inegi_cve_nom_municipios.csv", 2_475, 5),
    ("inegi_diccionario_ageb_cpv2020.csv", 230, 6),
    ("inegi_migrantes_jalisco_2020.CSV", 8_883, 26),
    ("jalisco_desigualdad_ageb.csv", 4_440, 23),
    ("jalisco_mi_tren_linea1.csv", 20, 3),
    ("mexico_datosgob_tabla_maestra_2015.csv", 6_020, 5),
    ("mexico_redcompartida_edca.csv", 97, 8),
    ("peru_minsa_epp.csv", 313, 5),
    ("peru_minsa_epp.xls", 313, 5),
    ("peru_osce_contrataciones.csv", 2_679, 35),
    ("peru_osce_contrataciones.xlsx", 2_679, 35),
    ("sesnsp_estatal_2026.csv", 3_648, 19),
    ("zapopan_bibliotecas.csv", 505, 5),
    ("zapopan_colonias.csv", 527, 45),
    ("zapopan_delitos.csv", 4_906, 11),
    ("zapopan_eventos.csv", 106, 13),
    ("zapopan_parques.csv", 51, 8),
    ("zapopan_tianguis.csv", 405, 3),
]


@pytest.mark.parametrize(("name", "rows", "columns"), SOUND)
def test_a_sound_file_is_published_whole(real, upload, name, rows, columns):
    version = upload((real / name).read_bytes(), name)
    assert version.state == VersionState.READY, version.report
    table = version.tables.get()
    assert (table.rows, table.columns.count()) == (rows, columns)
    whole = gzip.decompress(blob_path(table.csv_sha256).read_bytes()).decode()
    read = list(csv.reader(io.StringIO(whole, newline="")))
    assert (len(read) - 1, {len(row) for row in read}) == (rows, {columns})
