"""A line: one serial port or TCP connection, by pyserial's URLs: /dev/…, socket://host:port,
rfc2217://host:port, loop://.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import serial

from ports.echo import Echo

log = logging.getLogger("ports")
READ_WAIT = 0.25  # seconds: how long a read may stand still
FIRST_AGAIN, LAST_AGAIN = 0.5, 10.0  # seconds between attempts to open it again
LEARNED = 64  # bytes kept for people who look for a pad's code
GAP = 0.03  # seconds between two frames sent: pads on one line tell them apart by it


class Line:
    """Opened by its own task, and again whenever it breaks; only that task reads.

    `hear(data, now)` is called in that task: with bytes, and with b"" when nothing came for a
    while. `told(state, why)` of ok and down. `write` never waits longer than a second.
    """

    def __init__(
        self, engine: Any, url: str, baud: int, hear: Callable[[bytes, float], None],
        told: Callable[[str, str | None], None],
    ) -> None:  # fmt: skip
        self.url, self.baud = url, baud
        self._engine, self._hear, self._told = engine, hear, told
        self._port: serial.SerialBase | None = None
        self._stopped = False
        self._pause = engine.event()
        self.heard: deque[tuple[float, int]] = deque(maxlen=LEARNED)  # (monotonic s, byte)
        self.echo = Echo(baud)
        self._wrote = -1e9
        self.opened = 0  # times

    def start(self) -> Line:
        self._engine.spawn(self._run)
        return self

    def stop(self) -> None:
        self._stopped = True
        self._pause.set()

    def write(self, data: bytes) -> bool:
        """False when it could not be sent; never flushes, never repeats."""
        wait = self._wrote + GAP - self._engine.now_monotonic()
        if wait > 0:
            self._engine.sleep(wait)
        port = self._port
        if port is None:
            return False
        # before the write: an echo may be heard while it lasts
        self.echo.sent(data, self._engine.now_monotonic())
        try:
            port.write(data)
        except (serial.SerialException, OSError, ValueError):
            return False
        finally:
            self._wrote = self._engine.now_monotonic()
        return True

    def _run(self) -> None:
        again = FIRST_AGAIN
        while not self._stopped:
            try:
                self._port = self._do(self._open)
                self.opened += 1
            except (serial.SerialException, OSError, ValueError) as error:
                why = _why(error)
                self._told("down", why)
                log.info("line %s: %s, again in %s s", self.url, why, again)
                self._pause.wait(again)
                again = min(again * 2, LAST_AGAIN)
                continue
            again = FIRST_AGAIN
            self._told("ok", None)
            try:
                self._read()
            except (serial.SerialException, OSError, TypeError) as error:
                # TypeError: pyserial's reader when the port was closed under it
                log.warning("line %s: %s", self.url, error)
                self._told("down", "gone")
            finally:
                port, self._port = self._port, None
                self._do(port.close)
            self._pause.wait(FIRST_AGAIN)

    def _do(self, fn: Callable[[], Any]) -> Any:
        """Opening and closing a real port may block (it sends what it still has); sockets don't."""
        return self._engine.call_native(fn) if self.url.startswith("/") else fn()

    def _open(self) -> serial.SerialBase:
        # pyserial's RFC 2217 knows no limit for writing: its socket gets one below
        limit = None if self.url.startswith("rfc2217:") else 1.0
        port = serial.serial_for_url(
            self._resolved(), baudrate=self.baud, timeout=READ_WAIT, write_timeout=limit,
            exclusive=True,
        )  # fmt: skip
        sock = getattr(port, "_socket", None)
        if isinstance(sock, socket.socket):
            if limit is None:
                sock.settimeout(1.0)
            # a serial server that loses power says nothing: ask every few seconds
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in (("KEEPIDLE", 10), ("KEEPINTVL", 5), ("KEEPCNT", 3)):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{name}"), value)
        return port

    def _resolved(self) -> str:
        """The URL with its host's address: looking up a name may block for seconds."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("socket", "rfc2217") or not parts.hostname:
            return self.url
        try:
            ipaddress.ip_address(parts.hostname)
            return self.url
        except ValueError:
            found = self._engine.call_native(socket.getaddrinfo, parts.hostname, parts.port)
        address = str(found[0][4][0])
        host = f"[{address}]" if ":" in address else address
        return parts._replace(netloc=f"{host}:{parts.port}").geturl()

    def _read(self) -> None:
        port = self._port
        while not self._stopped and port is not None:
            data = port.read(1)
            if data:
                data += port.read(min(port.in_waiting, 4096)) if port.in_waiting else b""
            now = self._engine.now_monotonic()
            self.heard.extend((now, byte) for byte in data)
            try:
                self._hear(self.echo.heard(data, now), now)
            except Exception:
                log.exception("line %s: what came in was not taken", self.url)


def _why(error: Exception) -> str:
    """A stable word for the dashboard."""
    text = str(error).lower()
    if "exclusively lock" in text:
        return "taken"
    if "no such file" in text or "could not open port" in text and "[errno 2]" in text:
        return "missing"
    if "permission" in text:
        return "forbidden"
    if "refused" in text:
        return "refused"
    return "unreachable"
