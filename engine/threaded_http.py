"""The threading engine's HTTP server: werkzeug's threaded one. It closes after each reply."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from engine.serving import KEEP, Counted

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


class ThreadServing:
    """Serves until `stop`, a thread a connection."""

    def __init__(self, app: Any, listener: socket.socket) -> None:
        self._counted = Counted(app)
        host, port = listener.getsockname()[:2]
        # it duplicates the descriptor, and would bind by itself without one
        self._server = Server(host, port, self._counted, Handler, fd=listener.fileno())
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
