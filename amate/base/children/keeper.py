"""The zygotes of this process, one for each list of modules: started when first needed, replaced when dead."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time

from amate.base.children import wire

# Secrets stay out of the children: only these variables are handed down.
HANDED_DOWN = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "HOME")
PATIENCE = 10.0  # seconds that the zygote has to bear or to bury a child; one that cannot is replaced
DYING = 0.5  # seconds between a process's sockets closing and its death being known
_guard = threading.Lock()
zygotes: dict[tuple[str, ...], Zygote] = {}


class Gone(Exception):
    """The zygote died, or does not do its work."""


class Zygote:
    """A running zygote, seen from its parent. Any thread may have it fork."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        # One packet is one message, so orders of many threads do not mix.
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.owner = os.getpid()
        with theirs:
            # A session of its own: Ctrl+C is for the parent; the zygote ends when `control` closes.
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "amate.base.children.zygote", str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        hello = self.control.recv(16)
        if not hello:
            raise RuntimeError(f"the zygote did not start: it ended with code {self.process.wait()}")
        self.network_isolated = hello == b"isolated"

    @property
    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def fork(self, most: int) -> tuple[socket.socket, socket.socket]:
        """A newborn child that waits for its order, and dies when it holds more than so many bytes (0: as it likes):
        (channel to it, lease on it).
        """
        channel, its_channel = socket.socketpair()
        lease, its_lease = socket.socketpair()
        with its_channel, its_lease, contextlib.suppress(OSError):  # a dead zygote is noticed below
            socket.send_fds(self.control, [str(most).encode()], [its_channel.fileno(), its_lease.fileno()])
        channel.settimeout(PATIENCE)
        try:
            if channel.recv(1):
                return channel, lease
            self.process.wait(DYING)
        except TimeoutError:
            self.end()
        except (OSError, subprocess.TimeoutExpired):
            pass  # dead already, or alive and unable to fork just now
        channel.close()
        lease.close()
        raise Gone

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def bury(self, lease: socket.socket) -> int:
        """Have a child killed, with all that it started; returns its exit code, negative for a signal."""
        lease.shutdown(socket.SHUT_WR)
        try:
            code: int = wire.receive(lease, deadline=time.monotonic() + PATIENCE)
        except (OSError, EOFError) as error:
            self.end()
            raise Gone from error
        return code


def zygote_with(preload: tuple[str, ...]) -> Zygote:
    """The living zygote that has these modules imported."""
    with _guard:
        zygote = zygotes.get(preload)
        if zygote is None or not zygote.is_alive:
            zygote = zygotes[preload] = Zygote(preload)
        return zygote


def child_environment() -> dict[str, str]:
    handed = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}
    return handed | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
