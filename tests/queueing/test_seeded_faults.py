"""Are the checks any good? Faults seeded into a copy of the rules, one at a time: each is caught.

A fault is a text of the rules' source replaced by another; the copy then lives through seeded days
under the same watch as the real rules, which pass.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.queueing.acts import busy_hall
from tests.queueing.driver import REAL, Driver
from tests.queueing.rules import Rules, seeded
from tests.queueing.tour import Tour
from tests.queueing.walk import walk
from tests.queueing.watch import rebuilt

SEEDS = range(6)
STEPS = 400


class Fault(NamedTuple):
    name: str
    file: str
    old: str
    new: str


FAULTS = [
    Fault("priority is worth too much", "policies/desk.py",
          "seconds = terms.head_start_priority", "seconds = terms.head_start_priority + 1"),
    Fault("head starts add up", "policies/desk.py",
          "seconds = max(seconds, terms.head_start_transferred)",
          "seconds += terms.head_start_transferred"),
    Fault("appointments take more than their share", "issuing.py",
          "(sum(recent) + 1) * 100 <= share", "sum(recent) * 100 <= share"),
    Fault("who is late for the slot keeps it", "policies/desk.py",
          "issued > slot + terms.slot_grace * 1000", "issued > slot + 10**9"),
    Fault("who comes back goes to the front", "policies/desk.py",
          "return now - min(max(now - no_show_at, 0), terms.return_credit * 1000)",
          "return no_show_at"),
    Fault("urgent is like priority", "policies/effective_time.py",
          "return ref - URGENT", "return ref - 1200000"),
    Fault("the second list is as good as the first", "policies/desk.py",
          "if head[2] <= late or head[0] < 0:", "if True:"),
    Fault("nothing overflows", "policies/desk.py",
          "if head[2] <= late or head[0] < 0:", "if head[0] < 0:"),
    Fault("the last of a line is called", "policies/desk.py",
          "head = line[0]", "head = line[-1]"),
    Fault("own lines are forgotten", "policies/desk.py", "for key in tier.own:", "for key in ():"),
    Fault("the ratio forgets who waited longest", "policies/ratio.py",
          "owed or priority < regular", "owed"),
    Fault("the ratio is one too large", "hall_state.py",
          "run >= groups[id].ratio", "run > groups[id].ratio"),
    Fault("undo forgets the ratio", "aside.py", "hall.runs[past.run[0]] = past.run[1]", "pass"),
    Fault("the ratio goes on from yesterday", "day.py", "    hall.runs = {}\n", ""),
    Fault("a kiosk gives what cannot be served today", "issuing.py",
          "return called <= times.gives_until + allowed * 60_000", "return True"),
    Fault("a call by hand counts for the ratio", "policies/ratio.py",
          'if rule not in ("first", "second", "overflow"):', "if False:"),
    Fault("strict lets regular pass", "policies/strict.py",
          'CLASSES = ("priority", "regular")', 'CLASSES = ("regular", "priority")'),
    Fault("desks are compared the wrong way round", "policies/__init__.py",
          "return min(picked,", "return max(picked,"),
    Fault("a line is not kept in order", "lines.py", "insort(line, entry)", "line.append(entry)"),
    Fault("one too many ahead", "lines.py",
          "return n + bisect_left(line, entry)", "return n + bisect_left(line, entry) + 1"),
    Fault("called stays in line", "calling.py",
          "    if ticket.state is State.WAITING:\n        hall.leave(ticket)\n    leg = ticket.leg",
          "    leg = ticket.leg"),
    Fault("next does not finish", "calling.py",
          "return self.over(who, now, here, ticket, None, (), self.due(ticket, None, False))",
          "return []"),
    Fault("on_next refuse is not heard", "calling.py",
          'self.settled().moves.on_next == "refuse"', "False"),
    Fault("officers pick whom they like", "calling.py",
          "if not self._mine(here, it):", "if False:"),
    Fault("the move table lets a finished ticket be called", "ticket.py",
          '"call": (frozenset({State.WAITING, State.NO_SHOW}), State.CALLED)',
          '"call": (frozenset({State.WAITING, State.NO_SHOW, State.FINISHED}), State.CALLED)'),
    Fault("a no-show is finished", "ticket.py",
          '"no_show": (frozenset({State.CALLED}), State.NO_SHOW)',
          '"no_show": (frozenset({State.CALLED}), State.FINISHED)'),
    Fault("no-show at once", "serving.py", "if now < not_before:", "if False:"),
    Fault("hold time is served time", "serving.py",
          "        leg.held_ms += event.at - leg.held_at\n        leg.held_at = None\n"
          "    counter.finished",
          "        leg.held_at = None\n    counter.finished"),
    Fault("the finished ticket stays at the counter", "serving.py",
          "counter.ticket = None", "pass"),
    Fault("rating stays open into the next visit", "serving.py", "counter.finished = None", "pass"),
    Fault("the rating window never closes", "ratings.py", "if now >= done.at + late:", "if False:"),
    Fault("rated as often as one likes", "ratings.py",
          "if channel in visit.rated_by:", "if False:"),
    Fault("a late press goes to the next visit", "ratings.py",
          "or ticket not in (None, done.ticket)", ""),
    Fault("undo at any time", "aside.py",
          "if now - past.at > self.settled().moves.undo_within * 1000:", "if False:"),
    Fault("undo of what has moved on", "aside.py",
          "if ticket.touched != past.touched:", "if False:"),
    Fault("undo forgets the totals", "aside.py",
          "hall.count(service, name, -amount)", "pass"),
    Fault("undo forgets the line", "aside.py",
          "        keep_own_line(hall, ticket)\n        hall.stand(ticket)", "        pass"),
    Fault("undo leaves the counter empty", "aside.py", "counter.ticket = past.held", "pass"),
    Fault("undo leaves the call on the boards", "aside.py",
          "or c.seq < past.seq]", "or True]"),
    Fault("a transfer begins a new visit", "aside.py",
          "ref, rank = self.rank_again(ticket, goes_to)", "ref, rank = now, now"),
    Fault("a closed counter keeps its line", "counters.py",
          "    _lapse(hall, counter=counter.id)\n", ""),
    Fault("two officers at one counter", "counters.py",
          "        if here.session is not None:\n            if here",
          "        if False:\n            if here"),
    Fault("one officer at two counters", "counters.py",
          "if elsewhere is not None:", "if False:"),
    Fault("closed with a ticket there", "counters.py",
          'self._nobody_here(here, "close")', "pass"),
    Fault("a number twice", "issuing.py",
          "        return n\n", "        return max(n - 1, series.first)\n"),
    Fault("numbers skip one", "issuing.py",
          'hall.next_n[data["series"]] = data["n"] + 1',
          'hall.next_n[data["series"]] = data["n"] + 1 + (data["n"] == 3)'),
    Fault("the range has no end", "issuing.py", "and n > series.last:", "and False:"),
    Fault("the quota is one too large", "issuing.py",
          "self.totals[service.id].issued >= service.quota",
          "self.totals[service.id].issued > service.quota"),
    Fault("the quota is one too small", "issuing.py",
          "self.totals[service.id].issued >= service.quota",
          "self.totals[service.id].issued >= service.quota - 1"),
    Fault("undo is over at once", "aside.py", "moves.undo_within * 1000", "moves.undo_within"),
    Fault("nobody may rate on a page", "ratings.py", "rating.page_window * 1000", "rating.levels"),
    Fault("a no-show takes minutes", "serving.py",
          "moves.no_show_not_before * 1000", "moves.no_show_not_before * 60000"),
    Fault("tickets at midnight", "issuing.py",
          "not times.gives_from <= now < times.gives_until", "False"),
    Fault("a kiosk without its limit", "issuing.py",
          "recent[-kiosk.per_hour] > now - HOUR", "False"),
    Fault("one person takes all", "issuing.py",
          "if had.count(service) >= plan.identity.a_service or", "if False and"),
    Fault("changing back keeps the quota", "tickets.py",
          'hall.count(ticket.service, "issued", -1)', "pass"),
    Fault("back as often as one likes", "tickets.py", "if it.returned:", "if False:"),
    Fault("any citizen cancels", "tickets.py",
          'if who.role == "citizen" and who.ticket != ticket:', "if False:"),
    Fault("urgent without a reason", "tickets.py", 'if klass == "urgent" and not reason:',
          "if False:"),
    Fault("the kiosk may change for ever", "tickets.py",
          "if now - it.issued_at > plan.moves.change_service_within * 1000:", "if False:"),
    Fault("a job printed twice", "paper.py",
          '"PrintStarted", "queued")', '"PrintStarted", "queued", "started")'),
    Fault("the void number's slip is printed", "tickets.py",
          'if old is not None and old.state == "queued":', "if False:"),
    Fault("tickets live through the night", "day.py", "elif ticket.state in OPEN:", "elif False:"),
    Fault("the day closes with paper in flight", "day.py",
          'if job.state in ("queued", "started"):', "if False:"),
    Fault("numbers go on from yesterday", "day.py", "    hall.next_n = {}\n", ""),
    Fault("alerts are lost overnight", "day.py",
          '"alerts": [asdict(a) for a in self.alerts.values()]', '"alerts": []'),
    Fault("new settings forget the lines", "day.py",
          "        if ticket.state is State.WAITING:\n            hall.stand(ticket)\n",
          "        pass\n"),
    Fault("a service with waiting tickets is taken away", "day.py",
          "if ticket.state in OPEN:\n                for", "if False:\n                for"),
    Fault("an open counter is taken away", "day.py",
          "if counter.session is not None and counter.id not in plan.counters:", "if False:"),
    Fault("a verb that changes the hall", "calling.py",
          "        self.not_paused(here)\n        events = self._make_room(who, now, here)\n"
          "        joining",
          "        here.idle_since = now\n        events = self._make_room(who, now, here)\n"
          "        joining"),
    Fault("a visit that goes on begins anew", "legs.py",
          "rank(ticket.first_ref, ticket.klass, slot, True, plan.policy)",
          "rank(self.at, ticket.klass, slot, True, plan.policy)"),
    Fault("without a ticket beside one who is there", "unticketed.py",
          'self._nobody_here(here, "serve")', "pass"),
    Fault("put off is used twice", "closing.py", "if right.used is not None:", "if False:"),
    Fault("put off lasts for ever", "closing.py", "if p.valid_on is None\n    ]", "if True\n    ]"),
    Fault("an officer's lists stay behind", "hall_state.py",
          "first, second = self.lists(counter.id)",
          "first, second = plan.counters[counter.id].first, plan.counters[counter.id].second"),
    Fault("apply reads the clock of the settings", "issuing.py",
          'since=data["counts_from"]', "since=event.at"),
]  # fmt: skip


def lives_through_it(rules: Rules, seeds: range = SEEDS) -> Exception | None:
    """What went wrong in the seeded days, None if nothing did."""
    try:
        driver = Driver(busy_hall(), rules)
        Tour(driver).whole()
        rebuilt(driver)
        for seed in seeds:
            driver = Driver(busy_hall(), rules)
            walk(driver, seed, STEPS)
            rebuilt(driver)
    except Exception as wrong:  # a crash of the rules is as good a catch as a check
        return wrong
    return None


def test_the_rules_themselves_live_through_the_seeded_days() -> None:
    assert lives_through_it(REAL) is None


def test_a_copy_without_a_fault_lives_through_them_as_well() -> None:
    with seeded("lines.py", "import annotations", "import annotations") as rules:
        assert lives_through_it(rules, range(1)) is None


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_a_seeded_fault_is_caught(fault: Fault) -> None:
    with seeded(fault.file, fault.old, fault.new) as rules:
        assert lives_through_it(rules) is not None, fault.name
