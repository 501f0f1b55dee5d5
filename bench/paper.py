"""Tap → first byte at the printer: from the kiosk's request to a fake printer on the network."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
import uuid
from pathlib import Path

from bench.load import Result, table
from tests.halls import text
from tests.server import Server
from tests.stories.cast import Kiosk
from tests.stories.founding import found

TICKETS = 200


class FirstByte:
    """A printer that answers as if all were well, and notes when raster data begins to arrive."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.begun: list[float] = []
        self.came = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            client, _ = self.listener.accept()
            with client:
                self._one(client)

    def _one(self, client: socket.socket) -> None:
        seen, told = b"", False
        while data := client.recv(65536):
            at = time.perf_counter()
            for _ in range(data.count(b"\x10\x04")):
                client.sendall(b"\x12")
            seen = (seen + data)[-262144:]
            if not told and b"\x1dv0" in seen:
                told = True
                with self.came:
                    self.begun.append(at)
                    self.came.notify_all()
            if b"\x1dr\x01" in seen[-4096:]:
                client.sendall(b"\x00")
                seen = b""


def main() -> None:
    printer = FirstByte()
    place = {"host": "127.0.0.1", "port": printer.port}
    result, first = Result(), Result()
    with tempfile.TemporaryDirectory() as folder:
        hall = found(
            Path(folder),
            officers=[],
            printers=[
                {"id": "p1", "name": text("Máy in"), "driver": "tcp", "options": place,
                 "width": 576}
            ],
        )  # fmt: skip
        with Server(hall.config, data=hall.data, args=("--bench",)) as server:
            kiosk = Kiosk(server.url, hall.keys["k1"])
            for n in range(TICKETS):
                begun = time.perf_counter()
                kiosk.take_ticket("khai-sinh", str(uuid.uuid4()))
                answered = time.perf_counter()
                with printer.came:
                    if not printer.came.wait_for(lambda n=n: len(printer.begun) > n, 10):
                        raise TimeoutError(f"slip {n} never began")
                result.latencies.append((printer.begun[n] - begun) * 1000)
                first.latencies.append((answered - begun) * 1000)
                time.sleep(0.02)
    result.latencies.sort()
    first.latencies.sort()
    table(
        f"Tap → paper, {TICKETS} tickets one after the other (ms)",
        ["", "p50", "p99", "max"],
        [
            [name, f"{r.p(0.5):.1f}", f"{r.p(0.99):.1f}", f"{r.latencies[-1]:.1f}"]
            for name, r in (("reply at the kiosk", first), ("first byte at the printer", result))
        ],
    )


if __name__ == "__main__":
    main()
