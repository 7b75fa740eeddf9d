"""The pages for everyone in a real browser: accessible, narrow enough, at home, complete without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from amate.base.portal import read_portal
from amate.catalog.changes import mark
from amate.catalog.indexing import reindex
from amate.catalog.models import Dataset, Table
from amate.people.actions import save_institution
from amate.people.models import Person
from amate.publishing.actions import publish, upload
from amate.web.seed import seed_pages
from tests.web.conftest import faults, on_screens
from tests.web.public.conftest import STATIONS
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]


@pytest.fixture
def addresses(rain: Dataset, ana: Person, settings: Any) -> dict[str, str]:
    """One address for each type of page."""
    newer = STATIONS.replace("12.5", "13").replace("0101", "0102")
    file = io.BytesIO(newer.encode())
    upload(by=ana, resource=rain.resources.get(), file=file, filename="estaciones.csv")
    run_waiting_jobs()
    publish(by=ana, dataset=Dataset.objects.get(pk=rain.pk))
    run_waiting_jobs()
    Dataset.objects.create(
        slug="viejo",
        title="Muy atrasado",
        institution=rain.institution,
        state="published",
        periodicity="R/P1M",
        data_modified=datetime(2020, 1, 1, 18, tzinfo=UTC),
    )
    seed_pages(portal=read_portal(settings.AMATE_PORTAL / "portal.toml"))
    table = Table.objects.current().get(version__resource__dataset=rain).get_absolute_url()
    return {
        "home": "/",
        "search": "/datos?q=lluvia&sector=medio-ambiente",
        "in vain": "/datos?q=qwrtzpf",
        "dataset": rain.get_absolute_url(),
        "table": f"{table}?mm__gte=1&_sort=-mm",
        "refused question": f"{table}?mm__gte=muchos",
        "column filter": f"{table}?_f_panel=filtro&_f_columna=estacion",
        "columns": f"{table}?_f_panel=columnas",
        "changes": f"{rain.get_absolute_url()}/cambios",
        "refused changes": f"{rain.get_absolute_url()}/cambios?de=1&a=1",
        "kept up to date": "/actualizacion",
        "themes": "/temas",
        "theme": "/temas/medio-ambiente",
        "institutions": "/instituciones",
        "institution": "/instituciones/zapopan",
        "text": "/ayuda",
        "report": f"{rain.get_absolute_url()}/reportar",
        "not found": "/nada",
    }


@on_screens
def test_axe_finds_nothing_serious_on_any_type_of_page(
    visit: Visit, axe: str, addresses: dict[str, str], width: int, dark: bool
) -> None:
    found = {name: faults(visit(path, width=width, dark=dark), axe) for name, path in addresses.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_no_page_is_wider_than_a_small_phone(visit: Visit, addresses: dict[str, str]) -> None:
    widths = {
        name: visit(path, width=320).evaluate("document.documentElement.scrollWidth")
        for name, path in addresses.items()
    }
    assert set(widths.values()) == {320}, widths


SEEN = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((head) => head.checkVisibility())
  .map((head) => [head.getBoundingClientRect(), head.textContent])
  .filter(([box]) => box.width > 1 && box.height > 1)
  .sort(([a], [b]) => a.top - b.top || a.left - b.left)
  .map(([_, text]) => text)"""


