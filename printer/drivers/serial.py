"""Printers on a serial line: /dev/…, a serial server in raw TCP mode (socket://host:port), or one
that speaks RFC 2217 (rfc2217://host:port).

What pyserial's port takes lies in buffers for as long as the line is slow: waits are counted from
when the last byte can have arrived. Never `flush`: it would stand still for a whole slip.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import time
from typing import Any

import serial
from pydantic import Field, field_validator

from printer.drivers.driver import Down
from printer.drivers.talk import TalkDriver, TalkOptions
from settings.models.devices import BAUDS
from settings.models.words import Line, choice, wrong

PORT = re.compile(r"/dev/[\w./:-]+|(socket|rfc2217)://[\w.-]+:\d{1,5}")
PIECE = 512  # bytes: fit into what a socket that is ready takes, so that no write waits
TTY_BUFFER = 4096  # bytes the kernel takes ahead of a slow line
SEND_BUFFER = 4096
POLL = 0.01


class SerialOptions(TalkOptions):
    port: Line = Field(description="/dev/…, socket://host:port or rfc2217://host:port")
    baud: int = Field(
        9600, description=f"one of {', '.join(map(str, BAUDS))}, as set in the printer"
    )
    parity: choice("none", "even", "odd") = Field("none", description="none, even or odd")
    flow: choice("none", "rtscts", "dsrdtr", "xonxoff") = Field(
        "none", description="how the printer says wait: none, rtscts, dsrdtr or xonxoff"
    )

    @field_validator("port")
    @classmethod
    def _port(cls, port: str) -> str:
        if not PORT.fullmatch(port):
            raise wrong(f"'{port}' is no port; allowed: /dev/…, socket://h:p, rfc2217://h:p")
        return port

    @field_validator("baud")
    @classmethod
    def _speed(cls, baud: int) -> int:
        if baud not in BAUDS:
            raise wrong(f"'{baud}' is no speed; allowed: {', '.join(map(str, BAUDS))}")
        return baud


class SerialDriver(TalkDriver):
    Options = SerialOptions
    options: SerialOptions

    @property
    def native_line(self) -> bool:
        """Opening and closing a real port blocks; all else waits by select."""
        return self.options.port.startswith("/")

    def connect(self) -> Port:
        options = self.options
        url = options.port
        rfc2217 = url.startswith("rfc2217:")
        try:
            port = serial.serial_for_url(
                url, baudrate=options.baud, parity=options.parity[0].upper(), timeout=0,
                # without waiting, pyserial tells how much was written; its RFC 2217 knows no limit
                write_timeout=None if rfc2217 else 0, exclusive=None if rfc2217 else True,
                rtscts=options.flow == "rtscts", dsrdtr=options.flow == "dsrdtr",
                xonxoff=options.flow == "xonxoff",
            )  # fmt: skip
        except (serial.SerialException, OSError, ValueError) as error:
            raise Down(_why(error)) from None
        bits = 10 if options.parity == "none" else 11
        return Port(port, bits / options.baud, url.startswith("/"))


class Port:
    """An open pyserial port. `byte_time`: seconds a byte takes on the line."""

    stays = True

    def __init__(self, port: Any, byte_time: float, tty: bool) -> None:
        self._port, self._byte_time, self._tty = port, byte_time, tty
        self._sock: Any = getattr(port, "_socket", None)
        # pyserial's RFC 2217 reads its socket in a thread of its own
        self._selects = hasattr(port, "fileno")
        self._wait_on = port.fileno() if self._selects else self._sock
        if self._sock is not None:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in (("KEEPIDLE", 5), ("KEEPINTVL", 2), ("KEEPCNT", 3)):
                self._sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{name}"), value)

    def read(self, seconds: float) -> bytes:
        try:
            if self._selects:
                if not select.select([self._wait_on], [], [], seconds)[0]:
                    return b""
                return bytes(self._port.read(256))
            until = time.monotonic() + seconds
            while not (data := bytes(self._port.read(256))) and time.monotonic() < until:
                time.sleep(POLL)
            return data
        except (serial.SerialException, OSError, ValueError, TypeError):
            # TypeError, ValueError: pyserial's when the port was closed under it
            raise Down("closed") from None

    def write(self, data: memoryview, seconds: float) -> int:
        try:
            if not select.select([], [self._wait_on], [], seconds)[1]:
                return 0
            return int(self._port.write(bytes(data[:PIECE])) or 0)
        except (serial.SerialException, OSError, ValueError, TypeError):
            raise Down("closed") from None

    def lag(self, sent: int) -> float:
        """A serial server may have taken everything; the kernel takes a few kilobytes ahead."""
        return min(sent, TTY_BUFFER if self._tty else sent) * self._byte_time

    def abort(self) -> None:
        try:
            if self._tty:
                self._port.reset_output_buffer()  # or closing it would wait for it to be sent
            else:
                linger = struct.pack("ii", 1, 0)
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        except (serial.SerialException, OSError, ValueError):
            pass

    def close(self) -> None:
        try:
            self._port.close()
        except (serial.SerialException, OSError):
            pass  # it is gone


def _why(error: Exception) -> str:
    """A stable word for the dashboard."""
    text, number = str(error).lower(), getattr(error, "errno", None)
    if "lock" in text:
        return "taken"
    if number == 2 or "no such file" in text:
        return "missing"
    if number == 13 or "permission" in text:
        return "forbidden"
    return "refused" if "refused" in text else "unreachable"
