"""What a file holds of persons is decided before it goes public: left out, covered, or let pass by a named person."""

from __future__ import annotations

import gzip
import io

import pytest
from django.core.management import call_command

from amate.base.errors import Invalid, NotReady
from amate.base.files import blob_path
from amate.catalog.actions import edit_dataset
from amate.catalog.models import Dataset
from amate.people.models import JournalEntry
from amate.publishing.actions import publish
from amate.publishing.actions import upload as upload_next
from amate.publishing.gate import Choice, decide, finds, revoke
from amate.publishing.readings import answer
from amate.publishing.rescan import suspects
from tests.cast import METADATA
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db

# Of nobody; the digit of the first agrees.
CURPS = ("BOXW310820HNERXN09", "BADD110313HCMLNS09", "HEGG560427MVZRRL04")
GRANTS = "beneficiario_id,municipio,monto\r\n" + "".join(
    f"{curp},Zapopan,{100 + at}\r\n" for at, curp in enumerate(CURPS * 4)
)
LAW = "Artículo 8, fracción V, de la Ley de Transparencia del Estado"


@pytest.fixture
def grants(upload, ana, environment) -> Dataset:
    dataset = upload(GRANTS, "apoyos.csv").resource.dataset
    return edit_dataset(by=ana, dataset=dataset, title="Apoyos", theme=environment, **METADATA)


def newest(dataset: Dataset):
    return dataset.resources.get().versions.order_by("-number").first()


def published_csv(dataset: Dataset) -> str:
    table = dataset.resources.get().current.tables.get()
    return gzip.decompress(blob_path(table.csv_sha256).read_bytes()).decode()


def chosen(dataset: Dataset, by, choice: Choice):
    version = newest(dataset)
    decide(by=by, version=version, choices={find.number: choice for find in finds(version)})
    run_waiting_jobs()
    return newest(dataset)


def test_publishing_stops_and_says_what_where_and_how_many(grants, ana):
    (find,) = finds(newest(grants))
    assert (find.kind, find.columns, find.count) == ("curp", ("beneficiario_id",), 12)
    assert not any(curp in " ".join(find.examples) + find.message for curp in CURPS)
    with pytest.raises(
        NotReady, match="Encontramos 12 valores que parecen CURP en la columna «beneficiario_id»"
    ):
        publish(by=ana, dataset=grants)


def test_a_click_on_accept_does_not_let_persons_through(grants, ana):
    with pytest.raises(NotReady) as refused:
        answer(by=ana, version=newest(grants))
    assert refused.value.code == "persons"
    assert newest(grants).state == "asking"


def test_the_column_is_left_out_and_nothing_of_it_is_public(grants, ana):
    assert chosen(grants, ana, Choice("leave-out")).state == "ready"
    publish(by=ana, dataset=grants)
    assert published_csv(grants).splitlines()[0] == "municipio,monto"
    assert not any(curp in published_csv(grants) for curp in CURPS)
    assert grants.resources.get().current.withheld


def test_the_column_is_covered_by_a_hash_that_is_the_same_next_month(grants, ana):
    chosen(grants, ana, Choice("hash"))
    publish(by=ana, dataset=grants)
    first = published_csv(grants).splitlines()[1].split(",")[0]
    assert len(first) == 16
    assert not any(curp in published_csv(grants) for curp in CURPS)
    april = GRANTS + f"{CURPS[0].lower()},Tala,9\r\n"
    upload_next(
        by=ana, resource=grants.resources.get(), file=io.BytesIO(april.encode()), filename="apoyos.csv"
    )
    run_waiting_jobs()
    assert newest(grants).state == "ready"  # the recipe covers it without a click
    publish(by=ana, dataset=grants)
    assert published_csv(grants).splitlines()[13].split(",")[0] == first


