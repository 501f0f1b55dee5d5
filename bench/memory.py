"""Memory with 340 clients: 40 officers, 40 pads, 10 displays, 10 kiosks, 240 phones' worth."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.load import table
from bench.sockets import Crowd
from tests.server import Server
from tests.stories.founding import found, many_counters

CLIENTS = 340


def resident(pid: int) -> float:
    """MB of a process, from the kernel."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError("no VmRSS")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = found(Path(folder), officers=[], counters=many_counters(40))
        with Server(hall.config, data=hall.data, args=("--bench",)) as server:
            before = resident(server.pid)

            async def fill() -> float:
                crowd = Crowd(server.url, hall.keys["tv1"], "display/tv1", CLIENTS)
                await crowd.open()
                await asyncio.sleep(5)
                found = resident(server.pid)
                await crowd.close()
                return found

            after = asyncio.run(fill())
    table(
        "Memory (MB)",
        ["", "resident"],
        [
            ["no client", f"{before:.0f}"],
            [f"{CLIENTS} sockets", f"{after:.0f}"],
            ["KB a socket", f"{(after - before) * 1024 / CLIENTS:.0f}"],
        ],
    )


if __name__ == "__main__":
    main()
