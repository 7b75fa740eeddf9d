"""The small single-threaded process that has the heavy libraries imported and forks a child for each run.

It hears its parent over `control`. Each order brings two sockets: `channel`, which goes to the child, and `lease`.
When the parent lets go of the lease, at its deadline, after the answer or because it died, the zygote kills the
child's whole group, reaps it, and says over the lease how it ended. As nobody else kills or reaps, no pid can
come to name another process in between. It also looks how much memory each child really holds: what a child may
address is a poor measure, for engines reserve much more than they use.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path

from amate.base.children import child, wire
from amate.base.kernel import adopt_orphans, leave_network

CHILDREN = Path("/proc/thread-self/children")
PATIENCE = 2  # milliseconds between looks at a child that is ending
WATCH = 20  # milliseconds between looks at the memory of those that live
PAGE = os.sysconf("SC_PAGE_SIZE")


class Zygote:
    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)
        self.leases: dict[int, tuple[socket.socket, int]] = {}
        self.ending: set[int] = set()
        self.most: dict[int, int] = {}  # bytes that the child behind a lease may hold
        self.held = _resident(os.getpid())

    def serve(self) -> None:
        """Fork and bury until the parent is gone."""
        while True:
            for descriptor, _ in self.poll.poll(PATIENCE if self.ending else WATCH if self.most else None):
                if descriptor != self.control.fileno():
                    self._let_go(descriptor)
                elif not self._take_order():
                    return
            self._watch()
            for descriptor in list(self.ending):
                self._bury(descriptor)
            self._kill_strays()

    def end(self) -> None:
        for _, pid in self.leases.values():
            _kill_group(pid)

    def _take_order(self) -> bool:
        order, descriptors, _, _ = socket.recv_fds(self.control, 16, 2)
        if not order:
            return False
        channel, lease = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        me = os.getpid()
        with channel:
            try:
                pid = os.fork()
            except OSError:  # no room for another process: the parent sees both sockets close
                lease.close()
                return True
            if pid == 0:
                child.live(channel, me)
        self.leases[lease.fileno()] = (lease, pid)
        if most := int(order):
            self.most[lease.fileno()] = self.held + most
        self.poll.register(lease, select.POLLIN)
        return True

    def _watch(self) -> None:
        """Kill those that hold more than they may."""
        for descriptor, most in self.most.items():
            if _resident(pid := self.leases[descriptor][1]) > most:
                _kill_group(pid)

    def _let_go(self, descriptor: int) -> None:
        """The parent is done with a child, or is gone: whatever is left of its group dies."""
        _kill_group(self.leases[descriptor][1])
        self.poll.unregister(descriptor)
        self.most.pop(descriptor, None)
        self.ending.add(descriptor)

    def _bury(self, descriptor: int) -> None:
        lease, pid = self.leases[descriptor]
        buried, status = os.waitpid(pid, os.WNOHANG)
        if buried:
            with contextlib.suppress(OSError):  # the parent may be gone
                wire.send(lease, os.waitstatus_to_exitcode(status))
            lease.close()
            del self.leases[descriptor]
            self.ending.remove(descriptor)

    def _kill_strays(self) -> None:
        """End what left its group and lost its parent: it has become a child of ours that nobody ordered."""
        ours = {pid for _, pid in self.leases.values()}
        for pid in set(_children()) - ours:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _children() -> list[int]:
    try:
        return [int(pid) for pid in CHILDREN.read_text().split()]
    except FileNotFoundError:  # a kernel without CONFIG_PROC_CHILDREN
        return []


def _kill_group(pid: int) -> None:
    """Kill a child and what it started. It may be too young to lead a group, or the group may be gone."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def main() -> None:
    """`python -m amate.base.children.zygote <descriptor> <module>…`: says hello when all modules are imported."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    for module in sys.argv[2:]:
        import_module(module)
    adopt_orphans()
    control.send(b"isolated" if leave_network() else b"networked")
    gc.collect()
    gc.freeze()
    zygote = Zygote(control)
    try:
        zygote.serve()
    finally:
        zygote.end()


if __name__ == "__main__":
    main()
