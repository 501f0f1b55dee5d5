"""Call pads pressed at random: is a press ever lost, how long until it is committed, and does the
loop stand still while lines are dead, slow, noisy or unplugged?
"""

from __future__ import annotations

import argparse
import os
import random
import select
import socket
import tempfile
import threading
import time
import tty
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import argon2

from bench.load import Result, table
from journal.replay import checked
from journal.stores import open_store
from people import passwords
from tests.server import ROOT, Server
from tests.stories.cast import Kiosk, Program
from tests.stories.founding import Founded, found, many_counters

PADS = 64
BAD = 8  # pads of each sort of trouble
SECONDS = 60.0
TROUBLED = 20.0  # s of the second run, at most
PAUSE = (0.5, 2.0)  # s between two presses of one pad
LOST = 5.0  # s without an answer
FRAME = r"\x02(?P<key>[1-3])\x03"
KEYS = {"31": "next", "32": "recall", "33": "start"}
REPLIES = {"done": "0244", "refused": "0252", "nobody": "024e"}
NOISE = bytes(range(4, 48)) * 40


@dataclass
class Pad:
    """One pad on a pty, pressed by nobody before the last press was answered."""

    id: str
    port: Path
    master: int = -1
    slave: int = -1
    due: float = 0.0
    pressed: float | None = None
    key: str = ""
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)  # (key, answer)

    def plug(self) -> None:
        self.master, self.slave = os.openpty()
        for end in (self.master, self.slave):
            tty.setraw(end)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self.slave))

    def unplug(self) -> None:
        self.port.unlink(missing_ok=True)
        os.close(self.slave)
        os.close(self.master)


def row(id: str, counter: int, port: str) -> dict[str, Any]:
    return {"id": id, "kind": "call", "counter": str(counter), "port": port, "frame": FRAME,
            "keys": dict(KEYS), "replies": dict(REPLIES)}  # fmt: skip


def press(pads: list[Pad], seconds: float) -> tuple[Result, int]:
    """Presses for so long; (how long each answer took, presses without one)."""
    pick, result, lost = random.Random(1), Result(seconds=seconds), 0
    now = time.perf_counter()
    end = now + seconds
    for pad in pads:
        pad.due = now + pick.uniform(0, PAUSE[1])
    while now < end or any(pad.pressed for pad in pads):
        by_end = {pad.master: pad for pad in pads}
        ready, _, _ = select.select(list(by_end), [], [], 0.005)
        now = time.perf_counter()
        for master in ready:
            pad, said = by_end[master], os.read(master, 64)
            if pad.pressed is not None and said[:1] == b"\x02":
                result.latencies.append((now - pad.pressed) * 1000)
                pad.answers[pad.key, said[1:2].decode()] += 1
                pad.pressed, pad.due = None, now + pick.uniform(*PAUSE)
        for pad in pads:
            if pad.pressed is not None and now - pad.pressed > LOST:
                lost += 1
                pad.pressed, pad.due = None, now + pick.uniform(*PAUSE)
            elif pad.pressed is None and pad.due <= now < end:
                pad.key = pick.choice("11123")
                os.write(pad.master, b"\x02" + pad.key.encode() + b"\x03")
                pad.pressed = now
    result.latencies.sort()
    return result, lost


