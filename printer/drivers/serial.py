"""Printers on a serial line: /dev/…, a serial server in raw TCP mode (socket://host:port), or one
that speaks RFC 2217 (rfc2217://host:port).

Bytes are handed over at the pace of the line: what a port or a serial server swallows at once would
still be on its way when the confirmation is waited for, and come out after a slip was given up.
Never `flush`: it would stand still for a whole slip.
"""

from __future__ import annotations

import re
import select
import socket
import struct
import time
from typing import Any

import serial
import serial.rfc2217
from pydantic import Field, field_validator

from printer.drivers.driver import Down
from printer.drivers.talk import TalkDriver, TalkOptions
from settings.models.devices import BAUDS
from settings.models.words import Line, choice, wrong

SPEEDS = (*BAUDS, 230400, 460800, 921600)
PORT = re.compile(r"/dev/[\w./:-]+|(socket|rfc2217)://[\w.-]+:\d{1,5}")
PIECE = 512  # bytes: fit into what a socket that is ready takes, so that no write waits
AHEAD = 1024  # bytes handed over before the line can have carried those before
SEND_BUFFER = 4096
POLL = 0.01


class SerialOptions(TalkOptions):
    port: Line = Field(description="/dev/…, socket://host:port or rfc2217://host:port")
    baud: int = Field(
        9600, description=f"one of {', '.join(map(str, SPEEDS))}, as set in the printer"
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
        if baud not in SPEEDS:
            raise wrong(f"'{baud}' is no speed; allowed: {', '.join(map(str, SPEEDS))}")
        return baud


class SerialDriver(TalkDriver):
    Options = SerialOptions
    options: SerialOptions

    @property
    def native_line(self) -> bool:
        """Opening and closing a real port blocks; all else waits by select."""
        return self.options.port.startswith("/")

    @property
    def host(self) -> str | None:
        """Of a serial server."""
        url = self.options.port
        return None if url.startswith("/") else url.partition("://")[2].rpartition(":")[0]

    def connect(self) -> Port:
        options = self.options
        url = options.port
        if self.host and self.found:
            url = url.replace(self.host, self.found, 1)
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
        self._selects = not isinstance(port, serial.rfc2217.Serial)
        self._wait_on = port.fileno() if self._selects else self._sock
        self._empty_at = 0.0  # when the line has carried all, monotonic
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
        early = self.lag() - AHEAD * self._byte_time
        if early > 0:
            time.sleep(min(early, seconds))
            if early > seconds:
                return 0
            seconds -= early
        try:
            if not select.select([], [self._wait_on], [], seconds)[1]:
                return 0
            taken = int(self._port.write(bytes(data[:PIECE])) or 0)
        except (serial.SerialException, OSError, ValueError, TypeError):
            raise Down("closed") from None
        self._empty_at = max(time.monotonic(), self._empty_at) + taken * self._byte_time
        return taken

    def lag(self) -> float:
        return max(0.0, self._empty_at - time.monotonic())

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
            if not self._selects:
                self._end_reader()
            self._port.close()
        except (serial.SerialException, OSError):
            pass  # it is gone

    def _end_reader(self) -> None:
        """pyserial's RFC 2217 closes the socket its reader still waits on; the number of the file
        may be another's by the time the reader hears of it. So the reader ends first."""
        self._sock.shutdown(socket.SHUT_RDWR)
        until = time.monotonic() + 1.0
        while self._port._thread.is_alive() and time.monotonic() < until:
            time.sleep(POLL)


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
