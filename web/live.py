"""The sockets: namespace /live. They carry news outward only; nothing changes by what they say.

Who connects is asked once; what they may watch at each watch; whether they are still good every
2 s, so that a revoked device or a disabled officer is cut within 5 s.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit

from engineio import packet as eio
from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO

from queueing.refusal import Refusal
from queueing.who import Who
from web import credentials
from web.asking import been_here
from web.pace import PLACE, Doors, sockets_or
from web.twice import Twice

log = logging.getLogger("web.live")
NAMESPACE = "/live"
ALIVE = 2.0  # s
PING, PONG = 20, 15  # s: a silent client is gone after at most 50
MOST_TOPICS = 32  # a socket
MOST_WAITING = 200  # packets a slow client may lie behind; pictures are whole, it can come back
MOST_FRAME = 16 * 1024  # bytes a client may send at once


@dataclass(slots=True)
class Client:
    """One socket: everybody it is, with what proves it. `line`: the connection below it,
    `address`: whence it comes."""

    sid: str
    eio_sid: str
    proofs: list[tuple[str, Who]] = field(default_factory=list)
    line: Any = None
    address: str | None = None

    @property
    def role(self) -> str:
        return self.proofs[0][1].role if self.proofs else "anyone"


class Live:
    """The sockets of one house."""

    def __init__(self, app: Flask, house: Any) -> None:
        self.house = house
        self.clients: dict[str, Client] = {}
        self.closing = False
        self.dropped = 0
        self.twice = Twice(house)
        flask = app.wsgi_app
        self.sio = SocketIO(
            app, async_mode=house.engine.name, manage_session=False, async_handlers=False,
            ping_interval=PING, ping_timeout=PONG, max_http_buffer_size=MOST_FRAME,
            http_compression=False, namespaces=[NAMESPACE], cors_allowed_origins=None,
        )  # fmt: skip
        self.doors = Doors(house.engine)
        wsgi = sockets_or(app.wsgi_app, flask, self.doors)
        app.wsgi_app = wsgi  # type: ignore[method-assign]
        on = self.sio.on_event
        on("connect", self._connect, namespace=NAMESPACE)
        on("disconnect", self._disconnect, namespace=NAMESPACE)
        on("watch", self._watch, namespace=NAMESPACE)
        on("unwatch", self._unwatch, namespace=NAMESPACE)
        self.sio.on_error(NAMESPACE)(self._failed)
        house.topics.send = self.send
        house.live_sockets = self

    def start(self) -> None:
        self.house.engine.spawn(self._alive_forever)

    def roles(self) -> dict[str, int]:
        """Sockets by role."""
        out: dict[str, int] = {}
        for client in list(self.clients.values()):
            out[client.role] = out.get(client.role, 0) + 1
        return out

    # from clients

    def _connect(self, auth: Any = None) -> None:
        environ = request.environ
        if self.closing:
            raise ConnectionRefusedError("closing", {"code": "closing"})
        proofs = self._who(environ, auth)
        if not proofs:
            if (why := credentials.held(self.house, environ)) is not None:
                # an officer's page comes back every few seconds while it is locked: no news
                raise ConnectionRefusedError("not now", {"code": why[0]})
            log.warning("socket refused", extra={"address": environ.get("REMOTE_ADDR")})
            raise ConnectionRefusedError("who are you", {"code": "who_are_you"})
        sid = request.sid  # type: ignore[attr-defined]
        eio_sid = self.sio.server.manager.eio_sid_from_sid(sid, NAMESPACE)
        self.clients[sid] = Client(
            sid, eio_sid, proofs, line_of(environ), environ.get("REMOTE_ADDR")
        )
        for key, who in proofs:
            if who.device is not None:
                been_here(self.house, key, environ, False)
        self.house.engine.later(0.05, self._hello, sid)

    def _who(self, environ: dict[str, Any], auth: Any) -> list[tuple[str, Who]]:
        token = auth.get("token") if isinstance(auth, dict) else None
        token = token or credentials.bearer(environ)
        if token is not None:
            who = credentials.of_bearer(self.house, token) if isinstance(token, str) else None
            return [(token, who)] if who else []
        # a cookie comes by itself: only from our own pages
        if not same_origin(environ):
            return []
        return [(value, who) for who, value in credentials.of_cookies(self.house, environ)]

    def _hello(self, sid: str) -> None:
        self.send("hello", json.dumps({"version": self.house.version}), [sid])

    def hello(self) -> None:
        """To everybody, when the pages or their settings are others."""
        self.send("hello", json.dumps({"version": self.house.version}), list(self.clients))

    def _disconnect(self, *reason: Any) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        self.clients.pop(sid, None)
        with self.house.engine.turn():
            self.house.topics.unwatch(sid)

    def _watch(self, data: Any = None, *rest: Any) -> dict[str, Any]:
        answer = self._first_picture(data)
        if (place := request.environ.pop(PLACE, None)) is not None:
            self.doors.leave(place)
        return answer

    def _first_picture(self, data: Any) -> dict[str, Any]:
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        topic = data.get("topic") if isinstance(data, dict) else None
        if client is None or not isinstance(topic, str) or not 0 < len(topic) <= 200:
            return {"ok": False, "code": "bad_request"}
        topics = self.house.topics
        with self.house.engine.turn():
            if not any(topics.allowed(who, topic) for _, who in client.proofs):
                return {"ok": False, "code": "not_allowed"}
            mine = topics.watched_by(sid)
            if len(mine) >= MOST_TOPICS and topic not in mine:
                return {"ok": False, "code": "too_many"}
            try:
                picture = topics.watch(topic, sid)
            except Refusal as refusal:
                return {"ok": False, "code": refusal.code}
            except KeyError:
                return {"ok": False, "code": "unknown_topic"}
            topics.speak_again(topic, sid)
            return {
                "ok": True,
                "epoch": self.house.epoch,
                "picture": {
                    "topic": topic, "seq": picture.seq, "at": picture.at,
                    "data": json.loads(picture.text),
                },
            }  # fmt: skip

    def _unwatch(self, data: Any = None, *rest: Any) -> dict[str, Any]:
        topic = data.get("topic") if isinstance(data, dict) else None
        if isinstance(topic, str):
            with self.house.engine.turn():
                self.house.topics.unwatch(request.sid, topic)  # type: ignore[attr-defined]
        return {"ok": True}

    def _failed(self, error: Exception) -> dict[str, Any]:
        if isinstance(error, ConnectionRefusedError):
            raise error
        log.error("a socket's event failed", exc_info=error)
        return {"ok": False, "code": "broken"}

    # to clients

    def send(self, event: str, text: str, sids: Iterable[str]) -> None:
        """`text` is the JSON of the event's one argument; the packet is made once for all."""
        packet = eio.Packet(eio.MESSAGE, f'2{NAMESPACE},["{event}",{text}]')
        packet.encode()
        sockets, send = self.sio.server.eio.sockets, self.sio.server._send_eio_packet
        for sid in list(sids):
            client = self.clients.get(sid)
            if client is None:
                continue
            socket = sockets.get(client.eio_sid)
            if socket is not None:
                if socket.closed:
                    continue
                if socket.queue.qsize() > MOST_WAITING:
                    self._drop(client)
                    continue
            try:
                send(client.eio_sid, packet)
            except Exception:
                log.info("a socket was gone", extra={"sid": sid})

    def _drop(self, client: Client) -> None:
        self.dropped += 1
        log.warning("slow socket dropped", extra={"role": client.role})
        cut_line(client.line)
        self.house.engine.spawn(self._cut, client.sid)

    def _cut(self, sid: str) -> None:
        client = self.clients.pop(sid, None)
        if client is None:
            return
        with self.house.engine.turn():
            self.house.topics.unwatch(sid)
        cut_off(self.sio, client)

    def sids_of(self, device: str) -> list[str]:
        """The sockets of a device."""
        return [
            client.sid
            for client in list(self.clients.values())
            if any(who.device == device for _, who in client.proofs)
        ]

    def by_device(self) -> dict[str, list[str]]:
        """Device id -> the addresses its sockets come from."""
        out: dict[str, list[str]] = {}
        for client in list(self.clients.values()):
            for _, who in client.proofs:
                if who.device is not None:
                    out.setdefault(who.device, []).append(client.address or "")
        return out

    def check(self) -> None:
        """Cuts everybody whose proof is no longer good."""
        for client in list(self.clients.values()):
            if any(credentials.of_bearer(self.house, key) != who for key, who in client.proofs):
                log.info("socket cut: no longer allowed", extra={"role": client.role})
                self.house.engine.spawn(self._cut, client.sid)

    def _alive_forever(self) -> None:
        while True:
            self.house.engine.sleep(ALIVE)
            try:
                with self.house.engine.turn():
                    self.house.topics.alive()
                self.check()
                self.twice.look(self.by_device())
            except Exception:
                log.exception("alive failed")

    def goodbye(self) -> None:
        """Tells everybody to come back, not all at once; waits till they were told, 1 s at most."""
        self.closing = True
        for sid in list(self.clients):
            self.send("goodbye", json.dumps({"retry_ms": random.randint(500, 3000)}), [sid])
        engine, sockets = self.house.engine, self.sio.server.eio.sockets
        until = engine.now_monotonic() + 1.0
        while engine.now_monotonic() < until:
            engine.sleep(0.05)
            if all(s.closed or s.queue.qsize() == 0 for s in list(sockets.values())):
                break
        engine.sleep(0.05)  # what left the queue is being written


def line_of(environ: dict[str, Any]) -> Any:
    """The socket of a connection, where eventlet's and werkzeug's servers put it; else None."""
    held = environ.get("eventlet.input")
    return held.get_socket() if held is not None else environ.get("werkzeug.socket")


def cut_line(line: Any) -> None:
    """Ends a connection, whoever is writing to it or waiting for it."""
    try:
        if line is not None:
            line.shutdown(SHUT_RDWR)
    except OSError:
        pass  # gone already


def cut_off(sio: SocketIO, client: Client) -> None:
    try:
        sio.server.disconnect(client.sid, namespace=NAMESPACE)
        sio.server.eio.disconnect(client.eio_sid)
    except Exception:
        log.info("a socket was gone", extra={"sid": client.sid})


def same_origin(environ: dict[str, Any]) -> bool:
    """Does the Origin header name the host that was asked? False without one."""
    origin, host = environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST")
    return bool(origin and host) and urlsplit(origin).netloc == host
