"""What a process asks of Linux about itself: to die with its parent, to lose its privileges and its network."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
CAPABILITY_VERSION = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Be killed when the thread that started this process ends, even by SIGKILL.

    `parent` is the pid that should still be there, so that one that died just before is noticed too.
    """
    _done(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none gets out of sight."""
    _done(_libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl(PR_SET_CHILD_SUBREAPER)")


def drop_privileges() -> None:
    """Give up every capability, root's too, and never gain any by running another program."""
    _done(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _done(_libc.capset(header, nothing), "capset")


def leave_network() -> bool:
    """Cut this process and its future children off from every network; False where the system forbids it.

    Some systems give a new namespace and then no rights in it, with no way back: a child tries first.
    """
    trial = os.fork()
    if trial == 0:
        try:
            os._exit(0 if _leave_network() else 1)
        finally:
            os._exit(1)
    return os.waitpid(trial, 0)[1] == 0 and _leave_network()


def _leave_network() -> bool:
    if _libc.unshare(CLONE_NEWNET) == 0:
        return True
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    # Without a mapping of our own ids, the new user namespace could create no files.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return True


def die_first_when_memory_is_short() -> None:
    with contextlib.suppress(OSError):  # a favour to the neighbours, not a wall
        Path("/proc/self/oom_score_adj").write_text("1000")


def _done(result: int, call: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), call)
