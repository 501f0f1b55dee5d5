"""The eventlet engine's HTTP server: eventlet's own, on our listener."""

from __future__ import annotations

import logging
from typing import Any

import eventlet
import eventlet.wsgi
from eventlet.greenio import GreenSocket

from engine.log import Errors
from engine.serving import SILENT, Counted

log = logging.getLogger("engine.http")
GREEN_THREADS = 4096  # each websocket holds one; a full pool hangs every GET


class GreenServing:
    """Serves until `stop`. eventlet's server answers in one write, keeps connections, and gives
    handlers that upgrade a socket what python-engineio asks for."""

    def __init__(self, app: Any, listener: Any, tls: Any = None) -> None:
        self._sock = listener if isinstance(listener, GreenSocket) else GreenSocket(listener)
        if tls is not None:  # handshakes happen in each connection's own green thread
            self._sock = eventlet.wrap_ssl(self._sock, server_side=True, _context=tls)
        self._counted = Counted(app)
        self._stopped = False
        self._task = eventlet.spawn(self._run)

    def _run(self) -> None:
        while not self._stopped:
            try:
                eventlet.wsgi.server(
                    self._sock, self._counted, log=log, log_output=False, debug=False,
                    custom_pool=eventlet.GreenPool(GREEN_THREADS), keepalive=True,
                    socket_timeout=SILENT, capitalize_response_headers=False,
                    environ={"wsgi.errors": Errors()},
                )  # fmt: skip
            except OSError:
                if not self._stopped:
                    log.exception("accepting failed")
                    eventlet.sleep(0.1)

    def stop(self) -> None:
        """Takes no new connection and closes idle ones; requests under way go on."""
        self._stopped = True
        self._task.kill()
        self._sock.close()

    def busy(self) -> int:
        return self._counted.busy()

    def wait(self) -> None:
        """Until stop."""
        try:
            self._task.wait()
        except eventlet.greenlet.GreenletExit:
            pass
