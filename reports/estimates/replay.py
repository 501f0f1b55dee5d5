"""Replay: an old journal foretold anew, ticket by ticket, as if each day were today.

A prediction at t rests on what was written down by t; what is learned is learned again with each
new day, from the days before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from random import Random

from queueing.events import Event
from reports.estimates.estimator import Estimator, Four
from reports.estimates.watch import Watch


@dataclass(slots=True)
class Foretold:
    """A ticket, what was said of its wait when it was taken, and what came. Seconds.

    `plays`: corrected; `raw` as played; None where only the place in line could be said."""

    day: str
    service: str
    klass: str
    hour: int
    ahead: int
    plays: Four
    raw: Four
    rivals: dict[str, float]
    said: bool
    wait: float = -1.0
    at: int = 0


def replay(
    events: Iterable[Event], first: str, last: str, *, warm: int = 12, thin: float = 1.0,
    seed: int = 1, plays: int = 100, services: Collection[str] | None = None,
    over: Callable[[str], object] = lambda _: None,
) -> list[Foretold]:  # fmt: skip
    """Foretells the tickets of the local dates first..last, a share `thin` of them, of `services`
    (None: of all), and those of the `warm` working days before, from which the correction learns.
    `over` hears each date when it is over."""
    watch = Watch()
    estimator = Estimator(watch, seed, plays)
    random = Random(seed)
    out: list[Foretold] = []
    open_: dict[int, Foretold] = {}

    def called(ticket: int, leg: object, at: int) -> None:
        told = open_.pop(ticket, None)
        if told is not None:
            told.wait = max(at - watch.hall.tickets[ticket].leg.counts_from, 0) / 1000
            if first <= told.day <= last:
                out.append(told)

    watch.on_call.append(called)
    events = list(events)
    days = [e.data["date"] for e in events if e.kind == "DayOpened"]
    before = sorted(d for d in days if d < first)
    begin = before[max(len(before) - warm, 0)] if warm and before else first
    for event in events:
        hall, today = watch.hall, watch.today
        if event.kind == "ServiceChanged":
            open_.pop(event.ticket or 0, None)  # it was told of another line
        if event.kind == "TicketIssued" and today is not None and begin <= today.date <= last:
            data = event.data
            asked = estimator.rivals.of(data["service"], data["ahead"], event.at, event.seq)
            kind = data["service"], data["class"]
            mine = services is None or kind[0] in services
            if mine and random.random() < thin and data["slot"] is None:
                look = estimator.look(event.at, [kind], waiting=False)
                raw = look.raw.get(kind)
                if raw is not None:
                    watch.raw[event.seq] = raw
                    local = hall.settled().hours.local(event.at)
                    open_[event.seq] = Foretold(
                        today.date, *kind, local.hour, data["ahead"],
                        look.new.get(kind) or raw, raw, asked,
                        kind in look.new and look.new[kind].trusted, at=event.at,
                    )  # fmt: skip
        watch.hear(event)
        if event.kind == "DayClosed":
            open_.clear()
            over(event.data["date"])
    return out
