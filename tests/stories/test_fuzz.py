"""Junk on every route with every role, F24: 4xx, never 5xx, and the hall lives on."""

from __future__ import annotations

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.server import Server
from tests.stories.cast import Kiosk, Officer
from tests.stories.founding import Founded, found
from tests.stories.judging import judge

PEOPLE = {
    "tiep-don": "reception",
    "chi-huy": "supervisor",
    "quan-ly": "manager",
    "quan-tri": "admin",
    "tinh": "province",
}
NESTED: Any = "x"
for _ in range(60):
    NESTED = [NESTED]
VALUES: list[Any] = [
    None, True, -1, 0, 10**40, -(10**40), 1.5, float("nan"), float("inf"), "", " ", "0", "1", "-1",
    "khai-sinh", "A001", "x" * 5000, "\u202e\u2066A001\u2069", "a\r\nSet-Cookie: x=1", "\ud800",
    "\u0000", "<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "' OR 1=1 --", "../../etc",
    [], {}, [None], {"vi": None}, NESTED, ["khai-sinh"] * 3000, {"slot": "2026-02-30T25:61:00Z"},
    {"slot": 1e308}, {"k" * 300: 1},
]  # fmt: skip
RAW = [
    b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe{}", b'{"service": "khai-sinh",}',
    b'{"service": NaN}', b'{"a":' * 3000 + b"1" + b"}" * 3000, b"[" * 100_000, b"x" * (1 << 20),
    b'{"service":"khai-sinh","service":"so-do"}',
]  # fmt: skip
PATHS = ["1", "0", "-1", "999999999999999999999", "k1", "p1", "tv1", "khai-sinh", "%00", "..%2f..",
         "%F0%9F%98%80", "x" * 300, "A001", "1.5", "%ff", "' OR 1=1"]  # fmt: skip


class Fuzz:
    """Every route of the OpenAPI document, every key there is."""

    def __init__(self, server: Server, hall: Founded, times: int) -> None:
        self.server, self.times = server, times  # each route by each key so many times
        self.dice = random.Random(24)
        self.keys: dict[str, str | None] = {**hall.keys, **hall.tokens, "nobody": None}
        document = requests.get(f"{server.url}/api/v1/openapi.json", timeout=10).json()
        paths, self.schemas = document["paths"], document["components"]["schemas"]
        self.routes: list[tuple[str, str, dict[str, Any]]] = [
            (method.upper(), path, row) for path, methods in paths.items()
            for method, row in methods.items()
        ]  # fmt: skip
        self.session = requests.Session()
        self.seen: Counter[int] = Counter()

    def ask(self, method: str, path: str, key: str | None, **more: Any) -> int:
        headers = dict(more.pop("headers", {}))
        if key:
            headers["Authorization"] = f"Bearer {key}"
        url = self.server.url + path
        reply = self.session.request(method, url, headers=headers, timeout=15, **more)
        self.seen[reply.status_code] += 1
        what = f"{method} {path} {str(more)[:300]} → {reply.status_code} {reply.text[:300]}"
        assert reply.status_code < 500, what
        assert "Traceback" not in reply.text, what
        if reply.status_code >= 400 and path.startswith("/api/"):
            assert reply.headers["Content-Type"] == "application/problem+json", what
            assert reply.json()["code"], what
        return reply.status_code

    def path(self, rule: str) -> str:
        out = []
        for part in rule.split("/"):
            out.append(self.dice.choice(PATHS) if part.startswith("{") else part)
        return "/".join(out)

    def body(self, row: dict[str, Any]) -> bytes:
        """Raw junk, or the route's own members with junk in them."""
        if self.dice.random() < 0.2:
            return self.dice.choice(RAW)
        schema = (
            row.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        ) or {}
        schema = self.schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
        names = list(schema.get("properties", {})) or ["service", "ticket", "reason"]
        body = {n: self.dice.choice(VALUES) for n in names if self.dice.random() < 0.8}
        if self.dice.random() < 0.2:
            body[self.dice.choice(["extra", "__proto__", "id"])] = self.dice.choice(VALUES)
        return json.dumps(body).encode("utf-8", "replace")


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def fuzz(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    hall = found(tmp_path_factory.mktemp("fuzz"), people=PEOPLE, officers=["1", "2"])
    with Server(hall.config, data=hall.data, engine=request.param, args=("--bench",)) as server:
        Officer(server.url, hall.tokens["can-bo-1"], "1").do("open")
        for _ in range(3):
            Kiosk(server.url, hall.keys["k1"]).take_ticket("khai-sinh")
        yield Fuzz(server, hall, 2 if request.param == "eventlet" else 1)
        server.stop()
    judge(hall)


def test_every_route_answers_junk_with_4xx(fuzz: Fuzz) -> None:
    for method, rule, row in fuzz.routes:
        for key in fuzz.keys.values():
            for _ in range(fuzz.times):
                more: dict[str, Any] = {}
                if method == "POST":
                    more["data"] = fuzz.body(row)
                    more["headers"] = {
                        "Content-Type": fuzz.dice.choice(
                            ["application/json", "application/json", "text/plain", "x"]
                        ),
                        "Idempotency-Key": fuzz.dice.choice(["k" * 300, "é", "", "a", "b" * 50])
                        .encode("latin-1", "replace")
                        .decode("latin-1"),
                    }
                else:
                    names = [p["name"] for p in row.get("parameters", []) if p["in"] == "query"]
                    most = 2500 // max(1, len(names))  # an address the server still reads
                    more["params"] = {
                        name: str(fuzz.dice.choice(VALUES))[:most].replace("\ud800", "?")
                        for name in names
                    }
                fuzz.ask(method, fuzz.path(rule), key, **more)
    assert fuzz.seen[400] > 50 and fuzz.seen[403] > 50 and fuzz.seen[404] > 10, fuzz.seen
    assert fuzz.ask("GET", "/healthz", None) == 200


def test_bytes_that_are_no_http_do_no_harm(fuzz: Fuzz) -> None:
    host, port = "127.0.0.1", int(fuzz.server.url.rsplit(":", 1)[1])
    for raw in (
        b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\n"
        b"Content-Length: -5\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):  # fmt: skip
        with socket.create_connection((host, port), timeout=5) as client:
            try:
                client.sendall(raw)
                client.shutdown(socket.SHUT_WR)
                first = client.recv(65536).split(b"\r\n")[0]
                assert b" 5" not in first[:13] or b" 505" in first, (raw[:60], first)
            except OSError:
                pass  # hanging up is an answer
    assert fuzz.ask("GET", "/healthz", None) == 200


def test_a_frame_of_a_megabyte_ends_the_socket_not_the_hall(fuzz: Fuzz, tmp_path: Path) -> None:
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    url = fuzz.server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    for junk in ("40/live," + "x" * (1 << 20), "42/live,1[" * 2000, "9", "40/live,{", b"\x00\x01"):
        with connect(url, max_size=None, compression=None) as ws:
            ws.recv(5)
            try:
                ws.send(junk)
                for _ in range(3):
                    ws.recv(1)
            except (ConnectionClosed, TimeoutError):
                pass
    assert fuzz.ask("GET", "/healthz", None) == 200
