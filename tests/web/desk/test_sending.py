"""A big file over a bad connection: cut, closed, opened again, and on from where it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amate.api.v1 import resumable
from amate.catalog.models import Dataset, Licence, Theme, Version
from amate.people.models import Person
from amate.publishing.models import Upload
from tests.web.conftest import faults, on_screens
from tests.web.desk.test_browser import describe, enter
from tests.web.desk.test_uploads import half_way
from tests.work import run_waiting_jobs

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Any]
Received = list[tuple[int, int]]
MB = 1 << 20
PIECE = 8 * MB


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Received:
    """Each piece that reached the portal: at which byte, and of how many."""
    pieces: Received = []
    take = resumable.receive

    def noted(**said: Any) -> Upload:
        pieces.append((said["at"], said["length"]))
        return take(**said)

    monkeypatch.setattr(resumable, "receive", noted)
    return pieces


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty megabytes of rows: two whole pieces and a half."""
    path = tmp_path_factory.mktemp("grande") / "gasto_2024.csv"
    with path.open("w") as file:
        file.write("clave,municipio,monto\n")
        while file.tell() < 20 * MB:
            file.writelines(f"{number:06},Guadalajara,{number % 977}.50\n" for number in range(10_000))
    return path


class Line:
    """The network between a page and the portal, which breaks after so many pieces until it is mended."""

    def __init__(self, page: Any, breaks_after: int) -> None:
        self.left, self.mended = breaks_after, False
        page.route("**/api/v1/uploads/*", self._carry)

    def _carry(self, route: Any) -> None:
        if route.request.method == "PATCH" and not self.mended:
            self.left -= 1
            if self.left < 0:
                return route.abort("connectionreset")
        return route.continue_()


def cut_off(page: Any) -> None:
    """A page that closes leaves its Line, and a piece that was being tried again would slip through meanwhile."""
    page.context.set_offline(True)


def choose(page: Any, path: Path) -> None:
    page.get_by_label("Archivo", exact=True).first.set_input_files(path)
    page.get_by_role("button", name="Subir archivo").click()


def ends_in_the_workspace(page: Any, path: Path) -> None:
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    assert Version.objects.get().path.read_bytes() == path.read_bytes()
    assert not Upload.objects.unfinished().exists()


def test_it_goes_on_where_it_was_when_the_same_file_is_chosen_again(
    visit: Visit, ana: Person, environment: Theme, licence: Licence, received: Received, big: Path
) -> None:
    page = enter(visit, ana)
    Line(page, breaks_after=1)
    choose(page, big)
    page.get_by_text("Se cortó la conexión. Lo que ya llegó está a salvo").wait_for()
    assert page.get_by_role("progressbar", name="Avance de la subida").is_visible()
    context, desk = page.context, page.url
    cut_off(page)
    page.close()  # the laptop
    context.set_offline(False)
    assert received == [(0, PIECE)]
    received.clear()

    page = context.new_page()
    page.goto(desk)
    row = page.get_by_role("listitem").filter(has_text="gasto_2024.csv")
    row.get_by_text(f"8.4 MB de 21 MB · {100 * PIECE // big.stat().st_size} %").wait_for()
    choose(page, big)
    ends_in_the_workspace(page, big)
    assert received[0][0] == PIECE
    assert sum(length for _at, length in received) == big.stat().st_size - PIECE

    run_waiting_jobs()
    page.get_by_text("Leímos tu archivo.").wait_for()
    describe(page)
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.get_by_text("Publicado. Ya lo puede ver todo el mundo.").wait_for()
    assert Dataset.objects.get().is_public


def test_it_is_found_again_in_another_browser(
    visit: Visit, ana: Person, licence: Licence, received: Received, big: Path, tmp_path: Path
) -> None:
    page = enter(visit, ana)
    Line(page, breaks_after=2)
    choose(page, big)
    page.get_by_text("Se cortó la conexión").wait_for()
    cut_off(page)
    page.context.close()

    page = enter(visit, ana)
    received.clear()
    row = page.get_by_role("listitem").filter(has_text="gasto_2024.csv")
    other = tmp_path / "otro.csv"
    other.write_text("a,b\n1,2\n")
    row.get_by_label("Continuar gasto_2024.csv").set_input_files(other)
    row.get_by_text("No es el mismo archivo: falta el resto de «gasto_2024.csv», que mide 21 MB.").wait_for()
    row.get_by_label("Continuar gasto_2024.csv").set_input_files(big)
    ends_in_the_workspace(page, big)
    assert received == [(2 * PIECE, big.stat().st_size - 2 * PIECE)]


