"""The parent's side: starts the zygote when first needed, holds the deadline, kills, and says what went wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amate.base.children import wire
from amate.base.children.limits import Limits
from amate.base.errors import STATUS, AmateError, BadFile, Unavailable
from amate.base.text import bytes_human

# Secrets stay out of the children: only these variables are handed down.
HANDED_DOWN = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "HOME")
DEATHS = {-signal.SIGXCPU: "time", -signal.SIGKILL: "memory"}
SENTENCES = {
    "time": "Tardó más de %(seconds)s segundos y se detuvo. Divide el archivo y vuelve a intentarlo.",
    "memory": "Necesitó más de %(memory)s de memoria y se detuvo. Divide el archivo y vuelve a intentarlo.",
    "space": "Lo que sale del archivo pasa de %(space)s. Divídelo y vuelve a intentarlo.",
    "answer": "La descripción del archivo pasa de %(answer)s. Quítale hojas o columnas y vuelve a intentarlo.",
    "crash": "El archivo hizo caer al programa que lo lee: puede estar dañado. Guárdalo de nuevo y vuelve a subirlo.",
}
PATIENCE = 10.0  # seconds that the zygote has to bear or to bury a child; one that cannot is replaced
DYING = 0.5  # seconds between a process's sockets closing and its death being known
_guard = threading.Lock()
_zygotes: dict[tuple[str, ...], Zygote] = {}


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
                env=_environment(),
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

    def fork(self) -> tuple[socket.socket, socket.socket]:
        """A newborn child that waits for its order: (channel to it, lease on it)."""
        channel, its_channel = socket.socketpair()
        lease, its_lease = socket.socketpair()
        with its_channel, its_lease, contextlib.suppress(OSError):  # a dead zygote is noticed below
            socket.send_fds(self.control, [b"fork"], [its_channel.fileno(), its_lease.fileno()])
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


def run(
    function: str,
    arguments: dict[str, Any],
    *,
    limits: Limits | None = None,
    preload: Sequence[str] = (),
    folder: Path = Path("/"),
) -> Any:
    """Call `function` ("amate.ingest.reading:read") in a child whose work folder is `folder`; returns its JSON.

    Raises what the function raised when that was an AmateError; BadFile with code `time`, `memory`, `space`,
    `answer` or `crash` when a limit or the child's death ended it; RuntimeError for a bug in the function;
    Unavailable (transient) when the zygote itself was killed. `preload` names modules the zygote imports once.
    """
    limits = limits or Limits()
    order = {
        "function": function,
        "arguments": arguments,
        "limits": dataclasses.asdict(limits),
        "folder": str(folder),
    }
    try:
        return _read(_do(order, limits, tuple(preload)), limits, function)
    except Gone as error:
        raise Unavailable(
            "El proceso que lee archivos se reinició. No se perdió nada: se intentará otra vez.",
            transient=True,
        ) from error


def network_isolated() -> bool:
    """Whether children have no network here; asks a zygote, starting one if none is alive."""
    return _zygote(next(iter(_zygotes), ())).network_isolated


def _do(order: dict[str, Any], limits: Limits, preload: tuple[str, ...]) -> dict[str, Any]:
    """Let a child do the order; its outcome, or why there is none."""
    deadline = time.monotonic() + limits.seconds
    zygote, channel, lease = _fork(preload)
    with channel, lease:
        try:
            outcome = _ask(channel, order, deadline, limits)
        finally:
            code = zygote.bury(lease)
    return outcome or {"died": DEATHS.get(code, "crash")}


def _fork(preload: tuple[str, ...]) -> tuple[Zygote, socket.socket, socket.socket]:
    zygote = _zygote(preload)
    try:
        return zygote, *zygote.fork()
    except Gone:
        zygote = _zygote(preload)
        return zygote, *zygote.fork()


def _ask(
    channel: socket.socket, order: dict[str, Any], deadline: float, limits: Limits
) -> dict[str, Any] | None:
    try:
        channel.settimeout(limits.seconds)
        wire.send(channel, order)
        outcome: dict[str, Any] = wire.receive(channel, deadline=deadline, most=limits.answer)
    except TimeoutError:
        return {"died": "time"}
    except wire.TooLong:
        return {"died": "answer"}
    except (OSError, EOFError, ValueError):
        return None
    return outcome


def _read(outcome: dict[str, Any], limits: Limits, function: str) -> Any:
    if "answer" in outcome:
        return outcome["answer"]
    if "error" in outcome:
        raise _error(**outcome["error"])
    if reason := outcome.get("died"):
        raise BadFile(SENTENCES[reason] % _facts(limits), code=reason)
    raise RuntimeError(f"{function} failed in its child:\n{outcome.get('bug')}")


def _error(
    *, name: str, message: str, code: str, fields: dict[str, str], facts: dict[str, Any]
) -> AmateError:
    kinds = {kind.__name__: kind for kind in STATUS}
    return kinds.get(name, AmateError)(message, code=code, fields=fields, **facts)


def _facts(limits: Limits) -> dict[str, str]:
    return {
        "seconds": f"{limits.seconds:g}",
        "memory": bytes_human(limits.memory),
        "space": bytes_human(limits.file_size),
        "answer": bytes_human(limits.answer),
    }


def _zygote(preload: tuple[str, ...]) -> Zygote:
    with _guard:
        zygote = _zygotes.get(preload)
        if zygote is None or not zygote.is_alive:
            zygote = _zygotes[preload] = Zygote(preload)
        return zygote


def _environment() -> dict[str, str]:
    handed = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}
    return handed | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
