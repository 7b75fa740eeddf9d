"""A client of tus that was not written here (tus-js-client, under node) understands the portal."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from amate.catalog.models import Version
from amate.people.actions import create_key
from amate.people.models import Institution, Person
from amate.publishing.models import Upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).with_name("tus_client.mjs")
SIZE = 3_500_000


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if not found or not (ROOT / "node_modules" / "tus-js-client").is_dir():
        pytest.skip("NO NODE: nothing was proved about clients of tus")
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "parques.csv"
    path.write_bytes((b"clave,valor\n" + b"14039,1.5\n" * SIZE)[:SIZE])
    return path


def test_it_stops_and_another_run_of_it_goes_on_from_there(
    live_server: Any, node: str, ana: Person, zapopan: Institution, file: Path, tmp_path: Path
) -> None:
    _row, key = create_key(by=ana, name="guion", scopes=["write"])

    def client(*stop: str) -> dict[str, Any]:
        told = [f"{live_server.url}/api/v1/uploads", key, str(file), str(tmp_path / "urls.json"), *stop]
        done = subprocess.run(
            [node, str(CLIENT), *told], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    first = client("2")
    assert (first["from"], first["sent"]) == (0, 2_000_000)
    assert Upload.objects.get().arrived == 2_000_000
    second = client()
    assert (second["from"], second["sent"]) == (2_000_000, 1_500_000)
    assert second["url"] == first["url"]
    version = Version.objects.get()
    assert version.path.read_bytes() == file.read_bytes()
    assert Upload.objects.get().filename == "parques_ñandú.csv"
