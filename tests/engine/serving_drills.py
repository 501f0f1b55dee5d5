"""Drills: what every engine must do for HTTP. Run by `python -m tests.engine`."""

from __future__ import annotations

import http.client
import json
import socket
import time

import engine
from engine.base import BACKLOG, listener
from tests.engine.drills import DRILLS, drill

__all__ = ["DRILLS"]


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/slow":
        engine.current().sleep(0.3)
    if path == "/headers":
        body = json.dumps(sorted(k for k in environ if k.startswith("HTTP_"))).encode()
    else:
        body = b'{"hello":1}' * 50
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]


def ask(port, path, e, headers=None):
    def go():
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        c.request("GET", path, headers=headers or {})
        r = c.getresponse()
        return r.status, r.read()

    return go()


@drill
def it_serves_on_a_listener_of_our_own(e):
    door = listener("127.0.0.1", 0)
    port = door.getsockname()[1]
    serving = e.serve(app, door)
    tasks = [e.spawn(ask, port, "/", e) for _ in range(20)]
    assert {t.wait()[0] for t in tasks} == {200}
    serving.stop()


@drill
def replies_leave_at_once_in_one_piece(e):
    door = listener("127.0.0.1", 0)
    port = door.getsockname()[1]
    serving = e.serve(app, door)
    pieces = []
    for _ in range(20):
        sock = socket.create_connection(("127.0.0.1", port))
        began = time.monotonic()
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        data = sock.recv(65536)
        pieces.append((data.endswith(b"}"), time.monotonic() - began))
        sock.close()
    serving.stop()
    assert all(whole for whole, _ in pieces), pieces
    assert sorted(took for _, took in pieces)[10] < 0.03, pieces


@drill
def sockets_are_never_compressed(e):
    door = listener("127.0.0.1", 0)
    serving = e.serve(app, door)
    _, body = ask(
        door.getsockname()[1],
        "/headers",
        e,
        {"Sec-WebSocket-Extensions": "permessage-deflate", "Upgrade": "websocket"},
    )
    serving.stop()
    assert b"EXTENSIONS" not in body, body


@drill
def a_request_under_way_ends_after_stop_and_none_begins(e):
    door = listener("127.0.0.1", 0)
    port = door.getsockname()[1]
    serving = e.serve(app, door)
    task = e.spawn(ask, port, "/slow", e)
    e.sleep(0.1)
    assert serving.busy() == 1, serving.busy()
    stopping = e.spawn(serving.stop)
    assert task.wait()[0] == 200
    stopping.wait()
    assert serving.busy() == 0
    try:
        ask(port, "/", e)
    except OSError:
        return
    raise AssertionError("still open")


@drill
def five_hundred_connect_at_once(e):
    door = listener("127.0.0.1", 0)
    assert BACKLOG >= 1024
    socks = []
    for _ in range(500):  # nobody accepts yet: all of them must fit in the backlog
        s = socket.socket()
        s.settimeout(2)
        s.connect(door.getsockname())
        socks.append(s)
    for s in socks:
        s.close()
    door.close()
