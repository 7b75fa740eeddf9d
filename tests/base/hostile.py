"""What hostile or broken files make their readers do."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import time
from pathlib import Path
from typing import Any

from amate.base.errors import NotReady


def echo(**arguments: Any) -> dict[str, Any]:
    return arguments


def refuse() -> None:
    raise NotReady("Falta la columna «clave».", fields={"clave": "Falta."}, columns=3)


def stumble() -> None:
    raise KeyError("a bug of ours")


def take_memory(size: int) -> int:
    return len(bytearray(size))


def hold_memory(size: int) -> int:
    """Take memory, use every page of it, and keep it for as long as it may live."""
    held = bytearray(b"x") * size
    time.sleep(60)
    return len(held)


def reserve_memory(size: int) -> int:
    """Take memory and use none of it."""
    with mmap.mmap(-1, size) as reserved:
        return len(reserved)


def spin() -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def break_memory() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def say(size: int) -> str:
    return "x" * size


def write(path: str, size: int) -> None:
    with Path(path).open("wb") as file:
        for _ in range(size >> 20):
            file.write(b"x" * (1 << 20))


def connect(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as reached:
        return str(reached.getpeername())


def multiply(marks: str) -> None:
    """Fork without end, each child leaving its number."""
    for _ in range(20):
        if os.fork() == 0:
            (Path(marks) / str(os.getpid())).touch()
            while True:
                time.sleep(0.01)
    time.sleep(60)


def slip_away(mark: str) -> None:
    """Leave a process behind in a session of its own, whose parent is gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            Path(mark).symlink_to(str(os.getpid()))
            time.sleep(60)
        os._exit(0)
    while not Path(mark).is_symlink():
        time.sleep(0.01)


def circumstances() -> dict[str, Any]:
    """What this child has around it."""
    return {
        "pid": os.getpid(),
        "parent": os.getppid(),
        "folder": str(Path.cwd()),
        "leads_its_session": os.getsid(0) == os.getpid(),
        "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd")),  # noqa: PTH208
        "threads": len(os.listdir("/proc/self/task")),  # noqa: PTH208
        "capabilities": _status("CapEff"),
        "no_new_privileges": _status("NoNewPrivs"),
        "environment": sorted(os.environ),
    }


def _status(field: str) -> str:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
