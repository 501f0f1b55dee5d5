"""A pad at the other end of a pseudo-terminal: buttons to press, and what it was told."""

from __future__ import annotations

import os
import select
import tty
from pathlib import Path


class FakePad:
    """`path` is its port: a link that goes when it is unplugged and comes back when plugged in;
    `device` what it leads to at present, under /dev. A pseudo-terminal ignores baud and parity."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self._link = path
        self._master = self._slave = -1
        self.plug()

    def plug(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        self.device = os.ttyname(self._slave)
        self._link.symlink_to(self.device)

    def unplug(self) -> None:
        self._link.unlink(missing_ok=True)
        for fd in (self._master, self._slave):
            if fd >= 0:
                os.close(fd)
        self._master = self._slave = -1

    def press(self, frame: bytes) -> None:
        os.write(self._master, frame)

    def told(self, timeout: float = 1.0) -> bytes:
        """What came down the line, waiting for the first byte."""
        if not select.select([self._master], [], [], timeout)[0]:
            return b""
        return os.read(self._master, 1024)

    def __enter__(self) -> FakePad:
        return self

    def __exit__(self, *error: object) -> None:
        self.unplug()
