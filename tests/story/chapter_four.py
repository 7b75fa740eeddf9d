"""Chapter four, what may be published and what must not: a table of persons is stopped, mended, looked at by another,
sent back, scheduled and proved by anyone; a mistake is shut off, replaced and erased; who leaves is out.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl

from tests.base.outside import eventually
from tests.story.browser import Browser, Page
from tests.story.portal import Portal
from tests.story.story import (
    ANA,
    LUIS,
    STEWARD,
    Story,
    first_choice,
    joins,
    once_read,
    path_of,
    read,
    signed_in,
)

CURP = "BOXW310820HNERXN09"  # of nobody; its digit agrees
PHONE, REMARK, MISTAKE = "qztelefonowx", "qzcomentariowx", "qzdomiciliowx"
TITLE = "Qzapoyoswx a personas"
PUBLIC = [["Zapopan", str(100 + at)] for at in range(11)] + [[MISTAKE, "111"]]
MENDED = [[place.replace(MISTAKE, "Tonalá"), amount] for place, amount in PUBLIC]
ZONE = ZoneInfo("America/Mexico_City")  # of the portal


def workbook(rows: list[list[str]]) -> bytes:
    """As the office keeps it: who was paid in the first column, and telephones in a sheet that it hides."""
    book = openpyxl.Workbook()
    book.active.title = "Apoyos"
    book.active.append(["beneficiario_id", "municipio", "monto"])
    for place, amount in rows:
        book.active.append([CURP, place, int(amount)])
    hidden = book.create_sheet("Teléfonos")
    hidden.append([PHONE, "3312345678"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def the_gate_stops_a_table_of_persons(story: Story) -> None:
    joins(story, "Luis", LUIS, "editor")
    luis = signed_in(story, LUIS)
    dropped = luis.send(luis.open("/mesa/"), "/mesa/", file=("qzapoyoswx.xlsx", io.BytesIO(workbook(PUBLIC))))
    workspace = once_read(luis, dropped)
    assert "Encontramos 12 valores que parecen CURP en la columna «beneficiario_id»" in workspace.words
    told = {"title": TITLE, "description": "Un apoyo por fila.", "periodicity": "R/P1M"}
    more = {"theme": first_choice(workspace, "theme"), "keywords": "apoyos"}
    saved = luis.send(workspace, path_of(story, workspace), **told, **more)
    story.supports = saved.url.rstrip("/").rsplit("/", 1)[-1]
    refused = by_program(story, "POST", f"/datasets/{story.supports}/publish")
    assert refused.status == 409
    assert "parecen CURP" in refused.text
    story.hidden += [f"/datos/{story.supports}", f"/api/v1/datasets/{story.supports}"]
    story.secrets += [CURP, PHONE, REMARK, MISTAKE, "qzapoyoswx"]


def by_program(story: Story, method: str, path: str) -> Page:
    """What Ana's key is answered, whatever it is."""
    headers = {"Authorization": f"Bearer {story.key}"}
    address = f"{story.portal.origin}/api/v1{path}"
    return Page(Browser(story.portal.origin).session.request(method, address, json={}, headers=headers))


def desk_of(story: Story) -> str:
    return f"/mesa/conjuntos/{story.supports}/"


def it_is_decided_and_another_person_looks(story: Story) -> None:
    two_persons_publish(story)
    luis = signed_in(story, LUIS)
    found = luis.open(luis.open(desk_of(story)).link("/personas/"))
    assert CURP not in found.text
    workspace = once_read(luis, luis.send(found, "/personas/", **{"do-0": "leave-out"}))
    sent = luis.send(workspace, "/enviar/", text="Listo.")
    assert "Enviado a revisión" in sent.words, sent.words
    ana = signed_in(story, ANA)
    review = ana.open(link_in(story.portal.letter(ANA, "envió a revisión")))
    assert "municipio" in review.words
    assert CURP not in review.text
    given_back = ana.send(
        review, review.url.removeprefix(story.portal.origin), text=f"{REMARK}: falta el año."
    )
    assert given_back.status == 200
    assert REMARK in story.portal.letter(LUIS, "hay que corregirlo")


def two_persons_publish(story: Story) -> None:
    steward = signed_in(story, STEWARD)
    zapopan = steward.open(f"/mesa/portal/instituciones/{story.institution}/")
    assert steward.send(zapopan, path_of(story, zapopan), two_persons="on").status == 200


