"""The command `amate`: ours alone, in Spanish, with sentences for errors and codes for scripts."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from amate.management import cli
from amate.management.commands import serve
from tests.base.outside import environment, start

ENGLISH = (
    "usage:",
    "options:",
    "positional arguments:",
    "show this",
    "--settings",
    "--traceback",
    "--no-color",
)


def test_alone_it_lists_our_commands_and_only_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("uso: amate <orden>")
    assert "\n  serve " in said
    assert "\n  work " in said
    assert "runserver" not in said
    assert "createsuperuser" not in said


def test_an_unknown_command_is_refused_with_the_closest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sirve"]) == 2
    assert capsys.readouterr().err == (
        "No hay ninguna orden «sirve». ¿Quisiste decir «serve»? «amate --help» las enumera.\n"
    )


@pytest.mark.parametrize("name", cli.names())
def test_the_help_of_every_command_is_in_spanish(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"uso: amate {name}")
    assert "muestra esta ayuda y termina" in said
    assert not [words for words in ENGLISH if words in said]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (["serve", "--port", "x"], "--port: 'x' no es un valor válido"),
        (["serve", "--port"], "--port: le falta su valor"),
        (["work", "--fast"], "no se conocen estos argumentos: --fast"),
    ],
)
def test_what_is_badly_asked_is_answered_in_spanish(
    asked: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(asked)
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == answer


def test_serving_waits_for_a_database_that_is_up_to_date(tmp_path: Path) -> None:
    env = environment(tmp_path / "home", DJANGO_SETTINGS_MODULE="amate.config.settings")
    with start("amate.management.cli", "serve", env=env, stderr=subprocess.PIPE) as serve:
        said = serve.communicate()[1]
    assert serve.returncode == 1
    assert said.startswith("A la base de datos le faltan ")
    assert "Haz primero «amate migrate».\n" in said


@pytest.mark.django_db
def test_a_refusal_is_one_sentence_and_exit_code_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "pending_migrations", lambda: 0)  # test databases are made without them
    with socket.create_server(("127.0.0.1", 0)) as busy, pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--port", str(busy.getsockname()[1])])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("No se puede usar 127.0.0.1:")
    assert said.count("\n") == 1


def test_a_failure_shows_no_traceback_unless_debugging(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(app: str, name: str) -> None:
        raise OSError("el disco no responde")

    monkeypatch.setattr(cli, "load_command_class", fail)
    assert cli.main(["serve"]) == 1
    assert capsys.readouterr().err.startswith("No se pudo: el disco no responde\n")
    monkeypatch.setenv("AMATE_DEBUG", "1")
    with pytest.raises(OSError, match="el disco"):
        cli.main(["serve"])


def test_the_management_of_django_goes_on_working() -> None:
    command = [sys.executable, "-m", "django", "help", "--commands", "--settings", "amate.config.settings"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert {"migrate", "shell", "serve", "work"} <= set(said)
