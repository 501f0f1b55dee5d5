"""The load: clients on keep-alive connections, each a generator of requests that is sent replies.

One thread, raw sockets and a selector: the client costs little beside the server under test.
"""

from __future__ import annotations

import heapq
import json
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

# A client yields the bytes of a request (None: pause) and is sent (status, body bytes).
Client = Generator[bytes, tuple[int, bytes], None]


@dataclass
class Result:
    """What came of a run. Latencies in ms, sorted; `per_second` counts replies."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def p(self, q: float) -> float:
        """The q-th quantile of the latencies in ms, 0 ≤ q ≤ 1."""
        return self.latencies[min(len(self.latencies) - 1, int(q * len(self.latencies)))]


def request(method: str, path: str, body: Any = None, **headers: str) -> bytes:
    """One HTTP/1.1 keep-alive request; header names with _ for -."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    payload = b""
    if body is not None:
        payload = json.dumps(body, separators=(",", ":")).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
    elif method == "POST":
        lines.append("Content-Length: 0")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


class _Line:
    """One client's connection: what it waits for, since when, and the bytes so far."""

    def __init__(self, address: tuple[str, int], client: Client) -> None:
        self.address = address
        self.client = client
        self.sent = 0.0
        self.over = False  # werkzeug closes after each reply
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.over = False

    def reply(self) -> tuple[int, bytes] | None:
        """The reply once it is whole."""
        head, mark, rest = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return None
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
            elif line.lower() == b"connection: close":
                self.over = True
        if len(rest) < length:
            return None
        self.buffer = rest[length:]
        return int(head[9:12]), rest[:length]


def run(
    address: tuple[str, int],
    clients: list[Callable[[], Client]],
    seconds: float,
    rate: float | None = None,
    warm_up: float = 0.5,
) -> Result:
    """Drives all clients for so many seconds; the warm-up's replies are not counted.

    Closed loop by default: each client sends its next request when it has its reply. With `rate`
    (requests a second over all clients) the sending times are fixed beforehand, and latency counts
    from the planned time, so that a stalled server is not spared.
    """
    lines = [_Line(address, make()) for make in clients]
    selector = selectors.DefaultSelector()
    result = Result()
    start = time.perf_counter()
    counted_from, end = start + warm_up, start + warm_up + seconds
    due: list[tuple[float, int]] = []  # open loop: planned time, line number
    idle = list(range(len(lines)))
    upcoming = start

    def send(index: int, planned: float, reply: tuple[int, bytes] | None) -> None:
        line = lines[index]
        try:
            data = next(line.client) if reply is None else line.client.send(reply)
        except StopIteration:
            return
        line.sent = planned
        if line.over:
            if line.socket in selector.get_map():
                selector.unregister(line.socket)
            line.socket.close()
            line.connect()
            selector.register(line.socket, selectors.EVENT_READ, index)
        line.socket.sendall(data)

    for index, line in enumerate(lines):
        selector.register(line.socket, selectors.EVENT_READ, index)
        if rate is None:
            send(index, time.perf_counter(), None)
    pending: dict[int, tuple[int, bytes] | None] = dict.fromkeys(range(len(lines)))
    if rate is not None:
        while upcoming < end:
            heapq.heappush(due, (upcoming, len(due)))
            upcoming += 1 / rate
    while (now := time.perf_counter()) < end:
        while rate is not None and due and due[0][0] <= now and idle:
            planned, _ = heapq.heappop(due)
            index = idle.pop(0)
            send(index, planned, pending[index])
        wait = 0.05 if rate is None or not due else max(0.0, min(0.05, due[0][0] - now))
        for key, _mask in selector.select(wait):
            line = lines[key.data]
            chunk = line.socket.recv(65536)
            if not chunk:
                if line.over:
                    selector.unregister(line.socket)
                    continue
                raise ConnectionError("the server closed a connection")
            line.buffer += chunk
            reply = line.reply()
            if reply is None:
                continue
            got = time.perf_counter()
            if line.sent >= counted_from:
                result.latencies.append((got - line.sent) * 1000)
                result.statuses[reply[0]] += 1
            if rate is None:
                send(key.data, got, reply)
            else:
                pending[key.data] = reply
                idle.append(key.data)
    result.seconds = seconds
    result.latencies.sort()
    for line in lines:
        line.socket.close()
    return result


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Prints a table, first column to the left, the others to the right."""
    widths = [max(len(r[i]) for r in [columns, *rows]) for i in range(len(columns))]
    print(f"\n{title}")
    for row in [columns, ["-" * w for w in widths], *rows]:
        print(
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w)
                for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
        )
