"""Anchors: signed lines outside the database that say how far the journal had come.

Whoever owns the database can rewrite it whole, hashes and all, or cut its tail; not the lines in
this file, each signed with a key kept elsewhere and naming the hash of the line before. A line is
JSON with sorted keys: at, hall, hash, key (public, hex), kind, prev, seq, sig; of the kinds

anchor    the journal's head; numbers: the last n of each series; day: local date, while one is open
closed    the same, at a day's closing
key       from here on another key signs: new, sig_new
restored  the journal was put back to seq; anchors after it stand for what was lost
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journal.chain import canonical
from journal.signing import Signer, is_signed

FIRST = "0" * 64
"""The `prev` of a file's first line."""

Line = dict[str, Any]


@dataclass(slots=True)
class Read:
    """What stands in a file: its lines in order, and what is wrong with it, as sentences."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def of(self, hall_id: str) -> list[Line]:
        """One hall's lines, without those of keys."""
        return [x for x in self.lines if x["hall"] == hall_id and x["kind"] != "key"]


class Anchors:
    """One file of lines. Appending needs the private key; all of it blocks. Raises OSError."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, signer: Callable[[], Signer], kind: str, **what: Any) -> Line:
        """Signs a line and waits until it is on the disk. `signer` is asked while nobody else may
        write here: the key is then the one that signs now."""
        with self._alone() as fd:
            key = signer()
            line = self._next(fd, key, {**what, "kind": kind})
            return self._write(fd, key, line)

    def rotate(self, old: Signer, new: Signer, at: int, keep: Callable[[], None]) -> None:
        """Another key signs from here on; both say so. `keep` puts it where `signer` finds it."""
        with self._alone() as fd:
            what = {"kind": "key", "at": at, "hall": "", "seq": 0, "hash": FIRST, "new": new.public}
            line = self._next(fd, old, what)
            line["sig_new"] = new.sign(canonical(line).encode())
            self._write(fd, old, line)
            keep()

    @contextmanager
    def _alone(self) -> Iterator[int]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield fd
        finally:
            os.close(fd)

    def _next(self, fd: int, key: Signer, what: dict[str, Any]) -> Line:
        return {**what, "key": key.public, "prev": _told(_end(fd)[1])}

    def _write(self, fd: int, key: Signer, line: Line) -> Line:
        line["sig"] = key.sign(canonical(line).encode())
        torn = _end(fd)[0]
        os.write(fd, (b"\n" if torn else b"") + canonical(line).encode() + b"\n")
        os.fsync(fd)
        return line

    def last(self, hall_id: str) -> Line | None:
        """The hall's last line, unchecked; with the day it tells of and that day's numbers."""
        found: Line | None = None
        day: str | None = None
        numbers: dict[str, int] = {}
        for text in _texts(self.file):
            line = _line(text)
            if line is None or line["hall"] != hall_id:
                continue
            found = line
            if line.get("day") is not None:
                if line["day"] != day:
                    day, numbers = line["day"], {}
                for series, n in (line.get("numbers") or {}).items():
                    numbers[series] = max(n, numbers.get(series, 0))
        return None if found is None else {**found, "day": day, "numbers": numbers}

    def read(self, key: str) -> Read:
        """Every line, checked: whole, signed, none taken out; `key` must be the last that signs.
        A line cut short by a power cut is passed over: the next one vouches for what was before."""
        read, last = Read(), FIRST
        good: list[tuple[int, Line]] = []
        for nth, text in enumerate(_texts(self.file), 1):
            line = _line(text)
            if line is None:
                continue
            if line["prev"] != last:
                read.wrong.append(f"line {nth}: lines before it were changed or taken out")
            last = hashlib.sha256(text).hexdigest()
            good.append((nth, line))
        trusted = key
        for nth, line in reversed(good):
            if line["kind"] == "key" and line["new"] == trusted:
                if is_signed(trusted, _without(line, "sig", "sig_new"), line["sig_new"]):
                    trusted = line["key"]
            if line["key"] != trusted or not is_signed(trusted, _without(line, "sig"), line["sig"]):
                read.wrong.append(f"line {nth}: not signed with the key it should be")
                continue
            read.lines.append(line)
        read.lines.reverse()
        read.wrong.sort(key=lambda said: int(said.split(":")[0].split()[1]))
        return read


def _without(line: Line, *names: str) -> bytes:
    """The bytes a signature stands for."""
    return canonical({k: v for k, v in line.items() if k not in names}).encode()


def _told(line: bytes | None) -> str:
    return FIRST if line is None else hashlib.sha256(line).hexdigest()


def _line(text: bytes) -> Line | None:
    try:
        line = json.loads(text)
        whole = isinstance(line, dict) and _NEEDED <= line.keys()
    except ValueError:
        return None
    return line if whole else None


_NEEDED = frozenset({"at", "hall", "hash", "key", "kind", "prev", "seq", "sig"})


def _texts(file: Path) -> Iterator[bytes]:
    try:
        with open(file, "rb") as lines:
            for text in lines:
                yield text.rstrip(b"\n")
    except FileNotFoundError:
        return


def _end(fd: int) -> tuple[bool, bytes | None]:
    """(does the file end in the middle of a line?, its last whole line)."""
    size = os.fstat(fd).st_size
    if size == 0:
        return False, None
    torn = os.pread(fd, 1, size - 1) != b"\n"
    span = 8192
    while True:
        start = max(0, size - span)
        parts = os.pread(fd, size - start, start).split(b"\n")
        whole = parts if start == 0 else parts[1:]
        for text in reversed(whole):
            if _line(text) is not None:
                return torn, text
        if start == 0:
            return torn, None
        span *= 4
