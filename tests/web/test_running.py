"""The hall as a process of its own, once per engine: sockets, keys that die, and the close."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

import engine
from tests.server import Server
from tests.stories.founding import PASSWORD, Founded, found

RELEASE = 5.0  # s after which a dead key's socket must be cut


@dataclass
class Running:
    hall: Founded
    server: Server

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.server.url.removeprefix("http://").split(":")
        return host, int(port)

    def post(self, path: str, token: str, body: dict | None = None, **headers: str):
        return requests.post(
            f"{self.server.url}/api/v1{path}", json=body or {}, timeout=10,
            headers={"Authorization": f"Bearer {token}", **headers},
        )  # fmt: skip

    def socket(self, token: str | None, **options) -> ClientConnection:
        """A raw Engine.IO socket, on /live if it is let in."""
        url = self.server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        ws = connect(url, legacy=True, **{"compression": None, **options})
        assert ws.recv(5).startswith("0{")
        ws.send("40/live," + json.dumps({"token": token} if token else {}))
        return ws


@pytest.fixture(scope="module", params=engine.NAMES)
def running(request, tmp_path_factory) -> Iterator[Running]:
    hall = found(tmp_path_factory.mktemp("hall"), officers=["1"], people={"quan-ly": "manager"})
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HALL_SECRET", raising=False)  # the data folder's own is to be found
        server = Server(hall.config, data=hall.data, engine=request.param, args=("--bench",))
    with server:
        yield Running(hall, server)


def let_in(ws: ClientConnection) -> bool:
    while True:
        text = ws.recv(5)
        if text.startswith(("40/live", "44/live")):
            return text.startswith("40/live")


def watch(ws: ClientConnection, topic: str) -> dict:
    ws.send("42/live,7" + json.dumps(["watch", {"topic": topic}]))
    while not (text := ws.recv(5)).startswith("43/live,7"):
        pass
    return json.loads(text.removeprefix("43/live,7"))[0]


def events(ws: ClientConnection, name: str, seconds: float = 5.0) -> Iterator[dict]:
    """The arguments of events of that name until the time is over or the socket closes."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            text = ws.recv(left)
        except (TimeoutError, WebSocketException, EOFError):
            return
        if text == "2":
            ws.send("3")
        elif text.startswith("42/live,"):
            event, data = json.loads(text.removeprefix("42/live,"))
            if event == name:
                yield data


def cut_within(ws: ClientConnection, seconds: float) -> float | None:
    """How long it took until the socket was cut, None if it lives."""
    began = time.monotonic()
    while (left := began + seconds - time.monotonic()) > 0:
        try:
            text = ws.recv(left)
        except TimeoutError:
            return None
        except (WebSocketException, EOFError, OSError):
            return time.monotonic() - began
        if text == "2":
            ws.send("3")
        elif text.startswith("41"):
            return time.monotonic() - began
    return None


def test_a_ticket_is_given_and_the_kiosks_screen_hears_of_it(running: Running):
    key = running.hall.keys["k1"]
    with running.socket(key) as ws:
        assert let_in(ws)
        first = watch(ws, "kiosk/k1")
        assert first["ok"]
        reply = running.post("/tickets", key, {"service": "khai-sinh"})
        assert reply.status_code == 201 and reply.json()["number"] == "A001"
        picture = next(events(ws, "picture"))
        assert picture["seq"] == first["picture"]["seq"] + 1
        alive = next(events(ws, "alive"))
        assert set(alive["topics"]) == {"kiosk/k1"}
        assert alive["topics"]["kiosk/k1"] >= picture["seq"], "the printer made news as well"
        assert alive["epoch"] == first["epoch"]


