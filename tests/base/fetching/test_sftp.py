"""Files of an SFTP server: by the same guard, and from the server that was met before."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from amate.base.errors import Invalid, TooLarge, Unavailable
from amate.base.fetching import sftp
from amate.base.fetching.lines import Budget
from amate.base.fetching.sftp import Login
from tests.base.fetching.distant import drips, playing, raw

PATIENT = Budget(size=1_000_000, connect=2, idle=5, total=20, slowest=100)
CSV = b"estacion,mm\n" + b"Toluca,12.5\n" * 40_000
ANA = Login("ana", "clave")


def fetch(*args: Any) -> Any:
    """Fetch on a thread without an event loop: a browser test before may have left one on this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(sftp.fetch, *args).result()


class Door(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("ana", "clave")


@dataclass
class Served:
    port: int
    key: str

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, path: str = "/parques.csv") -> str:
        return f"sftp://127.0.0.1:{self.port}{path}"


@pytest.fixture
def server(tmp_path: Path, settings) -> Iterator[Served]:
    """An SFTP server with two files, on a thread of its own."""
    folder = tmp_path / "served"
    (folder / "carpeta con ñ").mkdir(parents=True)
    (folder / "parques.csv").write_bytes(CSV)
    (folder / "carpeta con ñ" / "x.csv").write_bytes(b"a\n1\n")
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()

    async def begin() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Door,
            server_host_keys=[key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder).encode()),
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    door = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    served = Served(door.get_port(), " ".join(key.export_public_key().decode().split()[:2]))
    settings.AMATE_INTERNAL_SOURCES = [served.name]
    yield served
    loop.call_soon_threadsafe(door.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def test_a_file_comes_whole_and_the_key_of_its_server_with_it(server, tmp_path):
    came = fetch(server.address(), tmp_path / "it", PATIENT, ANA)
    assert (tmp_path / "it").read_bytes() == CSV
    assert (came.blob.size, came.host_key) == (len(CSV), server.key)
    assert fetch(server.address(), tmp_path / "it", PATIENT, replace(ANA, host_key=came.host_key)) == came


def test_a_path_with_letters_of_spanish_is_found(server, tmp_path):
    assert fetch(server.address("/carpeta%20con%20ñ/x.csv"), tmp_path / "it", PATIENT, ANA).blob.size == 4


def test_a_server_with_another_key_than_before_gets_no_password(server, tmp_path, monkeypatch):
    tried: list[str] = []
    monkeypatch.setattr(Door, "validate_password", lambda self, user, password: tried.append(password))
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().split()
    with pytest.raises(Unavailable, match="ya no tiene la clave de antes"):
        fetch(server.address(), tmp_path / "it", PATIENT, replace(ANA, host_key=" ".join(other[:2])))
    assert tried == []


def test_what_the_server_refuses_is_said_in_words(server, tmp_path):
    with pytest.raises(Unavailable, match="ya no hay nada"):
        fetch(server.address("/otro.csv"), tmp_path / "it", PATIENT, ANA)
    with pytest.raises(Unavailable, match="no aceptó ese usuario"):
        fetch(server.address(), tmp_path / "it", PATIENT, replace(ANA, password="otra"))
    with pytest.raises(Invalid, match="pide usuario"):
        fetch(server.address(), tmp_path / "it", PATIENT, Login("", ""))


def test_what_is_too_large_is_not_brought(server, tmp_path):
    with pytest.raises(TooLarge):
        fetch(server.address(), tmp_path / "it", replace(PATIENT, size=1000), ANA)
    assert not (tmp_path / "it").exists()


@pytest.mark.parametrize(
    "spelled", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "10.0.0.1"]
)
def test_no_server_inside_is_called(spelled, settings, tmp_path):
    with playing(raw(b"SSH-2.0-dentro\r\n")) as trap:
        settings.AMATE_INTERNAL_SOURCES = []
        with pytest.raises(Invalid, match="red interna"):
            fetch(f"sftp://{spelled}:{trap.port}/parques.csv", tmp_path / "it", PATIENT, ANA)
        assert trap.visits == 0


@pytest.mark.parametrize(
    "play", [drips(b"", b"x\r\n"), drips(b"SSH-2.0-lento\r\n", b"\x00"), raw(b"HTTP/1.1 400\r\n\r\n")]
)
def test_a_server_that_drips_or_talks_nonsense_is_left(play, settings, tmp_path):
    play.from_first_byte = True
    with playing(play) as one:
        settings.AMATE_INTERNAL_SOURCES = [one.name]
        with pytest.raises(Unavailable):
            fetch(
                f"sftp://127.0.0.1:{one.port}/x.csv",
                tmp_path / "it",
                replace(PATIENT, idle=0.5, total=1),
                ANA,
            )
