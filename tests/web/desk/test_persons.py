"""At la mesa, without a script: what is found of persons is published as counts, and one can go back to the rows."""

from __future__ import annotations

import re

import pytest

from amate.catalog.models import Version
from tests.work import run_waiting_jobs

pytestmark = pytest.mark.django_db
CURPS = ("BOXW310820HNERXN09", "BADD110313HCMLNS09", "HEGG560427MVZRRL04")  # of nobody
GRANTS = "clave,municipio,monto\n" + "".join(f"{CURPS[at % 3]},Zapopan,{100 + at % 2}\n" for at in range(12))


def columns(version: Version) -> list[str]:
    return [column.name for column in version.tables.get().columns.all()]


def test_rows_become_counts_and_rows_again(client, ana, upload):
    version = upload(GRANTS, "apoyos.csv")
    client.force_login(ana)
    page = f"/mesa/versiones/{version.public_id}/personas/"
    assert "Publicar conteos en vez de renglones" in client.get(page).text
    without = client.post(page, {"do-0": "aggregate", "fewest-0": "5"})
    assert (without.status_code, "Elige al menos una columna." in without.text) == (400, True)
    tiny = client.post(page, {"do-0": "aggregate", "by-0": ["municipio"], "fewest-0": "1"})
    assert (tiny.status_code, "entre 3 y 100" in tiny.text) == (400, True)
    assert re.search(r'value="municipio" checked', tiny.text)  # nothing typed is lost
    assert client.post(page, {"do-0": "aggregate", "by-0": ["municipio"], "fewest-0": "5"}).status_code == 302
    run_waiting_jobs()
    version.refresh_from_db()
    assert (version.state, columns(version)) == ("ready", ["municipio", "personas"])

    page = f"/mesa/versiones/{version.public_id}/lectura/"
    read = client.get(page).text
    assert "Publicar sus renglones en vez de sus conteos" in read
    seen = re.search(r'name="seen" value="(\w+)"', read)
    assert seen
    back = {"seen": seen[1], "table": "0", "keep-table": "1", "name": "apoyos", "uncounted": "1"}
    assert client.post(page, back).status_code == 302
    run_waiting_jobs()
    version.refresh_from_db()
    assert (version.state, columns(version)) == ("asking", ["clave", "municipio", "monto"])
    assert not any(curp in client.get(page.replace("lectura", "personas")).text for curp in CURPS)
