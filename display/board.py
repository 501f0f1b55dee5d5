"""The board: what a display shows of its zone, and which events change that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from display.apology import in_all, sorry
from display.voice.announce import spoken_counter
from languages import Languages
from web.topics import ALL
from web.wire import time_json

SHOWN = 20  # calls in a picture, more than any board has rows
NEXT = 8  # numbers of those who may soon be called
STALE_AFTER = 10  # s without news until the page says so

_HALL_WIDE = frozenset({"SettingsChanged", "DayOpened", "DayClosed", "ServiceChanged"})
_HUNG = ("MessageSet", "MessageEnded", "ZoneMuted", "ZoneUnmuted")
_QUIET = ("Print", "Alert", "Officer", "Device", "Clock", "ServiceRated", "ReprintAsked")


def display_of(settings: dict[str, Any], id: str) -> dict[str, Any]:
    """The display's row of the config. KeyError for an id that is not in it."""
    return next((row for row in settings["displays"] if row["id"] == id), None) or _unknown(id)


def _unknown(id: str) -> dict[str, Any]:
    raise KeyError(id)


def services_of(plan: Any, zone: str) -> list[str]:
    """The services that the zone's counters serve first, as in config.yaml."""
    served = {s for c in plan.counters.values() if c.zone == zone for s in c.first}
    return [service for service in plan.services if service in served]


def picture(
    hall: Any, id: str, now: int, languages: Languages, state: str = "open", estimates: Any = None
) -> dict[str, Any]:
    """The display's whole picture (wire.md). `state`: the journal's, open or stopped; `estimates`:
    web.estimates.Estimates, where there are some.

    Beside what wire.md names: of a call its `seq`, the counter's `label` (what stands on it),
    `floor`, `direction` as seen from here; of the display `rows`, `distance` (m), `diagonal`
    (inches), `speaks`; the names of hall and zone, the time zone; `messages`, the state of the hall
    in each language; `notice` and `urgent`, what staff hung up; `muted_until`; `test`, while the
    board is tried; `media`, how pictures beside the calls are shown (`files`: display/media.py).
    KeyError for an unknown display.
    """
    plan = hall.plan
    settings = plan.settings
    row = display_of(settings, id)
    zone = row["zone"]
    places = {c["id"]: c for c in settings["counters"]}
    now_calls, seen = [], set()
    for call in reversed(hall.calls):
        if call.zone != zone or call.ticket in seen:
            continue
        seen.add(call.ticket)
        way = row["directions"].get(call.counter)
        now_calls.append(_call(call, places.get(call.counter, {}), plan, way))
        if len(now_calls) == SHOWN:
            break
    messages = message(hall, now, state, languages) or sorry(
        hall, zone, services_of(plan, zone), now, languages, estimates
    )
    notice, urgent = (_notice(hall.message(zone, now, kind)) for kind in (False, True))
    test = hall.tested(id, now)
    return {
        "zone": zone,
        "now": now_calls,
        "next": [{"number": n} for n in hall.next_numbers(zone, NEXT)],
        "waiting": waiting(hall, zone),
        "message": said_first(languages, urgent, messages, notice),
        "stale_after": STALE_AFTER,
        "messages": messages,
        "notice": notice,
        "urgent": urgent,
        "muted_until": time_json(hall.muted_until(zone, now)),
        "test": {"seq": test[0], "until": time_json(test[1])} if test else None,
        "hall": settings["hall"]["name"],
        "zone_name": next((z["name"] for z in settings["zones"] if z["id"] == zone), {}),
        "timezone": plan.zone_name,
        "rows": row["rows"],
        "distance": row["distance"],
        "diagonal": row["diagonal"],
        "speaks": row["speaks"],
        "name": row["name"],
    }


def _notice(message: Any) -> dict[str, Any] | None:
    return {"texts": message.texts, "until": time_json(message.until)} if message else None


def said_first(languages: Languages, urgent: Any, messages: Any, notice: Any) -> str | None:
    """wire.md's `message`: what everybody is to know, in the hall's first language."""
    first = languages.names[0]
    texts = urgent["texts"] if urgent else messages or (notice["texts"] if notice else {})
    return texts.get(first)


def waiting(hall: Any, zone: str) -> int:
    """How many wait for the zone's counters: in the lines they serve first and in their own."""
    lines = sum(hall.waiting_count(service) for service in services_of(hall.plan, zone))
    return lines + sum(
        len(hall.own_waiting(c.id)) for c in hall.plan.counters.values() if c.zone == zone
    )


def _call(call: Any, place: dict[str, Any], plan: Any, way: str | None) -> dict[str, Any]:
    name = place.get("name") or {"vi": call.counter}
    service = plan.services.get(call.service)
    return {
        "number": call.number,
        "counter": call.counter,
        "service": call.service,
        "called_at": time_json(call.at),
        "again": call.again,
        "seq": call.seq,
        "label": spoken_counter(call.counter, name.get("vi", "")),
        "counter_name": name,
        "service_name": service.name if service else None,
        "floor": place.get("floor"),
        "direction": way or place.get("direction"),
    }


def message(hall: Any, now: int, state: str, languages: Languages) -> dict[str, str]:
    """What everybody in front of the board must know, by language; {} if all goes its way."""
    if state != "open":
        return in_all(languages, "No tickets can be given out right now. Please ask at the desk.")
    is_open, _ = hall.is_open(now)
    if is_open:
        return {}
    hours = hall.plan.hours
    opening = hours.next_opening(now)
    if opening is None:
        return in_all(languages, "Closed.")
    at = hours.local(opening)
    if hours.local_date(now) == hours.local_date(opening):
        return in_all(languages, "Closed. We open at %(time)s.", time=f"{at:%H:%M}")
    date = f"{at.day:02}/{at.month:02}"
    return in_all(
        languages, "Closed. We open at %(time)s on %(date)s.", time=f"{at:%H:%M}", date=date
    )


def touched(event: Any, hall: Any) -> Iterable[str] | object:
    """The displays whose picture an event may change: those of the zones where its ticket's service
    is served, and of its counter."""
    if event.kind in _HALL_WIDE or hall.plan is None:
        return ALL
    if event.kind.startswith(_QUIET):
        return ()
    plan = hall.plan
    if event.kind in _HUNG:
        zone, rows = event.data["zone"], plan.settings["displays"]
        return [row["id"] for row in rows if zone in (None, row["zone"])]
    if event.kind == "DisplayTested":
        return [event.data["display"]]
    zones = set()
    ticket = hall.tickets.get(event.ticket) if event.ticket is not None else None
    if ticket is not None:
        zones = {c.zone for c in plan.counters.values() if ticket.service in (*c.first, *c.second)}
        if ticket.to_counter in plan.counters:
            zones.add(plan.counters[ticket.to_counter].zone)
    if event.counter in plan.counters:
        zones.add(plan.counters[event.counter].zone)
    return [row["id"] for row in plan.settings["displays"] if row["zone"] in zones]
