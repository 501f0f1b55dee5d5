"""Device keys: given once, by stdin or the environment, and kept for this user only."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

BEGINS = "hk_"


class NoKey(Exception):
    """A device without a key; says how it gets one."""


class Keys:
    """The keys of this PC's devices, a file each in `folder`/keys, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._data, self._folder = folder, folder / "keys"

    def of(self, device: str, stdin: TextIO | None = None) -> str:
        """Its key: the stored one, else from HALL_KEY_<DEVICE>, else a line of `stdin`. NoKey."""
        path = self._folder / f"{device}.key"
        given = os.environ.get(f"HALL_KEY_{device.upper().replace('-', '_')}")
        if given is None and path.exists():
            return path.read_text().strip()
        if given is None and stdin is not None:
            if stdin.isatty():
                print(f"key of {device} (hall_server.py enrol {device}): ", end="", file=sys.stderr)
                sys.stderr.flush()
            given = stdin.readline()
        if not (given or "").strip():
            raise NoKey(
                f"{device} has no key here. In the hall: hall_server.py enrol {device}; "
                f"here: python -m printer key {device} --data {self._data}, and type it in"
            )
        return self.keep(device, given or "")

    def keep(self, device: str, key: str) -> str:
        """Stores it, instead of an older one. NoKey: this is no device's key."""
        key = key.strip()
        if not key.startswith(BEGINS) or not key.isascii() or len(key) > 200:
            raise NoKey(f"this is no device's key: one begins with {BEGINS}")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f"{device}.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / f"{device}.key")
        return key
