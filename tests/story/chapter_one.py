"""Chapter one, the spine: a municipality joins and publishes its worst file; citizens find it, programs ask for it."""

from __future__ import annotations

import io
import re
import subprocess
from urllib.parse import quote

from tests.base.outside import eventually
from tests.story.browser import Browser
from tests.story.story import (
    ANA,
    PASSWORD,
    STEWARD,
    Story,
    asked,
    first_choice,
    joins,
    once_read,
    path_of,
    read,
    signed_in,
    theme_of,
)


def the_portal_opens(story: Story) -> None:
    story.portal.amate("migrate")
    story.portal.amate(
        "account", "create", STEWARD, "--name", "Responsable", "--steward", typed=f"{PASSWORD}\n"
    )
    story.portal.serve()
    assert Browser(story.portal.origin).open("/").status == 200


def the_municipality_joins(story: Story) -> None:
    joins(story, "Ana", ANA, "liaison")
    assert signed_in(story, ANA).open("/mesa/").status == 200


def its_file_is_read_and_published(story: Story) -> None:
    ana = signed_in(story, ANA)
    dropped = ana.send(ana.open("/mesa/"), "/mesa/", file=("zapopan_parques.csv", io.BytesIO(story.file)))
    workspace = once_read(ana, dropped)
    assert "51" in workspace.words
    assert "Telefono 1" in workspace.words
    told = {"title": "Parques de Zapopan", "description": "Un parque por fila.", "periodicity": "R/P1M"}
    more = {"theme": first_choice(workspace, "theme"), "keywords": "parques, árboles", "temporal": "2014"}
    published = ana.send(workspace, path_of(story, workspace), publish="1", **told, **more)
    assert published.status == 200, published.words
    assert "Publicado" in published.words, published.words
    story.dataset = f"/datos/{published.url.rstrip('/').rsplit('/', 1)[-1]}"


def a_draft_stays_behind_the_desk(story: Story) -> None:
    ana = signed_in(story, ANA)
    content = b"qzcolumnawx,n\r\nqzceldawx,1\r\n"
    draft = once_read(
        ana, ana.send(ana.open("/mesa/"), "/mesa/", file=("qzarchivowx.csv", io.BytesIO(content)))
    )
    assert "qzcolumnawx" in draft.words
    slug = draft.url.rstrip("/").rsplit("/", 1)[-1]
    story.hidden += [f"/datos/{slug}", f"/api/v1/datasets/{slug}"]
    story.secrets += ["qzcolumnawx", "qzceldawx", "qzarchivowx"]


def a_citizen_finds_narrows_and_reads(story: Story) -> None:
    citizen = Browser(story.portal.origin)
    assert eventually(lambda: story.dataset in citizen.open("/datos?q=parque+zapopán").text, 30)
    found = citizen.open("/datos?q=parque+zapopán")
    narrowed = citizen.open(found.link("institucion=zapopan"))
    assert story.dataset in narrowed.text
    dataset = citizen.open(narrowed.link(story.dataset))
    assert "Un parque por fila." in dataset.words
    table = citizen.open(dataset.link("/tablas/"))
    story.table = path_of(story, table).split("?")[0]
    rows = read(story.file, "mac_roman")[1:]
    lowest = min((row for row in rows if row[6]), key=lambda row: float(row[6]))
    assert lowest[0] in citizen.open(f"{story.table}?_sort=Latitud&_limit=1").words
    one = citizen.open(f"{story.table}?{quote('Telefono 1')}={quote(rows[0][1])}")
    assert rows[0][0] in one.words
    assert rows[-1][3] not in one.words
    second = citizen.open(f"{story.table}?_limit=10&_page=2")
    assert rows[10][0] in second.words
    assert rows[0][3] not in second.words
    assert not citizen.session.cookies


def a_citizen_downloads_what_was_uploaded(story: Story) -> None:
    citizen = Browser(story.portal.origin)
    dataset = citizen.open(story.dataset)
    assert citizen.bytes_of(dataset.link("zapopan_parques.csv")) == story.file
    whole = citizen.bytes_of(f"/api/v1/tables/{story.table.rsplit('/', 1)[-1]}/rows.csv")
    same_cells(read(whole, "utf-8-sig"), read(story.file, "mac_roman"))


def same_cells(ours: list[list[str]], theirs: list[list[str]]) -> None:
    """Text to the letter; numbers by their value."""
    assert len(ours) == len(theirs)
    for mine, yours in zip(ours, theirs, strict=True):
        assert mine[:6] == yours[:6]
        assert [number(cell) for cell in mine[6:]] == [number(cell) for cell in yours[6:]]


