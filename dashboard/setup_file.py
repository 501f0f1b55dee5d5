"""The file behind the set-up: config.yaml as it stands, and each person's draft of it.

Drafts lie in the hall's data (`setup/`), so they outlive a reload, a restart and an evening. All of
this blocks: call it through `engine.call_native`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

BOM = "\ufeff"


class Changed(Exception):
    """The file is not any more what somebody took it for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's draft: `base` is the file it began with, `rev` counts its changes from 1, `at`
    ms UTC of the last one, `key` its request's."""

    officer: str
    base: str
    text: str
    at: int
    rev: int
    key: str = ""


class ConfigFile:
    """config.yaml, read and written as text with \\n, in the file's own ends of line."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # a link is followed: what it leads to is what is replaced

    def read(self) -> str:
        """OSError, UnicodeDecodeError (ValueError)."""
        return plain(self.path.read_bytes().decode("utf-8"))

    def write(self, text: str, instead_of: str) -> None:
        """Replaces the file durably: fsync, rename. Raises Changed if it is not `instead_of`."""
        with self._locked():
            now = self.path.read_bytes().decode("utf-8")
            if plain(now) != instead_of:
                raise Changed
            out = text.replace("\n", "\r\n") if "\r\n" in now else text
            out = BOM + out if now.startswith(BOM) else out
            mode = self.path.stat().st_mode & 0o777
            replace(self.path, out.encode("utf-8"), mode)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time, of whatever process."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


class Drafts:
    """All drafts of a hall, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, officer: str) -> Draft | None:
        try:
            return Draft(**json.loads(self._path(officer).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):  # half a file of a broken disk: nothing to go on with
            return None

    def put(self, draft: Draft) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        replace(self._path(draft.officer), json.dumps(asdict(draft)).encode(), 0o600)

    def drop(self, officer: str) -> None:
        self._path(officer).unlink(missing_ok=True)

    def others(self, officer: str) -> list[Draft]:
        """Everybody else's, the newest first."""
        found = []
        for path in self._folder.glob("draft-*.json"):
            try:
                draft = Draft(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                continue
            if draft.officer != officer:
                found.append(draft)
        return sorted(found, key=lambda d: -d.at)

    def _path(self, officer: str) -> Path:
        name = hashlib.sha256(officer.encode()).hexdigest()[:24]  # names may hold anything
        return self._folder / f"draft-{name}.json"


def plain(text: str) -> str:
    return text.removeprefix(BOM).replace("\r\n", "\n")


def replace(path: Path, data: bytes, mode: int) -> None:
    """The file's new content, all of it or none, on the disk when this returns."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
