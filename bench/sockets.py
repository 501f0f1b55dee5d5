"""Raw Engine.IO clients for the benchmarks: many sockets in one asyncio loop, at little cost."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect

NAMESPACE = "/live"


class Crowd:
    """`n` sockets that watch one topic; `heard[i]` is when socket i last got a picture that passed
    `wanted` (perf_counter seconds, 0: not yet)."""

    def __init__(self, url: str, token: str, topic: str, n: int) -> None:
        self.url = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self.token, self.topic, self.n = token, topic, n
        self.heard = [0.0] * n
        self.wanted: Callable[[str], bool] = lambda text: True
        self.all_heard = asyncio.Event()
        self.left = 0
        self.sockets: list[ClientConnection] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """All of them connected and with their first picture."""
        gate = asyncio.Semaphore(32)

        async def one(i: int) -> None:
            async with gate:
                ws = await connect(self.url, compression=None, max_size=None)
                await ws.recv()
                await ws.send(f"40{NAMESPACE},{json.dumps({'token': self.token})}")
                while not str(await ws.recv()).startswith(f"40{NAMESPACE}"):
                    pass
                await ws.send(f'42{NAMESPACE},1["watch",{json.dumps({"topic": self.topic})}]')
                while not (text := str(await ws.recv())).startswith(f"43{NAMESPACE},1"):
                    if text == "2":
                        await ws.send("3")
                self.sockets.append(ws)
                self.tasks.append(asyncio.create_task(self._listen(i, ws)))

        await asyncio.gather(*(one(i) for i in range(self.n)))

    async def _listen(self, i: int, ws: ClientConnection) -> None:
        async for message in ws:
            text = str(message)
            if text == "2":
                await ws.send("3")
            elif '"picture"' in text[:40] and self.wanted(text) and not self.heard[i]:
                self.heard[i] = time.perf_counter()
                self.left -= 1
                if not self.left:
                    self.all_heard.set()

    def expect(self, wanted: Callable[[str], bool]) -> None:
        self.wanted = wanted
        self.heard = [0.0] * self.n
        self.left = self.n
        self.all_heard.clear()

    async def last(self, seconds: float = 5.0) -> float:
        """When the last of them had it (perf_counter). TimeoutError if one hears nothing."""
        await asyncio.wait_for(self.all_heard.wait(), seconds)
        return max(self.heard)

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*(ws.close() for ws in self.sockets), return_exceptions=True)
