"""Anchored: does the journal still fit every anchor that was signed? Finds a tail that was cut and
a chain that was made anew, hashes and all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from journal.anchors import Anchors, Line
from journal.places import Places
from journal.signing import NoKey, find
from journal.store import Store
from journal.stores import open_store


@dataclass(slots=True)
class Findings:
    """`bad_seq`: the first event that can't be the anchored one; `wrong`: what is wrong with the
    anchors themselves; `notes`: what is no fault but should be known; `anchors`: how many fit."""

    anchors: int = 0
    bad_seq: int | None = None
    why: str | None = None
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.bad_seq is None and not self.wrong


def check_anchors(url: str, hall_id: str, where: Places, public: str | None = None) -> Findings:
    """Compares a hall's journal with its anchors. `public`: the key to trust, hexadecimal, where
    the private one is not at hand. Raises OSError or the driver's errors."""
    found = Findings()
    there = where.anchors.exists()
    if public is None:
        try:
            public = find(where.key).public
        except NoKey as error:
            if there:
                found.wrong.append(f"{error}: whose anchors {where.anchors} holds can't be said")
            else:
                found.notes.append("no anchors yet: a tail that was cut would not be seen")
            return found
    if not there:
        found.wrong.append(f"the anchors are gone: {where.anchors} is missing, though there is a "
                           "key for them")  # fmt: skip
        return found
    read = Anchors(where.anchors).read(public)
    found.wrong += [f"{where.anchors}: {said}" for said in read.wrong]
    store = open_store(url, hall_id)
    store.connect_reading()
    try:
        _compare(store, in_force(read.of(hall_id), found.notes), found)
    finally:
        store.close()
    return found


def in_force(lines: list[Line], notes: list[str]) -> list[Line]:
    """The lines a journal must fit: a restore takes back those after where it began anew."""
    due: list[Line] = []
    for line in lines:
        if line["kind"] == "restored":
            lost = max((x["seq"] for x in due), default=0)
            if lost > line["seq"]:
                notes.append(
                    f"a backup was restored: events {line['seq'] + 1} to {lost} were lost then"
                )
            due = [x for x in due if x["seq"] <= line["seq"]]
        due.append(line)
    return due


def _compare(store: Store, due: list[Line], found: Findings) -> None:
    last, good = store.head().seq, 0
    for line in sorted(due, key=_seq):
        seq = line["seq"]
        if seq > last:
            found.bad_seq = last + 1
            found.why = f"the journal ends at {last}, an anchor stands at {seq}: its tail was cut"
            return
        rows = next(store.read(seq - 1, seq), []) if seq else []
        if seq and (not rows or rows[0].hash != line["hash"]):
            found.bad_seq = good + 1
            found.why = f"events {good + 1} to {seq} are not those that were anchored"
            return
        good = seq
        found.anchors += 1


def _seq(line: dict[str, Any]) -> int:
    return int(line["seq"])
