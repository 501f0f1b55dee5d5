"""Virtual pads: buttons at one end of a pseudo-terminal, whose other end the hall opens as a port.

A press is bytes and nothing else; what they mean, the hall's config says. What the hall sends back
is read here on its own, as a pad would: lamp, digits, beep.
"""

from __future__ import annotations

import os
import re
import threading
import time
import tty
from collections import deque
from pathlib import Path
from typing import Any

STX, ETX = b"\x02", b"\x03"
FRAME = r"\x02(?P<key>[1-9A-Z])\x03"
BUS_FRAME = r"\x01(?P<address>[\x20-\x7f])(?P<key>[A-Z])\x07"
RATING_KEYS = {f"{ord(str(n)):02x}": str(n) for n in range(1, 6)}
CALL_KEYS = {"4e": "next", "52": "recall", "53": "start", "46": "finish"}  # N R S F
# what the hall sends: to a pad with lamp and beep, to one with an address, lamp and digits
RATING_SHOWS = {"open": "02 4C 31 03", "closed": "02 4C 30 03"}
RATING_REPLIES = {"done": "02 42 03"}
CALL_SHOWS = {
    "closed": "01 {a} 30 07 01 {a} 20 20 20 20 07", "paused": "01 {a} 33 07",
    "free": "01 {a} 30 07 01 {a} 20 2D 2D 2D 07",
    "waiting": "01 {a} 34 07 01 {a} 20 {{waiting:3}} 07",
    "called": "01 {a} 31 07 01 {a} 21 {{number:3}} 07",
    "serving": "01 {a} 32 07 01 {a} 20 {{number:3}} 07",
}  # fmt: skip
CALL_REPLIES = {"refused": "01 {a} 38 07", "nobody": "01 {a} 37 07", "test": "01 {a} 3B 07"}
# 01 addr code 07: 30 off, 31 red, 32 green, 33–36 the two blinking, 37–3D the same with a beep
LAMPS = ("off", "red", "green", "red", "green", "red", "green")
SAID = re.compile(
    rb"\x01(?P<address>[\x20-\x7f])(?:(?P<code>[\x30-\x3d])|(?P<blink>.)(?P<digits>...))\x07"
    rb"|\x02L(?P<lamp>[01])\x03|\x02(?P<beep>B)\x03",
    re.DOTALL,
)


def addressed(templates: dict[str, str], address: int) -> dict[str, str]:
    """The templates of a pad at that address."""
    return {name: text.format(a=f"{address:02X}") for name, text in templates.items()}


class VirtualPad:
    """Buttons on a pty; `port` is a link with a name that stays, also if the pty is another."""

    def __init__(self, port: Path, address: int | None = None) -> None:
        self.port, self.address = port, address
        self.heard = bytearray()  # what the hall sent back: lamps, beeps
        self.lamp, self.blinking, self.digits, self.beeps = "off", False, "", 0
        self.log: deque[dict[str, Any]] = deque(maxlen=12)  # the last frames, both ways
        self._rest = b""
        self._lock = threading.Lock()
        self._master = self._slave = -1
        self._closed = False
        self.plug()
        threading.Thread(target=self._listen, name=f"pad-{port.name}", daemon=True).start()

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def plug(self) -> None:
        with self._lock:
            if self.plugged:
                return
            master, self._slave = os.openpty()
            tty.setraw(self._slave)
            tty.setraw(master)
            self.port.parent.mkdir(parents=True, exist_ok=True)
            self.port.unlink(missing_ok=True)
            self.port.symlink_to(os.ttyname(self._slave))
            self._master = master

    def unplug(self) -> None:
        """The cable is out: no port, no power."""
        with self._lock:
            self.port.unlink(missing_ok=True)
            master, slave, self._master, self._slave = self._master, self._slave, -1, -1
            for end in (slave, master):
                if end >= 0:
                    os.close(end)
            self.lamp, self.blinking, self.digits = "off", False, ""

    def press(self, key: str) -> None:
        """One key, as the pad sends it; nothing while it is unplugged."""
        raw = key.encode("ascii")
        frame = STX + raw + ETX if self.address is None else b"\x01%c%s\x07" % (self.address, raw)
        self.send(frame)

    def send(self, data: bytes) -> None:
        """Any bytes: noise, half frames."""
        with self._lock:
            if self.plugged:
                os.write(self._master, data)
                self._note("sent", data)

    def picture(self) -> dict[str, Any]:
        """What a person sees on it, and the last frames in hex, the newest first."""
        return {
            "plugged": self.plugged, "lamp": self.lamp, "blinking": self.blinking,
            "digits": self.digits, "beeps": self.beeps, "log": list(self.log)[::-1],
        }  # fmt: skip

    def close(self) -> None:
        self._closed = True
        self.unplug()

    def _note(self, way: str, data: bytes) -> None:
        self.log.append({"way": way, "bytes": data.hex(" ").upper()})

    def _listen(self) -> None:
        while not self._closed:
            try:
                said = os.read(self._master, 256) if self.plugged else b""
            except OSError:
                said = b""
            if not said:
                time.sleep(0.02)
                continue
            self.heard = (self.heard + said)[-64:]
            self._rest = (self._rest + said)[-64:]
            while found := SAID.search(self._rest):
                self._rest = self._rest[found.end() :]
                self._note("heard", found.group())
                self._obey(found)

    def _obey(self, said: re.Match[bytes]) -> None:
        if said["address"] and self.address is not None and said["address"][0] != self.address:
            return
        if said["code"]:
            code = said["code"][0] - 0x30
            self.beeps += code >= 7
            self.lamp, self.blinking = LAMPS[code % 7], code % 7 >= 3
        elif said["digits"]:
            self.digits = said["digits"].decode("ascii", "replace")
        elif said["lamp"]:
            self.lamp, self.blinking = ("green" if said["lamp"] == b"1" else "off"), False
        else:
            self.beeps += 1