def walked(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The nodes of an accessibility tree in the order in which they are read."""
    by_id = {node["nodeId"]: node for node in nodes}
    waiting = [nodes[0]]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [by_id[child] for child in reversed(node["childIds"]) if child in by_id]


def test_headings_are_read_in_the_order_in_which_they_are_seen(
    visit: Visit, addresses: dict[str, str]
) -> None:
    """On a phone, where nothing stands beside anything: the tree that screen readers walk, and the page."""
    for name in ("home", "search", "dataset", "table", "theme"):
        page = visit(addresses[name], width=375)
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        heads = [node for node in walked(nodes) if node["role"]["value"] == "heading" and not node["ignored"]]
        read = [" ".join(node["name"]["value"].split()) for node in heads]
        seen = [" ".join(text.split()) for text in page.evaluate(SEEN)]
        assert len(seen) > 1, name
        assert [text for text in read if text in seen] == seen, name


def test_the_browser_refuses_nothing_of_ours(visit: Visit, addresses: dict[str, str]) -> None:
    """No style, script or image of a page breaks its own content security policy."""
    page = visit("/")
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if "Content Security" in message.text else None
    )
    for path in addresses.values():
        page.goto("/".join(page.url.split("/")[:3]) + path)
    assert said == []


def test_a_citizen_finds_narrows_sorts_filters_and_pages_without_javascript(
    visit: Visit, addresses: dict[str, str]
) -> None:
    page = visit("/", width=375, script=False)
    page.get_by_role("searchbox").fill("lluvia estacion")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_text("Filtrar por sector").click()
    page.get_by_role("link", name="Medio ambiente").click()
    page.get_by_role("link", name="Lluvia por estación").click()
    page.get_by_role("link", name="Ver y filtrar las 4 filas").click()
    page.get_by_role("link", name="estacion", exact=True).click()
    assert page.locator("tbody tr td:nth-child(3)").first.inner_text() == "Ávalos"
    page.get_by_role("link", name="Filtrar mm").click()
    page.get_by_label("Desde").fill("100")
    page.get_by_role("button", name="Filtrar").click()
    assert page.get_by_text("2 filas de 4").is_visible()
    stations = page.locator(".data-table").first.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert stations == ["Toluca", "Xalapa"]
    assert "rows.csv?mm__gte=100" in (
        page.get_by_role("link", name="en CSV").first.get_attribute("href") or ""
    )
    page.get_by_role("link", name="mm es mayor o igual que").click()
    assert page.get_by_text("4 filas").first.is_visible()


def test_everything_can_be_reached_with_the_keyboard_and_focus_is_seen(
    visit: Visit, addresses: dict[str, str]
) -> None:
    page = visit(addresses["table"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Saltar al contenido"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenido"


def test_a_page_weighs_less_than_150_kilobytes(visit: Visit, addresses: dict[str, str]) -> None:
    """As sent: our server compresses pages, and whitenoise what is static; here that is measured by gzip."""
    import gzip

    for name in ("home", "search", "dataset", "table"):
        page, bodies = visit("/nada"), list[bytes]()
        page.on("response", lambda response, bodies=bodies: bodies.append(_sent(response)))
        page.goto("/".join(page.url.split("/")[:3]) + addresses[name], wait_until="networkidle")
        total = sum(len(gzip.compress(body)) for body in bodies)
        assert 20_000 < total < 150_000, name


def _sent(response: Any) -> bytes:
    return b"" if response.status in {204, 304} else response.body()


@pytest.fixture
def many(rain: Dataset, ana: Person) -> None:
    """Twenty institutions under one another, each with a published dataset."""
    parent = None
    for number in range(20):
        parent = save_institution(
            by=None,
            slug=f"area-{number}",
            name=f"Área {number:02} de Ñandú",
            kind="organismo",
            parent=parent if number % 4 else None,
        )
        row = Dataset.objects.get(pk=rain.pk)
        row.pk, row.public_id, row.slug, row.institution = None, uuid4(), f"copia-{number}", parent
        row.save()
        mark(row)
    run_waiting_jobs()
    reindex()


def test_a_long_filter_is_searched_as_one_types_and_whole_without_javascript(
    visit: Visit, many: None
) -> None:
    page = visit("/datos")
    group = page.locator("#filtro-institucion")
    group.locator("summary").click()
    group.get_by_label("Buscar en la lista").fill("nandu 07")
    names = [name.strip() for name in group.locator("li:visible .name").all_inner_texts()]
    assert names == ["Área 04 de Ñandú", "Área 05 de Ñandú", "Área 06 de Ñandú", "Área 07 de Ñandú"]
    assert group.get_by_role("status").inner_text() == "1 de 21"
    group.get_by_label("Buscar en la lista").fill("nada así")
    assert group.get_by_role("status").inner_text() == "Ninguna coincide"
    plain = visit("/datos", script=False).locator("#filtro-institucion")
    assert not plain.get_by_label("Buscar en la lista").is_visible()
    plain.locator("summary").click()
    assert plain.locator("li:visible").count() == 21


def test_the_list_of_institutions_is_searched(visit: Visit, many: None) -> None:
    page = visit("/instituciones", width=375)
    page.get_by_label("Buscar en la lista").fill("area 13")
    assert page.locator("#lista li:visible > .line a").all_inner_texts() == [
        "Área 12 de Ñandú",
        "Área 13 de Ñandú",
    ]
    assert not page.get_by_role("heading", name="Municipios").is_visible()
    page.get_by_label("Buscar en la lista").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Área 12 de Ñandú"
