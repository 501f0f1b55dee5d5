"""WSGI's side of the hall's HTTP: names of headers, the environ, the socket handed over."""

from __future__ import annotations

import re
import threading
import time
from email.utils import formatdate
from typing import Any

from engine.log import Errors

TOKEN = re.compile(rb"[!#$%&'*+\-.^`|~0-9A-Za-z]+\Z")  # RFC 9110 without _, which WSGI confuses
ERRORS = Errors()


class Bad(Exception):
    """A request that is not HTTP as we take it; the connection is closed after the reply."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Whole:
    """A socket whose `send` sends all, one caller at a time: a frame is never cut or mixed."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._sending = threading.Lock()

    def send(self, data: bytes) -> int:
        with self._sending:
            self._sock.sendall(data)
        return len(data)

    def get_socket(self) -> Any:
        """What eventlet's websocket asks its input for."""
        return self._sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Names:
    """Header names as WSGI wants them, remembered: the same dozen come with each request."""

    def __init__(self) -> None:
        self._known: dict[bytes, str | None] = {}

    def key(self, raw: bytes) -> str | None:
        """The environ's key; None for a name with _, which is left out. Bad for no name at all."""
        if raw in self._known:
            return self._known[raw]
        if b"_" in raw and TOKEN.match(raw.replace(b"_", b"-")):
            key = None
        elif TOKEN.match(raw):
            text = raw.decode().upper().replace("-", "_")
            key = text if text in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{text}"
        else:
            raise Bad("400 Bad Request")
        if len(self._known) < 500 and len(raw) < 60:
            self._known[raw] = key
        return key


class Dates:
    """The Date header, made once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._line = b""

    def line(self) -> bytes:
        now = int(time.time())
        if now != self._second:
            self._line = f"Date: {formatdate(now, usegmt=True)}\r\n".encode()
            self._second = now
        return self._line


def base_environ(address: Any, own: Any) -> dict[str, Any]:
    """What is the same for all requests of a connection."""
    return {
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": ERRORS,
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        "wsgi.input_terminated": True, "SCRIPT_NAME": "", "SERVER_NAME": own[0],
        "SERVER_PORT": str(own[1]), "REMOTE_ADDR": address[0], "REMOTE_PORT": str(address[1]),
    }  # fmt: skip
