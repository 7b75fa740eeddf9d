"""The parent's side of one run: gives the order, holds the deadline, and says what went wrong."""

from __future__ import annotations

import dataclasses
import signal
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amate.base.children import wire
from amate.base.children.keeper import Gone, Zygote, zygote_with, zygotes
from amate.base.children.limits import Limits
from amate.base.errors import STATUS, AmateError, BadFile, Unavailable
from amate.base.text import bytes_human

DEATHS = {-signal.SIGXCPU: "time", -signal.SIGKILL: "memory"}
SENTENCES = {
    "time": "Tardó más de %(seconds)s segundos y se detuvo. Divide el archivo y vuelve a intentarlo.",
    "memory": "Necesitó más de %(memory)s de memoria y se detuvo. Divide el archivo y vuelve a intentarlo.",
    "space": "Lo que sale del archivo pasa de %(space)s. Divídelo y vuelve a intentarlo.",
    "answer": "La descripción del archivo pasa de %(answer)s. Quítale hojas o columnas y vuelve a intentarlo.",
    "crash": "El archivo hizo caer al programa que lo lee: puede estar dañado. Guárdalo de nuevo y vuelve a subirlo.",
}


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
    return zygote_with(next(iter(zygotes), ())).network_isolated


def _do(order: dict[str, Any], limits: Limits, preload: tuple[str, ...]) -> dict[str, Any]:
    """Let a child do the order; its outcome, or why there is none."""
    deadline = time.monotonic() + limits.seconds
    zygote, channel, lease = _fork(preload, limits.resident)
    with channel, lease:
        try:
            outcome = _ask(channel, order, deadline, limits)
        finally:
            code = zygote.bury(lease)
    return outcome or {"died": DEATHS.get(code, "crash")}


def _fork(preload: tuple[str, ...], most: int) -> tuple[Zygote, socket.socket, socket.socket]:
    zygote = zygote_with(preload)
    try:
        return zygote, *zygote.fork(most)
    except Gone:
        zygote = zygote_with(preload)
        return zygote, *zygote.fork(most)


def _ask(
    channel: socket.socket, order: dict[str, Any], deadline: float, limits: Limits
) -> dict[str, Any] | None:
    try:
        channel.settimeout(limits.seconds)
        wire.send(channel, order)
        outcome = wire.receive(channel, deadline=deadline, most=limits.answer)
    except TimeoutError:
        return {"died": "time"}
    except wire.TooLong:
        return {"died": "answer"}
    except (OSError, EOFError, ValueError, RecursionError):  # it died, or what it says is no answer
        return None
    return outcome if isinstance(outcome, dict) else None


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
        "memory": bytes_human(limits.resident or limits.memory),
        "space": bytes_human(limits.file_size),
        "answer": bytes_human(limits.answer),
    }
