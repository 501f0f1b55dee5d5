"""The rules: what the hall tells a manager without being asked. Pure: each gives readings of the
hall as it is now, which dashboard/judge.py turns into alerts. Thresholds: section `alerts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dashboard import risk
from dashboard.judge import Reading
from settings.models.alerts import Alerts

# those raised here; other stations raise and clear their own
KINDS = frozenset(
    {
        "promise_over", "long_wait", "idle_counter", "device_gone", "bad_ratings", "past_closing",
        "backup_old",
    }
)  # fmt: skip
# who sees to an alert first; the shift's supervisor where nothing is said
OWNERS = {
    "printer": "reception", "paper_near_end": "reception", "print_failed": "reception",
    "print_unconfirmed": "reception", "device_down": "admin", "device_gone": "admin",
    "device_twice": "admin", "disk": "admin", "clock": "admin", "certificate": "admin",
    "plain_http": "admin", "backup_old": "admin", "webhook": "admin",
}  # fmt: skip


def owner(alert: str) -> str:
    """The role that sees to an alert first."""
    return OWNERS.get(alert, "supervisor")


def limits(hall: Any) -> dict[str, Any]:
    """The section `alerts`; its defaults for a hall whose settings are older than it."""
    return {**Alerts().model_dump(), **hall.plan.settings.get("alerts", {})}


@dataclass(slots=True)
class Beside:
    """What the hall itself does not know. `p80`: seconds of a new ticket's wait by service, only
    where there is an estimate; `devices`: web.devices.Device; `bad`: times of bad ratings, the
    newest last; `backup`: when the last one was made, 0: never, None: not known; `begun`: when the
    hall began, 0: not known. All ms UTC."""

    p80: dict[str, int]
    devices: Iterable[Any]
    bad: Iterable[int]
    backup: int | None
    begun: int = 0


def readings(hall: Any, now: int, beside: Beside) -> Iterator[Reading]:
    """All of them. `now` ms UTC."""
    limit = limits(hall)
    yield from waits(hall, now, limit, beside.p80)
    yield from counters(hall, now, limit)
    yield from devices(hall, now, limit, beside.devices)
    bad = sum(now - at < limit["bad_ratings_within"] * 1000 for at in beside.bad)
    over = bad >= limit["bad_ratings"]
    yield Reading("bad_ratings", hall.plan.hall_id, "warning", over, not over, 0, {"n": bad})
    since = beside.begun if beside.backup == 0 else beside.backup
    if since:
        age = (now - since) // 1000
        old = age > limit["backup_age"]
        detail = {"hours": age // 3600} if beside.backup else "never"
        yield Reading("backup_old", hall.plan.hall_id, "warning", old, not old, 0, detail)


def waits(
    hall: Any, now: int, limit: dict[str, Any], p80s: dict[str, int]
) -> Iterator[Reading]:  # fmt: skip
    """Per service: promised too long, waiting too long, past closing."""
    target = hall.plan.settings["hall"]["target_wait"]
    gives, desks = hall.is_open(now)[0], open_desks(hall)
    mark = target * limit["longest"] // 100
    for service, plan in hall.plan.services.items():
        count, p80 = hall.waiting_count(service), p80s.get(service)
        over = gives and p80 is not None and p80 > target
        # an estimate that fails for a while does not say that all is well with who waits
        under = not gives or (not count if p80 is None else p80 <= target * 9 // 10)
        yield Reading("promise_over", service, "warning", over, under, limit["promise_over"],
                      minutes(p80 or 0, target))  # fmt: skip
        since = hall.longest_since(service) if count else None
        longest = (now - since) // 1000 if since is not None else 0
        yield Reading("long_wait", service, "warning", longest > mark, longest <= mark * 3 // 4,
                      0, minutes(longest, mark))  # fmt: skip
        total = hall.totals[service]
        takes = risk.service_time(total.service_ms, total.services, plan.minutes)
        late = lateness(hall, now, count, takes, desks.get(service, 0), p80)
        allowed = limit["past_closing"]
        yield Reading("past_closing", service, "warning", late > allowed, late <= allowed // 2,
                      120, {"n": count, "minutes": late // 60})  # fmt: skip


def open_desks(hall: Any) -> dict[str, int]:
    """service -> open counters that serve it: by the lists of the officer there, if he has some."""
    out: dict[str, int] = {}
    for id in hall.plan.counters:
        if hall.counters[id].state == "open":
            first, second = hall.lists(id)
            for service in {*first, *second}:
                out[service] = out.get(service, 0) + 1
    return out


def lateness(hall: Any, now: int, count: int, takes: int, desks: int, p80: int | None) -> int:
    """Seconds after closing at which the last one waiting would be called; 0: before. By the P80,
    which knows of breaks; else by people × service time over open counters, within the sessions.
    Without an open counter nothing can be said."""
    local = hall.plan.hours.local(now).date()
    left = [s for s in hall.plan.hours.sessions(local) if s.end > now]
    if not count or not left:
        return 0
    if p80 is not None:
        return max(0, p80 - (left[-1].end - now) // 1000)
    ahead = risk.rough(count, takes, desks)
    if ahead is None:
        return 0
    return max(0, ahead - sum(s.end - max(s.start, now) for s in left) // 1000)


def minutes(seconds: int, limit: int) -> dict[str, int]:
    return {"minutes": seconds // 60, "limit": limit // 60}


def counters(hall: Any, now: int, limit: dict[str, Any]) -> Iterator[Reading]:
    """A free counter beside people it could call: for as long as it is free and they are there."""
    for id, counter in hall.counters.items():
        free = counter.state == "open" and counter.ticket is None and counter.idle_since
        beside = bool(free and hall.peek(id, now))
        idle = 0
        if beside:
            there = min(t.since for t in hall.heads(id))
            idle = max(0, now - max(counter.idle_since, there)) // 1000
        over = idle > limit["idle"]
        yield Reading("idle_counter", id, "warning", over, not beside, 0, {"minutes": idle // 60})


def devices(
    hall: Any, now: int, limit: dict[str, Any], known: Iterable[Any]
) -> Iterator[Reading]:  # fmt: skip
    """Devices that were there and are silent, while the hall works: at night they are off."""
    works = hall.is_open(now)[0] or any(c.session is not None for c in hall.counters.values())
    # printers and LED lines (their boards: LINE:ADDRESS) raise their own, sooner
    sooner = {*hall.plan.printers, *(b["id"] for b in hall.plan.settings["led_buses"])}
    for device in known:
        if device.id.split(":")[0] in sooner:
            continue
        down = device.state == "down" and works
        over = down and now - device.since > limit["device_gone"] * 1000
        yield Reading("device_gone", device.id, "warning", over, not down)
