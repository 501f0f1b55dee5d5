"""Grouping: the legs of a book by service, agency, hour, weekday, class, counter or officer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from reports.frame import Asked, Say


class Group(NamedTuple):
    """`of`: the group of each leg, below `count`; `labels`: each group's id and name."""

    id: str
    title: str
    of: Any
    labels: list[tuple[str, str]]

    @property
    def count(self) -> int:
        return len(self.labels)


def everything(asked: Asked) -> Group:
    """All legs as one group."""
    _ = asked.say
    zeros = np.zeros(len(asked.book), dtype=np.uint8)
    return Group("all", _("In all"), zeros, [("all", _("All"))])


def by(asked: Asked, *kinds: str) -> Iterator[Group]:
    """The groups of those kinds, each in the settings' or the clock's order."""
    makers = {
        "service": _services, "agency": _agencies, "counter": _counters, "officer": _officers,
        "klass": _classes, "hour": _hours, "weekday": _weekdays,
    }  # fmt: skip
    for kind in kinds:
        yield makers[kind](asked)


def _labelled(asked: Asked, fact: str, id: str, title: str, section: str | None) -> Group:
    book = asked.book
    names = asked.names(section) if section else {}
    known = list(names)
    rank = {name: i for i, name in enumerate(known)}
    there = sorted(
        range(len(book.names[fact])),
        key=lambda i: (rank.get(book.names[fact][i] or "", len(known)), book.names[fact][i] or ""),
    )
    place = np.empty(len(there), dtype=np.uint16)
    for new, old in enumerate(there):
        place[old] = new
    labels = []
    for old in there:
        key = book.names[fact][old]
        labels.append((key or "", names.get(key or "", key or "–")))
    return Group(id, title, place[book[fact]], labels)


def _services(asked: Asked) -> Group:
    return _labelled(asked, "service", "service", asked.say("Service"), "services")


def _counters(asked: Asked) -> Group:
    return _labelled(asked, "counter", "counter", asked.say("Counter"), "counters")


def _officers(asked: Asked) -> Group:
    return _labelled(asked, "officer", "officer", asked.say("Officer"), None)


def _agencies(asked: Asked) -> Group:
    """By the service's agency, as the settings have it now; "–" for a service that is gone."""
    names = asked.names("agencies")
    ids = [*names, ""]
    of_service = []
    for service in asked.book.names["service"]:
        plan = asked.plan.services.get(service or "")
        agency = plan.agency if plan is not None and plan.agency in names else ""
        of_service.append(ids.index(agency or ""))
    of = np.array(of_service, dtype=np.uint16)[asked.book["service"]]
    return Group("agency", asked.say("Agency"), of, [(id, names.get(id, "–")) for id in ids])


def classes(_: Say) -> dict[str, str]:
    return {"regular": _("Regular"), "priority": _("Priority"), "urgent": _("Urgent")}


def _classes(asked: Asked) -> Group:
    group = _labelled(asked, "klass", "class", asked.say("Class"), None)
    said = classes(asked.say)
    return group._replace(labels=[(id, said.get(id, name)) for id, name in group.labels])


def _hours(asked: Asked) -> Group:
    """By the hour in which the wait began."""
    labels = [(f"{h:02d}", f"{h:02d}:00–{h:02d}:59") for h in range(24)]
    return Group("hour", asked.say("Hour"), asked.book.local_hour("entered"), labels)


def weekday_names(_: Say) -> list[str]:
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    ]  # fmt: skip


def _weekdays(asked: Asked) -> Group:
    names = weekday_names(asked.say)
    ids = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    labels = list(zip(ids, names, strict=True))
    return Group("weekday", asked.say("Weekday"), asked.book.weekday, labels)