def link_in(letter: str) -> str:
    found = re.search(r"https?://\S+/mesa/\S+", letter)
    assert found
    return found[0]


def it_is_mended_and_scheduled(story: Story) -> None:
    luis = signed_in(story, LUIS)
    workspace = luis.open(desk_of(story))
    assert REMARK in luis.open(workspace.link("/revisiones/")).words
    luis.send(workspace, path_of(story, workspace), temporal="2024")
    approved = scheduled(story, timedelta(days=1))
    assert "Se publicará solo a su hora" in approved.words
    assert Browser(story.portal.origin).open(f"/datos/{story.supports}").status == 404


def scheduled(story: Story, ahead: timedelta) -> Page:
    """Luis sends it again with an hour, and Ana agrees."""
    luis, ana = signed_in(story, LUIS), signed_in(story, ANA)
    hour = (datetime.now(ZONE) + ahead).strftime("%Y-%m-%dT%H:%M:%S")
    luis.send(luis.open(desk_of(story)), "/enviar/", publish_at=hour, text="Corregido.")
    review = ana.open(link_in(story.portal.letter(ANA, "Se pide que sea público")))
    return ana.send(review, "/aprobar/")


def its_hour_is_moved_up(story: Story) -> None:
    luis = signed_in(story, LUIS)
    review = luis.open(luis.open(desk_of(story)).link("/revisiones/"))
    assert "sigue aquí" in luis.send(review, "/recoger/").words
    lines = Portal(story.folder / "lejos")  # somebody else's machine, that has nothing of this portal
    lines.home.mkdir()
    story.elsewhere = lines
    story.pinned = str(
        Browser(story.portal.origin).session.get(f"{story.portal.origin}/registro.json").json()["key"]
    )
    story.seen = checked_from_outside(story)
    for word in ("qzapoyoswx", MISTAKE):  # from its hour on they are public
        story.secrets.remove(word)
    story.hidden = [each for each in story.hidden if story.supports not in each]
    scheduled(story, timedelta(seconds=3))


def checked_from_outside(story: Story, seen: str = "") -> str:
    """The log is whole and signed with the key that was written down; returns its last line."""
    said = story.elsewhere.amate(
        "verify", "--log", story.portal.origin, "--key", story.pinned, *(("--seen", seen) if seen else ())
    )
    last = re.search(r"--seen ([0-9a-f]{64})", said)
    assert last
    return last[1]


def it_goes_public_at_its_hour_with_a_folio(story: Story) -> None:
    citizen = Browser(story.portal.origin)
    address = f"/datos/{story.supports}"
    assert eventually(lambda: citizen.open(address).status == 200, 90)
    page = citizen.open(address)
    table = re.search(rf"{address}/tablas/[0-9a-f-]{{36}}", page.text)
    assert table
    story.bad = table[0]
    assert rows_of(story) == [["municipio", "monto"], *PUBLIC]
    assert "No se ofrece al público" in page.words
    letter = story.portal.letter(LUIS, "ya es público")
    folio = re.search(r"Folio: (\d{4}-\d{6})", letter)
    assert folio
    receipt = signed_in(story, LUIS).open(f"/mesa/comprobantes/{folio[1]}/")
    assert "Ana" in receipt.words
    assert folio[1] in citizen.open("/registro").words
    story.seen = checked_from_outside(story, story.seen)
    forged = story.pinned[:-4] + "AAA="
    assert story.elsewhere.run("verify", "--log", story.portal.origin, "--key", forged).returncode == 1
    story.portal.amate("backup", "--to", str(story.folder / "antes"))


def rows_of(story: Story) -> list[list[str]]:
    table = story.bad.rsplit("/", 1)[-1]
    return read(Browser(story.portal.origin).bytes_of(f"/api/v1/tables/{table}/rows.csv"), "utf-8-sig")


def addresses(story: Story) -> list[str]:
    """Where any of it was read."""
    rows = f"/api/v1/tables/{story.bad.rsplit('/', 1)[-1]}/rows"
    dataset = f"/datos/{story.supports}"
    forms = [f"{rows}.{form}" for form in ("csv", "xlsx", "json", "ndjson", "parquet")]
    return [
        dataset,
        f"{dataset}.atom",
        f"{dataset}/cita.bib",
        story.bad,
        f"{story.bad}/grafica",
        rows,
        *forms,
    ]


