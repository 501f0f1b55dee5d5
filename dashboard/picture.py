"""The dashboard's picture: services by risk, counters, devices, alerts, calls by hand. Ids only."""

from __future__ import annotations

from typing import Any

from dashboard import risk
from dashboard.open_alerts import open_alerts
from dashboard.rules import open_desks
from queueing.ticket import State
from web.estimates import broken
from web.wire import time_json

DEVICES = {"kiosks": "kiosk", "displays": "display", "printers": "printer", "led_buses": "led_bus"}


def hall_picture(house: Any, hall: Any, now: int) -> dict[str, Any]:
    """What anyone in the hall may know. `estimate`: {p50, p80} of a ticket taken now, seconds; null
    where only the place in line can be told."""
    plan = hall.plan
    is_open, why = hall.is_open(now)
    opening = None if is_open else plan.hours.next_opening(now)
    return {
        "id": plan.hall_id, "name": plan.settings["hall"]["name"],
        "agency": plan.settings["hall"]["agency"], "open": is_open, "why": why,
        "day": hall.day, "now": time_json(now), "opens_at": time_json(opening),
        "services": [
            {
                "id": s.id, "name": s.name, "group": s.group, "agency": s.agency, "kind": s.kind,
                "waiting": hall.waiting_count(s.id),
                "estimate": house.estimates.pair(s.id, now),
                "closed": hall.closed_services.get(s.id),
            }
            for s in plan.services.values()
        ],
    }  # fmt: skip


def promises(house: Any, hall: Any, now: int) -> dict[str, dict[str, int]]:
    """service -> {p50, p80} in seconds: what a ticket taken now is promised, as everybody in the
    hall is told; services without an estimate are left out."""
    rows = hall_picture(house, hall, now)["services"]
    return {row["id"]: row["estimate"] for row in rows if row["estimate"] is not None}


def p80s(house: Any, hall: Any, now: int) -> dict[str, int]:
    """service -> P80 in seconds, where there is one."""
    found = promises(house, hall, now).items()
    return {id: it["p80"] for id, it in found if it.get("p80") is not None}


def dashboard_picture(
    house: Any, hall: Any, now: int, desks: dict[str, int] | None = None
) -> dict[str, Any]:
    """Everything the manager's page shows. Times RFC 3339, spans in seconds. `desks`: service ->
    open counters that serve it, where `hall` is a part that does not know them all."""
    is_open, why = hall.is_open(now)
    state, stopped = house.state
    totals = [hall.totals[s] for s in hall.plan.services]
    serving = open_desks(hall) if desks is None else desks
    rows = services(hall, now, promises(house, hall, now), serving)
    return {
        "hall": {
            "open": is_open, "why": why, "day": hall.day, "journal": state, "stopped": stopped,
            "clock_off": hall.clock_off,
            "muted": [
                {"zone": zone, "until": time_json(until)}
                for zone, until in sorted(hall.muted.items())
                if until > now
            ],
        },
        "today": {
            "issued": sum(t.issued for t in totals),
            "waiting": sum(hall.waiting_count(s) for s in hall.plan.services),
            "finished": sum(t.finished for t in totals),
            "no_show": sum(t.no_show for t in totals),
            "called": sum(t.called for t in totals),
            "by_hand": sum(t.by_hand for t in totals),
            "wait": mean(sum(t.wait_ms for t in totals), sum(t.waits for t in totals)),
            "service": mean(sum(t.service_ms for t in totals), sum(t.services for t in totals)),
            **broken(hall, now),
            "counters_open": sum(c.state == "open" for c in hall.counters.values()),
            "counters": len(hall.plan.counters),
            "counters_needed": counters_needed(hall),
            "longest_since": min((r["since"] for r in rows if r["since"]), default=None),
        },
        "target": target(hall),
        "services": rows,
        "counters": [counter(hall, id) for id in hall.plan.counters],
        "devices": devices(house, hall),
        "alerts": open_alerts(hall, now),
        "webhook": house.rooms["sender"].picture() if "sender" in house.rooms else None,
        "backup": last_backup(house),
    }  # fmt: skip


def last_backup(house: Any) -> dict[str, Any] | None:
    """{known, at}: when the last backup was made, null: never; not known where the database's own
    tools make them and nobody said where to. None: nobody has looked yet."""
    watch = house.rooms.get("watch")
    if watch is None or not watch.looked:
        return None
    return {"known": watch.backup is not None, "at": time_json(watch.backup or None)}


def mean(ms: int, n: int) -> int | None:
    """Whole seconds, None without a case."""
    return round(ms / n / 1000) if n else None


