"""Printers behind a device file such as /dev/usb/lp0: bytes in, and answers out where it has them.

A device that takes nothing stops whoever writes to it: opened without waiting, and used in a
thread of its own.
"""

from __future__ import annotations

import errno
import os
import re
import select

from pydantic import Field, field_validator

from printer.drivers.driver import Down
from printer.drivers.talk import TalkDriver, TalkOptions
from settings.models.words import Line, wrong

PATH = re.compile(r"/dev/[\w./:-]+")
WHY = {
    errno.ENOENT: "missing", errno.ENODEV: "missing", errno.ENXIO: "missing",
    errno.EACCES: "forbidden", errno.EPERM: "forbidden", errno.EBUSY: "taken",
}  # fmt: skip


class DeviceOptions(TalkOptions):
    device: Line = Field(description="the device file, such as /dev/usb/lp0")

    @field_validator("device")
    @classmethod
    def _path(cls, path: str) -> str:
        if not PATH.fullmatch(path):
            raise wrong(f"'{path}' is no device file; allowed: such as /dev/usb/lp0")
        return path


class DeviceDriver(TalkDriver):
    Options = DeviceOptions
    options: DeviceOptions
    native = True

    def connect(self) -> DeviceFile:
        answers = bool(self.options.answers) or self.options.confirm
        how = (os.O_RDWR if answers else os.O_WRONLY) | os.O_NONBLOCK | os.O_NOCTTY
        try:
            return DeviceFile(os.open(self.options.device, how), answers)
        except OSError as error:
            raise Down(WHY.get(error.errno or 0, "unreachable")) from None


class DeviceFile:
    """An open device file."""

    stays = True

    def __init__(self, fd: int, answers: bool) -> None:
        self._fd, self._answers = fd, answers

    def read(self, seconds: float) -> bytes:
        """b"" also where the device cannot be read from: the writing will tell."""
        if not self._answers:
            return b""
        try:
            if not select.select([self._fd], [], [], seconds)[0]:
                return b""
            data = os.read(self._fd, 256)
        except BlockingIOError:
            return b""
        except OSError:
            raise Down("closed") from None
        if not data and seconds:
            raise Down("closed")
        return data

    def write(self, data: memoryview, seconds: float) -> int:
        try:
            if not select.select([], [self._fd], [], seconds)[1]:
                return 0
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            raise Down("closed") from None

    def lag(self) -> float:
        return 0.0

    def abort(self) -> None:
        """What the device took cannot be taken back."""

    def close(self) -> None:
        try:
            os.close(self._fd)
        except OSError:
            pass
