"""A kiosk's reserve: numbers it holds for the time when it cannot reach the hall.

They are leased from every series it offers, apart from what is given out day by day, to one
browser (`holder`): another one at the same kiosk cannot know which of them were given. What was
given meanwhile is entered once the kiosk is back, in line since the time it was given. What is left
when the day ends is void.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count as counting
from itertools import islice

from queueing.events import Event
from queueing.handwritten import MOST, Handwritten
from queueing.plan import KioskPlan, Series
from queueing.refusal import Refusal
from queueing.state import Lease
from queueing.who import Who

APART = 500  # numbers of a series before the first reserve: hardly a day comes so far


class Reserve(Handwritten):
    def reserve_numbers(self, who: Who, now: int, holder: str) -> list[Event]:
        """Blocks for the series of which this holder has half a reserve or less; [] if there are
        none. A kiosk has at most MOST numbers of a series a day, whoever holds them."""
        kiosk = self._at_kiosk(who, now)
        if not holder:
            raise Refusal("bad_request", "a reserve has a holder")
        events: list[Event] = []
        taken: set[str] = set()  # by the blocks of this same act: two series may share letters
        for series in self._series_of(kiosk):
            mine = [x for x in self._leases_of(kiosk.id) if x.series == series.id]
            left = [n for x in mine if x.holder == holder for n in unused(x)]
            if 2 * len(left) > kiosk.reserve or sum(len(x.numbers) for x in mine) >= MOST:
                continue
            first = self._free_block(series, kiosk.reserve, taken)
            if first is None:
                continue
            numbers = [series.number(n) for n in range(first, first + kiosk.reserve)]
            taken.update(numbers)
            data = {
                "series": series.id, "first": first, "numbers": numbers,
                "kiosk": kiosk.id, "holder": holder,
            }  # fmt: skip
            events.append(self.event(now, "NumbersLeased", data, n=1 + len(events), who=who))
        return events

    def use_reserved(
        self, who: Who, now: int, number: str, service: str, given_at: int, *,
        klass: str = "regular", ground: str | None = None, needs: Iterable[str] = (),
        language: str | None = None,
    ) -> list[Event]:  # fmt: skip
        """A number that the kiosk gave at `given_at` (ms UTC) while it was alone: a ticket, in line
        since then – not before the block was leased, not later than now."""
        kiosk = self._at_kiosk(who, now)
        lease, n = self._open(number)
        if lease.kiosk != kiosk.id:
            raise Refusal("unknown_number", f"{number} is not of this kiosk's reserve")
        since = min(max(given_at, lease.at), now)
        return self._enter(
            who, now, lease, n, number, service, since, klass=klass, ground=ground, needs=needs,
            language=language,
        )  # fmt: skip

    def reserve_of(self, kiosk: str, holder: str) -> dict[str, list[str]]:
        """The numbers a holder may still give, by series."""
        out: dict[str, list[str]] = {}
        for lease in self._leases_of(kiosk):
            if lease.holder == holder and (numbers := unused(lease)):
                out.setdefault(lease.series, []).extend(numbers)
        return out

    def _at_kiosk(self, who: Who, now: int) -> KioskPlan:
        plan = self.at_work(now)
        if who.role != "kiosk":
            raise Refusal("not_allowed", f"a {who.role} has no reserve of numbers")
        kiosk = plan.kiosks.get(who.device or "")
        if kiosk is None:
            raise Refusal("unknown_kiosk", f"no kiosk {who.device!r}")
        return kiosk

    def _leases_of(self, kiosk: str) -> list[Lease]:
        return [lease for lease in self.leases.values() if lease.kiosk == kiosk]

    def _series_of(self, kiosk: KioskPlan) -> list[Series]:
        """Of the services it may give alone: where a card is asked for, the hall must be asked."""
        plan = self.settled()
        if not kiosk.reserve:
            return []
        asks = plan.identity.services if not plan.open_always else frozenset()
        offered = [plan.services[s].series for s in kiosk.services if s not in asks]
        return list({series.id: series for series in offered}.values())

    def _free_block(self, series: Series, count: int, taken: set[str]) -> int | None:
        """The n from which so many in a row are free; None: the series ends before."""
        n = max(series.first + APART, self.next_n.get(series.id, series.first))
        while series.last is None or n + count - 1 <= series.last:
            used = [
                at
                for at in islice(counting(n), count)
                if (number := series.number(at)) in self.numbers
                or number in self.leased
                or number in taken
            ]
            if not used:
                return n
            n = used[-1] + 1
        return None


def unused(lease: Lease) -> list[str]:
    return [number for number, state in lease.numbers.items() if state is None]
