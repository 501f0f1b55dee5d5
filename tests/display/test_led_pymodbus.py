"""A board that is not ours: pymodbus' RTU server at the other end of the line is told by the hall,
checks every frame by its own rules and answers in its own bytes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from tests.display.lit import LitHall, led_row


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two serial ports joined to each other: socat's where it is installed."""
    ends = tmp_path / "hall", tmp_path / "board"
    if shutil.which("socat"):
        told = [f"pty,rawer,link={end}" for end in ends]
        process = subprocess.Popen(["socat", *told])
        deadline = time.monotonic() + 5
        while not all(end.exists() for end in ends):
            assert time.monotonic() < deadline, "socat made no ports"
            time.sleep(0.01)
        yield ends
        process.terminate()
        process.wait(5)
    else:
        yield from bridged(ends)


def bridged(ends: tuple[Path, Path]) -> Iterator[tuple[Path, Path]]:
    masters = []
    for end in ends:
        master, slave = os.openpty()
        tty.setraw(slave)
        end.symlink_to(os.ttyname(slave))
        masters.append(master)

    def pump(a: int, b: int) -> None:
        try:
            while data := os.read(a, 1024):
                os.write(b, data)
        except OSError:
            pass  # closed

    for a, b in (masters, masters[::-1]):
        threading.Thread(target=pump, args=(a, b), daemon=True).start()
    yield ends
    for master in masters:
        os.close(master)


class Pymodbus:
    """Boards 1 and 2, registers 0–7; `wrote` is what was written: (board, register, values)."""

    def __init__(self, port: Path) -> None:
        self.wrote: list[tuple[int, int, list[int]]] = []
        self.registers: dict[int, dict[int, int]] = {1: {}, 2: {}}
        self._port = str(port)
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._up.wait(5), "pymodbus did not open the port"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        data = [SimData(0, count=8, values=32, datatype=DataType.REGISTERS)]
        self._server = ModbusSerialServer(
            [SimDevice(id=n, simdata=data) for n in (1, 2)], port=self._port, baudrate=9600,
            trace_pdu=self._pdu,
            # 3.16 says "failed" for a board it does not have; one that isn't there says nothing
            trace_packet=lambda sending, data: b"" if sending and data[0] == 9 else data,
        )  # fmt: skip
        await self._server.serve_forever(background=True)
        self._up.set()
        self._over = asyncio.Event()
        await self._over.wait()
        await self._server.shutdown()

    def _pdu(self, sending: bool, pdu: Any) -> Any:
        if not sending and pdu.dev_id in self.registers:
            values = list(pdu.registers)
            self.wrote.append((pdu.dev_id, pdu.address, values))
            for at, value in enumerate(values):
                self.registers[pdu.dev_id][pdu.address + at] = value
        return pdu

    def shows(self, board: int, places: int = 6) -> str:
        return "".join(chr(self.registers[board].get(n, 0)) for n in range(places))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)


@pytest.fixture
def boards(pair: tuple[Path, Path]) -> Iterator[Pymodbus]:
    it = Pymodbus(pair[1])
    yield it
    it.close()


def hall_on(tmp_path: Path, port: Path, boards: dict[str, int], **options: Any) -> LitHall:
    options = {"blink": 0, **options}
    row = led_row(port, boards, baud=9600, digits=6, options=options)
    return LitHall(tmp_path, [row])


def test_pymodbus_is_told_a_number_and_acknowledges_it(
    tmp_path: Path, pair: tuple[Path, Path], boards: Pymodbus
) -> None:
    with hall_on(tmp_path, pair[0], {"1": 1, "2": 2}) as hall:
        hall.until(lambda: hall.device("led:1") == hall.device("led:2") == ("ok", None))
        assert boards.shows(1) == boards.shows(2) == " " * 6
        number = hall.call("2")
        hall.until(lambda: boards.shows(2) == f"{number}  ")
        hall.at("2", "finish")
        hall.until(lambda: boards.shows(2) == " " * 6)
        hall.until(lambda: hall.bus.wire.counts.answers == len(boards.wrote) >= 4)
        assert hall.bus.wire.counts.missed == hall.bus.wire.counts.junk == 0


@pytest.mark.parametrize(("register", "function"), [(0, "06"), (7, "06"), (7, "16")])
def test_pymodbus_takes_a_number_in_one_register(
    tmp_path: Path, pair: tuple[Path, Path], boards: Pymodbus, register: int, function: str
) -> None:
    with hall_on(
        tmp_path, pair[0], {"1": 1}, form="number", register=register, function=function
    ) as hall:
        hall.call("1")
        hall.call("1")
        hall.until(lambda: boards.wrote[-1:] == [(1, register, [2])])
        hall.until(lambda: hall.device("led:1") == ("ok", None))


def test_a_register_pymodbus_lacks_is_a_refusal_and_no_silence(
    tmp_path: Path, pair: tuple[Path, Path], boards: Pymodbus
) -> None:
    with hall_on(tmp_path, pair[0], {"1": 1}, register=6) as hall:
        hall.until(lambda: hall.device("led:1") == ("not_ready", "refused_register"))
        assert hall.bus.wire.counts.refused >= 1


def test_a_board_pymodbus_does_not_know_is_down_and_the_other_is_not(
    tmp_path: Path, pair: tuple[Path, Path], boards: Pymodbus
) -> None:
    with hall_on(tmp_path, pair[0], {"1": 1, "2": 9}, reply_ms=150) as hall:
        hall.until(lambda: hall.device("led:9") == ("down", "no_answer"))
        number = hall.call("1")
        hall.until(lambda: boards.shows(1) == f"{number}  ")
        assert hall.device("led:1") == ("ok", None)
