"""Hostile work in children: an answer, a refusal, or an error that says which limit was met. Never an outage."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from amate.base import children
from amate.base.children import Limits, keeper
from amate.base.errors import BadFile, NotReady, Unavailable
from tests.base.outside import eventually

MIB = 1 << 20
HEAVY = ("duckdb", "python_calamine")


def run(function: str, limits: Limits | None = None, folder: Path = Path("/"), **arguments: Any) -> Any:
    return children.run(f"tests.base.hostile:{function}", arguments, limits=limits, folder=folder)


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or before it was read
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_the_answer_of_a_child_is_the_answer_of_the_function() -> None:
    assert run("echo", año="2024", rows=[1, 2.5, None, {"ñ": True}]) == {
        "año": "2024",
        "rows": [1, 2.5, None, {"ñ": True}],
    }


def test_a_refusal_in_a_child_is_raised_here_as_the_same_error() -> None:
    with pytest.raises(NotReady) as caught:
        run("refuse")
    assert caught.value.message == "Falta la columna «clave»."
    assert caught.value.code == "not-ready"
    assert caught.value.fields == {"clave": "Falta."}
    assert caught.value.facts == {"columns": 3}


def test_a_bug_in_a_child_shows_where_it_happened() -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'a bug of ours'"):
        run("stumble")


def test_a_child_that_takes_too_much_memory_is_told_apart() -> None:
    with pytest.raises(BadFile, match="memoria") as caught:
        run("take_memory", Limits(memory=64 * MIB), size=200 * MIB)
    assert caught.value.code == "memory"
    assert run("take_memory", Limits(memory=256 * MIB), size=200 * MIB) == 200 * MIB


def test_a_child_that_holds_too_much_of_what_it_may_address_is_killed() -> None:
    roomy = Limits(memory=4096 * MIB, resident=64 * MIB)
    with pytest.raises(BadFile, match="67 MB de memoria") as caught:
        run("hold_memory", roomy, size=400 * MIB)
    assert caught.value.code == "memory"
    assert run("reserve_memory", roomy, size=400 * MIB) == 400 * MIB


def test_a_child_that_spins_meets_its_limit_of_cpu() -> None:
    with pytest.raises(BadFile, match="se detuvo") as caught:
        run("spin", Limits(cpu_seconds=1, seconds=30))
    assert caught.value.code == "time"


def test_a_child_that_sleeps_is_killed_at_the_deadline() -> None:
    with pytest.raises(BadFile, match=r"más de 0\.3 segundos") as caught:
        run("sleep", Limits(seconds=0.3), seconds=60)
    assert caught.value.code == "time"


@pytest.mark.parametrize("end", ["break_memory", "abort"])
def test_a_child_that_crashes_is_an_error_message(end: str) -> None:
    with pytest.raises(BadFile, match="puede estar dañado") as caught:
        run(end)
    assert caught.value.code == "crash"


def test_a_giant_answer_is_not_taken_in() -> None:
    with pytest.raises(BadFile, match="descripción") as caught:
        run("say", size=17 * MIB)
    assert caught.value.code == "answer"
    assert len(run("say", size=15 * MIB)) == 15 * MIB


def test_a_child_may_not_write_a_bigger_file_than_allowed(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(BadFile) as caught:
        run("write", Limits(file_size=2 * MIB), path=str(target), size=8 * MIB)
    assert caught.value.code == "space"
    assert target.stat().st_size <= 2 * MIB


def test_what_a_child_started_dies_with_it(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        run("multiply", Limits(seconds=0.5), marks=str(tmp_path))
    born = [int(path.name) for path in tmp_path.glob("[0-9]*")]
    assert born
    assert eventually(lambda: not any(alive(pid) for pid in born))


def test_what_slips_out_of_its_group_dies_too(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    run("slip_away", mark=str(mark))
    assert eventually(lambda: not alive(int(mark.readlink().name)))


def test_a_child_has_no_network() -> None:
    if not children.network_isolated():
        pytest.skip("THIS SYSTEM FORBIDS NETWORK NAMESPACES: nothing was proved about the network")
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(RuntimeError, match="OSError"):
        run("connect", port=server.getsockname()[1])


def test_a_child_holds_nothing_of_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMATE_SECRET_KEY", "canary")
    around = children.run(
        "tests.base.hostile:circumstances", {}, preload=("json", "decimal"), folder=tmp_path
    )
    assert around["folder"] == str(tmp_path)
    assert around["leads_its_session"]
    assert around["capabilities"] == "0" * 16
    assert around["no_new_privileges"] == "1"
    assert len(around["descriptors"]) == 5  # the three standard ones, the channel, and the list itself
    assert not [name for name in around["environment"] if name.startswith(("AMATE", "DJANGO"))]


def test_heavy_libraries_are_imported_once_and_start_no_threads_in_children() -> None:
    around = children.run("tests.base.hostile:circumstances", {}, preload=HEAVY)
    assert around["threads"] == 1
    assert around["parent"] == keeper.zygotes[HEAVY].process.pid


def test_fifty_children_at_once_all_answer() -> None:
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda number: run("echo", number=number), range(200)))
    assert answers == [{"number": number} for number in range(200)]


def test_a_killed_zygote_is_replaced() -> None:
    run("echo")
    zygote = keeper.zygotes[()].process
    os.kill(zygote.pid, signal.SIGKILL)
    assert run("echo", after=1) == {"after": 1}
    assert keeper.zygotes[()].process.pid != zygote.pid


def test_killing_the_zygote_kills_its_children_and_can_be_tried_again(tmp_path: Path) -> None:
    run("echo")
    zygote = keeper.zygotes[()].process.pid
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(run, "sleep", Limits(seconds=60), seconds=60)
        assert eventually(lambda: bool(_children_of(zygote)))
        (child,) = _children_of(zygote)
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(Unavailable) as caught:
            waiting.result()
    assert caught.value.facts["transient"]
    assert eventually(lambda: not alive(child))


PARENT = """
import threading
from amate.base import children
work = lambda: children.run("tests.base.hostile:sleep", {"seconds": 60}, preload=("json",))
threading.Thread(target=work).start()
"""


def test_nothing_outlives_a_killed_parent() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], env=environment) as program:
        try:
            assert eventually(lambda: any(_children_of(pid) for pid in _children_of(program.pid)))
            (zygote,) = _children_of(program.pid)
            (child,) = _children_of(zygote)
        finally:
            program.kill()
    assert eventually(lambda: not alive(zygote) and not alive(child))


def test_children_are_reaped() -> None:
    run("echo")
    zygote = keeper.zygotes[()].process.pid
    assert eventually(lambda: not _children_of(zygote))


def _children_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
