"""The commands, called as an operator calls them."""

from __future__ import annotations

import csv
import io
import json
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.core.management import call_command

from amate.base.errors import BadFile, Invalid, NotFound, NotReady
from amate.catalog.models import Dataset, Version
from amate.catalog.rules import State
from amate.management.commands import account
from amate.people.models import Person
from amate.publishing.verify import verify
from tests.ops.operator import amate

CODES = "clave,municipio,pobladores\n0012,Tonalá,569913\n0107,Ñ de prueba,3\n"


def run(*arguments: str, **options: object) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    path = tmp_path / "claves.csv"
    path.write_text(CODES, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "roto.xlsx"
    path.write_bytes(bytes(range(256)) * 8)
    return path


def test_inspect_prints_one_object_a_line(codes: Path) -> None:
    (line,) = run("inspect", str(codes), "--json").splitlines()
    told = json.loads(line)
    assert list(told) == ["file", "format", "encoding", "container", "tables", "layers", "refused"]
    assert told["refused"] is None
    (table,) = told["tables"]
    assert (table["header_row"], table["rows"]) == (1, 2)
    assert [(column["name"], column["type"]) for column in table["columns"]] == [
        ("clave", "text"),
        ("municipio", "text"),
        ("pobladores", "integer"),
    ]


def test_inspect_says_which_cells_break_a_schema(codes: Path, tmp_path: Path) -> None:
    schema = tmp_path / "esquema.json"
    fields = [{"name": "pobladores", "type": "integer", "constraints": {"minimum": 10}}, {"name": "área"}]
    schema.write_text(json.dumps({"fields": fields}), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("inspect", str(codes), schema=schema, stdout=out)
    assert "línea 3, «pobladores»: «3». Se esperaba un valor de 10 o más." in out.getvalue()
    assert "no tiene la columna «área»" in out.getvalue()
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("inspect", str(codes), "--json", schema=schema, stdout=told)
    (errors,) = json.loads(told.getvalue())["errors"]
    assert [(cell["line"], cell["row"], cell["column"]) for cell in errors["cells"]] == [(3, 2, "pobladores")]
    fields[0]["constraints"] = {"minimum": 3}
    schema.write_text(json.dumps({"fields": fields[:1]}), encoding="utf-8")
    assert "✓ «claves» cumple el esquema" in run("inspect", str(codes), schema=schema)


def test_inspect_says_it_in_spanish(codes: Path) -> None:
    assert "2 filas, 3 columnas, encabezado en la fila 1" in run("inspect", str(codes))


def test_inspect_goes_on_after_a_refusal_and_fails(codes: Path, bad: Path) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("inspect", str(bad), str(codes.parent / "no.csv"), str(codes), "--json", stdout=out)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ended.value.code == 1
    assert [bool(each["refused"]) for each in told] == [True, True, False]


def test_convert_keeps_the_zeros_of_codes(codes: Path, tmp_path: Path) -> None:
    run("convert", str(codes), "--to", "csv", "--out", str(tmp_path / "out"))
    written = (tmp_path / "out" / "claves.csv.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(written))) == list(csv.reader(io.StringIO(CODES)))


def test_convert_writes_json_lines_and_parquet(codes: Path, tmp_path: Path) -> None:
    for ending in ("jsonl", "parquet"):
        run("convert", str(codes), "--to", ending, "--out", str(tmp_path))
    first = json.loads((tmp_path / "claves.csv.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first == {"clave": "0012", "municipio": "Tonalá", "pobladores": 569913}
    rows = duckdb.sql(f"SELECT clave FROM '{tmp_path / 'claves.csv.parquet'}'").fetchall()
    assert rows == [("0012",), ("0107",)]


def test_convert_can_leave_every_cell_as_text(codes: Path, tmp_path: Path) -> None:
    run("convert", str(codes), "--to", "jsonl", "--out", str(tmp_path), "--text")
    first = json.loads((tmp_path / "claves.csv.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["pobladores"] == "569913"


def publish(*files: Path, **options: object) -> str:
    return run("publish", *map(str, files), **options)


NEW = {"organization": "zapopan", "title": "Claves de prueba", "theme": "medio-ambiente"}


@pytest.mark.slow
def test_files_can_be_inspected_where_there_is_no_portal(codes: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    done = amate(nowhere, "inspect", str(codes), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"][0]["rows"] == 2
    assert not nowhere.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("zapopan", "environment", "licence", "steward")
class TestPublish:
    def test_a_file_goes_public_and_its_address_is_printed(self, codes: Path) -> None:
        told = publish(codes, **NEW, keyword=["Claves"], temporal="2024")
        dataset = Dataset.objects.visible_to(None).get()
        assert told.splitlines()[-1].endswith(f"/datos/{dataset.slug}")
        assert (dataset.title, dataset.keywords, dataset.temporal) == ("Claves de prueba", ["claves"], "2024")
        assert verify() == []

    def test_the_same_name_again_is_the_next_version(self, codes: Path) -> None:
        publish(codes, **NEW)
        codes.write_text(CODES + "0200,Tala,9\n", encoding="utf-8")
        publish(codes, dataset="claves-de-prueba")
        versions = Version.objects.visible_to(None).order_by("number")
        assert [(version.number, version.tables.get().rows) for version in versions] == [(1, 2), (2, 3)]
        assert verify() == []

    def test_what_a_next_version_asks_is_refused_or_accepted(self, codes: Path) -> None:
        publish(codes, **NEW)
        codes.write_text("clave,municipio\n0012,Tonalá\n0107,Ñ de prueba\n", encoding="utf-8")
        with pytest.raises(NotReady, match=r"ya no está la columna «pobladores».*--accept"):
            publish(codes, dataset="claves-de-prueba")
        assert Version.objects.count() == 1
        publish(codes, dataset="claves-de-prueba", accept=True)
        assert Version.objects.visible_to(None).count() == 2
        assert verify() == []

    def test_several_files_are_one_dataset(self, codes: Path) -> None:
        other = codes.with_name("otras.csv")
        other.write_text("a,b\n1,2\n", encoding="utf-8")
        publish(codes, other, **NEW)
        assert [row.filename for row in Dataset.objects.get().resources.all()] == ["claves.csv", "otras.csv"]

    def test_a_bad_file_leaves_nothing_behind(self, codes: Path, bad: Path) -> None:
        with pytest.raises(BadFile, match=r"roto\.xlsx"):
            publish(codes, bad, **NEW)
        assert not Dataset.objects.exists()
        assert verify(fast=True)[0].invariant == "I6", "there is no index yet, and nothing else is wrong"

    def test_a_bad_next_version_leaves_the_last_one(self, codes: Path) -> None:
        publish(codes, **NEW)
        codes.write_bytes(bytes(range(256)) * 8)
        with pytest.raises(BadFile):
            publish(codes, dataset="claves-de-prueba")
        assert Version.objects.get().number == 1

    def test_a_draft_stays_hidden(self, codes: Path) -> None:
        publish(codes, **NEW, draft=True)
        assert Dataset.objects.get().state == State.DRAFT

    def test_what_is_missing_is_named(self, codes: Path) -> None:
        with pytest.raises(Invalid, match="--title, --theme"):
            publish(codes, organization="zapopan")
        with pytest.raises(Invalid, match="Hay: medio-ambiente"):
            publish(codes, **NEW | {"theme": "clima"})
        with pytest.raises(BadFile, match="No se encuentra"):
            publish(codes.with_name("no.csv"), **NEW)

    def test_a_file_that_is_no_resource_is_refused_by_name(self, codes: Path) -> None:
        publish(codes, **NEW)
        other = codes.rename(codes.with_name("otro.csv"))
        with pytest.raises(NotFound, match=r"otro\.csv.*claves\.csv"):
            publish(other, dataset="claves-de-prueba")

    def test_a_portal_without_a_steward_says_so(self, codes: Path, steward: Person) -> None:
        steward.delete()
        with pytest.raises(NotFound, match="amate account create"):
            publish(codes, **NEW)


@pytest.mark.django_db
class TestAccount:
    def test_the_first_steward(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(account.sys, "stdin", StringIO("una clave bastante larga\n"))
        run("account", "create", "Ana@Jalisco.example", "--name", "Ana", "--steward")
        ana = Person.objects.get(email="ana@jalisco.example")
        assert ana.is_steward
        assert ana.check_password("una clave bastante larga")

    def test_another_password(self, steward: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(account.sys, "stdin", StringIO("corta\n"))
        with pytest.raises(Invalid):
            run("account", "password", steward.email)
        monkeypatch.setattr(account.sys, "stdin", StringIO("otra clave bastante larga\n"))
        run("account", "password", steward.email)
        steward.refresh_from_db()
        assert steward.check_password("otra clave bastante larga")

    def test_an_unknown_mail(self) -> None:
        with pytest.raises(NotFound, match="nadie@x"):
            run("account", "password", "nadie@x.example")


def test_a_recipe_is_printed_changed_and_followed(tmp_path: Path) -> None:
    source, recipe = tmp_path / "obras.csv", tmp_path / "receta.json"
    source.write_text("clave,monto\n1,2\n3,4\n")
    document = json.loads(run("inspect", str(source), "--as-recipe"))
    document["tables"][0]["columns"][0] |= {"type": "text", "chosen": True}
    recipe.write_text(json.dumps(document))
    told = json.loads(run("inspect", str(source), "--json", "--recipe", str(recipe)))
    assert [column["type"] for column in told["tables"][0]["columns"]] == ["text", "integer"]

    source.write_text("folio,monto\n1,2\n")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            *("convert", str(source), "--to", "csv", "--out", str(tmp_path), "--recipe", str(recipe)),
            stderr=out,
        )
    assert "«clave»" in out.getvalue()
    assert not (tmp_path / "obras.csv.csv").exists()
