"""A network of one's own with nothing in it, where the system lets unprivileged programs have one."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def leave_network() -> bool:
    """Cut this process and its future children off from every network; False where the system forbids it."""
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