def services(
    hall: Any, now: int, promised: dict[str, dict[str, int]], serving: dict[str, int]
) -> list[dict[str, Any]]:
    """All services, the riskiest first. `promise`: {p50, p80} of a new ticket, or null; `needed`:
    counters that would call all who wait within the target."""
    rows, limit = [], target(hall)
    for plan in hall.plan.services.values():
        total, count = hall.totals[plan.id], hall.waiting_count(plan.id)
        since = hall.longest_since(plan.id) if count else None
        longest = max(0, now - since) // 1000 if since is not None else 0
        here, promise = serving.get(plan.id, 0), promised.get(plan.id)
        takes = risk.service_time(total.service_ms, total.services, plan.minutes)
        p80 = promise.get("p80") if promise else None
        worst = risk.worst(count, longest, takes, here, p80)
        grade = risk.grade(count, here, worst, limit)
        row = {
            "service": plan.id, "agency": plan.agency, "waiting": count,
            "since": time_json(since), "issued": total.issued, "finished": total.finished,
            "no_show": total.no_show, "wait": mean(total.wait_ms, total.waits), "counters": here,
            "needed": risk.needed(count, takes, limit), "promise": promise, "risk": grade,
            "closed": hall.closed_services.get(plan.id),
        }  # fmt: skip
        rows.append(((risk.GRADES.index(grade), -worst, -total.issued), row))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]


def counters_needed(hall: Any) -> int:
    """Counters that would call everybody who waits now, whatever for, within the target."""
    work = 0
    for plan in hall.plan.services.values():
        total = hall.totals[plan.id]
        takes = risk.service_time(total.service_ms, total.services, plan.minutes)
        work += hall.waiting_count(plan.id) * takes
    return risk.needed(1, work, target(hall)) if work else 0


def target(hall: Any) -> int:
    """Seconds of waiting the hall wants nobody to exceed."""
    seconds: int = hall.plan.settings["hall"]["target_wait"]
    return seconds


def counter(hall: Any, id: str) -> dict[str, Any]:
    """One counter. `state`: closed | paused | free | called | serving; `since` of that state."""
    here, plan = hall.counters[id], hall.plan.counters[id]
    session = here.session
    ticket = hall.tickets[here.ticket] if here.ticket is not None else None
    state, since = "closed", None
    if ticket is not None:
        state, leg = str(ticket.state), ticket.leg
        since = leg.started_at if ticket.state is State.SERVING else leg.called_at
    elif session is not None and session.paused_at is not None:
        state, since = "paused", session.paused_at
    elif session is not None:
        state, since = "free", here.idle_since
    return {
        "counter": id, "zone": plan.zone, "agency": plan.agency, "state": state,
        "officer": session.officer if session else None,
        "number": ticket.number if ticket else None, "since": time_json(since),
        "reason": session.pause_reason if session else None,
    }  # fmt: skip


def devices(house: Any, hall: Any) -> list[dict[str, Any]]:
    """All devices of the settings, those in trouble first."""
    known = house.devices.all()
    order = ("down", "not_ready", "unconfirmed", "unknown", "ok")
    rows = []
    for section, kind in DEVICES.items():
        for row in hall.plan.settings[section]:
            rows.append(device_row(row["id"], kind, known.pop(row["id"], None), None))
    for bus in hall.plan.settings["led_buses"]:
        for board in bus["boards"]:
            id = f"{bus['id']}:{board['address']}"
            rows.append(device_row(id, "led_board", known.pop(id, None), board["counter"]))
    for row in hall.plan.settings["pads"]:
        by_page = row["kind"] == "call" and row.get("keys") and not row.get("port")
        if by_page and row["id"] not in known and house.devices.kind(row["id"]) == "other":
            continue  # a keypad that types into the officer's page; no agent has sent its keys
        kind = f"{row['kind']}_pad"
        rows.append(device_row(row["id"], kind, known.pop(row["id"], None), row["counter"]))
    rows += [device_row(device.id, "other", device, None) for device in known.values()]
    return sorted(rows, key=lambda row: order.index(row["state"]))


def device_row(id: str, kind: str, device: Any, counter: str | None) -> dict[str, Any]:
    if device is None:
        return {"id": id, "kind": kind, "counter": counter, "state": "unknown", "why": None,
                "since": None, "error": None, "error_at": None}  # fmt: skip
    return {
        "id": id, "kind": kind, "counter": counter, "state": device.state, "why": device.why,
        "since": time_json(device.since or None), "error": device.error,
        "error_at": time_json(device.error_at),
    }  # fmt: skip
