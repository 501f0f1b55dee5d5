"""Call → the last of N sockets has it, against a raw broadcast of the websockets package."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import connect

from bench.load import Result, table
from bench.sockets import Crowd
from tests.server import Server
from tests.stories.cast import Kiosk, Officer
from tests.stories.founding import Founded, found, many_counters

ROUNDS = 80
SIZES = (50, 250)


async def hall_calls(server: Server, hall: Founded, n: int) -> Result:
    """One call after the other, 150 ms apart; ms from the press to the last screen."""
    crowd = Crowd(server.url, hall.keys["tv1"], "display/tv1", n)
    await crowd.open()
    kiosk = Kiosk(server.url, hall.keys["k1"])
    officer = Officer(server.url, hall.tokens["can-bo-1"], "1")
    result = Result()
    for _ in range(ROUNDS):
        number = (await asyncio.to_thread(kiosk.take_ticket, "khai-sinh"))["number"]
        await asyncio.sleep(0.15)
        # in the list of calls, not in that of who is next
        mark = f'"number":"{number}","counter"'
        crowd.expect(lambda text, m=mark: m in text)
        begun = time.perf_counter()
        asking = asyncio.create_task(asyncio.to_thread(officer.call_next))
        result.latencies.append((await crowd.last() - begun) * 1000)
        await asking
        await asyncio.sleep(0.15)
    await crowd.close()
    result.latencies.sort()
    return result


async def raw_broadcast(n: int, size: int) -> Result:
    """The same count and size of message from the websockets package, server in another process."""
    code = (
        "import asyncio, sys\n"
        "from websockets.asyncio.server import broadcast, serve\n"
        f"size = {size}\n"
        "async def main():\n"
        "    async def one(ws):\n"
        "        async for m in ws:\n"
        "            broadcast(server.connections, m + 'x' * size)\n"
        "    server = await serve(one, '127.0.0.1', 0, compression=None)\n"
        "    print(server.sockets[0].getsockname()[1], flush=True)\n"
        "    await asyncio.get_running_loop().create_future()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        sockets = [await connect(f"ws://127.0.0.1:{port}", compression=None) for _ in range(n)]
        heard = [0.0] * n
        done = asyncio.Event()

        async def listen(i: int) -> None:
            async for _ in sockets[i]:
                heard[i] = time.perf_counter()
                if all(heard):
                    done.set()

        tasks = [asyncio.create_task(listen(i)) for i in range(n)]
        result = Result()
        for round in range(ROUNDS):
            heard[:] = [0.0] * n
            done.clear()
            begun = time.perf_counter()
            await sockets[0].send(str(round))
            await done.wait()
            result.latencies.append((max(heard) - begun) * 1000)
            await asyncio.sleep(0.02)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*(s.close() for s in sockets))
    finally:
        process.kill()
        await process.wait()
    result.latencies.sort()
    return result


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = found(Path(folder), counters=many_counters(2))
        rows = []
        with Server(hall.config, data=hall.data, args=("--bench",)) as server:
            officer = Officer(server.url, hall.tokens["can-bo-1"], "1")
            officer.do("open")
            picture = Kiosk(server.url, hall.keys["tv1"]).get("/displays/tv1")
            for n in SIZES:
                ours = asyncio.run(hall_calls(server, hall, n))
                raw = asyncio.run(raw_broadcast(n, len(json.dumps(picture)) + 600))
                rows.append(
                    [
                        str(n),
                        f"{ours.p(0.5):.1f}",
                        f"{ours.p(0.99):.1f}",
                        f"{raw.p(0.5):.1f}",
                        f"{raw.p(0.99):.1f}",
                        f"{ours.p(0.5) / raw.p(0.5):.1f}×",
                    ]
                )
    table(
        f"Call → last of N sockets, {ROUNDS} calls (ms)",
        ["sockets", "hall p50", "p99", "raw p50", "p99", "hall/raw"],
        rows,
    )


if __name__ == "__main__":
    main()
