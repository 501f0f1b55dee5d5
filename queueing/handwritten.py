"""Handwritten numbers: blocks of slips given out by hand while the machines stood still.

A block is leased from a series beforehand and stands apart from what kiosks give; afterwards staff
enter each of its numbers: a ticket, in line as of the time written on the slip, or void. What is
left when the day ends is void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from queueing.events import Event
from queueing.issuing import Issuing
from queueing.policies.desk import reference
from queueing.refusal import Refusal
from queueing.state import Lease
from queueing.who import Who

FIRST = 901  # where a block begins if nobody says otherwise: few series come so far
MOST = 200  # numbers of a block


class Handwritten(Issuing):
    def lease_numbers(
        self, who: Who, now: int, service: str, count: int, first: int | None = None
    ) -> list[Event]:
        """A block of `count` numbers of the service's series, from `first` on."""
        self.at_work(now)
        self._may_enter(who)
        series = self.service(service).series
        first = FIRST if first is None else first
        if not 1 <= count <= MOST or first < series.first:
            raise Refusal("bad_request", f"1 to {MOST} numbers, from {series.first} on")
        if series.last is not None and first + count - 1 > series.last:
            raise Refusal("bad_request", f"the series ends at {series.last}")
        numbers = [series.number(n) for n in range(first, first + count)]
        used = next((x for x in numbers if x in self.numbers or x in self.leased), None)
        if used is not None or first < self.next_n.get(series.id, series.first):
            raise Refusal("numbers_taken", f"{used or numbers[0]} is given out already")
        data = {"series": series.id, "first": first, "numbers": numbers}
        return [self.event(now, "NumbersLeased", data, who=who)]

    def enter_number(
        self, who: Who, now: int, number: str, service: str, taken_at: int, *,
        klass: str = "regular", ground: str | None = None, needs: Iterable[str] = (),
    ) -> list[Event]:  # fmt: skip
        """A slip of a block that was given out: a ticket with that number, which has stood in line
        since `taken_at` (ms UTC, today). Hours and quotas do not matter: it was given."""
        self.at_work(now)
        self._may_enter(who)
        lease, n = self._open(number)
        times = self.times
        assert times is not None
        if not times.start <= taken_at <= now:
            raise Refusal("bad_request", "the time on the slip is not of today, or still to come")
        return self._enter(
            who, now, lease, n, number, service, taken_at, klass=klass, ground=ground, needs=needs
        )

    def _enter(
        self, who: Who, now: int, lease: Lease, n: int, number: str, service: str, taken_at: int,
        *, klass: str, ground: str | None, needs: Iterable[str], language: str | None = None,
    ) -> list[Event]:  # fmt: skip
        """The ticket of a leased number, in line since `taken_at`."""
        plan, times = self.settled(), self.times
        assert times is not None
        wanted = self.service(service)
        if wanted.series.id != lease.series:
            raise Refusal("bad_request", f"{number} is no number of {service}")
        needs = self.check_needs(needs)
        self._check_ground(plan, who, klass, ground)
        ref = reference(taken_at, None, plan.policy)
        policy = self.policy(service)
        rank = policy.rank(ref, klass, False, False, plan.policy)
        counts_from = max(taken_at, times.opening or 0)
        ahead = self.before(service, service, policy.line_of(klass), (rank, self.seq + 1, 0))
        data: dict[str, Any] = {
            "number": number, "series": lease.series, "n": n, "lease": lease.id,
            "service": service, "class": klass, "ground": ground, "needs": list(needs),
            "language": language or plan.settings["languages"][0], "printer": None, "slot": None,
            "ref": ref, "rank": rank, "counts_from": counts_from, "ahead": ahead, "estimate": None,
        }  # fmt: skip
        return [self.event(now, "TicketIssued", data, who=who, ticket=self.seq + 1)]

    def void_numbers(self, who: Who, now: int, numbers: Iterable[str]) -> list[Event]:
        """Slips of blocks that were not given out, or whose owners have gone."""
        self.at_work(now)
        self._may_enter(who)
        found: dict[int, list[str]] = {}
        for number in dict.fromkeys(numbers):
            lease = self._open(number)[0]
            if lease.kiosk is not None:  # it may have given that number, or be about to
                raise Refusal("not_allowed", f"{number} is of the reserve of {lease.kiosk}")
            found.setdefault(lease.id, []).append(number)
        if not found:
            raise Refusal("bad_request", "no number is named")
        return [
            self.event(now, "NumberSet", void(id, named), n=1 + at, who=who)
            for at, (id, named) in enumerate(found.items())
        ]

    def _open(self, number: str) -> tuple[Lease, int]:
        """The block of a number still to be entered, and its place in the series."""
        lease = self.leases.get(self.leased.get(number, 0))
        if lease is None:
            raise Refusal("unknown_number", f"{number[:12]} is in no block of today")
        if lease.numbers[number] is not None:
            raise Refusal(
                "illegal_move", f"{number} is entered already", state=lease.numbers[number]
            )
        return lease, lease.first + list(lease.numbers).index(number)

    def _may_enter(self, who: Who) -> None:
        if who.role not in ("reception", "supervisor", "hall"):
            raise Refusal("not_allowed", f"a {who.role} does not enter handwritten numbers")


def void(lease: int, numbers: list[str]) -> dict[str, Any]:
    """The data of a NumberSet."""
    return {"lease": lease, "numbers": numbers, "state": "void"}


def _leased(hall: Issuing, event: Event) -> None:
    data = event.data
    numbers = dict.fromkeys(data["numbers"])
    hall.leases[event.seq] = Lease(
        event.seq, data["series"], data["first"], numbers, event.at,
        data.get("kiosk"), data.get("holder"),
    )  # fmt: skip
    hall.leased.update(dict.fromkeys(numbers, event.seq))


def _set(hall: Issuing, event: Event) -> None:
    lease = hall.leases[event.data["lease"]]
    lease.numbers.update(dict.fromkeys(event.data["numbers"], event.data["state"]))


APPLY: dict[str, Callable[[Any, Event], None]] = {"NumbersLeased": _leased, "NumberSet": _set}
