"""The estimates of a running hall: keeps the process that makes them, and takes what it writes.

By posix_spawn and a file: no pipe that an engine would want to watch, nothing a ticket waits for.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from reports.estimates.advising import ASK
from reports.estimates.kept_advice import KeptAdvice
from reports.estimates.questions import put

ROOT = Path(__file__).parents[2]
LOOK = 0.5  # s between two looks at the file
AGAIN = (1.0, 10.0, 60.0)  # s before the process is started again, and again
FIRST = 3.0  # s after the doors opened, or somewhat later: the hall's own start comes first
NEW = 60.0  # s, where no day is over yet: there is little to learn from
PATIENCE = 10.0  # s in which a question must be answered
LIVED = 300.0  # s: a process that lived so long is started again at once

log = logging.getLogger("estimates")


class Estimating:
    """One hall's process. `url`: of the journal's database."""

    def __init__(self, house: Any, url: str) -> None:
        self.house, self.url = house, url
        self.starts = 0
        self._pid: int | None = None
        self._began = 0.0
        self._stopped = False
        self._folder = tempfile.TemporaryDirectory(prefix="hall-estimates-")
        self._file = Path(self._folder.name) / "estimates.json"
        self._seen = 0.0
        self._asked = False
        self._questions = 0
        house.rooms["estimating"] = self
        self._kept = KeptAdvice(house, self._advise)
        self._rounds: Any = None

    def start(self) -> Estimating:
        self.house.engine.spawn(self._keep)
        self._rounds = self._kept.start()
        return self

    def stop(self) -> None:
        self._stopped = True
        if self._rounds is not None:
            self._rounds.stop()
        if self._pid is not None:
            try:
                os.kill(self._pid, signal.SIGKILL)  # it only reads
                os.waitpid(self._pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
            self._pid = None
        self._folder.cleanup()

    def ask(self, change: dict[str, Any], services: list[str] | None) -> dict[str, Any] | None:
        """What would be if (reports.estimates.what_if), within PATIENCE; None: no answer came, or
        somebody else is being answered. Waits as a task; nothing else waits for it."""
        if self._asked or self._pid is None:
            return None
        self._asked, folder = True, Path(self._folder.name)
        self._questions += 1
        question = folder / f"ask-{self._questions}.json"
        answer = folder / f"answer-{self._questions}.json"
        engine = self.house.engine
        end = engine.now_monotonic() + PATIENCE
        try:
            put(question, {"change": change, "services": services})
            while not answer.exists():
                if engine.now_monotonic() > end or self._stopped:
                    return None
                engine.sleep(0.1)
            said: dict[str, Any] = json.loads(answer.read_text())
            return said
        except FileNotFoundError:  # the hall closes
            return None
        finally:
            self._asked = False
            question.unlink(missing_ok=True)
            answer.unlink(missing_ok=True)

    def _advise(self) -> bool:
        """Asks for next week's counters; False while there is no process to ask."""
        if self._pid is None:
            return False
        (Path(self._folder.name) / ASK).touch()
        return True

    def _spawn(self) -> None:
        clock = self.house.now() - int(time.time() * 1000)
        told = {
            "url": self.url, "hall": self.house.live.plan.hall_id, "file": str(self._file),
            "keep": str(self._kept.folder.resolve()),
            "clock": clock if abs(clock) > 2000 else 0, "parent": os.getpid(),
        }  # fmt: skip
        env = {
            **os.environ, "HALL_ESTIMATES": json.dumps(told),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }  # fmt: skip
        command = [sys.executable, "-m", "reports.estimates.process"]
        with open(os.devnull) as nothing:
            self._pid = os.posix_spawn(
                command[0], command, env, file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 0)]
            )
        self.starts += 1
        self._began = self.house.engine.now_monotonic()

    def _keep(self) -> None:
        """A task on the loop, until stopped."""
        engine = self.house.engine
        fails = 0
        engine.sleep(FIRST if self.house.live.last_day is not None else NEW)
        while not self._stopped:
            try:
                if self._pid is None:
                    self._spawn()
                self._take()
                done, status = os.waitpid(self._pid or 0, os.WNOHANG)
            except Exception:
                log.exception("the estimates' process could not be kept")
                done, status = 0, 0
            if done and not self._stopped:
                self._pid = None
                lived = engine.now_monotonic() - self._began
                fails = 0 if lived > LIVED else fails + 1
                wait = AGAIN[min(fails, len(AGAIN)) - 1] if fails else 0.0
                log.warning("the estimates' process ended", extra={"status": status, "again": wait})
                engine.sleep(wait)
            engine.sleep(LOOK)

    def _take(self) -> None:
        try:
            written = self._file.stat().st_mtime
        except FileNotFoundError:
            return
        if written == self._seen:
            return
        picture = self.house.engine.call_native(self._read)
        self._seen = written
        with self.house.engine.turn():
            self.house.estimates.put(picture)
        for name in ("dashboard",):
            if name in self.house.topics.kinds():
                self.house.topics.touch(name)

    def _read(self) -> dict[str, Any]:
        picture: dict[str, Any] = json.loads(self._file.read_text())
        return picture


def start(house: Any, url: str) -> Estimating:
    """Begins to make estimates."""
    return Estimating(house, url).start()
