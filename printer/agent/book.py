"""The book: the agent's own journal of jobs, the truth of what was begun at this printer.

One line of JSON a fact, on disk before what it speaks of goes on: `asked` before the hall is asked
for the job, `begun` before the first byte, the fate after the last. A line cut short by a power cut
never happened. If the whole book is lost nothing is printed twice: what was begun is `started` in
the hall, and a job that is started there and unknown here is told as unconfirmed.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

log = logging.getLogger("agent")
FATES = ("printed", "failed", "unconfirmed")
KEPT = 3 * 86_400  # seconds a settled job is remembered


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as last written. `slip` names it for ever: the job's id in the hall's journal, and when
    its ticket was issued, so that another hall's journal with the same ids is no mistake.

    state: asked | begun | printed | failed | unconfirmed | dropped (the hall did not want it any
    more). `at`: seconds UTC of the first line. `heard`: the hall knows its fate.
    """

    slip: str
    job: int
    number: str
    state: str
    why: str | None = None
    at: float = 0.0
    heard: bool = False

    @property
    def settled(self) -> bool:
        return self.state == "dropped" or self.heard


def slip_of(job: dict[str, Any]) -> str:
    """A name for a job that no other hall's journal, and no other day, can give to another."""
    return f"{job['job']}@{job['issued']}"


class Book:
    """Append-only; `now()` in seconds UTC. For any threads."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = self._read()
        self._tidy()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        _sync_folder(path.parent)

    def close(self) -> None:
        os.close(self._file)

    def get(self, slip: str) -> Entry | None:
        return self._entries.get(slip)

    def all(self) -> list[Entry]:
        """In the order in which they were asked for."""
        with self._lock:
            return list(self._entries.values())

    def untold(self) -> list[Entry]:
        """Those whose fate the hall doesn't know yet."""
        return [e for e in self.all() if e.state in FATES and not e.heard]

    def open(self) -> list[Entry]:
        """Those asked for, and not begun."""
        return [e for e in self.all() if e.state == "asked"]

    def doubtful(self) -> bool:
        """Whether the last slip begun may lie cut short in the printer, however often the agent has
        been started since."""
        for entry in reversed(self.all()):
            if entry.state == "printed" or entry.why == "cannot_confirm":
                return False
            if entry.state in ("begun", "unconfirmed"):
                return True
        return False

    def asked(self, slip: str, job: int, number: str) -> Entry:
        return self._put(Entry(slip, job, number, "asked", at=self._now()))

    def orphan(self, slip: str, job: int, number: str) -> Entry:
        """Begun, says the hall, and nobody here remembers."""
        return self._put(Entry(slip, job, number, "unconfirmed", "interrupted", self._now()))

    def becomes(self, slip: str, state: str, why: str | None = None) -> Entry:
        return self._put(replace(self._entries[slip], state=state, why=why, heard=False))

    def heard(self, slip: str) -> Entry:
        return self._put(replace(self._entries[slip], heard=True))

    def _put(self, entry: Entry) -> Entry:
        """On disk when it returns. OSError: it isn't, and must be taken as not written."""
        line = json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            # begins a line of its own even after one that was cut short
            if os.write(self._file, b"\n" + line) != len(line) + 1:
                raise OSError("the disk is full")
            os.fsync(self._file)
            self._entries[entry.slip] = entry
        return entry

    def _read(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        if not self._path.exists():
            return entries
        bad = 0
        for line in self._path.read_bytes().split(b"\n"):
            if not line.strip():
                continue
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                bad += 1
                continue
            entries[entry.slip] = entry
        if bad:
            log.warning("the book: %s line(s) cut short", bad)
        return entries

    def _tidy(self) -> None:
        """At the start: without what has long been settled."""
        old = self._now() - KEPT
        kept = {slip: e for slip, e in self._entries.items() if not e.settled or e.at > old}
        if len(kept) == len(self._entries):
            return
        part = self._path.with_suffix(".part")
        with part.open("w") as file:
            for entry in kept.values():
                file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._path)
        self._entries = kept


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
