"""Serving HTTP: what both engines' servers, eventlet's and werkzeug's, have in common."""

from __future__ import annotations

from typing import Any

KEEP = 60.0  # s a kept connection may be silent
SILENT = 60.0  # s a client may take nothing of what is sent to it, or send nothing it began


class Counted:
    """WSGI: the application, its requests under way counted, sockets without compression.

    permessage-deflate costs 187 KB a socket against 73, and twice the CPU; a socket stays open for
    ever, so it does not count as a request.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._busy: set[int] = set()  # by identity: adding and discarding need no lock

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if "HTTP_UPGRADE" in environ:
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            return self._app(environ, start_response)
        self._busy.add(id(environ))
        try:
            return self._app(environ, start_response)
        finally:
            self._busy.discard(id(environ))

    def busy(self) -> int:
        """Requests under way now."""
        return len(self._busy)
