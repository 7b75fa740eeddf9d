"""A PostgreSQL of the tests' own: on a free loopback port, in a temporary folder, gone when they end.

`python -m tests.postgres pytest …` runs the tests on it: those that touch a database, as tests/conftest.py says.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def is_installed() -> bool:
    return bool(PROGRAMS)


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give its address, postgresql://postgres@127.0.0.1:PORT/postgres."""
    folder = Path(tempfile.mkdtemp(prefix="amate-postgres-"))
    port = _free_port()
    try:
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir()
        if owner := _owner():
            os.chown(data, owner.pw_uid, owner.pw_gid)
        _run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
        _run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _run(program: str, *arguments: str) -> None:
    owner = _owner()
    subprocess.run(
        [PROGRAMS[-1] / program, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **({"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Run a command with AMATE_DATABASE naming a new cluster."""
    with cluster() as address:
        return subprocess.run(
            sys.argv[1:], env=os.environ | {"AMATE_DATABASE": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
