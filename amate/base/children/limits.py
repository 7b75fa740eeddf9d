"""How much a child may take, and the walls that it puts around itself before it touches anything hostile."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
OPEN_FILES = 256
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CAPABILITY_VERSION = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Limits:
    """What one run may take. Bytes and seconds; `memory` is counted beyond what the zygote already holds."""

    memory: int = 1024 * MIB
    cpu_seconds: int = 60
    seconds: float = 60.0
    file_size: int = 0
    answer: int = 16 * MIB


def wall_in(limits: Limits) -> None:
    """Bind this process to its limits, without privileges, for good."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _bound(resource.RLIMIT_AS, held + limits.memory)
    # At the soft limit the kernel sends SIGXCPU, which names the reason; at the hard one SIGKILL.
    _bound(resource.RLIMIT_CPU, limits.cpu_seconds, grace=1)
    _bound(resource.RLIMIT_FSIZE, limits.file_size)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NOFILE, OPEN_FILES)
    die_first_when_memory_is_short()
    drop_privileges()


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends, even by SIGKILL.

    `parent` is the pid that should still be there: one that died just before is noticed too.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def drop_privileges() -> None:
    """Give up every capability, root's too, and never gain any by running another program."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc.capset(header, nothing):
        raise OSError(ctypes.get_errno(), "capset")


def die_first_when_memory_is_short() -> None:
    Path("/proc/self/oom_score_adj").write_text("1000")


def _bound(kind: int, most: int, *, grace: int = 0) -> None:
    _, hard = resource.getrlimit(kind)
    last = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(kind, (min(most, last), last))


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")
