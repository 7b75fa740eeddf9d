"""What a column means: values must say so, and where they are weak its name too."""

from __future__ import annotations

import pytest

from amate.ingest.recognise import meaning_of

COLUMNS = (
    ("cve_ent", "text", ["01", "14", "32"], "cvegeo_state"),
    ("mes", "text", ["01", "02", "12"], None),
    ("CVEGEO", "text", ["14039", "14120", "01001"], "cvegeo_municipality"),
    ("Clave Municipio", "integer", ["14039", "1001"], "cvegeo_municipality"),
    ("Habitantes", "integer", ["14039", "1001"], None),
    ("clave", "text", ["140390001", "141200001"], "cvegeo_locality"),
    ("CP", "text", ["45010", "14010"], "postal_code"),
    ("Municipio", "text", ["Guadalajara", "TONALÁ", "tequila"], "municipality_name"),
    ("apellido", "text", ["Guadalajara", "Tequila"], None),
    ("clues", "text", ["JCSSA000012", "JCIMS000345"], "clues"),
    ("cct", "text", ["14DPR1234A", "14EES0001Z"], "cct"),
    ("latitud", "number", ["20.67", "21.1"], "latitude"),
    ("latitud", "number", ["2067.1", "2110.2"], None),
    ("x", "number", ["20.67"], None),
    ("Longitud", "integer", ["50", "12"], None),
    ("long", "number", ["-103.34"], "longitude"),
    ("MONTO_TOTAL", "number", ["10.50"], "money"),
    ("pob_total", "integer", ["1050"], None),
    ("CalleAlumbrado%", "number", ["95.5", "100"], "percent"),
    ("Año", "integer", ["2024", "1999"], "year"),
    ("1990", "integer", ["1990", "2000"], None),
    ("TelBiblio", "text", ["36 31 78 97", "(33) 3619-0328"], "phone"),
    ("contacto", "text", ["ana@jalisco.gob.mx", "b@c.mx"], "email"),
    ("contacto", "text", ["ana@jalisco.gob.mx", "sin correo"], None),
    ("vacía", "text", [], None),
)


@pytest.mark.parametrize(("name", "type_", "values", "meaning"), COLUMNS)
def test_a_meaning_needs_its_evidence(name: str, type_: str, values: list[str], meaning: str | None) -> None:
    assert meaning_of(name, type_, values) == meaning
