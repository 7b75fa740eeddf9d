"""Where a library that others keep is wrong for what offices upload, and so ours does it: a case for each, that fails
here when it is mended there.

What they are right about, they do: python-calamine, DuckDB, rapidfuzz (`test_recognise.py`), frictionless as the judge
of schemas (`dictionary/test_checking.py`), ftfy and charset-normalizer where the cases below agree with ours.
"""

from __future__ import annotations

from pathlib import Path

import charset_normalizer
import clevercsv
import frictionless
import ftfy
import pytest
from rapidfuzz import fuzz, process

from amate.ingest.recognise.places import municipality
from amate.ingest.sniff.dialect import dialect_of
from amate.ingest.sniff.encoding import letters_of
from tests.ingest.reader import names_of, notes_of, read_bytes, rows_of, types_of

SPANISH = (
    "municipio,población\nTlajomulco de Zúñiga,727750\nJesús María,3000\nOcotlán,5000\n",
    "año,mes\n2014,enero\n2015,febrero\n",
    "clave,descripción\n1,Señalización\n",
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", SPANISH, ids=["municipalities", "years", "signs"])
def test_charset_normalizer_takes_short_spanish_for_other_languages(
    text: str, encoding: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert str(charset_normalizer.from_path(tmp_path / "a.csv").best()) != text
    assert (tmp_path / "a.csv").read_bytes().decode(letters_of(tmp_path / "a.csv").encoding) == text


@pytest.mark.parametrize(
    ("garbled", "right"), [("GarcÃ\xada", "García"), ("Â¿Qué?", "¿Qué?"), ("Ã\x81vila", "Ávila")]
)
def test_what_ftfy_mends_of_garbled_letters_ours_mends_too(garbled: str, right: str, tmp_path: Path) -> None:
    assert ftfy.fix_text(garbled) == right
    content = f"id,texto\n1,{garbled}\n2,{garbled} y más\n"
    (table,) = read_bytes(content.encode(), "a.csv", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1, right), (2, f"{right} y más")]


@pytest.mark.parametrize("cell", ["“cita” y ‘otra’", "ﬁnca", "Ｆｕｌｌ", "&lt;5 años", "n\u0303"])
def test_ftfy_changes_letters_that_nobody_damaged(cell: str, tmp_path: Path) -> None:
    """An original is compared cell by cell: quotes, ligatures and entities stay as an office wrote them."""
    assert ftfy.fix_text(cell) != cell
    (table,) = read_bytes(f"id,texto\n1,{cell}\n2,otra\n".encode(), "a.csv", tmp_path).tables
    assert rows_of(table, tmp_path) == [(1, cell), (2, "otra")]


def test_clevercsv_knows_no_delimiter_of_two_characters() -> None:
    text = "clave||nombre||monto\n1||Ana||3\n4||Eva||6\n"
    found = clevercsv.Sniffer().sniff(text)
    assert found
    assert found.delimiter == "|"  # which makes five columns of three
    assert dialect_of(text).delimiter == "||"


def test_clevercsv_cuts_columns_of_fixed_width_at_every_blank() -> None:
    text = "id   nombre      monto\n1    Ana María       5\n2    Beto           10\n22   Carla Ruiz     20\n"
    found = clevercsv.Sniffer().sniff(text)
    assert found
    assert found.delimiter == " "
    assert dialect_of(text).cuts == (0, 5, 17)


def test_frictionless_takes_the_title_for_the_heads(tmp_path: Path) -> None:
    """It describes and validates what is already a table; offices put titles above and sources below."""
    text = 'Padrón de parques 2024\n\nclave,nombre,monto\n01,Ana,"1,234.50"\n02,Eva,20.00\n\nFuente: DIF\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with frictionless.system.use_context(trusted=True):
        described = frictionless.describe(str(tmp_path / "a.csv"))
    assert isinstance(described, frictionless.Resource)
    assert described.schema.field_names != ["clave", "nombre", "monto"]
    (table,) = read_bytes(text.encode(), "a.csv", tmp_path).tables
    assert (names_of(table), types_of(table)) == (["clave", "nombre", "monto"], ["text", "text", "number"])
    assert [row[0] for row in rows_of(table, tmp_path)] == ["01", "02"]
    assert {"title-rows", "footer-rows"} <= notes_of(table).keys()


def test_frictionless_takes_the_zeros_of_keys(tmp_path: Path) -> None:
    text = "cve_ent,nombre\n01,Aguascalientes\n14,Jalisco\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with frictionless.system.use_context(trusted=True):
        described = frictionless.describe(str(tmp_path / "a.csv"))
    assert isinstance(described, frictionless.Resource)
    assert described.schema.get_field("cve_ent").type == "integer"
    (table,) = read_bytes(text.encode(), "a.csv", tmp_path).tables
    assert types_of(table) == ["text", "text"]


def test_the_scorer_that_rapidfuzz_takes_by_itself_finds_places_that_are_none() -> None:
    """Ours asks it for the distance of typing errors, and takes two of them at most."""
    names = ["Tala", "Tecalitlán", "Tepatitlán de Morelos"]
    found = process.extractOne("Total", names, scorer=fuzz.WRatio)
    assert found
    assert found[1] >= 60
    assert municipality("Total").nearly == ""
    assert municipality("Tepatitlan de Morelso").nearly == "Tepatitlán de Morelos"
