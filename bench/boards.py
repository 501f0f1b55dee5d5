"""Called → shown: 10 calls in 3 s on a line of 20 LED boards that wants 200 ms between two frames,
while the whole line is being written again; from the officer's request to what the board shows.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.load import Result, table
from demo.led_lines import LedLine
from tests.halls import text
from tests.server import Server
from tests.stories.cast import Kiosk, Officer
from tests.stories.founding import found, many_counters

BOARDS, GAP = 20, 0.2
CALLS, WITHIN = 10, 3.0  # calls, seconds
ROUNDS = 5
LIMIT = 500  # ms within which the board of a call must be right
OFFSET = 32


def row(port: str) -> dict[str, Any]:
    """Queue-system boards. Written again every 5 s: a whole round takes 4.5, so it never rests."""
    return {
        "id": "led", "name": text("LED"), "driver": "template", "port": port, "baud": 9600,
        "segments": False,
        "options": {
            "frame": "01 address blink text 07", "address_offset": OFFSET, "times_from": "21",
            "gap_ms": int(GAP * 1000), "rewrite": 5,
        },
        "boards": [
            {"counter": str(n), "address": n, "digits": 4} for n in range(1, BOARDS + 1)
        ],
    }  # fmt: skip


class Hall:
    """A running hall with its boards; results in ms, from a call's request to its board."""

    def __init__(self, url: str, kiosk: Kiosk, officers: dict[str, Officer], line: LedLine) -> None:
        self.url, self.kiosk, self.officers, self.line = url, kiosk, officers, line

    def one(self, counter: str, result: Result) -> None:
        begun = time.perf_counter()
        ticket = self.officers[counter].call_next()
        assert ticket is not None
        board = self.line.boards[OFFSET + int(counter)]
        while board.shows.strip() != ticket["number"]:
            if time.perf_counter() - begun > 20:
                raise TimeoutError(f"{ticket['number']} never came to board {counter}")
            time.sleep(0.001)
        result.latencies.append((time.perf_counter() - begun) * 1000)

    def burst(self, apart: float, rng: random.Random, result: Result) -> None:
        """Ten calls at ten counters, so many seconds apart."""
        for _ in range(CALLS):
            self.kiosk.take_ticket("khai-sinh")
        counters = rng.sample(sorted(self.officers), CALLS)
        threads = [threading.Thread(target=self.one, args=(c, result)) for c in counters]
        begun = time.perf_counter()
        for n, thread in enumerate(threads):
            due = begun + apart * (n + rng.uniform(-0.3, 0.3))
            time.sleep(max(0.0, due - time.perf_counter()))
            thread.start()
        for thread in threads:
            thread.join()


def main() -> None:
    rng = random.Random(1)
    spread, at_once = Result(), Result()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        boards = {OFFSET + n: 4 for n in range(1, BOARDS + 1)}
        with LedLine(folder / "led", "queue", boards, gap=GAP / 2) as line:
            hall = found(folder, led_buses=[row(line.device)], counters=many_counters(BOARDS))
            with Server(hall.config, data=hall.data, args=("--bench",)) as server:
                officers = {
                    counter: Officer(server.url, hall.tokens[name], counter)
                    for counter, name in hall.officers.items()
                }
                for officer in officers.values():
                    officer.do("open")
                running = Hall(server.url, Kiosk(server.url, hall.keys["k1"]), officers, line)
                time.sleep(5)  # the first round
                for _ in range(ROUNDS):
                    running.burst(WITHIN / CALLS, rng, spread)
                    time.sleep(1)
                running.burst(0.0, rng, at_once)
            times = [at for at, _ in line.heard]
            frames, lost = sum(b.frames for b in line.boards.values()), line.lost
    rows = []
    for name, result in (
        (f"{CALLS} calls in {WITHIN:.0f} s, {ROUNDS} times", spread),
        (f"{CALLS} calls at once", at_once),
    ):
        result.latencies.sort()
        late = sum(ms > LIMIT for ms in result.latencies)
        rows.append(
            [name, *(f"{result.p(q):.0f}" for q in (0.5, 0.9)), f"{result.latencies[-1]:.0f}",
             f"{late}"]
        )  # fmt: skip
    table(
        f"Called → shown on a line of {BOARDS} boards, {GAP * 1000:.0f} ms between frames (ms)",
        ["", "p50", "p90", "max", f"over {LIMIT}"], rows,
    )  # fmt: skip
    pauses = sorted(b - a for a, b in zip(times, times[1:], strict=False))
    least, half = pauses[0] * 1000, pauses[len(pauses) // 2] * 1000
    print(f"{frames} frames shown, {lost} lost; {least:.0f} ms apart at least, median {half:.0f}")


if __name__ == "__main__":
    main()
