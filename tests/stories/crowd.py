"""A crowd: hundreds of pages on their sockets, which come back by themselves when they are cut."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

NAMESPACE = "/live"
AGAIN = (0.15, 0.45)  # s between two tries: as the hall's own pages begin, which then wait longer


@dataclass(eq=False)
class Page:
    """One page: what it watches, and the last whole picture it has of it. `came` is when its
    newest connection had its first picture (time.monotonic(); None: it has none yet)."""

    token: str
    topic: str
    epoch: str | None = None
    seq: int = -1
    data: dict[str, Any] = field(default_factory=dict)
    alive: dict[str, int] = field(default_factory=dict)
    came: float | None = None
    refused: list[str] = field(default_factory=list)

    def in_step(self) -> bool:
        """Whether it has a picture, and the one that the server told of last."""
        return self.came is not None and self.alive.get(self.topic) == self.seq


class Crowd:
    """Pages in one asyncio loop, in a thread of their own. A context manager that ends them all."""

    def __init__(self, url: str, pages: Iterable[Page]) -> None:
        self.url = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self.pages = list(pages)
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tasks = [
            asyncio.run_coroutine_threadsafe(self._live(page), self._loop) for page in self.pages
        ]

    async def _live(self, page: Page) -> None:
        while True:
            try:
                async with connect(self.url, compression=None, max_size=None) as ws:
                    await self._watch(page, ws)
            except (OSError, WebSocketException, TimeoutError):
                pass
            page.came, page.alive = None, {}
            await asyncio.sleep(random.uniform(*AGAIN))

    async def _watch(self, page: Page, ws: ClientConnection) -> None:
        await ws.recv()
        await ws.send(f"40{NAMESPACE},{json.dumps({'token': page.token})}")
        async for message in ws:
            text = str(message)
            if text == "2":
                await ws.send("3")
            elif text.startswith(f"40{NAMESPACE}"):
                await ws.send(f'42{NAMESPACE},1["watch",{json.dumps({"topic": page.topic})}]')
            elif text.startswith(f"44{NAMESPACE}"):
                page.refused.append(text)
            elif text.startswith(f"43{NAMESPACE},1"):
                answer = json.loads(text.partition(",1")[2])[0]
                if not answer["ok"]:
                    page.refused.append(text)
                    return
                page.epoch = answer["epoch"]
                self._show(page, answer["picture"])
            elif text.startswith(f"42{NAMESPACE},"):
                event, data = json.loads(text.partition(",")[2])
                if event == "picture":
                    self._show(page, data)
                elif event == "alive":
                    page.alive = data["topics"]
                    with self._changed:
                        self._changed.notify_all()

    def _show(self, page: Page, picture: dict[str, Any]) -> None:
        page.seq, page.data = picture["seq"], picture["data"]
        with self._changed:
            page.came = page.came or time.monotonic()
            self._changed.notify_all()

    def wait(self, true: Callable[[Page], bool], seconds: float = 60.0) -> None:
        """Until it is true of every page. AssertionError with how many it is not true of."""
        end = time.monotonic() + seconds
        with self._changed:
            while late := [page for page in self.pages if not true(page)]:
                left = end - time.monotonic()
                assert left > 0, f"{len(late)} of {len(self.pages)} pages after {seconds} s"
                self._changed.wait(min(left, 0.5))

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        end = asyncio.run_coroutine_threadsafe(self._ended(), self._loop)
        end.result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _ended(self) -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        await asyncio.gather(*others, return_exceptions=True)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
