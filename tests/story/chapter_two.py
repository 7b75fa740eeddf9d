"""Chapter two, a visit worth making: an upload survives the road, a journalist counts and takes what was counted,
a student follows the sector and runs the code of the page.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import socket
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html import unescape
from urllib.parse import urlsplit

import feedparser
import openpyxl

from tests.base.outside import eventually
from tests.story.browser import Browser
from tests.story.story import Story, asked, read, theme_of

LONG = 60  # rows with a long note
TUS = {"Tus-Resumable": "1.0.0"}
COUNTS = [(f"{place:05}", f"20{year:02}-{month:02}-15", place % 7 + month)
          for place in (14039, 14070, 14097, 1) for year in (23, 24) for month in range(1, 13)]  # fmt: skip


def long_file() -> bytes:
    """Reports of 96 months, then some whose notes are so long that sending them takes a while."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["cvegeo", "fecha", "casos", "nota"])
    writer.writerows((*row, "") for row in COUNTS)
    writer.writerows(("14120", f"2022-{n % 12 + 1:02}-01", n % 10, f"n{n} " * 2_000) for n in range(LONG))
    return text.getvalue().encode()


def a_long_upload_is_cut_and_goes_on(story: Story) -> None:
    file = long_file()
    named = f"filename {encoded('reportes.csv')},institution {encoded('zapopan')}"
    begun = tus(story, "POST", f"{story.portal.origin}/api/v1/uploads", length=len(file), metadata=named)
    place = begun.headers["Location"]
    assert begun.status_code == 201
    cut_after(story, place, file, at=len(file) // 3)
    story.portal.kill()
    story.portal.serve()
    address = f"{story.portal.origin}{place}"
    come = int(tus(story, "HEAD", address).headers["Upload-Offset"])
    assert 0 < come < len(file)
    assert tus(story, "PATCH", address, at=come, piece=file[come:]).status_code == 204
    version = str(asked(story, "GET", address)["version_url"])
    assert eventually(lambda: asked(story, "GET", version)["state"] == "ready", 60)
    told = asked(story, "GET", version)
    assert told["sha256"] == sha256(file).hexdigest()
    about = {"description": "Un reporte por fila.", "periodicity": "R/P1M", "temporal": "2022/2024"}
    more = {"title": "Reportes por mes", "keywords": ["reportes"], "theme": theme_of(story)}
    asked(story, "PATCH", str(told["dataset_url"]), body=about | more)
    slug = asked(story, "POST", f"{told['dataset_url']}/publish", body={})["slug"]
    story.visited = f"/datos/{slug}"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def tus(
    story: Story,
    method: str,
    address: str,
    *,
    length: int = 0,
    metadata: str = "",
    at: int = 0,
    piece: bytes = b"",
):
    headers = TUS | {"Authorization": f"Bearer {story.key}"}
    if length:
        headers |= {"Upload-Length": str(length), "Upload-Metadata": metadata}
    if piece:
        headers |= {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
    session = Browser(story.portal.origin).session
    return session.request(method, address, headers=headers, data=piece, timeout=60)


def cut_after(story: Story, place: str, file: bytes, *, at: int) -> None:
    """Promise the whole file, send part of it, and hang up."""
    head = "".join(
        f"{name}: {value}\r\n"
        for name, value in {
            "Host": urlsplit(story.portal.origin).netloc,
            "Authorization": f"Bearer {story.key}",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(file)),
            **TUS,
        }.items()
    )
    with socket.create_connection(("127.0.0.1", story.portal.port)) as line:
        line.sendall(f"PATCH {place} HTTP/1.1\r\n{head}\r\n".encode() + file[:at])
        line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            line.recv(1000)


def a_journalist_counts_and_takes_what_was_counted(story: Story) -> None:
    journalist = Browser(story.portal.origin)
    named = re.search(r"/datos/[-\w]+/tablas/[0-9a-f-]{36}", journalist.open(story.visited).text)
    assert named
    table = named[0]
    rows = f"/api/v1/tables/{table.rsplit('/', 1)[-1]}/rows"
    where = "cvegeo__in=14039,14070&fecha__gte=2024-01-01"
    question = f"{where}&_group=cvegeo,fecha__year&_aggregate=casos__sum,count"
    kept = [row for row in COUNTS if row[0] in ("14039", "14070") and row[1] >= "2024-01-01"]
    sums = Counter[str]()
    for place, _day, cases in kept:
        sums[place] += cases
    expected = [(place, 2024, total, 12) for place, total in sorted(sums.items())]
    told = journalist.session.get(f"{story.portal.origin}{rows}?{question}", timeout=60).json()
    assert [tuple(row.values()) for row in told["results"]] == expected
    workbook = openpyxl.load_workbook(io.BytesIO(journalist.bytes_of(f"{rows}.xlsx?{question}")))
    assert list(workbook.worksheets[0].iter_rows(min_row=2, values_only=True)) == expected
    filtered = journalist.open(f"{table}?{where}")
    assert "24 filas" in " ".join(filtered.words.split())
    taken = read(journalist.bytes_of(f"{rows}.csv?{where}"), "utf-8-sig")
    assert taken[1:] == [[place, day, str(cases), ""] for place, day, cases in kept]
    first = read(journalist.bytes_of(f"{rows}.csv?cvegeo=00001"), "utf-8-sig")
    assert first[1][0] == "00001"  # the zeros of a key are part of it


def a_student_follows_the_sector_and_runs_the_code_of_the_page(story: Story) -> None:
    student = Browser(story.portal.origin)
    theme = student.open(f"/temas/{theme_of(story)}")
    feed = feedparser.parse(student.bytes_of(theme_feed(theme.text)))
    assert not feed.bozo
    assert f"{story.portal.origin}{story.visited}" in [entry.link for entry in feed.entries]
    page = student.open(story.visited)
    code = re.search(r'<pre[^>]*id="_codigo-python"[^>]*>(.*?)</pre>', page.text, re.DOTALL)
    assert code
    ran = subprocess.run(
        [sys.executable, "-c", unescape(code[1])], capture_output=True, text=True, check=True, timeout=60
    )
    assert f"{len(COUNTS) + LONG} filas" in ran.stdout
    assert not student.session.cookies


def theme_feed(page: str) -> str:
    found = re.search(r'<link[^>]*type="application/atom\+xml"[^>]*href="([^"]+)"', page)
    assert found
    return unescape(found[1])
