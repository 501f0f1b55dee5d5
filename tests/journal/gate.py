"""Looking into the writer: a gate before its commit, verbs under way, words to its connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from journal import Journal
from journal.store import Writing


class Gate:
    """Stands before the store's commit: holds it, counts it, or lets it fail."""

    def __init__(self, journal: Journal) -> None:
        self._store = journal._writer.store
        self._commit = self._store.commit
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()
        self.batches: list[int] = []
        self.failing: Callable[[Writing], Exception | None] = lambda writing: None
        self.after: Callable[[Writing], Exception | None] = lambda writing: None
        self._store.commit = self  # type: ignore[method-assign,assignment]

    def __call__(self, writing: Writing) -> None:
        self.reached.set()
        assert self.open.wait(20)
        self.batches.append(len(writing.replies))
        error = self.failing(writing)
        if error is not None:
            raise error
        self._commit(writing)
        error = self.after(writing)
        if error is not None:
            raise error


class Doing(threading.Thread):
    """A verb under way in a thread of its own."""

    def __init__(self, fn: Callable[..., Any], *args: Any, **more: Any) -> None:
        super().__init__(daemon=True)
        self._call = fn, args, more
        self.reply: Any = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        fn, args, more = self._call
        try:
            self.reply = fn(*args, **more)
        except BaseException as error:
            self.error = error

    def done(self, timeout: float = 10) -> Doing:
        self.join(timeout)
        assert not self.is_alive()
        return self


def pragma(journal: Journal, text: str) -> Any:
    """Says it to the writer's own connection, while it is lent to the loop."""
    said: list[Any] = []
    store: Any = journal._writer.store

    def act(hall: Any, now: int) -> list[Any]:
        said.extend(store.connection.execute(f"PRAGMA {text}").fetchall())
        return []

    journal.do(act, caller="test", route="pragma")
    return said[0][0]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
