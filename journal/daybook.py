"""The daybook: a day's legs as columns of numbers, small enough to read a year of them at once.

A leg is one stay in line and at a counter. Of each the daybook keeps what reports count; which
ticket it was it does not keep. Packed little-endian, one column a fact; an index points into the
day's `labels`, 0 being nobody or nothing.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from queueing.ticket import AT_COUNTER_RULE

NONE = 0xFFFFFFFF
"""In a column of four bytes: it did not happen."""

# fact -> bytes a leg
FACTS: dict[str, int] = {
    "service": 2,  # index into labels
    "counter": 2,  # where it was last
    "officer": 2,
    "klass": 1,
    "leg": 1,  # counts from 1: the legs numbered 1 are the visits
    "issued": 4,  # ms after `base`: when the number was taken
    "entered": 4,  # ms after `base`: when its wait began to count
    "wait": 4,  # ms from there to the first call
    "took": 4,  # ms served, without hold; of finished and transferred legs whose start is known
    "held": 4,  # ms on hold
    "flags": 2,
    "recalls": 1,
    "p50": 4,  # s, as promised at the issue
    "p80": 4,
    "pad": 1,  # score given at the pad, 0 without
    "page": 1,  # score given on the citizen's page
    "pad_ms": 4,  # ms from the finish to the press at the pad
    "reasons": 4,  # a bit for each of the labels' reasons
}
CODES = {1: "B", 2: "H", 4: "I"}
LABELS = ("service", "counter", "officer", "klass")

FINISHED, TRANSFERRED, NO_SHOW, HELD, HAND, RETURNED, INACCURATE, CANCELLED, EXPIRED, AT_ONCE = (
    1 << n for n in range(10)
)
_OUTCOMES = {
    "finished": FINISHED, "transferred": TRANSFERRED, "no_show": NO_SHOW, "held": HELD,
    "returned": RETURNED, "cancelled": CANCELLED, "expired": EXPIRED,
}  # fmt: skip
_STATES = {"cancelled": CANCELLED, "expired": EXPIRED}


class Leg(NamedTuple):
    """One leg; times ms UTC, spans ms, None where it has not happened."""

    number: int
    service: str
    klass: str
    counter: str | None
    officer: str | None
    issued: int
    entered: int
    wait: int | None
    took: int | None
    held: int
    flags: int
    recalls: int
    p50: int | None
    p80: int | None
    pad: int
    page: int
    pad_ms: int | None
    reasons: tuple[str, ...]


def legs(
    visits: Iterable[Sequence[Any]],
    stretches: Iterable[Sequence[Any]],
    ratings: Iterable[Sequence[Any]],
) -> list[Leg]:
    """A day's legs, from the rows that journal.statements.of_day asks for, visits sorted."""
    rated: dict[tuple[int, int], list[Sequence[Any]]] = {}
    for row in ratings:
        rated.setdefault((row[0], row[1]), []).append(row)
    parts: dict[int, list[list[Sequence[Any]]]] = {}
    for row in stretches:
        of = parts.setdefault(row[0], [])
        if not of or of[-1][0][2] != row[2]:
            of.append([])
        of[-1].append(row)
    out = []
    for id, klass, state, issued, _number in visits:
        of = parts.get(id, [])
        for part in of:
            ended = _STATES.get(state, 0) if part is of[-1] else 0
            out.append(_leg(part, klass, issued, ended, rated.get((id, part[0][2]), ())))
    return out


def _leg(
    part: list[Sequence[Any]], klass: str, issued: int, flags: int,
    ratings: Sequence[Sequence[Any]],
) -> Leg:  # fmt: skip
    first = part[0]
    wait = took = None
    served = held = recalls = 0
    counter = officer = None
    done = 0
    for row in part:
        (_, _, _, kind, _, where, who, counts_from, began, ended, outcome, rule, hand, inaccurate,
         again, _, _) = row  # fmt: skip
        if kind == "waiting":
            if wait is None and outcome == "called":
                wait = max(0, ended - counts_from)
        else:
            counter, officer = where, who
            if kind == "serving":
                served += (ended or began) - began
                took = served
            elif kind == "held":
                held += (ended or began) - began
                flags |= HELD
            else:
                recalls = max(recalls, again)
                if rule == AT_COUNTER_RULE:  # served without a ticket: nobody waited
                    flags |= AT_ONCE
                    wait = None
                elif hand:
                    flags |= HAND
        flags |= _OUTCOMES.get(outcome or "", 0)
        if inaccurate:
            flags |= INACCURATE
        done = ended or 0
    # a return begins a second wait of the same leg
    if sum(row[3] == "waiting" for row in part) > 1:
        flags |= RETURNED
    if not flags & (FINISHED | TRANSFERRED):
        took = None
    pad = page = 0
    pad_ms = None
    reasons: list[str] = []
    for row in ratings:
        if row[2] == "pad":
            pad, pad_ms = row[3], max(0, row[8] - done)
        else:
            page = row[3]
        reasons += [r for r in json.loads(row[4]) if r not in reasons]
    return Leg(
        first[2], part[-1][4], klass, counter, officer, issued, first[7], wait, took, held, flags,
        recalls, first[15], first[16], pad, page, pad_ms, tuple(reasons),
    )  # fmt: skip


def pack(legs: Sequence[Leg]) -> tuple[Any, ...]:
    """(number of legs, base, labels as JSON, a column of bytes for each of FACTS)."""
    names: dict[str, dict[str, int]] = {label: {} for label in LABELS}
    reasons: dict[str, int] = {}
    base = min((min(leg.issued, leg.entered) for leg in legs), default=0)
    columns = {fact: array(CODES[size]) for fact, size in FACTS.items()}
    add = {fact: column.append for fact, column in columns.items()}
    for leg in legs:
        for label in LABELS:
            name = getattr(leg, label)
            index = names[label]
            add[label](0 if name is None else index.setdefault(name, len(index) + 1))
        bits = 0
        for reason in leg.reasons:
            bits |= 1 << min(reasons.setdefault(reason, len(reasons)), 31)
        add["leg"](min(leg.number, 255))
        add["issued"](leg.issued - base)
        add["entered"](leg.entered - base)
        add["wait"](_or_none(leg.wait))
        add["took"](_or_none(leg.took))
        add["held"](leg.held)
        add["flags"](leg.flags)
        add["recalls"](min(leg.recalls, 255))
        add["p50"](_or_none(leg.p50))
        add["p80"](_or_none(leg.p80))
        add["pad"](leg.pad)
        add["page"](leg.page)
        add["pad_ms"](_or_none(leg.pad_ms))
        add["reasons"](bits)
    if sys.byteorder != "little":
        for column in columns.values():
            column.byteswap()
    labels = {label: list(index) for label, index in names.items()}
    labels["reasons"] = list(reasons)
    return (
        len(legs), base, json.dumps(labels, ensure_ascii=False, sort_keys=True),
        *(columns[fact].tobytes() for fact in FACTS),
    )  # fmt: skip


def _or_none(value: int | None) -> int:
    return NONE if value is None else min(value, NONE - 1)
