"""What a column means: values must say so, and where they are weak its name too."""

from __future__ import annotations

from pathlib import Path

import pytest
from faker import Faker
from stdnum.mx import curp as stdnum_curp
from stdnum.mx import rfc as stdnum_rfc

from amate.ingest.recognise import Known, meaning_of, meanings_of
from amate.ingest.recognise.identifiers import has_clabe_digit, is_curp, is_rfc_person, looks_like_curp
from amate.ingest.recognise.personal import personal_data_in
from tests.ingest.reader import read_bytes

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
    ("curp", "text", ["BOXW310820HNERXN09"], "curp"),
    ("identificador", "text", ["BOXW310820XNERXN09", "boxw310820hnerxn09"], "curp"),
    ("identificador", "text", ["AAAA999999HNERXN09"], None),
    ("RFC", "text", ["GODE561231GR8", "XAXX010101000"], "rfc_person"),
    ("RFC proveedor", "text", ["GES991231AB1", "GODE561231GR8", "BBA830831LJ2"], "rfc_company"),
    ("clabe", "text", ["032180000118359719"], "clabe"),
    ("CLABE", "text", ["032180000118359718"], None),
    ("folio", "text", ["032180000118359719"], None),
    ("NSS", "text", ["12345678903", "92919084431"], "nss"),
    ("folio", "text", ["12345678903"], None),
    ("Clave de elector", "text", ["GMVLMR80070501M100"], "voter_key"),
    ("Nombre completo", "text", ["Rosa García López", "JUAN PÉREZ"], "person_name"),
    ("Apellido paterno", "text", ["García", "Hernández"], "person_name"),
    ("Nombre de la escuela", "text", ["Benito Juárez", "José Martí"], None),
    ("Nombre", "text", ["Agua Azul", "Metropolitano"], None),
    ("Domicilio", "text", ["Av. Juárez 15", "Hidalgo s/n"], "street_address"),
    ("Dirección", "text", ["General de Obras", "General de Parques"], None),
    ("Fecha de nacimiento", "date", ["1980-01-05"], "birth_date"),
    ("Lugar de nacimiento", "text", ["Jalisco"], None),
    ("MUNICIPIO", "text", ["GUADALAJARA", "Providencia", "Centro"], None),
    ("MUNICIPIO", "text", ["GUADALAJARA", "Tlajomulco de Zuñga", "Tlaquepaque"], "municipality_name"),
    ("clave", "text", ["ZZSSA000012"], None),
)


@pytest.mark.parametrize(("name", "type_", "values", "meaning"), COLUMNS)
def test_a_meaning_needs_its_evidence(name: str, type_: str, values: list[str], meaning: str | None) -> None:
    assert meaning_of(name, type_, values) == meaning


def test_x_and_y_are_degrees_where_both_lie_in_mexico() -> None:
    east, north = ["-103.35", "-99.1"], ["20.67", "19.4"]
    assert meanings_of([Known("X", "number", east), Known("Y", "number", north)]) == ["longitude", "latitude"]
    assert meanings_of([Known("X", "number", east), Known("Y", "number", ["2288000.5"])]) == [None, None]


def test_a_name_is_of_a_person_beside_what_persons_have() -> None:
    names = Known("Nombre", "text", ["Rosa García López", "Juan Pérez Ruiz"])
    assert meanings_of([names, Known("Puesto", "text", ["Jefa"])])[0] == "person_name"
    assert meanings_of([names, Known("Superficie", "number", ["3.5"])])[0] is None


def test_names_that_are_no_place_are_told_with_what_they_nearly_are(tmp_path: Path) -> None:
    names = [
        "GUADALAJARA",
        "Tonalá",
        "San Pedro Tlaquepaqe",
        "Zapopan",
        "Tequila",
        "Sayula",
        "Tala",
        "Ameca",
        "Sayula",
        "Dolores Hidalgo",
    ]
    rows = "".join(f"Jalisco,{name},1\n" for name in [*names, "Total"])
    reading = read_bytes(f"Entidad,Municipio,n\n{rows}Jalizco,Zapopan,2\n".encode(), "datos.csv", tmp_path)
    told = [note for note in reading.tables[0].notes if note.code == "unknown-places"]
    assert [note.count for note in told] == [1, 1]
    assert "«Jalizco» (¿Jalisco?)" in told[0].message
    assert "«San Pedro Tlaquepaqe» (¿San Pedro Tlaquepaque?)" in told[1].message


def test_how_values_were_written_tells_what_they_mean() -> None:
    assert meanings_of([Known("total", "number", ["12.5"], "percent")]) == ["percent"]


@pytest.mark.parametrize("seed", range(40))
def test_the_checks_agree_with_another_library(seed: int) -> None:
    faker = Faker("es_MX")
    faker.seed_instance(seed)
    for _ in range(25):
        curp = faker.curp()
        if looks_like_curp(curp) and stdnum_curp.is_valid(curp, validate_check_digits=False):
            assert is_curp(curp) == stdnum_curp.is_valid(curp)
        rfc = faker.rfc()
        right = rfc[:-1] + stdnum_rfc.calc_check_digit(rfc[:-1])
        assert is_rfc_person(right)
        assert is_rfc_person(rfc) == (rfc == right)
        clabe = faker.clabe()
        assert has_clabe_digit(clabe)
        assert not has_clabe_digit(clabe[:-1] + str((int(clabe[-1]) + 1) % 10))


def test_personal_data_is_found_and_masked_in_any_text() -> None:
    texts = [
        "La C. Rosa, CURP BOXW310820HNERXN09 (rosa.garcia@gmail.com)",
        "x@jalisco.gob.mx",
        "123456789012345678",
    ]
    found = {one.kind: one for one in personal_data_in(texts)}
    assert found.keys() == {"curp", "email"}
    assert found["curp"].examples == ("BO••••••••••••••09",)
    assert "rosa" not in found["email"].examples[0]
