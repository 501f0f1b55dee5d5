"""The cast of a story: kiosk, officer, television and rating pad, as programs see the hall."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import requests
import socketio


class Refused(Exception):
    """The hall said no: `status`, and the problem's `code` and members."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.code = problem.get("code")
        self.problem = problem


class Program:
    """A program with a key of its own on one keep-alive connection."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self.url = url
        self.key = key
        self.session = requests.Session()
        if key:
            self.session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str) -> Any:
        return self._answer(self.session.get(f"{self.url}/api/v1{path}", timeout=10))

    def post(self, path: str, body: Any = None, key: str | None = None) -> Any:
        """The reply's JSON, None for 204. Raises Refused."""
        return self._answer(
            self.session.post(
                f"{self.url}/api/v1{path}",
                json=body if body is not None else {},
                headers={"Idempotency-Key": key or str(uuid.uuid4())},
                timeout=10,
            )
        )

    @staticmethod
    def _answer(reply: requests.Response) -> Any:
        if reply.status_code >= 400:
            raise Refused(reply.status_code, reply.json())
        return reply.json() if reply.status_code != 204 else None


class Kiosk(Program):
    """A touch kiosk."""

    def take_ticket(self, service: str, key: str | None = None, **more: Any) -> dict[str, Any]:
        return self.post("/tickets", {"service": service, **more}, key)


class Officer(Program):
    """An officer at a counter."""

    def __init__(self, url: str, token: str, counter: str) -> None:
        super().__init__(url, token)
        self.counter = counter

    def do(self, verb: str, body: Any = None, key: str | None = None) -> Any:
        return self.post(f"/counters/{self.counter}/{verb}", body, key)

    def call_next(self, key: str | None = None) -> dict[str, Any] | None:
        return self.do("call-next", key=key)


class Watcher:
    """A page of the hall on its socket: it watches topics and keeps the last picture of each."""

    def __init__(self, url: str, key: str, *topics: str) -> None:
        self.pictures: dict[str, dict[str, Any]] = {}
        self.alive: dict[str, int] = {}
        self.announced: list[dict[str, Any]] = []
        self.changed = threading.Condition()
        self.client = socketio.Client(reconnection=True, reconnection_delay=0.2)
        self.client.on("picture", self._picture, namespace="/live")
        self.client.on("alive", self._alive, namespace="/live")
        self.client.on("announce", self._announce, namespace="/live")
        self.client.on("connect", self._watch, namespace="/live")
        self.topics = topics
        self.url = url
        self.client.connect(
            url, namespaces=["/live"], auth={"token": key}, transports=["websocket"]
        )
        self.wait(lambda: all(t in self.pictures for t in topics), "the first pictures")

    def _watch(self) -> None:
        for topic in self.topics:
            self.client.emit("watch", {"topic": topic}, namespace="/live", callback=self._ack)

    def _ack(self, answer: dict[str, Any]) -> None:
        assert answer["ok"], answer
        self._picture(answer["picture"])

    def _picture(self, picture: dict[str, Any]) -> None:
        with self.changed:
            self.pictures[picture["topic"]] = picture
            self.changed.notify_all()

    def _alive(self, message: dict[str, Any]) -> None:
        with self.changed:
            self.alive = message["topics"]
            self.changed.notify_all()

    def _announce(self, message: dict[str, Any]) -> None:
        with self.changed:
            self.announced.append(message)
            self.changed.notify_all()

    def data(self, topic: str | None = None) -> dict[str, Any]:
        """The last picture's data, of the only topic unless named."""
        return self.pictures[topic or self.topics[0]]["data"]

    def wait(self, true: Any, what: str, seconds: float = 5.0) -> None:
        """Until `true()`; AssertionError naming what did not come."""
        end = time.monotonic() + seconds
        with self.changed:
            while not true():
                left = end - time.monotonic()
                assert left > 0, f"{what} did not come in {seconds} s: {self.pictures}"
                self.changed.wait(left)

    def close(self) -> None:
        self.client.disconnect()
