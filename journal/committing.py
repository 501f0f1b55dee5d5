"""Committing: the hall ahead of the disk, and one batch of verbs from decision to answer.

Locking, reading and committing wait, and are done in the writer's own thread. Deciding and filling
in the rows wait for nothing, and are done on the loop, between two yields: beside a busy loop each
of a batch's statements would wait for its turn at the interpreter (measured: 1.6 times the tickets
a second, a quarter of the p99; docs/decisions).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from journal import replay
from journal.deciding import Deciding, Stored, follow_head
from journal.reads import Reads
from journal.store import Head, Store
from journal.tail import Tail
from journal.verb import Verb
from queueing.events import Event
from queueing.hall import Hall

SLICE = 500  # events given to the loop at once when catching up
FEW_EVENTS = 200  # more, as when a day is closed, are written in the writer's own thread


class Committing:
    """Owns `ahead` and the store. Every method is for the writer's thread, but `_decide`."""

    def __init__(self, store: Store, engine: Any, clock: Any, tail: Tail) -> None:
        self.store = store
        self.engine = engine
        self.clock = clock
        self.tail = tail
        self.head = Head()
        self.ahead = Hall()
        self.commits = 0
        self.commit_ms: deque[float] = deque(maxlen=512)
        self.batches: deque[int] = deque(maxlen=512)  # verbs in each
        self._reads = Reads(store.hall_id)
        self._known: dict[int, int] = {}  # hash of a key -> first seq of its stored reply

    def open(self) -> None:
        """Reads the hall back. Raises BrokenChain or the driver's errors."""
        self.store.connect()
        self.head = self.store.head()
        self.ahead, self._reads = replay.since_opening(self.store, self.head)
        self._known = self.store.keys(0)
        self.store.somebody_wrote()
        self.clock.adopt(self.ahead.at)  # never before the last event
        self.tail.live = self.ahead.copy()

    def attempt(self, verbs: Sequence[Verb]) -> None:
        """Decides and commits; nothing of it stands if it raises."""
        store = self.store
        head = store.lock()
        if head != self.head:
            self.catch_up(head)
        deciding = Deciding(self.ahead, self._reads, self.head, self._stored(verbs))
        self._on_the_loop(self._decide, deciding, verbs)
        writing = deciding.writing
        if deciding.events:
            if len(deciding.events) > FEW_EVENTS:
                store.write(writing)
            begun = time.monotonic()
            store.commit(writing)
            self.commit_ms.append((time.monotonic() - begun) * 1000)
            self.batches.append(len(verbs))
            self.commits += 1
            self.head = writing.head
            if writing.forget_before:
                self._known.clear()
            self._known.update(deciding.first_seqs)
        else:
            store.rollback()
        self._reads.mark()
        self.engine.on_loop(self.tail.deliver, deciding.events, verbs)
        if any(event.kind == "ClockConfirmed" for event in deciding.events):
            self.clock.adopt(self.ahead.at)

    def _decide(self, deciding: Deciding, verbs: Sequence[Verb]) -> None:
        now = self.clock.now
        for verb in verbs:
            if not verb.abandoned:
                deciding.decide(verb, now())
        if deciding.events:
            writing = deciding.finish()
            if len(deciding.events) <= FEW_EVENTS:
                self.store.write(writing)

    def _stored(self, verbs: Sequence[Verb]) -> Stored:
        """What keys of these verbs were answered before."""
        found = {}
        for verb in verbs:
            seq = self._known.get(hash(verb.name))
            if seq is not None and (not verb.own_key or verb.in_doubt):
                reply = self.store.reply(seq)
                if reply is not None and reply[0][:3] == verb.name:
                    found[verb.name] = reply
        return found

    def _on_the_loop(self, fn: Callable[..., None], *args: Any) -> None:
        """Calls `fn` on the loop and waits: there nobody fights with it for the interpreter."""
        done = self.engine.native_queue()
        self.engine.on_loop(_lend, fn, args, done)
        error = done.get()
        if error is not None:
            raise error

    def catch_up(self, head: Head) -> None:
        """Applies what others wrote, and passes it on: it is committed, whatever becomes of us."""
        known = self.head
        self._known.update(self.store.keys(known.seq))
        for rows in self.store.read(known.seq, head.seq):
            events = self.store.with_personal(rows)
            for event in events:
                try:
                    self.ahead.apply(event)
                    self._reads.follow(event, self.ahead, None)
                except Exception as error:
                    raise replay.BrokenChain(event.seq, f"can't be applied: {error!r}") from error
            self._reads.mark()
            self.head = follow_head(self.head, events)._replace(
                seq=events[-1].seq, hash=rows[-1].hash
            )
            self._pass_on(events)
            if any(event.kind == "ClockConfirmed" for event in events):
                self.clock.adopt(self.ahead.at)
        if self.head != head:
            raise replay.BrokenChain(
                min(self.head.seq, head.seq) + 1,
                f"the hall's row says {head.seq}, the journal was at {self.head.seq}",
            )

    def _pass_on(self, events: list[Event]) -> None:
        for start in range(0, len(events), SLICE):
            self.engine.on_loop(self.tail.deliver, events[start : start + SLICE], ())
            if len(events) > SLICE:
                self._on_the_loop(_nothing)

    def remake(self) -> None:
        """`ahead` anew from the live hall, once that has applied every committed event."""
        self._on_the_loop(_nothing)
        if self.tail.broken is not None:
            raise RuntimeError(self.tail.broken)
        self.ahead = self.tail.live.copy()
        self._reads.revert()


def _lend(fn: Callable[..., None], args: tuple[Any, ...], done: Any) -> None:
    """On the loop: calls, and says in `done` what it raised."""
    error: BaseException | None = RuntimeError("the loop is ending")
    try:
        fn(*args)
        error = None
    except Exception as raised:
        error = raised
    finally:
        done.put(error)


def _nothing() -> None:
    """For waiting until the loop has done all it was asked before."""
