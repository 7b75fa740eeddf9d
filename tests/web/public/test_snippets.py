"""The code on the page of a dataset, run exactly as it is shown there against a portal that is alive."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from amate.catalog.models import Dataset
from tests.cast import METADATA, Upload
from tests.web.public.reading import Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOSTILE = (
    'clave,"a ""b"" \\ #(x)",ñ año; DROP,"dos\nlíneas",fecha,monto,vacía,activa,folio,texto\r\n'
    '0101,00012,7,x,2024-01-31,10.50,,true,NA,"coma, y ""comillas"""\r\n'
    "0007,00100,8,y,2024-02-01,,,false,<NA>,ñandú\r\n"
)
Shown = Callable[[str], str]


@pytest.fixture
def codes(
    live_server: Any,
    upload: Upload,
    ana: Any,
    environment: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> Dataset:
    """A published table of codes that begin with zeros, and of names that no program likes."""
    from amate.catalog.actions import edit_dataset
    from amate.publishing.actions import publish
    from tests.work import run_waiting_jobs

    settings.AMATE_URL = live_server.url
    settings.AMATE_LIMITS = False
    dataset = upload(HOSTILE, "claves.csv").resource.dataset
    edit_dataset(by=ana, dataset=dataset, title="Claves", theme=environment, **METADATA)
    publish(by=ana, dataset=dataset)
    run_waiting_jobs()
    return dataset


@pytest.fixture
def shown(codes: Dataset, live_server: Any) -> Shown:
    """`shown("curl")` → the code as the page shows it."""
    html = requests.get(live_server.url + codes.get_absolute_url(), timeout=30).text
    return lambda key: Code(html, f"_codigo-{key}").text


class Code(Page):
    """The text of one element, to the letter."""

    def __init__(self, html: str, id: str) -> None:
        self._id, self._inside, self._said = id, False, ""
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or ("id", self._id) in attrs

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        self._said += data if self._inside else ""

    @property
    def text(self) -> str:
        assert self._said, f"the page shows no code under {self._id}"
        return self._said


def table(live_server: Any, codes: Dataset) -> list[list[str]]:
    """What the portal exports, read by the csv module."""
    public_id = codes.resources.get().current.tables.get().public_id
    answer = requests.get(f"{live_server.url}/api/v1/tables/{public_id}/rows.csv", timeout=30)
    assert answer.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(answer.content.decode())))


def ran(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(code: str, then: str, folder: Path) -> Any:
    """Run it in a Python of its own; then print one thing as JSON in the last line."""
    (folder / "fragmento.py").write_text(
        f"{code}\nimport json\nprint(json.dumps({then}))\n", encoding="utf-8"
    )
    return json.loads(ran([sys.executable, "fragmento.py"], folder).splitlines()[-1])


def test_curl_brings_the_file(shown: Shown, live_server: Any, codes: Dataset, tmp_path: Path) -> None:
    ran(["sh", "-c", shown("curl")], tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "claves.csv").read_bytes().decode())))
    assert rows == table(live_server, codes)
    assert rows[1][0] == "0101"


def test_python_needs_nothing_else(shown: Shown, live_server: Any, codes: Dataset, tmp_path: Path) -> None:
    heads, *rows = table(live_server, codes)
    found = python(shown("python"), "filas", tmp_path)
    assert found == [dict(zip(heads, row, strict=True)) for row in rows]


def test_pandas_keeps_zeros_and_reads_dates(
    shown: Shown, live_server: Any, codes: Dataset, tmp_path: Path
) -> None:
    heads, *_rows = table(live_server, codes)
    code = shown("pandas")
    assert python(code, "list(tabla.columns)", tmp_path) == heads
    assert python(code, "tabla['clave'].tolist()", tmp_path) == ["0101", "0007"]
    assert python(code, f"tabla[{heads[1]!r}].tolist()", tmp_path) == ["00012", "00100"]
    assert python(code, "tabla['folio'].tolist()", tmp_path) == ["NA", "<NA>"]
    assert python(code, "str(tabla['fecha'].max().date())", tmp_path) == "2024-02-01"
    assert python(code, "[tabla['monto'].sum(), str(tabla['activa'].dtype)]", tmp_path) == [10.5, "bool"]


