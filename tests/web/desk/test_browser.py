"""An officer's second journey in a real browser, with JavaScript and without; and the desk under axe."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from amate.catalog.models import Dataset, Licence, Table, Theme, Version
from amate.community.actions import report_error
from amate.ingest.dictionary.declared import Field, Schema
from amate.people.actions import save_institution
from amate.people.models import Person
from amate.publishing.actions import upload as next_version
from amate.publishing.dictionaries import declare
from tests.cast import PARKS_CSV, PASSWORD
from tests.web.conftest import faults, on_screens
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]


def enter(visit: Visit, person: Person, **how: Any) -> Any:
    page = visit("/mesa/", **how)
    page.get_by_label("Correo electrónico").fill(person.email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", name="La mesa").wait_for()
    page.wait_for_load_state()  # the scripts are there
    return page


def choose(page: Any, path: Path, button: str) -> None:
    page.get_by_label("Archivo", exact=True).first.set_input_files(path)
    page.get_by_role("button", name=button, exact=True).click()


def describe(page: Any) -> None:
    """Six fields; the title was guessed from the file's name."""
    page.get_by_label("Título").last.fill("Parques de Zapopan")
    page.get_by_label("Descripción").last.fill("Cada fila es un parque del municipio.")
    page.get_by_label("Sector").select_option(label="Medio ambiente")
    page.get_by_label("Periodicidad").select_option(label="Anual")
    page.get_by_label("Etiquetas").fill("parques, áreas verdes")
    page.get_by_label("Periodo que cubre").fill("2024")


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_file_becomes_public_and_next_month_has_its_second_version(
    visit: Visit, ana: Person, environment: Theme, licence: Licence, tmp_path: Path, *, script: bool
) -> None:
    page = enter(visit, ana, script=script)
    choose(page, write(tmp_path, "parques.csv", PARKS_CSV.encode()), "Subir archivo")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    run_waiting_jobs()
    page.get_by_text("2 filas · 4 columnas").wait_for()
    describe(page)
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    address = page.get_by_role("link", name="/datos/parques-de-zapopan").get_attribute("href")
    reader = visit(address, script=script)
    assert reader.get_by_role("heading", name="Parques de Zapopan", level=1).is_visible()

    choose(
        page,
        write(tmp_path, "parques.csv", (PARKS_CSV + "Colomos,Providencia,92,14039\r\n").encode()),
        "Subir",
    )
    page.get_by_text("Leyendo un archivo").or_(
        page.get_by_text("Estamos leyendo tu archivo")
    ).first.wait_for()
    run_waiting_jobs()
    page.get_by_text("pasa de 2 a 3 filas").wait_for()
    assert Table.objects.current().get().rows == 2
    page.get_by_role("button", name="Publicar la versión 2").click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    assert Table.objects.current().get().rows == 3
    assert page.get_by_role("link", name="/datos/parques-de-zapopan").get_attribute("href") == address
    reader.goto(reader.url)
    assert reader.get_by_text("2 versiones").first.is_visible()
    assert list(Version.objects.values_list("number", "state")) == [(2, "published"), (1, "published")]


@pytest.mark.parametrize("name", ["zapopan_parques.csv", "conapo_esperanza_vida.xlsx"])
def test_a_real_file_of_an_office_is_published(
    visit: Visit, ana: Person, environment: Theme, licence: Licence, *, real: Path, name: str
) -> None:
    page = enter(visit, ana)
    choose(page, real / name, "Subir archivo")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    run_waiting_jobs()
    page.get_by_text("Leímos tu archivo.").wait_for()
    describe(page)
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    assert Dataset.objects.get().is_public


def test_what_is_typed_while_the_file_is_read_is_not_lost(
    visit: Visit, ana: Person, environment: Theme, licence: Licence, tmp_path: Path
) -> None:
    page = enter(visit, ana)
    choose(page, write(tmp_path, "parques.csv", PARKS_CSV.encode()), "Subir archivo")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    page.get_by_label("Descripción").last.fill("Lo que ya llevaba escrito.")
    assert page.get_by_role("button", name="Publicar", exact=True).is_disabled()
    run_waiting_jobs()
    page.get_by_text("Leímos tu archivo.").wait_for()
    assert page.get_by_label("Descripción").last.input_value() == "Lo que ya llevaba escrito."
    assert page.get_by_role("button", name="Publicar", exact=True).is_enabled()


