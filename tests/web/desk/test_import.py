"""Inviting many by a list: looked at, mended in place, confirmed; from la mesa and from the command line."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest
from django.core import mail
from django.core.management import call_command

from amate.base.errors import Invalid
from amate.people.models import Invitation
from tests.web.desk.conftest import sent
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
PAGE = "/mesa/personas/importar/"
PEOPLE = [
    ("nombre", "email", "organizacion"),
    ("Íñigo Núñez", "inigo@zapopan.example", "Ayuntamiento de Zapopan"),
    ("Eva Luna", "eva@zapopan.example", "zapopan"),
]


@pytest.fixture(autouse=True)
def mail_is_kept_in_order(own_mail_and_counts, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def text(delimiter: str = ",", end: str = "\n") -> str:
    return end.join(delimiter.join(row) for row in PEOPLE) + end


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Directorio de enlaces 2026"])
    sheet.append([])
    for row in PEOPLE:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = {
    "comma.csv": text().encode(),
    "semicolon, Windows-1252, CRLF.csv": text(";", "\r\n").encode("cp1252"),
    "tabs, UTF-16.txt": text("\t", "\r\n").encode("utf-16"),
    "with a title.xlsx": workbook(),
    "BOM.csv": b"\xef\xbb\xbf" + text().encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_list_as_offices_send_it_is_looked_at_and_then_sent(name, at, ana, zapopan):
    looked = at(ana).post(PAGE, {"file": sent(FILES[name], name)}).content.decode()
    assert "2 personas recibirán una invitación" in looked
    assert "Íñigo Núñez" in looked
    assert not Invitation.objects.exists()
    assert at(ana).post(PAGE, hidden(looked)).status_code == 302
    run_waiting_jobs()
    assert sorted(message.to[0] for message in mail.outbox) == [
        "eva@zapopan.example",
        "inigo@zapopan.example",
    ]


def hidden(page: str) -> dict[str, str]:
    """What the button that confirms sends."""
    found = dict(re.findall(r'<input type="hidden" name="(text|seen)" value="([^"]*)">', page))
    return {name: unescape(value) for name, value in found.items()} | {"confirm": "1"}


def test_faults_are_shown_mended_in_place_and_nobody_was_invited_meanwhile(at, ana, luis, zapopan, health):
    pasted = text() + "Luis,luis@zapopan.example,zapopan\nMal,mal@,zapopan\nOtra,o@x.example,salud-jalisco\n"
    page = at(ana).post(PAGE, {"text": pasted}).content.decode()
    assert "2 líneas necesitan corrección" in page
    assert "Ya es editor ahí" in page
    assert "No puedes dar el papel de editor en «Secretaría de Salud»." in page
    assert 'name="confirm"' not in page
    shown = re.search(r'id="lista"[^>]*>([^<]*)<', page)
    assert shown
    assert "Mal,mal@,zapopan" in unescape(shown[1])
    forced = at(ana).post(PAGE, {"text": pasted, "confirm": "1", "seen": "x"})
    assert forced.status_code == 412
    assert not Invitation.objects.exists()
    mended = at(ana).post(PAGE, {"text": text()}).content.decode()
    assert "2 personas recibirán" in mended


def test_what_is_no_list_is_refused_with_a_sentence(at, ana, zapopan):
    assert "Elige un archivo o pega la lista." in at(ana).post(PAGE, {}).content.decode()
    other = at(ana).post(PAGE, {"text": "clave,valor\n1,2\n"})
    assert other.status_code == 400
    assert "No encontramos las columnas" in other.content.decode()
    broken = at(ana).post(PAGE, {"file": sent(bytes(range(256)) * 8, "roto.xlsx")})
    assert broken.status_code == 422


def test_who_administers_no_team_has_no_such_page(at, luis, zapopan):
    assert at(luis).get(PAGE).status_code == 403
    assert at(luis).post(PAGE, {"text": text()}).status_code == 403


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("people", "import", *arguments, stdout=out, stderr=out)
    except SystemExit as stopped:
        return int(str(stopped.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_line_tells_each_line_and_sends(tmp_path, steward, luis, zapopan):
    path = tmp_path / "personas.csv"
    path.write_text(text() + f"Luis,{luis.email},zapopan\n", encoding="utf-8")
    code, told = run(str(path), "--dry-run")
    assert (code, Invitation.objects.count()) == (0, 0)
    assert "línea 2: inigo@zapopan.example: Se le invita." in told
    assert "línea 4: luis@zapopan.example: Ya es parte." in told
    assert "Se invitaría a 2." in told
    code, told = run(str(path))
    assert (code, len(mail.outbox)) == (0, 2)
    assert Invitation.objects.filter(by=steward).count() == 2


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_the_command_line_does_nothing_by_halves(tmp_path, steward, zapopan, dry):
    path = tmp_path / "personas.csv"
    path.write_text(text() + "Mal,mal@,zapopan\n", encoding="utf-8")
    code, told = run(str(path), *dry)
    assert (code, Invitation.objects.count(), mail.outbox) == (1, 0, [])
    assert "✗ línea 4: mal@: Correo mal escrito." in told
    path.write_text("clave,valor\n1,2\n", encoding="utf-8")
    with pytest.raises(Invalid):
        run(str(path), *dry)
