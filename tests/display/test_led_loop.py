"""The hall's loop goes on whatever its LED lines do: dead, slow, unplugged, full, out of reach."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.led_lines import LedLine
from tests.server import ROOT

LONGEST = 0.03  # seconds the loop may let others wait
KINDS = ("well", "silent", "deaf", "unplugged", "missing", "refused", "unanswered")


@pytest.mark.parametrize("engine", ["eventlet", "threading"])
def test_dead_slow_and_unplugged_lines_do_not_stop_the_loop(engine: str, tmp_path: Path) -> None:
    lines = {
        name: LedLine(tmp_path / name, "modbus", {1: 4})
        for name in ("well", "silent", "deaf", "unplugged")
    }
    lines["silent"].faults.silent = {1}
    lines["deaf"].faults.deaf = True
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        # a backlog that is full leaves the next SYN without an answer
        waiting = [socket.create_connection(full.getsockname()) for _ in range(1)]
        ports = {name: str(line.port) for name, line in lines.items()}
        ports["missing"] = str(tmp_path / "missing")
        ports["refused"] = "socket://127.0.0.1:9"
        ports["unanswered"] = f"socket://127.0.0.1:{full.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.display.led_process", str(tmp_path),
             *(ports[name] for name in KINDS)],
            cwd=ROOT, env={**os.environ, "HALL_ENGINE": engine}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(0.8)
        lines["unplugged"].unplug()
        said = process.communicate(timeout=30)[0]
        for sock in waiting:
            sock.close()
    told = lines["well"].boards[1].frames
    for line in lines.values():
        line.close()
    seen = json.loads(said.splitlines()[-1])
    state = dict(zip(KINDS, seen["lines"].values(), strict=True))
    board = dict(zip(KINDS, seen["boards"].values(), strict=True))
    frames = dict(zip(KINDS, seen["frames"].values(), strict=True))
    assert state["well"] == "ok" and board["well"] == "ok"
    assert board["silent"] == board["deaf"] == "down"
    assert state["unplugged"] == state["missing"] == state["refused"] == "down"
    assert state["unanswered"] in ("down", "unknown")  # its SYN is still under way
    assert told > 6 and frames["unplugged"] >= 2
    assert seen["beats"] > 100
    if engine == "eventlet":  # with threads nobody waits for a loop
        assert seen["longest"] < max(LONGEST, 2 * seen["machine"]), seen
