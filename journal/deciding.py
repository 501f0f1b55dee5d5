"""Deciding: verbs become events on the hall ahead of the disk, and rows to be written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from journal import chain
from journal.reads import Reads
from journal.store import Head, StoredReply, Writing
from journal.verb import KeyReused, Reply, Verb, to_json
from queueing.events import Event
from queueing.hall import Hall
from queueing.refusal import Refusal

PERSONAL_MS = 30 * 24 * 3600 * 1000
"""Free text and identity are purged this long after, unless the hall says otherwise."""


# (caller, route, key) -> what it was answered before
Stored = Mapping[tuple[str, str, str], tuple[StoredReply, list[Event]]]


class Spoiled(Exception):
    """A verb broke half-way: the hall ahead is not to be trusted. `__cause__` says why."""

    def __init__(self, verb: Verb) -> None:
        super().__init__("the hall could not apply what the rules decided")
        self.verb = verb


class Deciding:
    """One batch: what it has decided so far. The hall given is changed as it goes; `stored` holds
    the replies to those of its keys that were answered before."""

    def __init__(self, hall: Hall, reads: Reads, head: Head, stored: Stored) -> None:
        self.hall_id = reads.hall_id
        self.hall = hall
        self.reads = reads
        self.writing = Writing(head)
        self.events: list[Event] = []
        self.keys: dict[tuple[str, str, str], Verb] = {}  # of this batch
        self.first_seqs: dict[int, int] = {}  # hash of a key of this batch -> its first seq
        self._stored = stored
        self._hash = head.hash
        reads.mark()

    def decide(self, verb: Verb, now: int) -> None:
        """Sets the verb's outcome. Raises Spoiled."""
        if not verb.own_key or verb.in_doubt:
            before = self._answered(verb)
            if before is not None:
                verb.outcome = before
                return
        hall = self.hall
        try:
            rolled = hall.roll_day(now)
            if rolled:
                self._add(verb, rolled)
            events = verb.act(hall, now)
        except Spoiled:
            raise
        except Exception as error:
            verb.outcome = error
            return
        if not events:
            try:
                status, body = verb.answer(hall, events)
            except Exception as error:
                verb.outcome = error
            else:
                verb.outcome = Reply(status, body)
            return
        try:
            sealed = self._seal(events)
        except ValueError as error:
            verb.outcome = Refusal("bad_request", f"this can't be written down: {error}")
            return
        except Exception as error:
            verb.outcome = error
            return
        self._apply(verb, events, sealed)
        try:
            status, body = verb.answer(hall, events)
            text = None if body is None else to_json(body)
        except Exception as error:
            raise Spoiled(verb) from error
        verb.outcome = Reply(status, body, events, False, text)
        self.keys[verb.name] = verb
        self.first_seqs[hash(verb.name)] = events[0].seq
        self.writing.replies.append(
            (
                self.hall_id, events[0].seq, *verb.name, verb.body_hash,
                events[-1].seq, status, text,
            )
        )  # fmt: skip

    def _answered(self, verb: Verb) -> Reply | KeyReused | Verb | None:
        """What the key was answered before, in this batch or an earlier one."""
        first = self.keys.get(verb.name)
        if first is not None:
            return first if first.body_hash == verb.body_hash else _reused()
        found = self._stored.get(verb.name)
        if found is None:
            return None
        reply, events = found
        if reply.body_hash != verb.body_hash:
            return _reused()
        body = None if reply.body is None else json.loads(reply.body)
        return Reply(reply.status, body, events, not verb.in_doubt, reply.body)

    def _add(self, verb: Verb, events: list[Event]) -> None:
        try:
            sealed = self._seal(events)
        except Exception as error:
            raise Spoiled(verb) from error
        self._apply(verb, events, sealed)

    def _seal(self, events: list[Event]) -> list[tuple[Any, ...]]:
        """The rows of `events`, hashed; nothing is changed but the events' personal hashes."""
        hall_id, previous, seq = self.hall_id, self._hash, self.hall.seq
        rows: list[tuple[Any, ...]] = []
        personal: list[tuple[Any, ...]] = []
        for e in events:
            seq += 1
            if e.seq != seq:
                raise RuntimeError(f"event {e.seq} where {seq} was due")
            if e.personal:
                personal.extend(self._blind(e))
            data = chain.canonical(e.data)
            previous = chain.link(
                previous, hall_id, seq, e.at, e.kind, e.ticket, e.counter, e.officer, e.device, data
            )
            rows.append(
                (hall_id, seq, e.at, e.kind, e.ticket, e.counter, e.officer, e.device, data,
                 previous)
            )  # fmt: skip
        self._hash = previous
        self.writing.personal.extend(personal)
        return rows

    def _blind(self, event: Event) -> list[tuple[Any, ...]]:
        """Rows of the event's personal texts; the event's data get their salted hashes."""
        plan = self.hall.plan
        storage = plan.settings.get("storage", {}) if plan is not None else {}
        days = storage.get("personal_days")
        purge_at = event.at + (PERSONAL_MS if days is None else days * 86_400_000)
        rows, hashes = [], {}
        for name, text in event.personal.items():
            if "\0" in text:
                raise ValueError("a text with a NUL character")
            salt, hashes[name] = chain.blind(text)
            # who took a ticket is counted for the day only
            until = event.at + 1 if name == "person" else purge_at
            rows.append((self.hall_id, event.seq, name, text, salt, until))
        event.data["personal"] = hashes
        return rows

    def _apply(self, verb: Verb, events: list[Event], rows: list[tuple[Any, ...]]) -> None:
        hall, reads, writing = self.hall, self.reads, self.writing
        try:
            for event in events:
                hall.apply(event)
                reads.follow(event, hall, writing)
                if event.kind in _OF_THE_HEAD:
                    writing.head = _at(writing.head, event)
                    if event.kind == "DayClosed":
                        writing.forget_before = event.seq
                        writing.purge_at = event.at
                    elif event.kind == "DayOpened":
                        writing.purge_at = event.at
        except Exception as error:
            raise Spoiled(verb) from error
        writing.events.extend(rows)
        self.events.extend(events)

    def finish(self) -> Writing:
        """What is to be written, with the hall's row as it will be."""
        writing = self.writing
        writing.head = writing.head._replace(seq=self.hall.seq, hash=self._hash)
        return writing


_OF_THE_HEAD = frozenset({"SettingsChanged", "DayOpened", "DayClosed"})


def follow_head(head: Head, events: list[Event]) -> Head:
    """The pointers of a hall's row after these events; seq and hash are left as they are."""
    for event in events:
        if event.kind in _OF_THE_HEAD:
            head = _at(head, event)
    return head


def _at(head: Head, event: Event) -> Head:
    if event.kind == "SettingsChanged":
        return head._replace(settings_seq=event.seq)
    if event.kind == "DayOpened":
        return head._replace(day_seq=event.seq, day_settings_seq=head.settings_seq)
    return head


def _reused() -> KeyReused:
    return KeyReused("this key came with another body before")