def test_many_at_once_get_each_their_own_ticket(running: Running):
    key, got = running.hall.keys["k1"], []

    def citizen() -> None:
        for _ in range(5):
            got.append(running.post("/tickets", key, {"service": "so-do"}).json()["number"])

    threads = [threading.Thread(target=citizen) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [f"B{n:03d}" for n in range(1, 41)]


def test_sockets_are_not_compressed(running: Running):
    with running.socket(running.hall.keys["k1"], compression="deflate") as ws:
        assert let_in(ws)
        assert "Sec-WebSocket-Extensions" not in ws.response.headers


def test_a_foreign_page_gets_no_socket(running: Running):
    """F21."""
    key = running.hall.keys["k1"]
    with pytest.raises(WebSocketException):
        running.socket(key, origin="http://evil.example")
    cookie = {"Cookie": f"hall_d_x={key}"}
    with running.socket(None, additional_headers=cookie) as ws:
        assert not let_in(ws), "a cookie, but from no page of ours"
    with running.socket(None, additional_headers=cookie, origin=running.server.url) as ws:
        assert let_in(ws)
    until = time.monotonic() + 5  # the log is read by a thread of its own
    while not any('"socket refused"' in line for line in running.server.lines):
        assert time.monotonic() < until, "nothing was logged"
        time.sleep(0.05)


@pytest.mark.parametrize(
    "frame",
    ["x" * 1_000_000, "4" * 20_000, "42/live,[", '42/live,["watch"]', "45/live,1-[]", "4", "9",
     '42/live,1["watch",{"topic":{"a":[]}}]', "42/live,1" + "[" * 5000, b"\x00\xff" * 100, "b4"],
    ids=lambda frame: repr(frame[:20]),
)  # fmt: skip
def test_a_bad_frame_harms_nobody_but_its_sender(running: Running, frame):
    """F24."""
    with running.socket(running.hall.keys["k1"]) as ws:
        assert let_in(ws)
        try:
            ws.send(frame)
            ws.recv(0.2)
        except (TimeoutError, WebSocketException, OSError):
            pass
    assert requests.get(f"{running.server.url}/healthz", timeout=5).json() == {"alive": True}


def test_a_key_enrolled_anew_kills_the_old_one_and_its_socket(running: Running):
    old = running.hall.keys["tv1"]
    with running.socket(old) as ws:
        assert let_in(ws)
        new = running.server.enrol("tv1")
        took = cut_within(ws, RELEASE)
        assert took is not None, "still alive"
    running.hall.keys["tv1"] = new
    with running.socket(old) as ws:
        assert not let_in(ws)
    with running.socket(new) as ws:
        assert let_in(ws)


def test_a_disabled_officer_is_out_everywhere(running: Running):
    token = running.hall.tokens["quan-ly"]
    with running.socket(token) as ws:
        assert let_in(ws) and watch(ws, "dashboard")["ok"]
        assert running.server.command("user", "disable", "quan-ly").returncode == 0
        assert cut_within(ws, RELEASE) is not None
    headers = {"Authorization": f"Bearer {token}"}
    reply = requests.get(f"{running.server.url}/api/v1/dashboard", headers=headers, timeout=5)
    assert reply.status_code == 401
    login = {"name": "quan-ly", "password": PASSWORD}
    assert running.post("/login", "", login).status_code == 401


def test_a_login_does_not_hold_up_anybody(running: Running):
    """argon2 and the database are off the loop."""
    stop, late = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            began = time.monotonic()
            requests.get(f"{running.server.url}/healthz", timeout=10)
            late.append(time.monotonic() - began)

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(5):
        login = {"name": "can-bo-1", "password": PASSWORD}
        reply = requests.post(f"{running.server.url}/api/v1/login", json=login, timeout=10)
        assert reply.status_code == 200
    stop.set()
    asking.join()
    assert len(late) > 5


def test_the_log_is_json_lines_whatever_comes_in(running: Running):
    """F25: a name with CR LF makes no second line."""
    evil = 'x\r\n{"level":"fake"}\u202e'
    running.post("/tickets", running.hall.keys["k1"], {"service": evil})
    login = {"name": evil, "password": "x"}
    requests.post(f"{running.server.url}/api/v1/login", json=login, timeout=5)
    requests.get(f"{running.server.url}/%0d%0a{{}}", timeout=5)
    lines = [line for line in running.server.lines if line and not line.startswith("hall open")]
    assert lines
    for line in lines:
        record = json.loads(line)
        assert {"at", "level", "log", "what"} <= set(record) and record["level"] != "fake"


def test_the_secret_is_the_data_folders_own(running: Running):
    path = running.hall.data / "secret"
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert len(path.read_text().strip()) >= 32


def test_a_second_server_on_the_same_port_says_so(running: Running):
    done = running.server.command("--bench", "--port", str(running.address[1]))
    assert done.returncode == 1
    assert "in use" in done.stderr and "Traceback" not in done.stderr + done.stdout


# the last: it ends the server


def test_closing_says_goodbye_ends_what_is_under_way_and_takes_nothing_new(running: Running):
    key = running.hall.keys["k1"]
    slow = socket.create_connection(running.address, timeout=10)
    body = b'{"service":"khai-sinh"}'
    head = (
        f"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    results, stop = [], threading.Event()

    def citizen() -> None:
        while not stop.is_set():
            try:
                results.append(running.post("/tickets", key, {"service": "sao-y"}).status_code)
            except requests.ConnectionError:
                results.append(0)
                return

    with running.socket(key) as ws:
        assert let_in(ws)
        citizens = [threading.Thread(target=citizen) for _ in range(4)]
        for thread in citizens:
            thread.start()
        slow.sendall(head)
        time.sleep(0.3)
        began = time.monotonic()
        os.kill(running.server.pid, 15)
        slow.sendall(body)
        (goodbye,) = list(events(ws, "goodbye", 3))
        assert 500 <= goodbye["retry_ms"] <= 3000
        stop.set()
        for thread in citizens:
            thread.join()
    assert running.server.stop() == 0
    assert time.monotonic() - began < 8
    assert set(results) <= {201, 0, 503}, set(results)
    with pytest.raises(OSError):
        socket.create_connection(running.address, timeout=1)
    verdict = running.server.command("verify")
    assert verdict.returncode == 0, verdict.stdout
    assert 201 in results