@pytest.mark.parametrize("apart", ["", " ", "-"])
def test_only_the_identifier_is_covered_in_the_middle_of_a_text(upload, ana, environment, apart):
    written = [apart.join((curp[:4], curp[4:10], curp[10:])) for curp in CURPS]
    notes = "folio,nota\r\n" + "".join(
        f"{n},Se atendió a {written[n % 3]} en ventanilla\r\n" for n in range(9)
    )
    dataset = upload(notes, "notas.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Notas", theme=environment, **METADATA)
    (find,) = finds(newest(dataset))
    assert find.inside
    chosen(dataset, ana, Choice("redact"))
    publish(by=ana, dataset=dataset)
    assert published_csv(dataset).splitlines()[1] == "0,Se atendió a ••• en ventanilla"


def test_it_is_let_pass_with_a_ground_and_a_name_and_not_asked_again(grants, ana, luis):
    version = newest(grants)
    (find,) = finds(version)
    for wrong in (Choice("keep"), Choice("keep", LAW), Choice("keep", "sí", ana), Choice("keep", LAW, luis)):
        with pytest.raises(Invalid):
            decide(by=luis, version=version, choices={find.number: wrong})
    decide(by=luis, version=version, choices={find.number: Choice("keep", LAW, ana)})
    publish(by=ana, dataset=grants)
    kept = JournalEntry.objects.get(verb="persons-keep")
    assert (kept.by, kept.detail["approver"], kept.detail["ground"]) == (luis, ana.pk, LAW)
    resource = grants.resources.get()
    upload_next(
        by=ana, resource=resource, file=io.BytesIO(GRANTS.encode() + b"x,y,1\r\n"), filename="apoyos.csv"
    )
    run_waiting_jobs()
    assert not finds(newest(grants))
    revoke(by=ana, exemption=resource.exemptions.get())
    upload_next(by=ana, resource=resource, file=io.BytesIO(GRANTS.encode()), filename="apoyos.csv")
    run_waiting_jobs()
    assert finds(newest(grants))


def test_an_identifier_typed_into_the_metadata_stops_too(parks, upload, ana, environment):
    dataset = upload(filename="otros.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Otros", theme=environment, **METADATA)
    edit_dataset(by=ana, dataset=dataset, description=f"Lo entregó {CURPS[0]} en persona.")
    with pytest.raises(NotReady) as refused:
        publish(by=ana, dataset=dataset)
    assert "description" in refused.value.fields


PADRON = "beneficiario,municipio,apoyo\r\n" + "".join(
    f"{name},Zapopan,{100 + at}\r\n"
    for at, name in enumerate(("Rosa García López", "Juan Pérez Ruiz", "Ana Torres Díaz") * 4)
)


def asked(upload, ana, environment, text: str) -> Dataset:
    dataset = upload(text, "padron.csv").resource.dataset
    return edit_dataset(by=ana, dataset=dataset, title="Padrón", theme=environment, **METADATA)


def test_names_that_the_law_has_published_are_confirmed_by_who_prepares_them(upload, ana, luis, environment):
    dataset = asked(upload, ana, environment, PADRON)
    (find,) = finds(newest(dataset))
    assert (find.kind, find.level) == ("person_name", "ask")
    assert "padrón de beneficiarios" in find.ground
    with pytest.raises(NotReady):
        publish(by=ana, dataset=dataset)
    decide(by=luis, version=newest(dataset), choices={find.number: Choice("keep")})
    kept = dataset.resources.get().exemptions.get()
    assert (kept.approver, kept.ground) == (luis, find.ground)
    publish(by=ana, dataset=dataset)


def test_of_minors_and_patients_no_law_is_proposed(upload, ana, environment):
    ages = PADRON.replace("apoyo\r\n", "edad\r\n").replace("\r\n", "\r\n")
    ages = "\r\n".join(
        line.rsplit(",", 1)[0] + f",{9 + at}" for at, line in enumerate(PADRON.splitlines()[1:])
    )
    dataset = asked(upload, ana, environment, f"beneficiario,municipio,edad\r\n{ages}\r\n")
    levels = {find.kind: (find.level, find.count) for find in finds(newest(dataset))}
    assert levels == {"minor": ("block", 9), "person_name": ("ask", 12)}
    patients = asked(upload, ana, environment, PADRON.replace("beneficiario", "paciente"))
    assert [find.level for find in finds(newest(patients))] == ["block"]


