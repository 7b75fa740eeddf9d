"""What a child does from its birth to its end."""

from __future__ import annotations

import errno
import os
import socket
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

from amate.base.children import wire
from amate.base.children.limits import Limits, wall_in
from amate.base.errors import AmateError
from amate.base.kernel import die_with_parent

BORN = b"!"
FULL = {errno.EFBIG, errno.ENOSPC, errno.EDQUOT}


def live(channel: socket.socket, zygote: int) -> None:
    """Take one order from the channel, do it within its limits, answer, and end. Never returns."""
    try:
        die_with_parent(zygote)
        os.setsid()
        _close_all_but(channel.fileno())
        channel.send(BORN)
        order = wire.receive(channel)
        os.chdir(order["folder"])
        wall_in(Limits(**order["limits"]))
        wire.send(channel, _outcome(order))
    finally:
        os._exit(0)


def _outcome(order: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": _function(order["function"])(**order["arguments"])}
    except AmateError as error:
        return {"error": _as_json(error)}
    except BaseException as error:
        reason = _limit_behind(error)
        return {"died": reason} if reason else {"bug": traceback.format_exc()}


def _limit_behind(error: BaseException) -> str | None:
    """Which limit made this error, if one did. DuckDB has its own name for a failed allocation."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return "memory"
    if isinstance(error, OSError) and error.errno in FULL:
        return "space"
    return None


def _function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), attribute)
    return function


def _as_json(error: AmateError) -> dict[str, Any]:
    return {
        "name": type(error).__name__,
        "message": error.message,
        "code": error.code,
        "fields": error.fields,
        "facts": error.facts,
    }


def _close_all_but(kept: int) -> None:
    """Nothing of the zygote stays open but the channel; what the work prints goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
