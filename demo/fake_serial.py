"""The printer that isn't there on a serial line: a pseudo-terminal instead of a TCP port.

A pseudo-terminal ignores baud and parity; `baud` makes this end take bytes in no faster than a real
line of that speed would bring them.
"""

from __future__ import annotations

import os
import select
import time
import tty
from pathlib import Path
from typing import Any

from demo.fake_printer import FakePrinter


class SerialPrinter(FakePrinter):
    """`path` is its port: a link that goes when it is unplugged and comes back when plugged in;
    `device` is what it leads to at present, under /dev."""

    def __init__(self, path: Path, *, baud: int | None = None, **more: Any) -> None:
        self.path, self.baud, self.device = path, baud, ""
        self._end: Pty | None = None
        super().__init__(**more)

    @property
    def port_name(self) -> str:
        """The port as config.yaml may name it: under /dev, and the same after every plugging in."""
        return f"/dev/..{self.path.absolute()}"

    def plug(self) -> None:
        self._end = Pty(self.baud)
        self.device = self._end.device
        self.path.symlink_to(self.device)

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)
        end, self._end = self._end, None
        self._hang_up()
        if end is not None:
            end.really_close()

    def _accept(self) -> Any:
        end = self._end
        try:
            if end is not None and select.select([end], [], [], 0.02)[0]:
                return end
        except (OSError, ValueError):
            pass  # unplugged just now
        time.sleep(0.01)
        return None


class Pty:
    """The printer's end of the line, with as much of a socket's ways as the printer uses."""

    def __init__(self, baud: int | None) -> None:
        self._baud, self._due = baud, 0.0
        self._master, self._slave = os.openpty()  # the other end stays open: no hang-up in between
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.device = os.ttyname(self._slave)

    def fileno(self) -> int:
        """Raises OSError once it is unplugged."""
        if self._master < 0:
            raise OSError("unplugged")
        return self._master

    def recv(self, size: int) -> bytes:
        try:
            data = os.read(self._master, min(size, 64) if self._baud else size)
        except BlockingIOError:
            return b""
        if self._baud:
            self._due = max(self._due, time.monotonic() - 0.05) + len(data) * 10 / self._baud
            time.sleep(max(0.0, self._due - time.monotonic()))
        return data

    def sendall(self, data: bytes) -> None:
        os.write(self._master, data)

    def getsockopt(self, level: int, name: int) -> int:
        return 0

    def close(self) -> None:
        """Nobody hangs up on a serial line."""

    def really_close(self) -> None:
        for fd in (self._master, self._slave):
            os.close(fd)
        self._master = self._slave = -1
