"""HTTP/1.1 on one connection, for both engines: strict in what it takes, one write a reply.

A third of a ticket's time was eventlet's WSGI server, which parses headers as e-mail; werkzeug's
closes after each reply. This one reads small bodies whole and leaves the rest to the application.
"""

from __future__ import annotations

import io
import logging
import re
import socket
import time
from typing import Any
from urllib.parse import unquote_to_bytes

from engine.wsgi import Bad

log = logging.getLogger("engine.http")
IDLE = 55.0  # s a kept connection may be silent, or take nothing of what is sent to it
HEAD_WITHIN = 20.0  # s for a request's head once it has begun, and again for its body
MOST_HEAD = 32 << 10  # bytes
MOST_BODY = 1 << 20  # bytes; the application sees a longer one's length and no more of it
LINGER = 1.0  # s in which an unread body is read away, so that the reply arrives
METHOD = re.compile(r"[A-Z]{1,20}\Z")
BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
ONCE = frozenset({"CONTENT_LENGTH", "HTTP_HOST", "HTTP_TRANSFER_ENCODING", "CONTENT_TYPE",
                  "HTTP_AUTHORIZATION", "HTTP_UPGRADE", "HTTP_IDEMPOTENCY_KEY"})  # fmt: skip


class Connection:
    """One client's connection, request after request, until it closes."""

    __slots__ = ("sock", "serving", "base", "idle", "close", "_buffer")

    def __init__(self, sock: Any, address: Any, serving: Any) -> None:
        self.sock = sock
        self.serving = serving
        self.base = serving.environ_of(address)
        self.idle = True
        self.close = False
        self._buffer = b""

    def run(self) -> None:
        """Raises nothing but what the socket raises."""
        self.sock.settimeout(IDLE)
        while not self.close:
            self.idle = not self._buffer
            try:
                head = self._read_head()
                if head is None:
                    return
                self.idle = False
                environ = self._environ(head)
                rest = self._read_body(environ)
            except Bad as bad:
                self._refuse(bad.status)
                return
            self.serving.answer(self, environ)
            if rest:
                self._linger()
            self.serving.breathe()

    # reading

    def _read_head(self) -> bytes | None:
        """The bytes before the empty line; None when the client is gone."""
        buffer, deadline = self._buffer, 0.0
        while (end := buffer.find(b"\r\n\r\n")) < 0:
            if len(buffer) > MOST_HEAD:
                raise Bad("431 Request Header Fields Too Large")
            if buffer:
                self.idle = False
                deadline = deadline or time.monotonic() + HEAD_WITHIN
                self._wait_until(deadline)
            data = self._recv()
            if not data:
                return None
            buffer = buffer + data if buffer else data.lstrip(b"\r\n")
        if end > MOST_HEAD:
            raise Bad("431 Request Header Fields Too Large")
        if deadline:
            self.sock.settimeout(IDLE)
        self._buffer = buffer[end + 4 :]
        return buffer[:end]

    def _wait_until(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Bad("408 Request Timeout")
        self.sock.settimeout(left)

    def _recv(self) -> bytes:
        try:
            data: bytes = self.sock.recv(65536)
        except (TimeoutError, ConnectionError):
            return b""
        return data

    def _environ(self, head: bytes) -> dict[str, Any]:
        lines = head.split(b"\r\n")
        try:
            method, target, version = lines[0].decode("latin-1").split(" ")
        except ValueError:
            raise Bad("400 Bad Request") from None
        if not METHOD.match(method) or not target.startswith("/") or "#" in target:
            raise Bad("400 Bad Request")
        if version not in ("HTTP/1.1", "HTTP/1.0"):
            raise Bad("505 HTTP Version Not Supported")
        path, _, query = target.partition("?")
        environ = self.base.copy()
        environ["REQUEST_METHOD"] = method
        environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1") if "%" in path else path
        environ["QUERY_STRING"] = query
        environ["SERVER_PROTOCOL"] = version
        name_of = self.serving.names.key
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if not colon or BAD_VALUE.search(value):
                raise Bad("400 Bad Request")
            key = name_of(name)
            if key is None:
                continue
            text = value.strip(b" \t").decode("latin-1")
            if key in environ:
                if key in ONCE:
                    raise Bad("400 Bad Request")
                text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
            environ[key] = text
        if BAD_VALUE.search(lines[0]) or (version == "HTTP/1.1" and "HTTP_HOST" not in environ):
            raise Bad("400 Bad Request")
        wish = environ.get("HTTP_CONNECTION")
        if wish is not None:
            wish = wish.lower()
            self.close = "close" in wish or (version == "HTTP/1.0" and "keep-alive" not in wish)
        else:
            self.close = version == "HTTP/1.0"
        return environ

    def _read_body(self, environ: dict[str, Any]) -> bool:
        """Puts the body into the environ; True when (part of) it was left unread."""
        coding = environ.get("HTTP_TRANSFER_ENCODING")
        length = environ.get("CONTENT_LENGTH")
        if coding is None and length is None:
            environ["engine.body"] = b""
            environ["wsgi.input"] = io.BytesIO()
            return False
        if coding is not None:
            if length is not None or coding.lower() != "chunked":
                raise Bad("400 Bad Request")
            body = self._read_chunks()
            environ["CONTENT_LENGTH"] = str(len(body))
        else:
            if not (length.isascii() and length.isdigit()) or len(length) > 15:
                raise Bad("400 Bad Request")
            if int(length) > MOST_BODY:
                environ["wsgi.input"] = io.BytesIO()
                self.close = True
                return True
            self._continue(environ)
            body = self._take(int(length), time.monotonic() + HEAD_WITHIN)
        environ["engine.body"] = body
        environ["wsgi.input"] = io.BytesIO(body)
        return False

    def _continue(self, environ: dict[str, Any]) -> None:
        if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _take(self, size: int, deadline: float) -> bytes:
        buffer = self._buffer
        if len(buffer) < size:
            parts, have = [buffer], len(buffer)
            while have < size:
                self._wait_until(deadline)
                data = self._recv()
                if not data:
                    raise Bad("400 Bad Request")
                parts.append(data)
                have += len(data)
            self.sock.settimeout(IDLE)
            buffer = b"".join(parts)
        self._buffer = buffer[size:]
        return buffer[:size]

    def _line(self, deadline: float) -> bytes:
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > 1024:
                raise Bad("400 Bad Request")
            self._wait_until(deadline)
            data = self._recv()
            if not data:
                raise Bad("400 Bad Request")
            self._buffer += data
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        return line

    def _read_chunks(self) -> bytes:
        deadline, parts, total = time.monotonic() + HEAD_WITHIN, [], 0
        while True:
            digits = self._line(deadline).split(b";")[0]
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", digits):
                raise Bad("400 Bad Request")
            size = int(digits, 16)
            total += size
            if total > MOST_BODY:
                raise Bad("413 Content Too Large")
            if size == 0:
                while self._line(deadline):
                    pass  # trailers are of no interest
                self.sock.settimeout(IDLE)
                return b"".join(parts)
            parts.append(self._take(size, deadline))
            if self._line(deadline):
                raise Bad("400 Bad Request")

    # writing

    def _refuse(self, status: str) -> None:
        self.close = True
        try:
            self.sock.sendall(
                f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            self._linger()
        except OSError:
            pass

    def _linger(self) -> None:
        """Reads away for a moment what still comes; else the kernel would throw the reply away."""
        until, left = time.monotonic() + LINGER, 8 * MOST_BODY
        try:
            self.sock.shutdown(socket.SHUT_WR)
            while left > 0 and (span := until - time.monotonic()) > 0:
                self.sock.settimeout(span)
                data = self.sock.recv(65536)
                if not data:
                    return
                left -= len(data)
        except OSError:
            pass
