"""The wire's shapes: a ticket, a counter, a time, as programs see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from queueing.promise import of_new
from queueing.ticket import ENDED, State
from web.tokens import ticket_token


def time_json(ms: int | None) -> str | None:
    """RFC 3339 UTC of ms since 1970: 2026-11-22T00:30:00Z, with .mmm unless whole seconds."""
    if ms is None:
        return None
    seconds, rest = divmod(ms, 1000)
    text = datetime.fromtimestamp(seconds, UTC).isoformat()[:19]
    return f"{text}.{rest:03d}Z" if rest else f"{text}Z"


def ticket_json(hall: Any, ticket_id: int, *, now: int | None = None) -> dict[str, Any]:
    """A ticket of today. Raises KeyError for an id the hall doesn't hold."""
    ticket = hall.tickets[ticket_id]
    leg = ticket.legs[-1]
    told = ticket.estimate
    job = hall.jobs.get(ticket.job)  # of the number it has now
    out: dict[str, Any] = {
        "id": ticket.id,
        "number": ticket.number,
        "service": ticket.service,
        "class": ticket.klass,
        "ground": ticket.ground,
        "needs": list(ticket.needs),
        "language": ticket.language,
        "state": str(ticket.state),
        "ahead": hall.ahead(ticket_id) if ticket.state is State.WAITING else None,
        "estimate": {k: told[k] for k in ("p50", "p80")} if told else None,
        "wait": promised(hall, ticket) if told else None,
        "issued_at": time_json(ticket.issued_at),
        "track_url": f"/t/{ticket_token(ticket.id)}",
        "print": job.state if job else "none",
        "counter": ticket.counter,
        "leg": len(ticket.legs),
        "called_at": time_json(leg.called_at),
        "started_at": time_json(leg.started_at),
        "held_at": time_json(leg.held_at),
        "finished_at": time_json(leg.finished_at),
        "outcome": leg.outcome,
        "recalls": leg.recalls,
        "rule": leg.rule,
    }
    if ticket.put_off:
        out["put_off"] = ticket.put_off
    if ticket.then:
        out["then"] = list(ticket.then)
    if ticket.note:
        out["note"] = ticket.note
    if ticket.slot is not None:
        out["slot"] = time_json(ticket.slot)
    if ticket.state in ENDED:
        out["ended_at"] = time_json(ticket.changed_at)
    return out


def alarms_json(hall: Any) -> list[dict[str, Any]]:
    """The counters whose officer calls colleagues for help, the longest first. For staff only."""
    return [
        {"counter": a.about, "officer": a.detail, "raised_at": time_json(a.raised_at),
         "acknowledged_by": a.acknowledged_by}
        for a in sorted(hall.alerts.values(), key=lambda a: a.raised_at)
        if a.alert == "help"
    ]  # fmt: skip


def wait_json(hall: Any, words: dict[str, Any]) -> dict[str, Any]:
    """A promise as shown (queueing.promise); `clock`: its `after` in the hall's time, 10:40, down
    to five minutes: a picture is sent again only when it says something else."""
    after = words["after"] // 300_000 * 300_000
    clock = hall.plan.hours.local(after).strftime("%H:%M")
    return {**words, "after": time_json(after), "clock": clock}


def promised(hall: Any, ticket: Any) -> dict[str, Any]:
    """What a ticket's slip says of its wait."""
    told = ticket.estimate
    words = of_new(told["p50"], told["p80"], ticket.issued_at, ticket.legs[0].counts_from)
    return wait_json(hall, words)


def counter_json(hall: Any, counter: str) -> dict[str, Any]:
    """A counter with its session and the ticket at it. Raises KeyError for an unknown one."""
    plan = hall.plan.counters[counter]
    state = hall.counters[counter]
    session = state.session
    return {
        "id": counter,
        "name": plan.name,
        "zone": plan.zone,
        "open": session is not None,
        "officer": session.officer if session else None,
        "opened_at": time_json(session.opened_at) if session else None,
        "paused_at": time_json(session.paused_at) if session else None,
        "pause_reason": session.pause_reason if session else None,
        "ticket": ticket_json(hall, state.ticket) if state.ticket is not None else None,
    }
