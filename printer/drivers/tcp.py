"""Network printers (raw ESC/POS on TCP port 9100).

A connection per job, because many printers take one client at a time. A small send buffer, so that
what was accepted is what the printer has.
"""

from __future__ import annotations

import select
import socket
import struct

from pydantic import Field

from printer.drivers.driver import Down
from printer.drivers.talk import TalkDriver, TalkOptions
from settings.models.words import Line

SEND_BUFFER = 4096


class TcpOptions(TalkOptions):
    host: Line = Field(description="the printer's address")
    port: int = Field(9100, ge=1, le=65535, description="1–65535, usually 9100")


class TcpDriver(TalkDriver):
    Options = TcpOptions
    options: TcpOptions

    @property
    def host(self) -> str:
        return self.options.host

    def connect(self) -> Socket:
        host = self.found or self.host
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            sock.settimeout(1.0)
            sock.connect((host, self.options.port))
        except ConnectionRefusedError:
            sock.close()
            raise Down("refused") from None
        except OSError:
            sock.close()
            raise Down("unreachable") from None
        return Socket(sock)


class Socket:
    """A connected socket, asked after every few seconds so that a lost one is noticed."""

    stays = False

    def __init__(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in (("KEEPIDLE", 5), ("KEEPINTVL", 2), ("KEEPCNT", 3)):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{name}"), value)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setblocking(False)
        self._sock = sock

    def read(self, seconds: float) -> bytes:
        if not select.select([self._sock], [], [], seconds)[0]:
            return b""
        try:
            data = self._sock.recv(256)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            raise Down("closed")
        return data

    def write(self, data: memoryview, seconds: float) -> int:
        if not select.select([], [self._sock], [], seconds)[1]:
            return 0
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            raise Down("closed") from None

    def lag(self) -> float:
        return 0.0

    def abort(self) -> None:
        """A reset, so that the printer knows that no more comes."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def close(self) -> None:
        self._sock.close()
