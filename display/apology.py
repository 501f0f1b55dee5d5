"""The apology on a board: whose promised wait has passed, and how long it will be now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from languages import Languages
from queueing.promise import LONG, SOON, kept_until


def sorry(
    hall: Any, zone: str, services: Iterable[str], now: int, languages: Languages, estimates: Any
) -> dict[str, str]:
    """By language, to those who wait for the services, or for what officers in the zone serve: the
    letters of the late numbers, and their new estimate where there is one; {} while all promises
    are kept."""
    found: dict[str, list[dict[str, Any]]] = {}
    for service in dict.fromkeys((*services, *brought(hall, zone))):
        for ticket in hall.waiting(service):
            until = kept_until(ticket.estimate, ticket.legs[0].counts_from)
            if until is not None and now > until and len(ticket.legs) == 1:
                waits = found.setdefault(hall.plan.services[service].series.letters, [])
                said = estimates.of_ticket(hall, ticket.id, now) if estimates else None
                if said is not None and said["kind"] != "none":
                    waits.append(said)
    if not found:
        return {}
    names = ", ".join(sorted(found))
    out = in_all(languages, "We are sorry: numbers %(letters)s are later than we promised.",
                 letters=names)  # fmt: skip
    new = {letters: spans(waits) for letters, waits in sorted(found.items()) if waits}
    if new:
        for name in languages.names:
            told = "; ".join(in_words(languages, name, *it) for it in new.items())
            out[name] += " " + languages.say(name, "Now expected: %(waits)s.", waits=told)
    return out


def brought(hall: Any, zone: str) -> list[str]:
    """The services that the zone's officers serve first now: lists may come with an officer."""
    here = [c.id for c in hall.plan.counters.values() if c.zone == zone]
    return [s for id in here if hall.counters[id].session for s in hall.lists(id)[0]]


def spans(waits: list[dict[str, Any]]) -> tuple[int, int]:
    """(from, to) in minutes, over all of them."""
    return min(it["low"] for it in waits), max(it["high"] for it in waits)


def in_words(languages: Languages, name: str, letters: str, span: tuple[int, int]) -> str:
    """The new estimate of one series, in one piece: no line ends within it."""
    low, high = span
    if high * 60 <= SOON:
        said = languages.say(name, "%(letters)s soon", letters=letters)
    elif high * 60 <= LONG:
        said = languages.say(name, "%(letters)s %(low)s–%(high)s min", letters=letters, low=low,
                             high=high)  # fmt: skip
    elif low * 60 < LONG:
        said = languages.say(name, "%(letters)s %(low)s min and more", letters=letters, low=low)
    else:
        said = languages.say(name, "%(letters)s over 60 min", letters=letters)
    return said.replace(" ", "\u00a0")


def in_all(languages: Languages, text: str, **values: object) -> dict[str, str]:
    """A sentence in each of the hall's languages."""
    return {name: languages.say(name, text, **values) for name in languages.names}