def number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def next_month_the_file_is_replaced(story: Story) -> None:
    ana = signed_in(story, ANA)
    before = ana.open(story.dataset).link("zapopan_parques.csv")
    first = ana.session.get(before, timeout=60).headers["Content-Location"]
    desk = f"/mesa/conjuntos/{story.dataset.rsplit('/', 1)[-1]}/"
    uploaded = ana.send(
        ana.open(desk), "/version/", file=("zapopan_parques.csv", io.BytesIO(story.next_file))
    )
    workspace = once_read(ana, uploaded)
    citizen = Browser(story.portal.origin)
    assert citizen.bytes_of(before) == story.file  # until it is published, readers see the old one
    assert ana.send(workspace, "/publicar/").status == 200
    assert citizen.bytes_of(before) == story.next_file
    assert citizen.bytes_of(first) == story.file
    assert "Parque Nuevo" in citizen.open(f"{story.table}?Nombre__contains=nuevo").words


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "-sS", "-i", "--noproxy", "*", *arguments], capture_output=True, check=True
    )
    return done.stdout.decode("latin-1")


def programs_ask_only_for_what_changed(story: Story) -> None:
    address = Browser(story.portal.origin).open(story.dataset).link("zapopan_parques.csv")
    whole = curl(address)
    etag = re.search(r'(?im)^etag: ("[0-9a-f]{64}")', whole)
    assert etag
    assert curl("-H", f"If-None-Match: {etag[1]}", address).startswith("HTTP/1.1 304")
    part = curl("-H", "Range: bytes=10-29", address)
    assert part.startswith("HTTP/1.1 206")
    assert part.split("\r\n\r\n", 1)[1] == story.next_file[10:30].decode("latin-1")


def the_same_by_the_command_line(story: Story) -> None:
    path = story.folder / "bibliotecas.csv"
    path.write_text("clave,nombre\r\n0007,Central\r\n0012,Norte\r\n")
    theme = theme_of(story)
    words = ("--organization", "zapopan", "--title", "Bibliotecas de Zapopan", "--theme", theme)
    more = ("--description", "Una biblioteca por fila.", "--periodicity", "R/P1Y", "--keyword", "libros")
    said = story.portal.amate("publish", str(path), *words, *more, "--temporal", "2024", "--as", ANA)
    address = re.search(r"http://\S+", said)
    assert address
    page = Browser(story.portal.origin).open(address[0])
    assert "Una biblioteca por fila." in page.words
    assert Browser(story.portal.origin).bytes_of(page.link("bibliotecas.csv")) == path.read_bytes()


def the_same_by_the_api(story: Story) -> None:
    ana = signed_in(story, ANA)
    keys = ana.open("/mesa/llaves/")
    form = keys.form("/mesa/llaves/")
    typed = [
        *form.values.items(),
        ("name", "guion"),
        *(("scopes", each) for each in ("read", "write", "publish")),
    ]
    made = ana.session.post(form.action, typed, headers={"Referer": keys.url}, timeout=60)
    found = re.search(r"amate_[\w-]{40,}", made.text)
    assert found, made.text
    story.key = found[0]
    story.secrets.append(story.key)
    version = asked(
        story, "POST", "/institutions/zapopan/uploads?filename=mercados.csv", content=b"id,n\r\n01,2\r\n"
    )
    assert eventually(lambda: asked(story, "GET", str(version["url"]))["state"] == "ready", 60)
    dataset = str(version["dataset_url"])
    words = {"description": "Un mercado por fila.", "periodicity": "R/P1Y", "temporal": "2024"}
    metadata = words | {"keywords": ["comercio"], "theme": theme_of(story)}
    asked(story, "PATCH", dataset, body=metadata)
    slug = asked(story, "POST", f"{dataset}/publish", body={})["slug"]
    assert "Un mercado por fila." in Browser(story.portal.origin).open(f"/datos/{slug}").words


def somebody_reports_an_error(story: Story) -> None:
    citizen = Browser(story.portal.origin)
    form = citizen.open(f"{story.dataset}/reportar")
    text = "La latitud de Agua Azul está en el mar."
    # Until a person could have written it, the form asks to be sent again.
    assert eventually(lambda: citizen.send(form, "/reportar", text=text).url.endswith("/gracias"), 30)
    assert eventually(lambda: any(text in letter for letter in story.portal.letters()), 30)
    letter = next(each for each in story.portal.letters() if text in each)
    assert "@zapopan.example" in letter.splitlines()[0]
    assert "Agua Azul" in signed_in(story, ANA).open("/mesa/reportes/").words
