"""The threading engine's HTTP server: werkzeug's threaded one. It closes after each reply."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from engine.serving import KEEP, Counted

HANDSHAKE = 10.0  # s
log = logging.getLogger("engine.http")


class Handler(WSGIRequestHandler):
    """Head and body buffered into one write; nothing on stderr."""

    wbufsize = -1
    timeout = KEEP

    def run_wsgi(self) -> None:
        super().run_wsgi()
        self.close_connection = True  # a websocket's too, which sends no header that says so

    def log(self, type: str, message: str, *args: Any) -> None:
        if type == "error":
            log.info("said", extra={"text": message % args})


class Server(ThreadedWSGIServer):
    daemon_threads = True
    block_on_close = False

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread, where a handshake that never ends holds up nobody."""
        if self.ssl_context is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(HANDSHAKE)
        try:
            request = self.ssl_context.wrap_socket(request, server_side=True)
        except OSError as error:
            log.info("no handshake", extra={"address": client_address[0], "why": str(error)})
            return
        try:
            super().finish_request(request, client_address)
        finally:
            self.shutdown_request(request)


class ThreadServing:
    """Serves until `stop`, a thread a connection."""

    def __init__(self, app: Any, listener: socket.socket, tls: Any = None) -> None:
        self._counted = Counted(app)
        host, port = listener.getsockname()[:2]
        # it duplicates the descriptor, and would bind by itself without one
        self._server = Server(host, port, self._counted, Handler, fd=listener.fileno())
        self._server.ssl_context = tls  # not handed in: it would shake hands while accepting
        self._listener = listener
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="http", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Takes no new connection; requests under way go on."""
        self._server.shutdown()
        self._server.server_close()
        self._listener.close()

    def busy(self) -> int:
        return self._counted.busy()

    def wait(self) -> None:
        """Until stop."""
        self._thread.join()