def a_mistake_is_shut_off(story: Story) -> None:
    """The street of somebody stands in the place of a municipality."""
    steward, citizen = signed_in(story, STEWARD), Browser(story.portal.origin)
    assert {citizen.open(each).status for each in addresses(story)} == {200}
    shut = steward.send(steward.open(desk_of(story)), "/cuarentena/", ground="personal-data", note=REMARK)
    assert shut.status == 200, shut.words
    assert {each: citizen.open(each).status for each in addresses(story)} == dict.fromkeys(
        addresses(story), 451
    )
    assert story.supports not in citizen.open("/datos?q=apoyos").text
    assert "contiene datos personales" in citizen.open(f"/datos/{story.supports}").words
    story.secrets += ["qzapoyoswx", MISTAKE]
    story.hidden += addresses(story)


def it_is_replaced_and_erased(story: Story) -> None:
    luis, steward = signed_in(story, LUIS), signed_in(story, STEWARD)
    mended = ("qzapoyoswx.xlsx", io.BytesIO(workbook(MENDED)))
    once_read(luis, luis.send(luis.open(desk_of(story)), "/version/", file=mended))
    lifted = steward.send(steward.open(desk_of(story)), "/cuarentena/levantar/")
    assert "Cuarentena levantada" in lifted.words, lifted.words
    story.secrets.remove("qzapoyoswx")
    story.hidden = [each for each in story.hidden if each not in addresses(story)]
    assert rows_of(story) == [["municipio", "monto"], *MENDED]
    doors = [address for address, _words in lifted.links if address.endswith("/borrar-para-siempre/")]
    erasing = steward.open(doors[-1])  # of the oldest version
    typed = {"ground": "personal-data", "note": REMARK, "typed": "borrar 1"}
    erased = steward.send(erasing, path_of(story, erasing), **typed)
    assert "La versión 1 se borró para siempre" in erased.words, erased.words
    citizen = Browser(story.portal.origin)
    old = f"{addresses(story)[5]}.csv?_as_of=1"
    assert citizen.open(old).status == 410
    story.hidden.append(old)
    line = citizen.session.get(f"{story.portal.origin}/registro.json").json()["results"][-1]["body"]
    assert (line["verb"], line["ground"]) == ("purge", "personal-data")
    story.seen = checked_from_outside(story, story.seen)


def an_old_backup_does_not_bring_it_back(story: Story) -> None:
    (backup,) = (story.folder / "antes").glob("*/")
    former = Portal(story.folder / "antigua")
    former.home.mkdir()
    former.amate("restore", str(backup))
    former.serve()
    try:
        reader = Browser(former.origin)
        for address in addresses(story):
            assert MISTAKE not in reader.open(address).text
        assert reader.open(addresses(story)[5]).status == 410
    finally:
        former.kill()
    for home in (
        former.home,
        story.portal.home,
    ):  # nor is it in any file of the store, whatever that was made for
        files = [path for path in (home / "blobs").rglob("*") if path.is_file()]
        assert not [path for path in files if MISTAKE.encode() in path.read_bytes()]


def who_leaves_is_out(story: Story) -> None:
    """Luis has a browser open and a key in a script; Ana takes his name off the team."""
    luis, ana = signed_in(story, LUIS), signed_in(story, ANA)
    page = luis.open("/mesa/llaves/")
    made = re.search(r"amate_[\w-]{40,}", luis.send(page, "/mesa/llaves/", name="guion", scopes="read").text)
    assert made
    draft = next(each for each in story.hidden if each.startswith("/api/v1/datasets/qzarchivowx"))

    def asks() -> tuple[int, int]:
        headers = {"Authorization": f"Bearer {made[0]}"}
        by_key = Browser(story.portal.origin).session.get(f"{story.portal.origin}{draft}", headers=headers)
        return luis.open(desk_of(story)).status, by_key.status_code

    assert asks() == (200, 200)
    team = ana.open("/mesa/equipo/zapopan/")
    row = re.search(r"Luis<.*?/mesa/equipo/quitar/(\d+)/", team.text, re.DOTALL)
    assert row
    assert "Se quitó a Luis" in ana.send(team, f"/quitar/{row[1]}/").words
    assert asks() == (404, 404)
    story.secrets.append(made[0])
