"""Ids: every device's own, and every reference known."""

from __future__ import annotations

from settings.draft import Draft
from settings.mistake import one_of
from settings.reading import Path_

DEVICES = ("kiosks", "displays", "printers", "pads")
# section, key -> the section it points into
REFERENCES = (
    ("service_groups", "agency", "agencies"),
    ("services", "group", "service_groups"),
    ("services", "agency", "agencies"),
    ("counters", "zone", "zones"),
    ("counters", "agency", "agencies"),
    ("kiosks", "zone", "zones"),
    ("kiosks", "printer", "printers"),
    ("displays", "zone", "zones"),
    ("pads", "counter", "counters"),
)
LISTS = (("counters", "first"), ("counters", "second"), ("kiosks", "services"))


def check_ids(draft: Draft) -> None:
    """A device's key is enrolled by its id alone, and lists name services and groups alike."""
    seen: dict[str, tuple[str, int]] = {}
    for section in DEVICES:
        for id, index in draft.known.get(section, {}).items():
            path: Path_ = (section, index, "id")
            if id in seen:
                other, line = seen[id]
                text = f"'{id}' is also in {other}, line {line}; allowed: one device, one id"
                draft.wrong(path, text)
            else:
                seen[id] = (section, draft.line(path))
    groups = draft.known.get("service_groups", {})
    for id, index in draft.known.get("services", {}).items():
        if id in groups:
            line = draft.line(("service_groups", groups[id], "id"))
            text = f"'{id}' is also a service group, line {line}; allowed: ids that differ"
            draft.wrong(("services", index, "id"), text)


def check_references(draft: Draft) -> None:
    for section, key, into in REFERENCES:
        known = draft.known.get(into, {})
        for _, path, row in draft.each(section):
            value = getattr(row, key)
            if value is not None and value not in known:
                draft.wrong((*path, key), f"{one_of(value, known, f'in {into}')}")
    services, groups = draft.known.get("services", {}), draft.known.get("service_groups", {})
    hall = draft.maps.get("hall")
    for at, name in enumerate(hall.identity.services if hall is not None else ()):
        if name not in services:
            path = ("hall", "identity", "services", at)
            draft.wrong(path, one_of(name, services, "in services"))
    for section, key in LISTS:
        for _, path, row in draft.each(section):
            for at, name in enumerate(getattr(row, key)):
                if name not in services and name not in groups:
                    text = one_of(name, [*groups, *services], "a service or service group")
                    draft.wrong((*path, key, at), text)
    for _, path, display in draft.each("displays"):
        for counter in display.directions:
            if counter not in draft.known.get("counters", {}):
                text = one_of(counter, draft.known.get("counters", {}), "in counters")
                draft.wrong((*path, "directions", counter), text)
    for _, path, bus in draft.each("led_buses"):
        for at, board in enumerate(bus.boards):
            if board.counter not in draft.known.get("counters", {}):
                text = one_of(board.counter, draft.known.get("counters", {}), "in counters")
                draft.wrong((*path, "boards", at, "counter"), text)
