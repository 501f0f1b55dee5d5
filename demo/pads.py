"""Virtual pads: buttons at one end of a pseudo-terminal, whose other end the hall opens as a port.

A press is bytes and nothing else; what they mean, the hall's config says.
"""

from __future__ import annotations

import os
import threading
import tty
from pathlib import Path

STX, ETX = b"\x02", b"\x03"
FRAME = r"\x02(?P<key>[1-9A-Z])\x03"
RATING_KEYS = {f"{ord(str(n)):02x}": str(n) for n in range(1, 6)}
CALL_KEYS = {"4e": "next", "52": "recall", "53": "start", "46": "finish"}  # N R S F


class VirtualPad:
    """Buttons on a pty; `port` is a link with a name that stays, also if the pty is another."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self.heard = bytearray()  # what the hall sent back: lamps, beeps
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        port.parent.mkdir(parents=True, exist_ok=True)
        port.unlink(missing_ok=True)
        port.symlink_to(os.ttyname(self._slave))
        threading.Thread(target=self._listen, name=f"pad-{port.name}", daemon=True).start()

    def press(self, key: str) -> None:
        """One key, as the pad sends it."""
        os.write(self._master, STX + key.encode("ascii") + ETX)

    def close(self) -> None:
        self.port.unlink(missing_ok=True)
        for end in (self._slave, self._master):
            os.close(end)

    def _listen(self) -> None:
        try:
            while said := os.read(self._master, 256):
                self.heard = (self.heard + said)[-64:]
        except OSError:
            pass  # closed
