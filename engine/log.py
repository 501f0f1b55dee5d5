"""The log: one JSON line an event, on stderr; nothing a client sends can make a second line."""

from __future__ import annotations

import json
import logging
import posix  # os.write may be patched: green, it would wait for ever at a broken pipe
import threading
import time
import traceback
from typing import Any

PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Handler):
    """Writes each record with one `write` to a file descriptor.

    `lock` is a native lock: records come from native threads too, and a green lock contended
    between two loops would hang.
    """

    def __init__(self, fd: int = 2, lock: Any = None, write: Any = posix.write) -> None:
        self._native = lock or threading.RLock()
        self._write = write
        self._fd = fd
        super().__init__()

    def createLock(self) -> None:  # noqa: N802 - logging's name
        self.lock = self._native

    def emit(self, record: logging.LogRecord) -> None:
        try:
            data = line(record).encode("utf-8", "replace")
            while data:
                data = data[self._write(self._fd, data) :]
        except Exception:
            pass  # nowhere left to say it


def line(record: logging.LogRecord) -> str:
    """One JSON object and a newline; control characters are escaped by JSON."""
    seconds, ms = divmod(int(record.created * 1000), 1000)
    out: dict[str, Any] = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{ms:03d}Z",
        "level": record.levelname.lower(),
        "log": record.name,
        "what": record.getMessage(),
    }
    for name, value in record.__dict__.items():
        if name not in PLAIN and name not in out:
            out[name] = value
    if record.exc_info and record.exc_info[0] is not None:
        out["error"] = "".join(traceback.format_exception(*record.exc_info))
    # ensure_ascii: bidi and other invisible characters are escaped as well
    return json.dumps(out, default=str, ensure_ascii=True) + "\n"


class Errors:
    """What servers write to `wsgi.errors`, as lines of the log."""

    def write(self, text: str) -> None:
        if text.strip():
            logging.getLogger("engine.http").info("said", extra={"text": text.strip()})

    def writelines(self, lines: Any) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        """Each line is written at once."""


def install(level: int = logging.INFO, **options: Any) -> None:
    """The one handler of the process. Call after patching."""
    root = logging.getLogger()
    root.handlers[:] = [JsonLines(**options)]
    root.setLevel(level)
    for name in ("engineio", "engineio.server", "socketio", "socketio.server", "alembic",
                 "werkzeug", "PIL"):  # fmt: skip
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # else they add their own


def say_broken(what: str) -> None:
    """The error under way, with its traceback, as a line of the log."""
    logging.getLogger("hall").exception(what)
