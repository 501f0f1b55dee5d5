"""Serving: accepts connections and runs the WSGI application on each, for both engines."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

from engine.http import Connection
from engine.wsgi import Dates, Names, Whole, base_environ

log = logging.getLogger("engine.http")
BROKEN = (
    b'{"type":"about:blank","title":"Broken","status":500,"code":"broken",'
    b'"detail":"Something is broken here; it has been written down."}'
)


class Serving:
    """`spawn(fn, *args)` runs a connection: a green thread or a real one. `breathe()` comes after
    each reply: without it a quick client's next request is served at once, and the others wait."""

    def __init__(
        self, app: Any, listener: Any, spawn: Callable[..., Any], breathe: Callable[[], Any],
        over: Any,
    ) -> None:  # fmt: skip
        self.breathe = breathe
        self._over = over  # an event of the engine
        self.app = app
        self.names = Names()
        self.dates = Dates()
        self.stopped = False
        self._spawn = spawn
        self._listener = listener
        self._own = listener.getsockname()
        self._busy: set[Connection] = set()  # adding and discarding is atomic, counting is not
        self._open: set[Connection] = set()

    def environ_of(self, address: Any) -> dict[str, Any]:
        return base_environ(address, self._own)

    def wait(self) -> None:
        """Until stop."""
        self._over.wait()

    def accept_forever(self) -> None:
        """Until stop. An accept that fails (too many files open) is logged and tried again."""
        while not self.stopped:
            try:
                sock, address = self._listener.accept()
            except OSError:
                if self.stopped:
                    return
                log.exception("accepting failed")
                continue
            self._spawn(self._serve, sock, address)

    def _serve(self, sock: Any, address: Any) -> None:
        connection = Connection(sock, address, self)
        self._open.add(connection)
        try:
            connection.run()
        except OSError:
            pass  # the client is gone
        except Exception:
            log.exception("a connection failed")
        finally:
            self._open.discard(connection)
            for act in (lambda: sock.shutdown(socket.SHUT_RDWR), sock.close):
                try:
                    act()
                except OSError:
                    pass

    def answer(self, connection: Connection, environ: dict[str, Any]) -> None:
        """Runs the application and writes its reply."""
        if "HTTP_UPGRADE" in environ:
            self._upgrade(connection, environ)
            return
        self._busy.add(connection)
        try:
            self._run(connection, environ)
        finally:
            self._busy.discard(connection)

    def _upgrade(self, connection: Connection, environ: dict[str, Any]) -> None:
        """The application may take the socket over; then the connection is over when it returns."""
        # permessage-deflate: 187 KB a socket against 73, twice the CPU
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        whole = Whole(connection.sock)
        environ["eventlet.input"] = environ["werkzeug.socket"] = whole
        connection.close = True
        self._run(connection, environ)

    def _run(self, connection: Connection, environ: dict[str, Any]) -> None:
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            head[:] = (status, headers)
            return None

        try:
            result = self.app(environ, start)
        except OSError:
            raise
        except Exception:
            log.exception("the application failed")
            connection.close = True
            start("500 Broken", [("Content-Type", "application/problem+json")])
            result = [BROKEN]
        if not head:
            return  # a websocket was here
        try:
            self._write(connection, environ, head[0], head[1], result)
        finally:
            if hasattr(result, "close"):
                result.close()

    def _write(
        self, connection: Connection, environ: dict[str, Any], status: str,
        headers: list[tuple[str, str]], result: Any,
    ) -> None:  # fmt: skip
        lines = [f"{name}: {value}\r\n" for name, value in headers]
        text = "".join(lines)
        if text.count("\n") != len(lines):
            raise ValueError("a reply's header has a line break")
        lower = text.lower()
        bodyless = environ["REQUEST_METHOD"] == "HEAD" or status[:3] in ("204", "304")
        sized = "content-length:" in lower
        chunks = iter(result)
        data, chunked = b"", False
        if isinstance(result, list | tuple):
            data = result[0] if len(result) == 1 else b"".join(result)
            chunks = iter(())
            if not sized and status[:3] not in ("204", "304"):
                text += f"Content-Length: {len(data)}\r\n"
        elif not sized and not bodyless:
            if environ["SERVER_PROTOCOL"] == "HTTP/1.1":
                text, chunked = f"{text}Transfer-Encoding: chunked\r\n", True
            else:
                connection.close = True
        if self.stopped:
            connection.close = True
        if connection.close:
            text += "Connection: close\r\n"
        elif environ["SERVER_PROTOCOL"] == "HTTP/1.0":
            text += "Connection: keep-alive\r\n"
        out = b"".join(
            (b"HTTP/1.1 ", status.encode("latin-1"), b"\r\n", text.encode("latin-1"),
             self.dates.line(), b"\r\n", b"" if bodyless else data)
        )  # fmt: skip
        send = connection.sock.sendall
        if bodyless or isinstance(result, list | tuple):
            send(out)
            return
        for data in chunks:
            if not data:
                continue
            send(out + (b"%x\r\n%b\r\n" % (len(data), data) if chunked else data))
            out = b""
        if out or chunked:
            send(out + (b"0\r\n\r\n" if chunked else b""))

    def stop(self) -> None:
        """No new connection, no further request on the open ones."""
        self.stopped = True
        self._over.set()
        for act in (lambda: self._listener.shutdown(socket.SHUT_RDWR), self._listener.close):
            try:
                act()
            except OSError:
                pass
        for connection in list(self._open):
            if connection.idle:
                try:
                    connection.sock.shutdown(socket.SHUT_RD)
                except OSError:
                    pass

    def busy(self) -> int:
        """Requests being answered now; sockets are not counted."""
        return len(self._busy)
