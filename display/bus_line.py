"""The line of a bus: a ports.Line of its own, with the boards' parity, that hears its own echo.

An answer to Modbus function 06 looks like an echo of the frame, so telling them apart is the
driver's business, not the line's.
"""

from __future__ import annotations

import termios
from collections.abc import Callable
from typing import Any

import serial

from ports.line import Line


class AsHeard:
    """No echo is taken out."""

    seen = wrong = 0

    def sent(self, data: bytes, now: float) -> None: ...

    def heard(self, data: bytes, now: float) -> bytes:
        return data


class BusLine(Line):
    """`bits` such as 8N1. Otherwise as ports.Line."""

    def __init__(
        self, engine: Any, url: str, baud: int, bits: str, hear: Callable[[bytes, float], None],
        told: Callable[[str, str | None], None],
    ) -> None:  # fmt: skip
        super().__init__(engine, url, baud, hear, told)
        self.echo = AsHeard()
        self._bits = bits

    def _open(self) -> serial.SerialBase:
        port = super()._open()
        if self._bits == "8N1":
            return port
        size, parity, stop = self._bits
        try:
            port.bytesize, port.parity, port.stopbits = int(size), parity, int(stop)
        except (termios.error, serial.SerialException, OSError, ValueError) as error:
            port.close()
            raise serial.SerialException(f"{self._bits}: {error}") from error
        return port
