"""Printers in trouble: does the loop stand still while each is dead, slow or unplugged?"""

from __future__ import annotations

import socket
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.load import table
from tests.fakes.printer import FakePrinter, SerialPrinter
from tests.halls import text
from tests.server import ROOT, Server
from tests.stories.cast import Kiosk
from tests.stories.founding import found

SECONDS = 6.0
START = 5.0  # seconds from the process' beginning that are not counted
PAUSE = 0.5  # seconds between tickets of a kiosk


@contextmanager
def troubles(folder: Path) -> Iterator[dict[str, tuple[str, dict[str, Any]]]]:
    """What is wrong → the printer's driver and options."""
    with ExitStack() as open_:

        def fake(**manner: Any) -> FakePrinter:
            printer = open_.enter_context(FakePrinter())
            printer.set(**manner)
            return printer

        def tty(name: str, **how: Any) -> SerialPrinter:
            return open_.enter_context(SerialPrinter(folder / name, **how))

        def tcp(printer: FakePrinter) -> tuple[str, dict[str, Any]]:
            return "tcp", {"host": "127.0.0.1", "port": printer.port}

        gone, silent, deaf = fake(), fake(voice="silent"), fake(deaf=True)
        gone.unplug()
        full = open_.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # its queue is full: what comes next gets no answer
            waiting = open_.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        pulled, stuck, slow, raw = tty("pulled"), tty("stuck"), tty("slow", baud=9600), tty("raw")
        pulled.unplug()
        stuck.set(deaf=True)
        raw.set(deaf=True)
        yield {
            "well": tcp(fake()),
            "refuses": tcp(gone),
            "not there": ("tcp", {"host": "127.0.0.1", "port": full.getsockname()[1]}),
            "silent": tcp(silent),
            "takes nothing": tcp(deaf),
            "serial, 9,600 bd": ("serial", {"port": slow.port_name}),
            "serial, takes nothing": ("serial", {"port": stuck.port_name}),
            "serial, unplugged": ("serial", {"port": pulled.port_name}),
            "device file, takes nothing": ("device", {"device": raw.port_name}),
            "USB, unplugged": ("usb", {"vendor": "04b8", "product": "0e15"}),
            "CUPS, none": ("cups", {"queue": "kiosk"}),
        }


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as name, troubles(Path(name)) as all_:
        for what in [*all_, "all at once"]:
            chosen = list(all_.values()) if what == "all at once" else [all_[what]]
            rows.append([what, *gaps(Path(name) / f"hall-{len(rows)}", chosen)])
    table(
        f"The loop's gaps while printers are in trouble, {SECONDS:.0f} s each (ms)",
        ["", "beats", "gap p50", "p99", "max"],
        rows,
    )


def gaps(folder: Path, printers: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """A hall with these printers, a ticket for each every half second."""
    folder.mkdir()
    ids = [f"p{n}" for n in range(len(printers))]
    hall = found(
        folder, officers=[],
        kiosks=[{"id": f"k{id}", "name": {"vi": "Kiosk"}, "printer": id} for id in ids],
        printers=[
            {"id": id, "name": text("Máy in"), "driver": driver, "options": options, "width": 576}
            for id, (driver, options) in zip(ids, printers, strict=True)
        ],
    )  # fmt: skip
    told = folder / "gaps"
    with Server(
        hall.config, data=hall.data, args=("--bench",), program=ROOT / "bench" / "slow_hall.py",
        env={"HALL_GAPS": str(told), "HALL_GAPS_FROM": str(START), "HALL_COMMIT_MS": "0",
             "PYTHONPATH": str(ROOT)},
    ) as server:  # fmt: skip
        kiosks = [Kiosk(server.url, hall.keys[f"k{id}"]) for id in ids]
        until = time.monotonic() + START + SECONDS
        while time.monotonic() < until:
            for kiosk in kiosks:
                kiosk.take_ticket("khai-sinh", str(uuid.uuid4()))
            time.sleep(PAUSE)
        return told.read_text().split()


if __name__ == "__main__":
    main()
