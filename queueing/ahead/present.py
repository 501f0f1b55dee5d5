"""The present: a hall as it stands, in the shape in which the rest of its day is played.

Lines are copied, tickets are shared: nothing here or in a play changes the hall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from queueing.ahead.alike import alike
from queueing.ahead.expected import TABLE, Chance, Expected, remaining
from queueing.hall import Hall
from queueing.hours import Span
from queueing.lines import Entry, Key, counter_line, officer_line
from queueing.plan import Plan
from queueing.policies import Desks, desks
from queueing.state import CounterState

GHOST = 10**11  # ids of who takes a ticket now, for trial: beyond any ticket's
COMING = 10**12  # ids of who will come: beyond any ghost's
AWAY = -1  # not here in this session any more
NEVER = 2**62
STAYS_ON = 7_200_000  # ms: nobody serves longer than this past the end of a session


@dataclass(slots=True)
class Seat:
    """A counter. `ready[r]`: ms UTC at which it is free in play r, AWAY if it is not in this
    session; `until`: ms UTC from which its officer serves no more, whatever happens. `shifts[r]`:
    when it is open in play r, in order, instead of all that; who waits at the end of a session is
    served on as `Expected.stays` says, at the end of a shift within one nobody is."""

    id: str
    officer: str | None
    desks: Desks
    pace: float
    ready: list[int]
    paused: bool  # in this session, once at least
    here: bool  # opened in this or an earlier session of the day
    until: int = NEVER
    shifts: Sequence[tuple[Span, ...]] | None = None


@dataclass(slots=True)
class Present:
    """`lines` by key; `where`: ticket → (key, entry, service, class); `spans`: the sessions not yet
    over (who serves on past an end is in that session until the next one begins), the first with
    number `session`; `ghosts`: (service, class) → its id in the lines, the same for all that no
    counter tells apart."""

    moment: int  # ms UTC
    plan: Plan
    lines: dict[Key, list[Entry]]
    where: dict[int, tuple[Key, Entry, str, str]]
    seats: list[Seat]
    spans: list[Span]
    session: int
    sessions: int  # of the whole day
    runs: dict[str, int]
    ghosts: dict[tuple[str, str], int] = field(default_factory=dict)


def sessions_of(hall: Hall, now: int) -> list[Span]:
    """All sessions of the day of `now`; the whole day where the hall never closes."""
    plan = hall.settled()
    day: date = plan.hours.local(now).date()
    if plan.open_always:
        times = hall.times
        return [Span(times.start, times.end)] if times is not None else []
    return plan.hours.sessions(day)


def present(
    hall: Hall, now: int, expected: Expected, chance: Chance,
    ghosts: Iterable[tuple[str, str]] = (), been: Mapping[str, bool] | None = None,
) -> Present:  # fmt: skip
    """The hall at `now`. `ghosts`: (service, class) of whom to try a ticket for; a ghost stands in
    line, and when its turn comes it takes nobody's time. `been`: the counters that were open today,
    and whether they paused in their last session; those open now are among them anyway."""
    plan = hall.settled()
    spans = sessions_of(hall, now)
    nexts = [s.start for s in spans[1:]]
    past = sum(
        1
        for s, begins in zip(spans, [*nexts, NEVER], strict=False)
        if s.end + STAYS_ON <= now or begins <= now
    )
    here = Present(
        now,
        plan,
        {key: list(line) for key, line in hall.lines.items() if line},
        {},
        [],
        spans[past:],
        past,
        len(spans),
        dict(hall.runs),
    )
    for key, line in here.lines.items():
        for entry in line:
            ticket = hall.tickets[entry[1]]
            here.where[entry[1]] = key, entry, ticket.service, ticket.klass
    for counter in plan.counters:
        state = hall.counters.get(counter)
        if state is not None:
            here.seats.append(_seat(hall, state, here, expected, chance, been or {}))
    opening = spans[0].start if spans else now
    _haunt(hall, here, ghosts, max(now, opening))
    return here


def _haunt(hall: Hall, here: Present, ghosts: Iterable[tuple[str, str]], since: int) -> None:
    """Puts the ghosts into the lines. Services in the same lists of the same counters have the same
    next call for who comes now, so one ghost stands for all of them."""
    same = alike(seat.desks for seat in here.seats)
    ids: dict[tuple[Key, int], int] = {}
    for service, klass in ghosts:
        policy = hall.policy(service)
        key = service, policy.line_of(klass)
        rank = policy.rank(here.moment, klass, False, False, here.plan.policy)
        stands = same.get(key, key), rank
        id = ids.get(stands)
        if id is None:
            id = ids[stands] = GHOST + len(ids)
            entry = rank, id, since
            here.where[id] = key, entry, service, klass
            here.lines.setdefault(key, []).append(entry)
            here.lines[key].sort()
        here.ghosts[service, klass] = id


def _seat(
    hall: Hall, state: CounterState, here: Present, ex: Expected, chance: Chance,
    been: Mapping[str, bool],
) -> Seat:  # fmt: skip
    plan, now = here.plan, here.moment
    luck = chance.of(sum(map(ord, state.id)) * 977 + len(here.seats) * 31 + 7)
    plays = range(chance.plays)
    if state.session is None:
        was_here = state.id in been
        ready = _coming(state.id, was_here, here, ex, luck)
        return Seat(
            state.id, None, desks(plan, plan.counters[state.id]), 1.0, ready, False, was_here
        )  # fmt: skip
    officer = state.session.officer
    pace = ex.paces.get(officer, 1.0)
    paused = state.session.paused_at
    if paused is not None:
        ready = [now + remaining(ex.pauses, now - paused, luck[r]) for r in plays]
    elif state.ticket is None:
        ready = [now + ex.press[int(luck[r] * TABLE)] for r in plays]
    else:
        ticket = hall.tickets[state.ticket]
        leg = ticket.leg
        if leg.started_at is not None:
            table = ex.services.get(ticket.service)
            passed = now - leg.started_at - leg.held_ms
        else:
            table = ex.spells.get(ticket.service)
            passed = now - (leg.last_called_at or now)
        table = table or (600_000,) * TABLE
        gap = ex.gap
        ready = [now + gap + remaining(table, passed, luck[r], pace) for r in plays]
    if here.spans and now < here.spans[0].start:
        opens = here.spans[0].start
        ready = [max(t, opens) for t in ready]  # nobody is called before the hall opens
    return Seat(
        state.id, officer, hall.desks_of(state), pace, ready,
        paused is not None or been.get(state.id, False), True,
    )  # fmt: skip


def _coming(
    counter: str, here: bool, at: Present, ex: Expected, luck: Iterable[float]
) -> list[int]:  # fmt: skip
    """When a closed counter opens in this session, in each play; AWAY: it does not."""
    luck = list(luck)
    if not at.spans or at.spans[0].end <= at.moment:
        return [AWAY] * len(luck)
    span, now = at.spans[0], at.moment
    offsets = ex.openings.get(at.session) or (0,) * TABLE
    opens = ex.opens(counter, at.session, here)
    later = [o for o in offsets if span.start + o > now]
    if not later:
        return [AWAY] * len(luck)
    # not here yet: the later it is, the likelier that it stays so
    open_later = opens * len(later) / TABLE
    share = open_later / max(open_later + 1 - opens, 1e-9)
    out = []
    for u in luck:
        if u >= share:
            out.append(AWAY)
        else:
            offset = later[int(u / share * len(later))]
            out.append(max(span.start + offset, now, span.start))
    return out


# -- what if ------------------------------------------------------------------------------------


def with_counter(here: Present, counter: str, at: int) -> Present:
    """As it would be if somebody sat down at that counter at `at` (ms UTC) and stayed."""
    seats = [
        replace(s, ready=[at if t == AWAY or t > at else t for t in s.ready], here=True)
        if s.id == counter
        else s
        for s in here.seats
    ]
    return replace(here, seats=seats)


def without_counter(here: Present, counter: str, at: int) -> Present:
    """As it would be if that counter took nobody any more from `at` on."""
    seats = [replace(s, until=at) if s.id == counter else s for s in here.seats]
    return replace(here, seats=seats)


def moved(here: Present, officer_of: str, counter: str, at: int) -> Present:
    """The officer of one counter goes to another at `at`, as soon as nobody is before him."""
    old = next(s for s in here.seats if s.id == officer_of)
    out = without_counter(here, officer_of, at)
    plan = here.plan
    seats = [
        replace(
            s, officer=old.officer, pace=old.pace, here=True,
            desks=desks(plan, plan.counters[counter], old.officer),
            ready=[max(at, t) if t != AWAY else AWAY for t in old.ready],
        )
        if s.id == counter
        else s
        for s in out.seats
    ]  # fmt: skip
    return replace(out, seats=seats)


def longer(here: Present, by: int) -> Present:
    """The last session of the day ends `by` ms later."""
    if not here.spans:
        return here
    last = here.spans[-1]
    return replace(here, spans=[*here.spans[:-1], Span(last.start, last.end + by)])


def own_names(seat: Seat) -> tuple[str, ...]:
    """The names of the lines that are a seat's alone."""
    return (counter_line(seat.id), *((officer_line(seat.officer),) if seat.officer else ()))
