"""How much a child may take, and the walls that it puts around itself before it touches anything hostile."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

from amate.base.kernel import die_first_when_memory_is_short, drop_privileges

MIB = 1 << 20
OPEN_FILES = 256


@dataclass(frozen=True)
class Limits:
    """What one run may take. Bytes and seconds.

    memory: what it may address; resident: what it may really hold, if that is less (0: no other limit). Both are
    counted beyond what the zygote already holds.
    """

    memory: int = 1024 * MIB
    resident: int = 0
    cpu_seconds: int = 60
    seconds: float = 60.0
    file_size: int = 0
    answer: int = 16 * MIB


def wall_in(limits: Limits) -> None:
    """Bind this process to its limits, without privileges, for good."""
    die_first_when_memory_is_short()
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _bound(resource.RLIMIT_AS, held + limits.memory)
    # At the soft limit the kernel sends SIGXCPU, which names the reason; at the hard one SIGKILL.
    _bound(resource.RLIMIT_CPU, limits.cpu_seconds, grace=1)
    _bound(resource.RLIMIT_FSIZE, limits.file_size)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NOFILE, OPEN_FILES)
    drop_privileges()


def _bound(kind: int, most: int, *, grace: int = 0) -> None:
    _, hard = resource.getrlimit(kind)
    last = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(kind, (min(most, last), last))
