"""A whole portal as its keeper has it: a home, the command `amate`, and the server as a process."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil

from tests.base.outside import ROOT, eventually
from tests.story.browser import Browser

COMMAND = [sys.executable, "-m", "amate.management.cli"]


class Portal:
    """`portal.amate("verify")` runs a command; `portal.serve()` begins to answer at `portal.origin`."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.home, self.origin = home, f"http://127.0.0.1:{self.port}"
        ours = {"AMATE_HOME": str(home), "AMATE_URL": self.origin, "AMATE_LIMITS": "0"}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AMATE_")}
        self.environment = (
            clean | ours | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "amate.config.settings"}
        )
        self._process: subprocess.Popen[str] | None = None

    def amate(self, *arguments: str, typed: str = "") -> str:
        """What a command says; it must end well."""
        done = self.run(*arguments, typed=typed)
        assert done.returncode == 0, f"amate {' '.join(arguments)}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """A command, however it ends."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            cwd=ROOT,
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )

    def serve(self) -> None:
        log = (self.home / "serve.log").open("a")
        self._process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port)],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            text=True,
        )
        assert eventually(self.is_ready, 60), (self.home / "serve.log").read_text()

    def is_ready(self) -> bool:
        """Alive, with its worker."""
        try:
            return Browser(self.origin).open("/salud/listo").status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """Pull the plug: nothing gets the chance to end well."""
        if self._process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(self._process.pid).children(recursive=True)
            self._process.kill()
            for member in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    member.kill()
        self._process.wait()
        self._process = None

    @property
    def log(self) -> str:
        return (self.home / "serve.log").read_text()

    def letters(self) -> list[str]:
        """The mail that nobody sent, newest last."""
        from email import message_from_bytes, policy

        paths = sorted((self.home / "correo").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths)
        return [f"To: {each['to']}\n{each.get_content()}" for each in read]

    def letter(self, email: str, words: str = "") -> str:
        """The newest letter to somebody that says something, when it has come."""

        def mine() -> list[str]:
            return [each for each in self.letters() if each.startswith(f"To: {email}") and words in each]

        assert eventually(lambda: bool(mine()), 30), f"no letter to {email} says «{words}»"
        return mine()[-1]
