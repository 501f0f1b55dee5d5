"""The hall as the agent reaches it: commands by HTTP, news by socket."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
import socketio

log = logging.getLogger("agent")
ANSWER = 5.0  # seconds for an answer
SILENT = 7.0  # seconds without `alive` (every 2 s) until a socket counts as lost
FIRST_AGAIN, LAST_AGAIN = 0.5, 5.0
NAMESPACE = "/live"


class Unheard(Exception):
    """The hall could not be asked, or not answer for now: ask again, with the same key."""


class Hall:
    """One device's calls; `answer` is how many seconds each may take. A thread has its own."""

    def __init__(
        self, url: str, key: str, verify: bool | str = True, answer: float = ANSWER
    ) -> None:  # fmt: skip
        self._url, self._answer = url.rstrip("/"), answer
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"
        self._session.verify = verify

    def post(self, path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """(status, answer) of 2xx and of refusals that stand. Raises Unheard."""
        reply = self._ask(
            "POST", f"/api/v1{path}", json=body, headers={"Idempotency-Key": key}
        )  # fmt: skip
        return reply.status_code, _json(reply)

    def get(self, path: str) -> dict[str, Any]:
        """Raises Unheard, KeyError for what isn't there."""
        return _json(self.file(f"/api/v1{path}"))

    def file(self, path: str) -> requests.Response:
        """Raises Unheard, KeyError for what isn't there (any more)."""
        reply = self._ask("GET", path)
        if not reply.ok:
            raise KeyError(f"{path}: {reply.status_code}")
        return reply

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        try:
            reply = self._session.request(method, self._url + path, timeout=self._answer, **more)
        except requests.RequestException as error:
            raise Unheard(type(error).__name__) from None
        # a key that is no longer good is put right by people; the rest is the server's trouble
        if reply.status_code in (401, 403, 429) or reply.status_code >= 500:
            raise Unheard(f"{reply.status_code} {_json(reply).get('code', '')}")
        return reply


def _json(reply: requests.Response) -> dict[str, Any]:
    try:
        out = reply.json() if reply.content else {}
    except ValueError:
        return {}
    return out if isinstance(out, dict) else {}


class News:
    """A socket of one device that watches one topic (or none: to be seen there). It connects
    again by itself; after each connection it has the whole picture.

    `picture(data)`, with `made_at` in the hall's ms, and `announce(data)` are called in its thread;
    `ahead` is what the hall's clock is ahead of this one's, in ms. `beat()` comes every second.
    """

    def __init__(
        self, url: str, key: str, topic: str | None, picture: Callable[[dict[str, Any]], None],
        announce: Callable[[dict[str, Any]], None] | None = None,
        beat: Callable[[], None] = lambda: None, verify: bool | str = True,
    ) -> None:  # fmt: skip
        self._url, self._key, self._topic, self._verify = url.rstrip("/"), key, topic, verify
        self._picture, self._announce, self._beat = picture, announce, beat
        self._stopped = threading.Event()
        self._lost = threading.Event()
        self._heard = 0.0
        self._seen: tuple[str, int] = ("", -1)  # epoch, seq
        self.connected = False
        self.ahead = 0.0

    def start(self) -> News:
        threading.Thread(target=self._run, name=f"news {self._topic}", daemon=True).start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self._lost.set()

    def _run(self) -> None:
        again = FIRST_AGAIN
        while not self._stopped.is_set():
            self._beat()
            try:
                self._once()
                again = FIRST_AGAIN
            except Exception as error:
                log.info("no news from the hall: %s", error)
                again = min(again * 2, LAST_AGAIN)
            self.connected = False
            self._stopped.wait(again * random.uniform(0.7, 1.3))

    def _once(self) -> None:
        """One connection, from its beginning to its end. Raises what keeps it from being made."""
        session = requests.Session()
        session.verify = self._verify
        client = socketio.Client(reconnection=False, handle_sigint=False, http_session=session)
        self._lost.clear()
        self._seen = ("", -1)
        on = client.on
        on("picture", self._take, namespace=NAMESPACE)
        on("alive", self._alive, namespace=NAMESPACE)
        on("goodbye", lambda data=None: self._lost.set(), namespace=NAMESPACE)
        on("disconnect", lambda *why: self._lost.set(), namespace=NAMESPACE)
        if self._announce is not None:
            on("announce", self._announce, namespace=NAMESPACE)
        try:
            client.connect(
                self._url, namespaces=[NAMESPACE], auth={"token": self._key}, wait_timeout=ANSWER,
                transports=["websocket"], headers={"Authorization": f"Bearer {self._key}"},
            )  # fmt: skip
            if self._topic is not None:
                reply = client.call(
                    "watch", {"topic": self._topic}, namespace=NAMESPACE, timeout=ANSWER
                )
                if not reply.get("ok"):
                    raise ConnectionError(f"{self._topic}: {reply.get('code')}")
                self._seen = (reply["epoch"], self._seen[1])
                self._take(reply["picture"])
            self.connected, self._heard = True, time.monotonic()
            while not self._lost.wait(1.0):
                self._beat()
                if self._topic is not None and time.monotonic() - self._heard > SILENT:
                    raise ConnectionError("silent")
        finally:
            threading.Thread(target=_hang_up, args=(client,), daemon=True).start()

    def _alive(self, data: dict[str, Any]) -> None:
        self._heard = time.monotonic()
        self._set_clock(data)
        epoch, seq = self._seen
        behind = data.get("topics", {}).get(self._topic, seq) > seq
        if epoch and (data.get("epoch") != epoch or behind):
            self._lost.set()  # a picture is missing: begin anew

    def _take(self, picture: dict[str, Any]) -> None:
        self._heard = time.monotonic()
        self._set_clock(picture)
        epoch, seq = self._seen
        if picture["topic"] == self._topic and picture["seq"] > seq:
            self._seen = (epoch, picture["seq"])
            try:
                self._picture({**picture["data"], "made_at": picture["at"]})
            except Exception:
                log.exception("a picture of %s was not taken", self._topic)

    def _set_clock(self, message: dict[str, Any]) -> None:
        if isinstance(message.get("at"), int):
            self.ahead = message["at"] - time.time() * 1000


def _hang_up(client: socketio.Client) -> None:
    """Beside everything else: a dead connection may not want to end."""
    try:
        client.disconnect()
    except Exception:
        log.debug("a connection was gone")