def test_what_is_missing_is_said_first_and_the_eye_is_led_there(
    visit: Visit, ana: Person, upload: Any
) -> None:
    dataset = upload().resource.dataset
    page = enter(visit, ana)
    page.goto(page.url + f"conjuntos/{dataset.slug}/")
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.get_by_text("Hay algo que corregir").wait_for()
    page.wait_for_function("document.activeElement.classList.contains('error-summary')")
    page.get_by_role("link", name="Falta: descripción.").click()
    assert page.evaluate("document.activeElement.id || location.hash") in {
        "id_description",
        "#id_description",
    }


def test_a_refused_file_leaves_alone_what_was_typed_elsewhere(
    visit: Visit, ana: Person, parks: Dataset, tmp_path: Path
):
    page = enter(visit, ana)
    page.goto(page.url + f"conjuntos/{parks.slug}/")
    page.get_by_label("Descripción").last.fill("A medio escribir")
    choose(page, write(tmp_path, "vacio.csv", b""), "Subir")
    page.get_by_role("alert").get_by_text("El archivo está vacío").wait_for()
    assert page.get_by_label("Descripción").last.input_value() == "A medio escribir"
    choose(page, write(tmp_path, "parques.csv", PARKS_CSV.encode() + b"x,y,1,14039\r\n"), "Subir")
    page.get_by_text("Estamos leyendo tu archivo").wait_for()