def test_r_keeps_zeros(shown: Shown, live_server: Any, codes: Dataset, tmp_path: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("NO R: Rscript is absent, so nothing was proved about the code for R")
    heads, *rows = table(live_server, codes)
    then = 'cat(tabla$clave, tabla$folio, sum(tabla$monto, na.rm = TRUE), ncol(tabla), sep = "|")'
    (tmp_path / "fragmento.R").write_text(f"{shown('r')}\n{then}\n", encoding="utf-8")
    said = ran(["Rscript", "fragmento.R"], tmp_path).splitlines()[-1]
    assert said == f"0101|0007|NA|<NA>|10.5|{len(heads)}"
    assert len(rows) == 2


def test_javascript_reads_it_typed(shown: Shown, live_server: Any, codes: Dataset, tmp_path: Path) -> None:
    heads, *_rows = table(live_server, codes)
    code = f"{shown('javascript')}\nconsole.log(JSON.stringify(filas));\n"
    (tmp_path / "fragmento.mjs").write_text(code, encoding="utf-8")
    rows = json.loads(ran(["node", "fragmento.mjs"], tmp_path).splitlines()[-1])
    assert [list(row) for row in rows] == [heads, heads]
    assert [(row["clave"], row["folio"], row["monto"], row["activa"]) for row in rows] == [
        ("0101", "NA", 10.5, True),
        ("0007", "<NA>", None, False),
    ]


def test_duckdb_reads_it_typed(shown: Shown, codes: Dataset) -> None:
    import duckdb
    import duckdb_extension_httpfs

    folder = Path(duckdb_extension_httpfs.__file__).parent
    (extension,) = folder.rglob("httpfs.duckdb_extension")
    with duckdb.connect() as connection:
        connection.execute(f"LOAD '{extension}'")  # what DuckDB would fetch by itself
        answer = connection.execute(shown("duckdb"))
        names = [each[0] for each in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    assert [row["clave"] for row in rows] == ["0101", "0007"]
    assert [str(row["fecha"]) for row in rows] == ["2024-01-31", "2024-02-01"]


def test_sheets_and_excel_are_given_a_csv_that_they_hold(
    shown: Shown, live_server: Any, codes: Dataset
) -> None:
    """Neither can be run here: their address is asked as they do, and Power Query's text is looked over."""
    formula, query = shown("sheets"), shown("excel")
    address = formula.removeprefix('=IMPORTDATA("').removesuffix('")')
    answer = requests.get(address, timeout=30)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert f'Web.Contents("{address}")' in query
    named = [name for name in table(live_server, codes)[0] if name in {"fecha", "monto", "activa"}]
    assert all(f'{{"{name}", ' in query for name in named)
    assert '{"clave"' not in query


def test_every_name_ends_where_it_should_in_power_query() -> None:
    from amate.web.public.snippets import _in_m

    assert _in_m('a "b" #(x)\n') == 'a ""b"" #(#)(x)#(lf)'


def test_what_does_not_fit_in_a_sheet_is_said(codes: Dataset) -> None:
    from amate.catalog.models import Table
    from amate.web.public.resources import TableShown
    from amate.web.public.snippets import snippets

    row = Table.objects.get(version__resource__dataset=codes)
    small = {each.key: each.warning for each in snippets(TableShown(row, "", "", 10))}
    assert not any(small.values())
    row.rows, row.csv_size = 2_000_000, 300_000_000
    large = {each.key: each.warning for each in snippets(TableShown(row, "", "", 10))}
    assert {key for key, warning in large.items() if warning} == {"excel", "sheets"}
