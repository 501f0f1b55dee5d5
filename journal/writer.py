"""The writer: one native thread a hall. It gathers verbs into batches and has them committed.

Verbs that arrive while a commit is under way are committed together with the next. No one is
answered, and nothing reaches the live hall, before the commit. When a commit fails, the batch is
decided again, verb by verb; when nothing can be written, everybody is told so until it can be. The
thread never logs or waits through anything that belongs to the loop, but through the loop itself.
"""

from __future__ import annotations

import logging
import time
from _queue import Empty  # the native one, whatever was patched
from collections.abc import Callable, Sequence
from typing import Any

from journal import replay
from journal.committing import Committing
from journal.deciding import Spoiled
from journal.store import BUSY, DAMAGED, STOPPING, Store, Trouble
from journal.tail import Tail
from journal.verb import JournalDown, Verb

log = logging.getLogger("journal")

MOST_VERBS = 64  # in one commit
LOOK_SECONDS = 1.0  # how often others' events are looked for when nothing is to be done
RETRY_SECONDS = (0.2, 1.0)  # when stopped: the first try, and the further ones
LOOK, CLOSE = "look", "close"


class Writer:
    """The thread. `queue` takes verbs, LOOK and CLOSE from any other; the rest is for reading."""

    def __init__(self, store: Store, engine: Any, clock: Any, tail: Tail) -> None:
        self.store = store
        self.engine = engine
        self.tail = tail
        self.committing = Committing(store, engine, clock, tail)
        self.queue: Any = engine.native_queue()
        self.state = "open"
        self.why: str | None = None
        self.restarts = 0
        self._hand: Sequence[Verb] = ()  # being worked on
        self._retry_at = 0.0
        self._damaged = False

    # -- the thread -------------------------------------------------------------------------------

    def run(self, opened: Any) -> None:
        """The thread's whole life. `opened` is a future: set when ready, or failed."""
        try:
            self.committing.open()
        except BaseException as error:  # noqa: BLE001 - raised again in who opens the journal
            self.store.close()
            opened.fail(error)
            return
        opened.set()
        while True:
            try:
                self._serve()
                break
            except BaseException as error:  # noqa: BLE001 - a writer that dies is restarted
                self.restarts += 1
                self._say(logging.CRITICAL, "the writer died and starts again", error)
                self._fail(self._hand, JournalDown(f"the writer died: {error!r}"))
                self._hand = ()
                self._stop(Trouble("dead", f"the writer died: {error!r}"))
        self.store.close()

    def _serve(self) -> None:
        while True:
            verbs, looking, closing = self._gather()
            self._hand = verbs
            if self.state == "stopped":
                self._fail(verbs, JournalDown(self.why))
                if time.monotonic() >= self._retry_at:
                    self._try_again()
            elif verbs:
                self._work(verbs)
            elif looking:
                self._look()
            self._hand = ()
            if closing:
                return

    def _gather(self) -> tuple[list[Verb], bool, bool]:
        """(verbs, whether to look for others' events, whether to end)."""
        wait = LOOK_SECONDS
        if self.state == "stopped":
            wait = max(0.0, self._retry_at - time.monotonic())
        try:
            found = [self.queue.get(True, wait)]
        except Empty:
            return [], True, False
        for _ in range(min(self.queue.qsize(), MOST_VERBS - 1)):
            found.append(self.queue.get())
        verbs = [item for item in found if type(item) is Verb]
        return verbs, LOOK in found, CLOSE in found

    # -- a batch ----------------------------------------------------------------------------------

    def _work(self, verbs: Sequence[Verb]) -> None:
        try:
            self.committing.attempt(verbs)
        except Exception as error:
            self._recover(verbs, error)

    def _look(self) -> None:
        """What others wrote, when there is nothing to do; and housekeeping."""
        try:
            if self.store.somebody_wrote():
                head = self.store.head()
                if head != self.committing.head:
                    self.committing.catch_up(head)
            self.store.rest()
        except Exception as error:
            self._recover((), error)

    # -- when it goes wrong -----------------------------------------------------------------------

    def _recover(self, verbs: Sequence[Verb], error: Exception) -> None:
        """After a failed batch: `ahead` anew, then one verb at a time, each looked up by its key
        first; the outcome of the failed commit is not known before the journal is read again."""
        if self._give_up(error, verbs):
            return
        for at, verb in enumerate(verbs):
            verb.in_doubt = True
            try:
                self.committing.attempt([verb])
            except Exception as again:
                cause = again.__cause__ if isinstance(again, Spoiled) else None
                if self._give_up(again, verbs[at:], alone=True):
                    return
                verb.outcome = cause or JournalDown(self.store.trouble(again).why)
                self.engine.on_loop(self.tail.deliver, (), [verb])

    def _give_up(self, error: Exception, verbs: Sequence[Verb], *, alone: bool = False) -> bool:
        """Makes everything ready for the next try; True if that can't be: stopped, all answered."""
        trouble = self._trouble(error)
        self._say(logging.ERROR, f"a commit failed ({trouble.kind}): {trouble.why}", error)
        if isinstance(error, replay.BrokenChain) or trouble.kind == DAMAGED:
            self._stop(trouble._replace(kind=DAMAGED), verbs)
            return True
        try:
            try:
                self.store.rollback()
            except Exception:
                self.store.connect()
            self.committing.remake()
        except Exception as worse:
            self._stop(self._trouble(worse), verbs)
            return True
        if alone and trouble.kind in STOPPING:
            self._stop(trouble, verbs)
            return True
        if trouble.kind == BUSY:
            self._fail(verbs, JournalDown(trouble.why))
            return True
        return False

    def _trouble(self, error: Exception) -> Trouble:
        if isinstance(error, replay.BrokenChain):
            return Trouble(DAMAGED, f"the journal is damaged: {error}. {self.store.advice()}")
        return self.store.trouble(error)

    def _stop(self, trouble: Trouble, verbs: Sequence[Verb] = ()) -> None:
        if self.state != "stopped":
            self._say(logging.CRITICAL, f"the journal is stopped: {trouble.why}")
            self._retry_at = time.monotonic() + RETRY_SECONDS[0]
        else:
            self._retry_at = time.monotonic() + RETRY_SECONDS[1]
        self.state, self.why = "stopped", trouble.why
        self._damaged = trouble.kind == DAMAGED
        self._fail(verbs, JournalDown(trouble.why))

    def _try_again(self) -> None:
        """Stopped: is there room, is the database back? A damaged one is not touched again."""
        self._retry_at = time.monotonic() + RETRY_SECONDS[1]
        if self._damaged:
            return
        try:
            self.store.connect()
            self.store.make_room()
            self.committing.remake()
            self.committing.catch_up(self.store.head())
        except Exception as error:
            self._stop(self._trouble(error))
            return
        self.state, self.why = "open", None
        self._say(logging.WARNING, "the journal is open again")

    def _fail(self, verbs: Sequence[Verb], error: BaseException) -> None:
        for verb in verbs:
            verb.outcome = error
        if verbs:
            self.engine.on_loop(self.tail.deliver, (), verbs)

    def _say(self, level: int, text: str, error: BaseException | None = None) -> None:
        """Logs on the loop: its locks are not ours."""
        told: Callable[..., None] = log.log
        if error is None:
            self.engine.on_loop(told, level, text)
        else:
            info = (type(error), error, error.__traceback__)
            self.engine.on_loop(lambda: told(level, text, exc_info=info))