def test_a_file_can_be_dropped(visit: Visit, ana: Person, licence: Licence) -> None:
    page = enter(visit, ana)
    dropped = page.evaluate_handle(
        "(text) => { const data = new DataTransfer(); data.items.add(new File([text], 'parques.csv')); return data }",
        PARKS_CSV,
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    page.get_by_text("Estamos leyendo tu archivo").wait_for()


@on_screens
def test_axe_finds_nothing_serious_at_the_desk(
    visit: Visit,
    axe: str,
    steward: Person,
    luis: Person,
    parks: Dataset,
    upload: Any,
    *,
    width: int,
    dark: bool,
) -> None:
    draft = upload(b"MZ\x90\x00" + b"\x00" * 200, "datos.csv").resource.dataset
    report = report_error(dataset=parks, text="El segundo parque no existe.")
    doors = ["/mesa/entrar/", "/mesa/clave/olvidada/", "/mesa/clave/olvidada/enviada/"]
    found = {path: faults(visit(path, width=width, dark=dark), axe) for path in doors}
    page = enter(visit, steward, width=width, dark=dark)
    root = page.url.removesuffix("/mesa/")
    names = ("instituciones", "personas", "sectores", "licencias", "paginas")
    inside = [
        reverse("desk"),
        reverse("desk-dataset", args=[parks.slug]),
        reverse("desk-dataset", args=[draft.slug]),
        reverse("desk-reports"),
        reverse("desk-report", args=[report.pk]),
        reverse("desk-keys"),
        reverse("desk-team", args=["zapopan"]),
        *(reverse(name, args=[parks.slug]) for name in ("desk-history", "desk-answers")),
        *(reverse(name) for name in ("desk-reminders", "desk-import", "desk-transfer", "desk-ask-to-join")),
        reverse("desk-purge", args=[parks.resources.get().current.public_id]),
        reverse("account_change_password"),
        reverse("mfa_index"),
        reverse("portal-quarantines"),
        reverse("portal-act-as", args=[luis.pk]),
        reverse("portal-desk"),
        *(reverse("portal-rows", args=[name]) for name in names),
        *(reverse("portal-new", args=[name]) for name in names),
        reverse("portal-highlights"),
        reverse("portal-new-highlight"),
        reverse("portal-featured"),
        reverse("portal-jobs"),
        reverse("portal-mail"),
        reverse("portal-journal"),
    ]
    wide = {}
    for path in inside:
        page.goto(root + path)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        found[path] = faults(page, axe)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert set(wide.values()) == {width}, wide


LONG = "dependencia_responsable_de_la_ejecucion_y_supervision_de_la_obra_publica_municipal"
DOUBTFUL = f"clave,fecha,latitud,longitud,{LONG}\n" + "".join(
    f"0{n:03},0{n}/0{n + 1}/2024,-103.{n + 30},20.{n + 60},Obras {n}\n" for n in range(1, 8)
)


@on_screens
def test_axe_finds_nothing_serious_in_how_a_file_was_read_and_what_its_columns_are(
    visit: Visit, axe: str, ana: Person, parks: Dataset, upload: Any, *, width: int, dark: bool
) -> None:
    asking, refused = upload(DOUBTFUL, "obras.csv"), upload(b"%PDF-1.4\n%%EOF\n", "presupuesto.csv")
    assert (asking.state, refused.state) == ("asking", "refused")
    table = parks.resources.get().current.tables.get()
    fields = (Field("hectareas", type="number", minimum="50", required=True), Field("nombre", unique=True))
    declare(by=ana, table=table, schema=Schema(fields))
    next_version(
        by=ana, resource=parks.resources.get(), file=io.BytesIO(DOUBTFUL.encode()), filename="parques.csv"
    )
    run_waiting_jobs()
    versions = [asking, refused, table.version, parks.resources.get().versions.latest("number")]
    page = enter(visit, ana, width=width, dark=dark)
    root, found, wide = page.url.removesuffix("/mesa/"), {}, {}
    for path in (
        *(reverse("desk-dataset", args=[one.resource.dataset.slug]) for one in versions),
        *(reverse("desk-reading", args=[one.public_id]) for one in versions),
        *(reverse("desk-dictionary", args=[one.public_id, 1]) for one in versions if one.tables.exists()),
    ):
        page.goto(root + path)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        found[path] = faults(page, axe)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert set(wide.values()) == {width}, wide


def test_an_institution_is_found_in_a_long_list_and_stays_chosen(visit: Visit, steward: Person) -> None:
    above = save_institution(by=None, slug="finanzas", name="Secretaría de Finanzas", kind="dependencia")
    for number in range(20):
        save_institution(
            by=None, slug=f"area-{number}", name=f"Dirección {number}", kind="organismo", parent=above
        )
    page = enter(visit, steward)
    choice = page.get_by_label("Institución", exact=True)
    assert choice.locator("option").count() == 22
    box = page.get_by_label("Buscar en la lista: Institución")
    box.fill("direccion 17")
    assert [text.strip() for text in choice.locator("option").all_inner_texts()] == [
        "Elige la institución…",
        "Secretaría de Finanzas",
        "Dirección 17",
    ]
    box.press("Enter")
    assert choice.input_value() == "area-17"
    assert page.evaluate("document.activeElement.id") == "id_institution"
    box.fill("")
    assert (choice.input_value(), choice.locator("option").count()) == ("area-17", 22)


def test_a_steward_puts_a_figure_on_the_home_page(
    visit: Visit, steward: Person, parks: Dataset, settings: Any, live_server: Any
) -> None:
    settings.AMATE_URL = live_server.url
    page = enter(visit, steward)
    page.get_by_role("link", name="El portal").click()
    page.get_by_role("link", name="Datos del día").click()
    page.get_by_text("La portada no tiene datos del día").wait_for()
    page.get_by_role("link", name="Nuevo dato").click()
    page.get_by_label("Título").fill("El parque más grande")
    page.get_by_label("Cifra", exact=True).fill("113.5 ha")
    page.get_by_label("Qué cuenta la cifra").fill("mide el Metropolitano")
    page.get_by_label("Texto").fill("Es **quince veces** el Ávila Camacho.")
    page.get_by_label("Fecha del dato").fill("2024-05-03")
    page.get_by_label("Dirección de los datos").fill("/datos/parques")
    page.get_by_label("Se publica desde").fill("2024-05-03")
    page.get_by_role("button", name="Ver cómo queda").click()
    page.get_by_role("link", name="Ahí no hay un conjunto público").wait_for()
    page.get_by_label("Dirección de los datos").fill(live_server.url + parks.get_absolute_url())
    page.get_by_role("button", name="Ver cómo queda").click()
    page.get_by_role("heading", name="Así queda").wait_for()
    assert page.locator(".highlight strong").all_inner_texts() == ["113.5 ha", "quince veces"]
    page.get_by_role("button", name="Guardar").click()
    page.get_by_text("Se guardó «El parque más grande».").wait_for()
    reader = visit("/", width=375, script=False)
    block = reader.get_by_role("article").filter(has_text="El parque más grande")
    block.get_by_role("link", name="Ver los datos").click()
    assert reader.get_by_role("heading", name="Parques de Zapopan", level=1).is_visible()
    page.get_by_role("link", name="El parque más grande").click()
    page.get_by_role("button", name="Quitar de la portada").click()
    page.get_by_text("La portada no tiene datos del día").wait_for()
