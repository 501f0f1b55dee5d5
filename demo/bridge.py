"""The bridge between the demo's pages and its virtual devices, which live in another process: a
Unix socket, a line of JSON each way.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger("demo")
PATIENCE = 3.0  # s for one answer
MOST = 4 << 20  # bytes of one answer


class Bridge:
    """The devices' side: `answer(request)` gives what goes back as JSON, in a thread of its own.
    LookupError and ValueError in it are the asker's mistakes."""

    def __init__(self, path: Path, answer: Callable[[dict[str, Any]], Any]) -> None:
        self._path, self._answer = path, answer
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._path.chmod(0o600)
        self._listener.listen(16)
        threading.Thread(target=self._serve, name="bridge", daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._one, args=(line,), daemon=True).start()

    def _one(self, line: socket.socket) -> None:
        with line:
            line.settimeout(PATIENCE)
            try:
                request = json.loads(line.makefile("rb").readline(MOST))
                try:
                    said = {"said": self._answer(request)}
                except (LookupError, ValueError) as error:
                    said = {"wrong": str(error)}
                line.sendall(json.dumps(said).encode() + b"\n")
            except (OSError, ValueError):
                log.info("the bridge lost a request")


def ask(path: Path, request: dict[str, Any]) -> Any:
    """The hall's side; blocks. OSError: nobody there. LookupError: no such thing."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE)
        line.connect(str(path))
        line.sendall(json.dumps(request).encode() + b"\n")
        raw = line.makefile("rb").readline(MOST)
    if not raw:
        raise ConnectionError("the devices hung up")
    said = json.loads(raw)
    if "wrong" in said:
        raise LookupError(said["wrong"])
    return said["said"]