class Trouble:
    """Lines that are not as they should be: rows of pads, and what goes on at their other ends."""

    def __init__(self, folder: Path, first: int) -> None:
        self._running = True
        self._silent = socket.create_server(("127.0.0.1", 0))  # takes who comes, says nothing
        self._full = socket.create_server(("127.0.0.1", 0), backlog=0)  # answers no SYN
        self._queued = [socket.socket() for _ in range(4)]
        for sock in self._queued:
            sock.setblocking(False)
            sock.connect_ex(self._full.getsockname())
        with socket.create_server(("127.0.0.1", 0)) as gone:
            refused = f"socket://127.0.0.1:{gone.getsockname()[1]}"
        self.flapping = [Pad(f"flap-{n}", folder / f"flap-{n}") for n in range(BAD)]
        self.noisy = [Pad(f"noise-{n}", folder / f"noise-{n}") for n in range(BAD)]
        for pad in (*self.flapping, *self.noisy):
            pad.plug()
        ports = [str(folder / f"missing-{n}") for n in range(BAD)]
        ports += [refused.replace("127.0.0.1", f"127.0.0.{n + 1}") for n in range(BAD)]
        for server in (self._silent, self._full):
            port = server.getsockname()[1]
            ports += [f"socket://{name}:{port}" for name in ("127.0.0.1", "localhost")]
        ports.append("socket://pad.invalid:4001")  # a name nobody knows
        ports += [str(pad.port) for pad in (*self.flapping, *self.noisy)]
        self.rows = [row(f"bad-{n}", first + n, port) for n, port in enumerate(ports)]

    def start(self) -> None:
        threading.Thread(target=self._flap, daemon=True).start()
        threading.Thread(target=self._noise, daemon=True).start()

    def stop(self) -> None:
        self._running = False

    def _flap(self) -> None:
        while self._running:
            for pad in self.flapping:
                pad.unplug()
                time.sleep(0.1)
                pad.plug()
                time.sleep(0.1)

    def _noise(self) -> None:
        while self._running:
            for pad in self.noisy:
                os.write(pad.master, NOISE[: random.randint(1, 960)])  # 9,600 baud's worth
            time.sleep(1 / 1.1)


def run(name: str, seconds: float, bad: bool) -> list[str]:
    """One hall, pressed for so long: a row of the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory(dir="/dev/shm") as lines,
    ):
        pads = [Pad(f"pad-{n}", Path(lines) / f"pad-{n}") for n in range(1, PADS + 1)]
        for pad in pads:
            pad.plug()
        trouble = Trouble(Path(lines), PADS + 1) if bad else None
        rows = [row(pad.id, n, str(pad.port)) for n, pad in enumerate(pads, 1)]
        rows += trouble.rows if trouble else []
        hall = found(
            Path(folder), officers=[str(n) for n in range(1, PADS + 1)],
            counters=many_counters(len(rows)), pads=rows,
        )  # fmt: skip
        gaps = Path(folder) / "gaps"
        with Server(
            hall.config, data=hall.data, args=("--bench",),
            program=ROOT / "bench" / "slow_hall.py",
            env={"HALL_GAPS": str(gaps), "HALL_COMMIT_MS": "0", "PYTHONPATH": str(ROOT)},
        ) as server:  # fmt: skip
            kiosk = Kiosk(server.url, hall.keys["k1"])
            for _ in range(int(PADS * seconds * 0.6)):
                kiosk.take_ticket("khai-sinh")
            for counter, officer in hall.officers.items():
                Program(server.url, hall.tokens[officer]).post(f"/counters/{counter}/open")
            time.sleep(2)
            gaps.unlink(missing_ok=True)
            if trouble:
                trouble.start()
            result, lost = press(pads, seconds)
            if trouble:
                trouble.stop()
            time.sleep(1.2)
            _, half, p99, worst = gaps.read_text().split()
        called, told = calls(hall), sum(pad.answers["1", "D"] for pad in pads)
        assert called == told, f"{told} calls were answered with done, {called} are in the journal"
        return [
            name, str(len(result.latencies) + lost), str(lost), str(called), f"{result.p(0.5):.1f}",
            f"{result.p(0.99):.1f}", f"{result.latencies[-1]:.1f}", half, p99, worst,
        ]  # fmt: skip


def calls(hall: Founded) -> int:
    """How many numbers pads called, by the journal."""
    store = open_store(hall.database, hall.settings["hall"]["id"])
    store.connect()
    try:
        events = [event for part in checked(store, 0, store.head()) for event in part]
    finally:
        store.close()
    return sum(e.kind == "TicketCalled" and (e.device or "").startswith("pad-") for e in events)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pads", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of pressing")
    seconds = parser.parse_args().seconds
    passwords.HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    troubled = min(seconds, TROUBLED)
    table(
        f"{PADS} call pads on ptys, each pressed every {PAUSE[0]}–{PAUSE[1]} s for {seconds:g} s "
        f"(the second hall: {troubled:g} s); press → answer, which comes after the commit (ms)",
        ["lines", "presses", "lost", "calls", "p50", "p99", "max", "gap p50", "p99", "max"],
        [
            run("all well", seconds, False),
            run(f"and {BAD * 4 + 5} dead, silent, noisy, unplugged", troubled, True),
        ],
    )


if __name__ == "__main__":
    main()
