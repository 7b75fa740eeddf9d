"""Chapter three, what offices really have: a police office drops its workbook, with titles, two rows of heads, a footer
and a sheet that it hides; a statistician compares; next month's needs no click; a PDF is no table.
"""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl

from tests.base.outside import eventually
from tests.story.browser import Browser
from tests.story.story import Story, asked, read, theme_of

CANARY = "qzcanariowx"
STREETS = ("Hidalgo", "Juárez", "Niños Héroes", "Cóndor", "Álamo")
HEADS = ["FECHA", "CALLE", "COLONIA", "X", "Y", "DELITO"]
SHEETS = ("HECHOS", "DETENIDOS")


def crimes(month: int, sheet: str) -> list[tuple[date, str, str, int, int, str]]:
    """What happened: one row a crime."""
    first = date(2024, month, 1)
    return [
        (
            first + timedelta(n % 28),
            STREETS[n % 5],
            f"COLONIA {n % 7}",
            665_000 + n,
            2_290_000 + n * 3,
            f"{sheet} {n % 3}",
        )
        for n in range(2 + month + len(sheet))
    ]


def workbook(month: int) -> bytes:
    """As the office sends it: a title over all, groups of heads over heads, a signature below, and what it hides."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in SHEETS:
        sheet = book.create_sheet(name)
        sheet.append([None, f"{name} DEL MES {month}"])
        sheet.append(["FECHA", "UBICACIÓN", None, "UTM", None, "DELITO"])
        sheet.append([None, "CALLE", "COLONIA", "X", "Y", None])
        for merged in ("B1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"):
            sheet.merge_cells(merged)
        for row in crimes(month, name):
            sheet.append(row)
        sheet.append([])
        sheet.append(["ELABORÓ: UNIDAD DE ESTADÍSTICA"])
    hidden = book.create_sheet("Teléfonos")
    hidden.append([CANARY, "3312345678"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def an_office_publishes_what_it_has(story: Story) -> None:
    an_office_drops_its_workbook(story)
    compared(story, month=1)
    the_original_stays_inside(story)
    next_month_the_office_clicks_nothing(story)
    a_pdf_is_no_table(story)


def an_office_drops_its_workbook(story: Story) -> None:
    story.secrets.append(CANARY)
    version = asked(story, "POST", "/institutions/zapopan/uploads?filename=delitos.xlsx", content=workbook(1))
    ready = once_ready(story, str(version["url"]))
    tables = ready["report"]["tables"]  # type: ignore[index]
    assert [table["name"] for table in tables] == list(SHEETS)
    assert [[column["name"] for column in table["columns"]] for table in tables] == [HEADS, HEADS]
    codes = {note["code"] for note in tables[0]["notes"]}
    assert {"title-rows", "joined-heads", "footer-rows", "hidden-sheet"} <= codes
    dataset = str(version["dataset_url"])
    words = {"title": "Delitos del mes", "description": "Un delito por fila.", "periodicity": "R/P1M"}
    asked(story, "PATCH", dataset, body=words | {"keywords": ["delitos"], "theme": theme_of(story)})
    slug = asked(story, "POST", f"{dataset}/publish", body={})["slug"]
    story.visited = f"/datos/{slug}"


def once_ready(story: Story, version: str) -> dict[str, object]:
    assert eventually(lambda: asked(story, "GET", version)["state"] not in ("received", "reading"), 60)
    told = asked(story, "GET", version)
    assert told["state"] == "ready", told
    return told


def compared(story: Story, *, month: int) -> None:
    """A statistician takes both tables as anyone takes them: every cell is what the office has."""
    statistician = Browser(story.portal.origin)
    slug = story.visited.rsplit("/", 1)[-1]
    (resource,) = asked(story, "GET", f"/datasets/{slug}")["resources"]  # type: ignore[misc]
    assert [table["name"] for table in resource["tables"]] == list(SHEETS)
    for table in resource["tables"]:
        heads, *rows = read(statistician.bytes_of(f"/api/v1/tables/{table['id']}/rows.csv"), "utf-8-sig")
        assert heads == HEADS
        assert rows == [[str(cell) for cell in row] for row in crimes(month, table["name"])]


def the_original_stays_inside(story: Story) -> None:
    """It holds a sheet that nobody may see: others get the tables in its stead, the office its own file."""
    citizen = Browser(story.portal.origin)
    slug = story.visited.rsplit("/", 1)[-1]
    (resource,) = asked(story, "GET", f"/datasets/{slug}")["resources"]  # type: ignore[misc]
    given = citizen.bytes_of(str(resource["file"]))
    assert given
    assert given != workbook(1)
    assert not given.startswith(b"PK")
    assert "original" in citizen.open(story.visited).words


def next_month_the_office_clicks_nothing(story: Story) -> None:
    slug = story.visited.rsplit("/", 1)[-1]
    (resource,) = asked(story, "GET", f"/datasets/{slug}")["resources"]  # type: ignore[misc]
    version = asked(story, "POST", f"{resource['url']}/versions?filename=delitos.xlsx", content=workbook(2))
    once_ready(story, str(version["url"]))
    asked(story, "POST", f"/datasets/{slug}/publish", body={})
    compared(story, month=2)


def a_pdf_is_no_table(story: Story) -> None:
    version = asked(
        story,
        "POST",
        "/institutions/zapopan/uploads?filename=informe.csv",
        content=b"%PDF-1.7\n1 0 obj\n%%EOF\n",
    )
    address = str(version["url"])
    assert eventually(lambda: asked(story, "GET", address)["state"] == "refused", 60)
    told = asked(story, "GET", address)["report"]["refused"]  # type: ignore[index]
    assert told["code"] == "not-what-it-says"
    assert "informe.csv" in told["message"]
    assert "un PDF" in told["message"]
