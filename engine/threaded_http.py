"""HTTP for the threading engine: one thread a connection, kept alive, one write a reply.

Werkzeug's own server closes after each reply and waits 10 ms for it; this one is as short.
"""

from __future__ import annotations

import logging
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.serving import DechunkedInput

log = logging.getLogger("engine")
SOCKET_TIMEOUT = 60.0  # s
MOST = 2000  # connections, each a thread
DISCARD = 1 << 20  # bytes of an unread body that are read away, so that the reply arrives


class Whole:
    """A socket whose `send` sends all, one caller at a time: a frame is never cut or mixed."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._sending = threading.Lock()

    def send(self, data: bytes) -> int:
        with self._sending:
            self._sock.sendall(data)
        return len(data)

    def close(self) -> None:
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._sock.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Counted:
    """A request's body: never read past its end."""

    def __init__(self, file: Any, length: int) -> None:
        self._file = file
        self.left = length

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0 or size > self.left:
            size = self.left
        data: bytes = self._file.read(size) if size else b""
        self.left -= len(data)
        return data

    def readline(self, size: int = -1) -> bytes:
        limit = self.left if size < 0 else min(size, self.left)
        data: bytes = self._file.readline(limit) if limit else b""
        self.left -= len(data)
        return data


class Connection(BaseHTTPRequestHandler):
    """One connection, request after request."""

    protocol_version = "HTTP/1.1"
    rbufsize = 16 << 10
    wbufsize = 0
    timeout = SOCKET_TIMEOUT

    def __init__(self, sock: socket.socket, address: Any, serving: ThreadedServing) -> None:
        self.serving = serving
        self.busy = False
        super().__init__(sock, address, serving)  # type: ignore[arg-type]

    def handle_one_request(self) -> None:
        self.busy = False
        try:
            self.raw_requestline = self.rfile.readline(8193)
        except OSError:
            self.raw_requestline = b""
        if not self.raw_requestline or self.serving.stopped:
            self.close_connection = True
            return
        self.busy = True
        if len(self.raw_requestline) > 8192:
            self.requestline = self.request_version = self.command = ""
            self.send_error(414)
            return
        if self.parse_request():
            self._answer()

    def _answer(self) -> None:
        headers = self.headers
        chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        length = headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdigit()) or (chunked and "Content-Length" in headers):
            self.send_error(400, "Bad length")
            return
        body: Any = DechunkedInput(self.rfile) if chunked else Counted(self.rfile, int(length))
        environ = self._environ(body)
        if chunked:
            environ["wsgi.input_terminated"] = True
        try:
            self._run(environ)
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        except Exception:
            log.exception("a request failed in the server")
            self.close_connection = True
        if chunked:
            self.close_connection = True
        elif body.left and not self.close_connection:
            if body.left > DISCARD:
                self.close_connection = True
            while body.left and body.read(min(body.left, 1 << 16)):
                pass

    def _environ(self, body: Any) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = self.server.address[:2]
        environ: dict[str, Any] = {
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": body,
            "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False,
            "wsgi.run_once": False, "werkzeug.socket": Whole(self.connection),
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
            "REMOTE_ADDR": self.client_address[0], "REMOTE_PORT": str(self.client_address[1]),
            "SERVER_NAME": host, "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
        }  # fmt: skip
        for name, value in self.headers.items():
            if "_" in name:
                continue
            name = name.upper().replace("-", "_")
            if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                name = f"HTTP_{name}"
                if name in environ:
                    value = f"{environ[name]},{value}"
            environ[name] = value
        return environ

    def _run(self, environ: dict[str, Any]) -> None:
        head: list[Any] = []
        sent = False

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            if error and sent:
                raise error[1].with_traceback(error[2])
            head[:] = [status, headers]
            return write

        def write(data: bytes, last: bool = False) -> None:
            nonlocal sent
            if not sent:
                sent = True
                data = self._head(head[0], head[1], len(data) if last else None) + data
            if data:
                self.connection.sendall(data)

        result = self.serving.app(environ, start)
        try:
            if isinstance(result, list | tuple):
                write(b"".join(result), last=True)
                return
            for data in result:
                if data:
                    write(data)
            if not sent:
                write(b"", last=True)
        finally:
            if hasattr(result, "close"):
                result.close()

    def _head(self, status: str, headers: list[tuple[str, str]], length: int | None) -> bytes:
        names = {name.lower() for name, _ in headers}
        lines = [f"HTTP/1.1 {status}"] + [f"{name}: {value}" for name, value in headers]
        if "date" not in names:
            lines.append(f"Date: {self.date_time_string()}")
        if "content-length" not in names and not status.startswith(("1", "204", "304")):
            if length is None:
                self.close_connection = True
            else:
                lines.append(f"Content-Length: {length}")
        if self.close_connection or self.serving.stopped:
            self.close_connection = True
            lines.append("Connection: close")
        elif self.request_version == "HTTP/1.0":
            lines.append("Connection: keep-alive")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.close_connection = True
        try:
            head = f"HTTP/1.1 {code} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            self.connection.sendall(head.encode())
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        pass


class ThreadedServing:
    """Accepts in one thread, answers each connection in its own."""

    def __init__(self, app: Any, listener: socket.socket) -> None:
        self.app = self._counted(app)
        self.address = listener.getsockname()
        self.stopped = False
        self._listener = listener
        self._requests = 0
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(MOST)
        self._open: set[tuple[socket.socket, Any]] = set()
        self._thread = threading.Thread(target=self._accept, name="http", daemon=True)
        self._thread.start()

    def _counted(self, app: Any) -> Any:
        def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
            if "HTTP_UPGRADE" in environ:
                return app(environ, start_response)
            with self._lock:
                self._requests += 1
            try:
                return app(environ, start_response)
            finally:
                with self._lock:
                    self._requests -= 1

        return wsgi

    def _accept(self) -> None:
        while not self.stopped:
            try:
                sock, address = self._listener.accept()
            except OSError:
                if self.stopped:
                    return
                log.exception("accepting failed")
                continue
            self._room.acquire()
            threading.Thread(target=self._serve, args=(sock, address), daemon=True).start()

    def _serve(self, sock: socket.socket, address: Any) -> None:
        with self._lock:
            self._open.add((sock, address))
        try:
            sock.settimeout(SOCKET_TIMEOUT)
            Connection(sock, address, self)
        except (OSError, ValueError):
            pass  # gone, or closed by the websocket
        finally:
            with self._lock:
                self._open.discard((sock, address))
            self._room.release()
            Whole(sock).close()

    def stop(self) -> None:
        """No new connection and no further request on the open ones."""
        self.stopped = True
        for act in (lambda: self._listener.shutdown(socket.SHUT_RDWR), self._listener.close):
            try:
                act()
            except OSError:
                pass
        self._thread.join(2)

    def busy(self) -> int:
        return self._requests

    def wait(self) -> None:
        self._thread.join()
