"""A verb on its way through the journal, and what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from journal.chain import compact
from queueing.events import Event
from queueing.hall import Hall

Act = Callable[[Hall, int], list[Event]]
Answer = Callable[[Hall, list[Event]], tuple[int, dict[str, Any] | None]]


class JournalDown(Exception):
    """The journal can't be written, or has not answered in time: 503, ask again with the same key.

    The text says why, for people.
    """

    status = 503


class KeyReused(Exception):
    """The same idempotency key came with another body: 422."""

    status = 422


@dataclass(slots=True)
class Reply:
    """What a verb was answered. `text` is the body as JSON where the verb wrote events, else None.

    `replayed`: the same key had been answered before; nothing was done again.
    """

    status: int
    body: dict[str, Any] | None
    events: list[Event] = field(default_factory=list)
    replayed: bool = False
    text: str | None = None


class Verb:
    """One verb, waiting to be decided and committed."""

    __slots__ = (
        "act", "answer", "name", "own_key", "body_hash", "future", "abandoned",
        "in_doubt", "outcome",
    )  # fmt: skip

    def __init__(
        self, act: Act, answer: Answer, caller: str, route: str, key: str, own_key: bool,
        body: bytes, future: Any,
    ) -> None:  # fmt: skip
        self.act = act
        self.answer = answer
        self.name = caller, route, key
        self.own_key = own_key  # made by the journal: nobody else can have used it
        self.body_hash = hashlib.sha256(body).hexdigest()[:32] if body else ""
        self.future = future
        self.abandoned = False  # its caller has given up waiting
        self.in_doubt = False  # a commit with it failed: it may be on disk all the same
        self.outcome: Reply | BaseException | Verb | None = None  # a Verb: the same key, before

    def settle(self) -> None:
        """Hands the outcome to who waits. On the loop."""
        outcome = self.outcome
        if self.future.done():  # it was given up
            return
        if type(outcome) is Reply:
            self.future.set(outcome)
        elif isinstance(outcome, Verb):
            first = outcome.outcome
            if isinstance(first, Reply):
                self.future.set(Reply(first.status, first.body, first.events, True, first.text))
            else:
                self.future.fail(JournalDown("the first request with this key failed"))
        elif isinstance(outcome, BaseException):
            self.future.fail(outcome)
        else:
            self.future.fail(JournalDown("the verb was not decided"))


def nothing_to_say(hall: Hall, events: list[Event]) -> tuple[int, dict[str, Any] | None]:
    return 200, None


to_json = compact(sort_keys=False)