def test_rows_are_published_as_counts_and_so_are_those_of_next_month(upload, ana, environment):
    text = "curp,municipio,sexo\r\n" + "".join(
        f"{CURPS[at % 3]},{'Tala' if at < 2 else 'Zapopan'},{'HM'[at % 2]}\r\n" for at in range(20)
    )
    dataset = asked(upload, ana, environment, text)
    version = newest(dataset)
    find = next(one for one in finds(version) if one.kind == "curp")
    for wrong in (
        Choice("aggregate"),
        Choice("aggregate", by=("curp",)),
        Choice("aggregate", by=("sexo",), fewest=2),
    ):
        with pytest.raises(Invalid):
            decide(by=ana, version=version, choices={find.number: wrong})
    decide(by=ana, version=version, choices={find.number: Choice("aggregate", by=("municipio", "sexo"))})
    run_waiting_jobs()
    publish(by=ana, dataset=dataset)
    assert published_csv(dataset).split() == ["municipio,sexo,personas", "Zapopan,H,9", "Zapopan,M,9"]
    assert [reason["code"] for reason in dataset.resources.get().current.withheld] == ["counted-tables"]
    upload_next(
        by=ana,
        resource=dataset.resources.get(),
        file=io.BytesIO((text + f"{CURPS[0]},Zapopan,M\r\n").encode()),
        filename="padron.csv",
    )
    run_waiting_jobs()
    assert newest(dataset).state == "ready"
    publish(by=ana, dataset=dataset)
    assert published_csv(dataset).split()[1:] == ["Zapopan,H,9", "Zapopan,M,10"]


def test_counts_of_few_are_emptied_where_they_tell_of_illness(upload, ana, environment):
    cells = "".join(f"Colonia {at},VIH,{at}\r\n" for at in range(9))
    dataset = asked(upload, ana, environment, f"colonia,diagnostico,casos\r\n{cells}")
    (find,) = finds(newest(dataset))
    assert (find.kind, find.level, find.count) == ("small_cells", "ask", 4)
    assert chosen(dataset, ana, Choice("suppress")).state == "ready"
    publish(by=ana, dataset=dataset)
    rows = [line.rsplit(",", 1)[1] for line in published_csv(dataset).split("\n")[1:] if line]
    assert [row.strip() for row in rows] == ["0", "", "", "", "", "5", "6", "7", "8"]


def test_what_went_public_before_anyone_looked_is_found_in_old_versions_too(
    upload, ana, environment, monkeypatch, capsys
):
    with monkeypatch.context() as blind:
        blind.setattr("amate.publishing.build.asked_of_persons", lambda _resource, _reading: [])
        dataset = asked(upload, ana, environment, GRANTS)
        publish(by=ana, dataset=dataset)
        upload_next(
            by=ana,
            resource=dataset.resources.get(),
            file=io.BytesIO(b"beneficiario_id,municipio\r\n7,Tala\r\n"),
            filename="padron.csv",
        )
        run_waiting_jobs()
    answer(by=ana, version=newest(dataset))
    publish(by=ana, dataset=dataset)
    found = [(one.version.number, one.blocks) for one in suspects() if "CURP" in one.message]
    assert found == [(1, True)]
    with pytest.raises(SystemExit):
        call_command("scan")
    assert "versión 1: Encontramos 12 valores que parecen CURP" in capsys.readouterr().out
    version = dataset.resources.get().versions.get(number=1)
    version.state = "purged"
    version.save()
    call_command("scan")
    assert "Nada de lo publicado" in capsys.readouterr().out
