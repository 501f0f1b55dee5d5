"""A watcher: a page's socket without the page. It watches a topic so that the hall has a display,
a kiosk or a tablet that is there, and keeps the last picture.

Speaks Socket.IO over one websocket, as little of it as watching needs.
"""

from __future__ import annotations

import json
import threading
from typing import Any
from urllib.parse import urlsplit

import simple_websocket

from demo.clock import Stopping

NAMESPACE = "/live"
AGAIN = 2.0  # s between two tries to connect


class Watcher:
    """`picture` is the topic's last data, None before the first. `run` until `stopping` is set."""

    def __init__(self, url: str, token: str, topic: str, stopping: threading.Event) -> None:
        self.url = f"ws://{urlsplit(url).netloc}/socket.io/?EIO=4&transport=websocket"
        self.token = token
        self.topic = topic
        self.stopping = stopping
        self.picture: dict[str, Any] | None = None
        self.connected = False

    def start(self) -> Watcher:
        threading.Thread(target=self.run, name=f"watch-{self.topic}", daemon=True).start()
        return self

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._watch()
            except Stopping:
                return
            except (OSError, ValueError, simple_websocket.ConnectionClosed,
                    simple_websocket.ConnectionError):  # fmt: skip
                pass
            self.connected = False
            self.stopping.wait(AGAIN)

    def _watch(self) -> None:
        line = simple_websocket.Client(self.url)
        try:
            while not self.stopping.is_set():
                packet = line.receive(timeout=1)
                if packet is not None:
                    self._take(line, packet)
            raise Stopping
        finally:
            line.close()

    def _take(self, line: Any, packet: str) -> None:
        if packet.startswith("0"):  # open: join the namespace
            line.send(f"40{NAMESPACE},{json.dumps({'token': self.token})}")
        elif packet == "2":  # ping
            line.send("3")
        elif packet.startswith(f"40{NAMESPACE}"):
            self.connected = True
            line.send(f"42{NAMESPACE},0{json.dumps(['watch', {'topic': self.topic}])}")
        elif packet.startswith(f"43{NAMESPACE},"):
            answer = json.loads(packet[packet.index("[") :])[0]
            self.picture = (answer.get("picture") or {}).get("data")
        elif packet.startswith(f"42{NAMESPACE},"):
            name, *said = json.loads(packet[packet.index("[") :])
            if name == "picture" and said and said[0].get("topic") == self.topic:
                self.picture = said[0].get("data")
        elif packet.startswith(("41", "44", "1")):
            raise ValueError(f"the hall hung up: {packet[:80]}")
