"""A slow disk: 10 ms more a commit. Does the loop stand still? Gaps of its heartbeat under load."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.load import run, table
from bench.tickets import citizens
from tests.server import ROOT, Server
from tests.stories.founding import found

SECONDS = 6.0
CLIENTS = 16


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        kiosks = [{"id": "k1", "name": {"vi": "Kiosk"}}]
        hall = found(Path(folder), officers=[], kiosks=kiosks)
        for ms in (0, 10):
            gaps = Path(folder) / f"gaps-{ms}"
            with Server(
                hall.config, data=hall.data, args=("--bench",),
                program=ROOT / "bench" / "slow_hall.py",
                env={"HALL_GAPS": str(gaps), "HALL_COMMIT_MS": str(ms), "PYTHONPATH": str(ROOT)},
            ) as server:  # fmt: skip
                address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
                clients = [citizens(hall.keys["k1"], ("khai-sinh", "so-do"))] * CLIENTS
                result = run(address, clients, SECONDS)
                count, half, p99, worst = gaps.read_text().split()
            rows.append([f"+{ms} ms a commit", f"{result.per_second:.0f}", f"{result.p(0.99):.1f}",
                         count, half, p99, worst])  # fmt: skip
    table(
        f"The loop's gaps on a slow disk, {CLIENTS} clients (ms)",
        ["", "tickets/s", "reply p99", "beats", "gap p50", "p99", "max"],
        rows,
    )


if __name__ == "__main__":
    main()
