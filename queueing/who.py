"""Who asks: the person or device behind a verb, as the rules and the journal see it."""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = ("reception", "officer", "supervisor", "manager", "admin", "province")
DEVICES = ("kiosk", "display", "rating_pad", "call_pad", "printer")
ROLES = PEOPLE + DEVICES + ("citizen", "hall")


@dataclass(frozen=True, slots=True)
class Who:
    """One asker. `role` is one of ROLES; `citizen` holds a ticket's link, `hall`: the hall itself.

    `officer` is a person's name in people/, `device` a device id of config.yaml, `ticket` the one
    ticket a citizen's link is good for, `counters` the counters an officer may open (None: all),
    `first` and `second` the services and groups of an officer's own lists (None: the counter's),
    `agencies` those whose part of the hall a person looks after (None: the whole).
    """

    role: str
    officer: str | None = None
    device: str | None = None
    ticket: int | None = None
    counters: frozenset[str] | None = None
    agencies: frozenset[str] | None = None
    first: tuple[str, ...] | None = None
    second: tuple[str, ...] = ()


THE_HALL = Who("hall")
