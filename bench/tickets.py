"""Tickets, and calls (call, start, finish), per second beside a bare Flask "hello" in the same run.

python -m bench.tickets [--engine eventlet|threading] [--seconds 4]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from bench.load import Client, Result, request, run, table
from bench.sockets import Crowd
from tests.server import Server
from tests.stories.cast import Officer
from tests.stories.founding import Founded, found, many_counters

SIZES = (1, 16, 32)
SOCKETS = 100
RATE = 100.0  # tickets a second in the open-loop run
ROUNDS = 3  # each figure is the median of so many runs, hello and hall in turn


class Hello:
    """bench.hello as a process of its own."""

    def __init__(self, engine: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.hello"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HALL_ENGINE": engine},
        )
        assert self._process.stdout is not None
        self.address = ("127.0.0.1", int(self._process.stdout.readline().split()[-1]))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def hello(method: str) -> Callable[[], Client]:
    asking = request(method, "/hello")

    def client() -> Client:
        while True:
            yield asking

    return client


def citizens(key: str, services: tuple[str, ...]) -> Callable[[], Client]:
    """A kiosk that gives tickets, one key each."""
    numbers = itertools.count()

    def client() -> Client:
        me = next(numbers)
        for n in itertools.count():
            status, body = yield request(
                "POST",
                "/api/v1/tickets",
                {"service": services[n % len(services)]},
                Authorization=f"Bearer {key}",
                Idempotency_Key=f"{os.getpid()}-{me}-{n}-{os.urandom(4).hex()}",
            )
            if status != 201:
                raise RuntimeError(f"{status} {body!r}")

    return client


def officer(token: str, counter: str) -> Callable[[], Client]:
    """Calls, starts and finishes, for as long as somebody waits."""

    def client() -> Client:
        while True:
            for verb in ("call-next", "start", "finish"):
                status, body = yield request(
                    "POST",
                    f"/api/v1/counters/{counter}/{verb}",
                    Authorization=f"Bearer {token}",
                    Idempotency_Key=os.urandom(8).hex(),
                )
                if status != 200:
                    raise RuntimeError(f"{verb}: {status} {body!r}")

    return client


def median(results: list[Result]) -> Result:
    return sorted(results, key=lambda r: r.per_second)[len(results) // 2]


def saturated(hall: Founded, server: Server, bare: Hello, seconds: float) -> list[list[str]]:
    """Rows of the first table: hello, tickets and calls at 1, 16 and 32 clients."""
    address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    names = list(hall.officers.items())
    rows = []
    for n in SIZES:
        kiosks = [citizens(hall.keys["k1"], ("khai-sinh", "so-do", "sao-y"))] * n
        officers = [officer(hall.tokens[name], counter) for counter, name in names[:n]]
        got: dict[str, list[Result]] = {}
        for _ in range(ROUNDS):
            for what, where, clients in (
                ("GET hello", bare.address, [hello("GET")] * n),
                ("POST hello", bare.address, [hello("POST")] * n),
                ("tickets", address, kiosks),
                ("calls", address, officers),
            ):
                got.setdefault(what, []).append(run(where, clients, seconds))
                print(".", end="", flush=True)
        yardstick = median(got["GET hello"])
        for what, results in got.items():
            r = median(results)
            rows.append(
                [
                    f"{what}, {n} clients",
                    f"{r.per_second:.0f}",
                    f"{r.per_second / yardstick.per_second:.2f}",
                    f"{r.p(0.5):.1f}",
                    f"{r.p(0.99):.1f}",
                    f"{r.p(0.99) / yardstick.p(0.99):.2f}",
                ]
            )
    return rows


def steady(hall: Founded, server: Server, seconds: float) -> Result:
    """100 tickets a second with 100 sockets watching."""
    address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    ready, done = threading.Event(), threading.Event()

    async def watch() -> None:
        crowd = Crowd(server.url, hall.keys["tv1"], "display/tv1", SOCKETS)
        await crowd.open()
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.1)
        await crowd.close()

    watching = threading.Thread(target=lambda: asyncio.run(watch()))
    watching.start()
    ready.wait(30)
    clients = [citizens(hall.keys["k1"], ("khai-sinh", "so-do", "sao-y"))] * 16
    result = run(address, clients, seconds, rate=RATE)
    done.set()
    watching.join()
    return result


def main(engine: str = "eventlet", seconds: float = 3.0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kiosks = [{"id": "k1", "name": {"vi": "Kiosk"}}]
        hall = found(Path(folder), counters=many_counters(max(SIZES)), kiosks=kiosks)
        bare = Hello(engine)
        try:
            with Server(hall.config, data=hall.data, engine=engine, args=("--bench",)) as server:
                for counter, name in hall.officers.items():
                    Officer(server.url, hall.tokens[name], counter).do("open")
                rows = saturated(hall, server, bare, seconds)
                even = steady(hall, server, max(seconds, 5))
        finally:
            bare.stop()
    table(
        f"Saturated, {engine} (median of {ROUNDS} runs of {seconds:g} s)",
        ["", "per second", "÷ GET hello", "p50 ms", "p99 ms", "p99 ÷ hello's"],
        rows,
    )
    table(
        f"{RATE:g} tickets a second with {SOCKETS} sockets (ms)",
        ["", "p50", "p99", "max"],
        [
            [
                f"{len(even.latencies)} tickets",
                f"{even.p(0.5):.1f}",
                f"{even.p(0.99):.1f}",
                f"{even.latencies[-1]:.1f}",
            ]
        ],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="eventlet", choices=("eventlet", "threading"))
    parser.add_argument("--seconds", type=float, default=3.0)
    args = parser.parse_args()
    main(args.engine, args.seconds)
