"""The workshop: where a hall's reports are made, one order at a time, by a process of their own.

The process begins with the first order and ends when none came for a while; so the server's memory
is the same before and after a year's reports. Before `start` (small halls, tests) orders are made
here, in a native thread.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from reports.question import Question, check

ROOT = Path(__file__).parents[1]
IDLE = 120.0  # s without an order, then the process is let go

log = logging.getLogger("reports")


class NotMade(RuntimeError):
    """A report could not be made; the text says what its process said."""


class Process(NamedTuple):
    """The maker's process, and the pipes to and from it."""

    pid: int
    orders: BinaryIO
    answers: BinaryIO


class Workshop:
    """`house` as hall_server.py made it."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._apart = False
        self._process: Process | None = None
        self._token = house.engine.native_queue()  # who holds it has the process
        self._token.put(True)
        self._used = 0.0
        self._watched = False
        self._here: Any = None

    @property
    def pid(self) -> int | None:
        """Of the process, if there is one."""
        return self._process.pid if self._process is not None else None

    def start(self) -> Workshop:
        """From now on orders are made by a process of their own."""
        self._apart = True
        return self

    def stop(self) -> None:
        self._apart = False
        if self._process is not None:
            _kill(self._process.pid)

    def make(
        self, questions: Sequence[Question], *forms: str, advice: dict[str, Any] | None = None
    ) -> list[bytes]:
        """The forms (`page`, or of files.TYPES) of the reports asked for, and of a staffing
        `advice` {doc, part, lang}. Raises BadQuestion, NotMade. Waits as a task."""
        house = self._house
        for question in questions:
            check(question, house.live.plan)
        order = {
            "url": house.journal.url, "settings": house.live.plan.settings,
            "languages": list(house.languages.names), "now": house.now(),
            "questions": [asdict(question) for question in questions], "forms": forms,
            "advice": advice,
        }  # fmt: skip
        made: list[bytes] = house.engine.call_native(self.make_native, order)
        self._used = house.engine.now_monotonic()
        if self._process is not None and not self._watched:
            self._watched = True
            house.engine.later(IDLE, self._look)
        return made

    def make_native(self, order: dict[str, Any]) -> list[bytes]:
        """As `make`, in a native thread."""
        token = self._token.get()
        try:
            if not self._apart:
                return self._make_here(order)
            line = json.dumps(order).encode() + b"\n"
            for last in (False, True):
                try:
                    return self._ask(self._process or self._begin(), line)
                except (BrokenPipeError, EOFError) as error:
                    self._end()
                    if last or not self._apart:
                        raise NotMade("the reports' process ended") from error
            raise AssertionError
        finally:
            give_back()
            self._token.put(token)

    def _make_here(self, order: dict[str, Any]) -> list[bytes]:
        from reports.maker import Maker  # numpy: only where it is needed

        self._here = self._here or Maker()
        made: list[bytes] = self._here.make(order)
        return made

    def _begin(self) -> Process:
        """In a native thread, with the token."""
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        command = [sys.executable, "-m", "reports.maker"]
        theirs_in, mine_out = os.pipe()
        mine_in, theirs_out = os.pipe()
        try:
            pid = os.posix_spawn(
                command[0], command, env,
                file_actions=[(os.POSIX_SPAWN_DUP2, theirs_in, 0),
                              (os.POSIX_SPAWN_DUP2, theirs_out, 1)],
            )  # fmt: skip
        except BaseException:
            os.close(mine_out)
            os.close(mine_in)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._process = Process(
            pid, open(mine_out, "wb", buffering=0), open(mine_in, "rb", buffering=1 << 16)
        )
        return self._process

    def _ask(self, process: Process, line: bytes) -> list[bytes]:
        rest = memoryview(line)
        while rest:
            rest = rest[process.orders.write(rest) :]
        said = process.answers.readline()
        if not said.endswith(b"\n"):
            raise EOFError
        head = json.loads(said)
        if "wrong" in head:
            raise NotMade(head["wrong"])
        made = [process.answers.read(size) for size in head["sizes"]]
        if [len(body) for body in made] != head["sizes"]:
            raise EOFError
        return made

    def _end(self) -> None:
        """In a native thread, with the token: the process goes, if it is not gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.orders.close()
        process.answers.close()
        _kill(process.pid)

    def _look(self) -> None:
        """Lets the process go when nobody needs it, or looks again later."""
        engine = self._house.engine
        left = self._used + IDLE - engine.now_monotonic()
        if left > 0 and self._apart:
            engine.later(left, self._look)
            return
        self._watched = False
        engine.call_native(self._let_go)

    def _let_go(self) -> None:
        token = self._token.get()
        try:
            self._end()
        finally:
            self._token.put(token)


def _kill(pid: int) -> None:
    """It only reads; nothing is lost."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def give_back() -> None:
    """Hands freed memory back to the machine: a year's arrays, or the bytes of files. Without this
    the C library keeps some 60 MB of it. Nothing where the C library is another."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass
