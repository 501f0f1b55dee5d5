"""The journal of one hall, as the server sees it: do a verb, listen to what happened."""

from __future__ import annotations

import itertools
import os
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from journal import audit
from journal.backups import dumped_at, made_at
from journal.kinds import of_kinds
from journal.locks import Locks, open_locks
from journal.opening import Damaged, prepare
from journal.replay import BrokenChain
from journal.store import DAMAGED, Head, Row
from journal.stores import open_store
from journal.tail import Hear, Tail
from journal.verb import Act, Answer, JournalDown, Reply, Verb, nothing_to_say
from journal.writer import CLOSE, Writer
from queueing.events import Event
from queueing.hall import Hall
from queueing.who import THE_HALL

WAIT_SECONDS = 5.0
GIVE_UP_EVERY = 0.25  # seconds
LOW_DISK = 500 * 1024 * 1024  # bytes


class Journal:
    """One hall's journal, open. Methods are for the loop; `live` changes only between yields.

    `url` as in storage.url, `engine` an engine.base.Engine, `clock` with now(), adopt(at), drift().
    With `settings` (the checked config) the hall gets them, if they are not its last, and `text`,
    the file they came from. Raises
    Damaged, BrokenChain, JournalDown or the driver's errors when it can't be opened.
    """

    def __init__(
        self, url: str, hall_id: str, engine: Any, clock: Any,
        settings: dict[str, Any] | None = None, text: str | None = None,
    ) -> None:  # fmt: skip
        self.url = url
        self.hall_id = hall_id
        self.engine = engine
        self.clock = clock
        self.epoch = secrets.token_hex(8)
        self._keys = itertools.count(1)
        self._closed = False
        self._waiting: deque[tuple[float, Verb]] = deque()  # until when, who
        prepare(url)
        self._locks: Locks = open_locks(url, hall_id)
        self._locks_lock = engine.lock()
        if not self._locks.serve():
            raise JournalDown("the database is being restored")
        self._tail = Tail(engine)
        self._writer = Writer(open_store(url, hall_id, self.epoch), engine, clock, self._tail)
        opened = engine.future()
        self._thread = engine.native(self._writer.run, opened, name=f"journal-{hall_id}")
        try:
            opened.wait()
        except Exception as error:
            self._locks.close()
            store = self._writer.store
            if isinstance(error, BrokenChain):
                raise BrokenChain(error.seq, f"{error.why}. {store.advice()}") from error
            trouble = store.trouble(error)
            if trouble.kind == DAMAGED:
                raise Damaged(trouble.why) from error
            raise
        engine.spawn(self._give_up)
        parsed = make_url(url)
        self._folder: Path | None = None
        self._hearing: Any = None
        if parsed.get_backend_name() == "sqlite":
            self._folder = Path(parsed.database or "").absolute().parent
        else:
            from journal.hearing import Hearing

            self._hearing = Hearing(self._writer, hall_id, self.epoch, engine)
        if settings is not None:
            self.do(
                lambda hall, now: hall.change_settings(THE_HALL, now, settings, text),
                caller="hall", route="settings",
            )  # fmt: skip

    # -- reading ----------------------------------------------------------------------------------

    @property
    def live(self) -> Hall:
        """The hall as committed."""
        return self._tail.live

    @property
    def state(self) -> str:
        """open | stopped."""
        return "stopped" if self._tail.broken is not None else self._writer.state

    @property
    def why(self) -> str | None:
        """Why it is stopped."""
        return self._tail.broken or self._writer.why

    @property
    def head(self) -> Head:
        """How far the journal has come on disk: its last seq and hash."""
        return self._writer.committing.head

    def now(self) -> int:
        """Event time, ms UTC: never before the last event the live hall knows."""
        return max(int(self.clock.now()), self._tail.live.at)

    def events(self, after: int, limit: int) -> list[dict[str, Any]]:
        """At most `limit` events after `after`, in order, without personal texts; `at` ms UTC."""
        return list(self.engine.call_native(self._read, after, limit))

    def audit(self, before: int | None, limit: int, **asked: Any) -> dict[str, Any]:
        """At most `limit` events before that seq, newest first, as `events` gives them and with the
        `number` of their ticket; `next`: ask again before that seq; `back_to`: ms UTC. `asked` as
        in journal.audit.Question."""
        found = self.engine.call_native(
            audit.search, self.url, self.hall_id, audit.Question(**asked), before, limit
        )
        return {
            "events": [{**_json(x), "number": found.numbers.get(x.ticket)} for x in found.rows],
            "next": found.next,
            "back_to": found.back_to,
        }

    def hand_share(
        self, since: int, until: int, counters: frozenset[str] | None = None
    ) -> tuple[int, int]:
        """(calls by hand, all calls) of the tickets issued in that span; ms UTC."""
        found: tuple[int, int] = self.engine.call_native(
            audit.hand_share, self.url, self.hall_id, since, until, counters
        )
        return found

    def _read(self, after: int, limit: int) -> list[dict[str, Any]]:
        store = open_store(self.url, self.hall_id)
        store.connect_reading()
        try:
            upto = min(after + max(limit, 0), store.head().seq)
            return [_json(row) for rows in store.read(after, upto) for row in rows]
        finally:
            store.close()

    def of_kinds(self, kinds: Sequence[str], after: int | None = None) -> list[Event]:
        """The first 10,000 events of those kinds after seq `after` (None: since the day opened),
        in order, without personal texts."""
        return list(self.engine.call_native(self._of_kinds, kinds, after))

    def _of_kinds(self, kinds: Sequence[str], after: int | None) -> list[Event]:
        store = open_store(self.url, self.hall_id)
        store.connect_reading()
        try:
            return of_kinds(store, kinds, after, 10_000)
        finally:
            store.close()

    def last_backup(self, dumps: Path | None = None) -> int | None:
        """When the newest backup that is still there was made, ms UTC; 0: never. PostgreSQL is
        backed up by its own tools, into the folder `dumps`; None: nobody said where."""
        if self._folder is None:
            return None if dumps is None else int(self.engine.call_native(dumped_at, dumps))
        return int(self.engine.call_native(made_at, make_url(self.url).database or ""))

    def of_kind(self, kind: str, before: int, limit: int) -> list[tuple[int, int, str | None]]:
        """(seq, at ms UTC, officer) of the events of one kind before seq `before`, the last first,
        at most `limit`."""
        return list(self.engine.call_native(self._of_kind, kind, before, limit))

    def _of_kind(self, kind: str, before: int, limit: int) -> list[tuple[int, int, str | None]]:
        store = open_store(self.url, self.hall_id)
        store.connect_reading()
        try:
            rows = store.rows(store.sql.of_kind, (self.hall_id, kind, before))
            return [(r[0], r[1], r[2]) for r in rows[:limit]]
        finally:
            store.close()

    # -- doing ------------------------------------------------------------------------------------

    def do(
        self, act: Act, answer: Answer | None = None, *, caller: str, route: str,
        key: str | None = None, body: bytes = b"",
    ) -> Reply:  # fmt: skip
        """Decides `act(hall, now)` and returns when it is committed and the live hall shows it.

        `answer(hall, events)` gives status and body; both are called on the loop with the hall
        ahead of the disk, look at nothing but their arguments, and do not wait. Raises what `act`
        raises (Refusal), JournalDown (503) or KeyReused (422). The reply to a key is kept until
        the day is closed. Not to be called by listeners, who must not wait, nor native threads.
        """
        if self._closed:
            raise JournalDown("the hall is closing down")
        if self.state != "open":
            raise JournalDown(self.why)
        own_key = key is None
        verb = Verb(
            act, answer or nothing_to_say, caller, route,
            f"{self.epoch}-{next(self._keys)}" if key is None else key, own_key, body,
            self.engine.future(),
        )  # fmt: skip
        self._waiting.append((self.engine.now_monotonic() + WAIT_SECONDS, verb))
        self._writer.queue.put(verb)
        reply: Reply = verb.future.wait()
        return reply

    def _give_up(self) -> None:
        """A task: who has waited too long is answered that the outcome is unknown. One for all,
        since a timer a verb costs more than deciding it."""
        waiting = self._waiting
        while not self._closed or waiting:
            self.engine.sleep(GIVE_UP_EVERY)
            now = self.engine.now_monotonic()
            while waiting and (waiting[0][0] <= now or waiting[0][1].future.done()):
                verb = waiting.popleft()[1]
                if not verb.future.done():
                    verb.abandoned = True
                    verb.future.fail(
                        JournalDown(
                            f"no answer from the disk in {WAIT_SECONDS:.0f} s; ask again with the "
                            "same key"
                        )
                    )

    def listen(self, name: str, fn: Hear) -> None:
        """`fn(event, hall)` on the loop after each event, in order, whoever wrote it. It must not
        wait, so it may not `do` anything itself. If it raises it is tried again, later and with the
        hall as it is then."""
        self._tail.listen(name, fn)

    def after_batch(self, name: str, fn: Callable[[Hall], None]) -> None:
        """`fn(hall)` on the loop, once per batch of events applied."""
        self._tail.after_batch(name, fn)

    def own(self, name: str) -> bool:
        """True if the device or timer `name` belongs to this process. Ask again from time to time:
        what another process owned is free when that one ends."""
        with self._locks_lock:
            return bool(self.engine.call_native(self._locks.own, name))

    def health(self) -> dict[str, Any]:
        """Numbers for /metrics and alerts. Times in ms, sizes in bytes; low_disk below 500 MB."""
        writer, committing = self._writer, self._writer.committing
        commits, batches = sorted(committing.commit_ms), list(committing.batches)
        free = None
        if self._folder is not None:
            try:
                told = os.statvfs(self._folder)
                free = told.f_bavail * told.f_frsize
            except OSError:
                pass  # the folder is gone: the state says so
        return {
            "state": self.state,
            "why": self.why,
            "free_bytes": free,
            "low_disk": free is not None and free < LOW_DISK,
            "commits": committing.commits,
            "commit_ms": {
                "p50": commits[len(commits) // 2] if commits else None,
                "p99": commits[int(len(commits) * 0.99)] if commits else None,
            },
            "batch": {
                "mean": sum(batches) / len(batches) if batches else None,
                "max": max(batches, default=None),
            },
            "queued": writer.queue.qsize(),
            "seq": committing.head.seq,
            "lag": committing.head.seq - self._tail.live.seq,
            "restarts": writer.restarts,
            "clock_drift_ms": self.clock.drift(),
            "listeners": self._tail.health(),
        }

    def close(self) -> None:
        """Writes what waits, and ends the writer."""
        if self._closed:
            return
        self._closed = True
        if self._hearing is not None:
            self.engine.call_native(self._hearing.close)
        self._writer.queue.put(CLOSE)
        self.engine.call_native(self._thread.join, WAIT_SECONDS)
        self.engine.call_native(self._locks.close)


def _json(row: Row) -> dict[str, Any]:
    event = row.event()
    return {
        "seq": event.seq, "at": event.at, "kind": event.kind, "ticket": event.ticket,
        "counter": event.counter, "officer": event.officer, "device": event.device,
        "data": event.data, "hash": row.hash,
    }  # fmt: skip