def test_a_file_that_changed_meanwhile_is_not_mixed_with_what_came(
    visit: Visit, ana: Person, licence: Licence, tmp_path: Path
) -> None:
    path = tmp_path / "parques.csv"
    path.write_bytes(b"a" * (PIECE + 10))
    page = enter(visit, ana)
    Line(page, breaks_after=1)
    choose(page, path)
    page.get_by_text("Se cortó la conexión").wait_for()
    cut_off(page)
    page.context.close()
    path.write_bytes(b"b" * (PIECE + 10))  # as long, later

    page = enter(visit, ana)
    row = page.get_by_role("listitem").filter(has_text="parques.csv")
    row.get_by_label("Continuar parques.csv").set_input_files(path)
    row.get_by_text("El archivo cambió desde que empezaste a subirlo.").wait_for()
    choose(page, path)
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    assert set(Version.objects.get().path.read_bytes()) == set(b"b")


def test_it_waits_for_the_network_pauses_and_goes_on_by_itself(
    visit: Visit, ana: Person, licence: Licence, received: Received, big: Path
) -> None:
    page = enter(visit, ana)
    line = Line(page, breaks_after=1)
    choose(page, big)
    page.get_by_text("Se cortó la conexión").wait_for()
    page.get_by_role("button", name="Pausar").click()
    page.get_by_text("En pausa. Lo que ya llegó está a salvo").wait_for()
    assert page.get_by_text(f"8.4 MB de 21 MB · {100 * PIECE // big.stat().st_size} %").is_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Continuar", exact=True).click()
    page.get_by_text("Sin conexión.").wait_for()
    line.mended = True
    page.context.set_offline(False)
    ends_in_the_workspace(page, big)
    assert [at for at, _length in received] == [0, PIECE, 2 * PIECE]


def test_whose_session_ended_is_told_and_loses_nothing(
    visit: Visit, ana: Person, licence: Licence, received: Received, big: Path
) -> None:
    page = enter(visit, ana)
    line = Line(page, breaks_after=1)
    choose(page, big)
    page.get_by_text("Se cortó la conexión").wait_for()
    page.context.clear_cookies(name="sesion")
    line.mended = True
    page.get_by_role("alert").get_by_text("Tu sesión terminó. Lo que ya llegó está a salvo").wait_for()
    assert Upload.objects.get().arrived == PIECE


def test_who_works_for_several_says_for_which_before_any_byte(
    visit: Visit, steward: Person, zapopan: Any, health: Any, received: Received, big: Path
) -> None:
    page = enter(visit, steward)
    choose(page, big)
    page.get_by_role("alert").get_by_text("Elige para qué institución es el archivo.").wait_for()
    assert page.evaluate("document.activeElement.name") == "institution"
    page.get_by_label("Institución", exact=True).select_option("zapopan")
    page.get_by_role("button", name="Subir archivo").click()
    ends_in_the_workspace(page, big)
    assert [at for at, _length in received] == [0, PIECE, 2 * PIECE]


def test_the_same_file_for_another_place_is_another_upload(
    visit: Visit, ana: Person, parks: Dataset, received: Received, big: Path
) -> None:
    page = enter(visit, ana)
    desk = page.url
    page.goto(f"{desk}conjuntos/{parks.slug}/")
    line = Line(page, breaks_after=1)
    page.get_by_label("Archivo", exact=True).first.set_input_files(big)
    page.get_by_role("button", name="Subir", exact=True).click()
    page.get_by_text("Se cortó la conexión").wait_for()
    line.mended = True
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(desk)
    page.get_by_text("Versión nueva de «Parques»").wait_for()
    received.clear()
    choose(page, big)
    page.get_by_text("Estamos leyendo tu archivo").wait_for()
    assert [at for at, _length in received] == [0, PIECE, 2 * PIECE]
    assert parks.resources.get().versions.count() == 1


def test_it_can_be_given_up(
    visit: Visit, ana: Person, licence: Licence, received: Received, big: Path
) -> None:
    page = enter(visit, ana)
    Line(page, breaks_after=1)
    choose(page, big)
    page.get_by_text("Se cortó la conexión").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Descartar").click()
    page.get_by_role("button", name="Subir archivo").wait_for()
    assert not Upload.objects.exists()


@on_screens
def test_axe_finds_nothing_serious_in_what_is_half_way(
    visit: Visit,
    axe: str,
    ana: Person,
    licence: Licence,
    zapopan: Any,
    big: Path,
    *,
    width: int,
    dark: bool,
) -> None:
    half_way(ana, zapopan, "x" * 180 + ".csv")
    page = enter(visit, ana, width=width, dark=dark)
    Line(page, breaks_after=1)
    choose(page, big)
    page.get_by_text("Se cortó la conexión").wait_for()
    page.get_by_label(re.compile("^Continuar x+")).set_input_files(big)
    page.get_by_text("No es el mismo archivo").wait_for()
    assert faults(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
