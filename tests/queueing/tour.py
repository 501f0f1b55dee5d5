"""The tour: one scripted day that goes to every limit of the rules, and one step past it.

Each step says whether it is refused; all else that must be so is the driver's to check.
"""

from __future__ import annotations

from typing import Any

from tests.queueing.acts import ELDERLY, OFFICERS, morning
from tests.queueing.detour import Detour
from tests.queueing.driver import Driver, ensure

SECOND, MINUTE, HOUR = 1000, 60_000, 3600_000


class Tour(Detour):
    def __init__(self, driver: Driver) -> None:
        self.d = driver
        who = driver.rules.Who
        self.an, self.binh, self.chi = (who("officer", officer=name) for name in OFFICERS)
        self.dung = who("officer", officer="dung")
        self.boss, self.desk = who("supervisor", officer="sep"), who("reception", officer="re")
        self.k1, self.k2 = who("kiosk", device="k1"), who("kiosk", device="k2")
        self.pad, self.printer = who("rating_pad", device="stars1"), who("printer", device="p1")

    def do(
        self, verb: str, who: Any, *args: Any, after: int = SECOND, no: str = "", **kw: Any
    ) -> Any:
        """The verb, `after` ms; `no`: the code with which it is refused."""
        self.d.now += after
        done = self.d.do(verb, who, *args, **kw)
        code = getattr(done, "code", "")
        ensure(code == no, f"{verb}: {code or 'done'}, not {no or 'done'}", args, kw)
        return done

    def issue(self, who: Any, service: str, **kw: Any) -> int:
        events = self.do("issue", who, service=service, **kw)
        return int(events[0].seq) if isinstance(events, list) else 0

    def whole(self) -> None:
        morning(self.d)
        parts = (self.ratio, self.serving, self.absence, self.aside, self.legs, self.unticketed,
                 self.undoing, self.desk_work, self.rating, self.paper, self.counters, self.limits,
                 self.cards, self.shares, self.put_off)  # fmt: skip
        for part in parts:
            part()

    def ratio(self) -> None:
        """One with priority after each two, undone and done again, and one by hand between."""
        usual = self.d.hall.plan.settings
        groups = [{**g, "policy": "ratio", "ratio": 2} for g in usual["service_groups"]]
        self.d.do("change_settings", self.d.the_hall, {**usual, "service_groups": groups})
        for _ in range(5):
            hand = self.issue(self.desk, "khai-sinh")
        for _ in range(2):
            self.issue(self.desk, "khai-sinh", klass="priority", ground=ELDERLY)
        for verb in ("call_next", "call_next", "call_next", "undo", "call_next", "call_next"):
            self.do(verb, self.an, "1")
        self.do("call", self.boss, "1", hand, "vội")
        for _ in range(3):
            self.do("call_next", self.an, "1")  # the last finds nobody
        self.d.do("change_settings", self.d.the_hall, usual)

    def serving(self) -> None:
        a, b = self.issue(self.k1, "khai-sinh"), self.issue(self.k1, "khai-sinh")
        self.issue(self.k1, "khai-sinh", klass="priority", ground=ELDERLY)
        self.issue(self.desk, "ket-hon", slot=self.d.now - 15 * MINUTE)
        self.issue(self.desk, "ket-hon", slot=self.d.now + 5 * MINUTE)
        for verb in ("call_next", "recall", "start", "finish"):
            self.do(verb, self.an, "1")
        self.do("call", self.boss, "1", a, "", no="bad_request")
        self.do("call", self.boss, "1", a, "đi lại khó")
        self.do("call_next", self.an, "1")
        self.do("call", self.binh, "2", b, "theo lượt")
        self.do("call", self.boss, "2", a, "đã xong", no="illegal_move")
        self.do("finish", self.an, "1")
        self.do("finish", self.binh, "2")
        both = {"klass": "priority", "ground": ELDERLY, "slot": self.d.now}
        self.do("cancel", self.desk, self.issue(self.desk, "ket-hon", **both))
        self.issue(self.desk, "so-do")
        first = self.issue(self.desk, "so-do", klass="priority", ground=ELDERLY)
        self.do("call", self.binh, "2", first, "quen", no="not_eligible")
        for _ in range(2):
            self.do("call_next", self.chi, "3")
        self.do("finish", self.chi, "3")

    def absence(self) -> None:
        self.issue(self.k1, "khai-sinh")
        id = self.do("call_next", self.an, "1")[-1].ticket
        self.do("no_show", self.an, "1", after=5 * SECOND, no="illegal_move")
        self.do("no_show", self.an, "1", after=30 * SECOND)
        self.do("return_", self.desk, id, after=4 * MINUTE)
        self.do("call", self.boss, "1", id, "gọi lại")
        self.do("no_show", self.an, "1", after=30 * SECOND)
        self.do("return_", self.desk, id, after=20 * MINUTE, no="illegal_move")

    def aside(self) -> None:
        id = self.issue(self.desk, "khai-sinh")
        self.do("call", self.boss, "1", id, "thử")
        self.do("start", self.an, "1")
        self.do("hold", self.an, "1", after=MINUTE)
        self.do("resume", self.binh, "2", id, no="not_eligible")
        self.do("resume", self.an, "1", id, after=5 * MINUTE)
        self.do("start", self.an, "1")
        self.do("transfer", self.an, "1", to_counter="3", note="thiếu", after=MINUTE)
        other = self.issue(self.desk, "khai-sinh")
        self.do("call", self.boss, "1", other, "thử")
        self.do("transfer", self.an, "1", to_officer="chi")
        self.do("call_next", self.chi, "3")
        self.do("start", self.chi, "3")
        on_hold = self.do("hold", self.chi, "3", after=MINUTE)[0].ticket
        self.do("resume", self.chi, "3", on_hold, after=MINUTE)
        self.do("start", self.chi, "3")
        self.do("finish", self.chi, "3", after=MINUTE)
        self.do("call_next", self.chi, "3")
        self.do("start", self.chi, "3")
        self.do("finish", self.chi, "3", after=2 * HOUR)
        self.issue(self.desk, "khai-sinh")
        self.do("call_next", self.an, "1")
        self.do("transfer", self.an, "1", to_counter="3")
        self.do("close", self.chi, "3")
        self.do("call_next", self.binh, "2")
        self.do("finish", self.binh, "2")
        self.do("open", self.chi, "3")
        # priority and sent on: the head starts of 20 and 10 minutes do not make 30
        first = self.issue(self.desk, "khai-sinh")
        late = self.issue(
            self.desk, "khai-sinh", klass="priority", ground=ELDERLY, after=25 * MINUTE
        )
        self.do("call", self.boss, "1", late, "thử")
        self.do("transfer", self.an, "1", service="ket-hon")
        for id in (first, late):
            self.do("cancel", self.desk, id)

    def undoing(self) -> None:
        for service in ("khai-sinh", "ket-hon"):
            self.issue(self.desk, service)
        moves = (("call_next",), ("start",), ("hold",), ("finish",))
        for verb, *args in moves:
            self.do(verb, self.an, "1", *args)
            self.do("undo", self.an, "1")
            self.do("undo", self.an, "1", no="illegal_move")
            self.do(verb, self.an, "1", *args)
            self.do("undo", self.an, "1", after=11 * SECOND, no="too_late")
            if verb == "hold":
                self.do("resume", self.an, "1", self.d.log[-1].ticket)
        self.issue(self.desk, "khai-sinh")
        id = self.do("call_next", self.an, "1")[-1].ticket
        self.do("transfer", self.an, "1", to_counter="2")
        self.do("undo", self.an, "1")
        self.do("transfer", self.an, "1", to_counter="2")
        self.do("call_next", self.binh, "2")
        self.do("undo", self.an, "1", no="illegal_move")
        self.do("finish", self.binh, "2")
        self.do("cancel", self.desk, id, no="illegal_move")

    def desk_work(self) -> None:
        Who = self.d.rules.Who
        id, other = self.issue(self.k1, "khai-sinh", printer="p1"), self.issue(self.k2, "ket-hon")
        self.do("change_service", self.k1, id, "ket-hon")
        self.do("change_service", self.k2, id, "khai-sinh", no="not_allowed")
        self.do("change_service", self.k1, id, "khai-sinh", after=70 * SECOND, no="too_late")
        self.do("grant", self.an, id, "urgent", "khan-cap", "ốm", no="not_allowed")
        self.do("grant", self.boss, id, "urgent", "khan-cap", no="bad_request")
        self.do("grant", self.boss, id, "urgent", "khan-cap", "ốm")
        self.do("grant", self.desk, other, "priority", ELDERLY)
        self.do("cancel", Who("citizen", ticket=id), other, no="not_allowed")
        self.do("cancel", Who("citizen", ticket=other), other)
        self.do("note", self.desk, other, "đã về", no="illegal_move")
        self.do("call_next", self.an, "1")
        self.do("note", self.an, id, "thiếu bản sao")
        self.do("raise_alarm", self.an, "1")
        self.do("answer_alarm", self.binh, "1")
        self.do("end_alarm", self.an, "1")
        self.do("finish", self.an, "1")

    def rating(self) -> None:
        page = self.d.rules.Who("citizen", ticket=self.issue(self.desk, "khai-sinh"))
        self.do("call", self.boss, "1", page.ticket, "thử")
        self.do("start", self.an, "1")
        self.do("finish", self.an, "1")
        at_pad = ((1, "rating_closed"), (None, ""), (page.ticket, "already_rated"))
        for ticket, no in at_pad:
            self.do("rate", self.pad, counter="1", leg=1, score=5, ticket=ticket, no=no)
        on_page = ((page.ticket, ""), (page.ticket, "already_rated"), (1, "not_allowed"))
        for ticket, no in on_page:
            self.do("rate", page, ticket=ticket, leg=1, score=2, reasons=("cho-lau",), no=no)
        for verb in ("call_next", "finish", "call_next", "start"):
            self.issue(self.desk, "khai-sinh")
            self.do(verb, self.an, "1")
        self.do("rate", self.pad, counter="1", leg=1, score=4, no="rating_closed")
        self.do("finish", self.an, "1")
        self.do("rate", self.pad, counter="1", leg=1, score=9, no="bad_request")
        late = {"after": 40 * SECOND, "no": "rating_closed"}
        self.do("rate", self.pad, counter="1", leg=1, score=4, **late)

    def paper(self) -> None:
        id = self.issue(self.desk, "khai-sinh", printer="p1")
        self.do("print_confirmed", self.printer, id, no="illegal_move")
        over = "illegal_move"
        for verb, no in (("started", ""), ("started", over), ("confirmed", ""), ("started", over)):
            self.do(f"print_{verb}", self.printer, id, no=no)
        again = self.do("reprint", self.desk, id)[0].seq
        self.do("print_failed", self.printer, again, "hết giấy")
        self.do("print_started", self.printer, again, no="illegal_move")
        self.do("print_started", self.printer, self.do("reprint", self.desk, id)[0].seq)
        self.do("raise_alert", self.d.the_hall, "paper", "p1", "warning", "hết giấy")
        self.do("escalate_alert", self.boss, "paper", "p1", "manager", no="not_allowed")
        self.do("escalate_alert", self.d.the_hall, "paper", "p9", "manager", no="unknown_alert")
        self.do("escalate_alert", self.d.the_hall, "paper", "p1", "manager")
        self.do("tell_alerts", self.boss, 1, no="not_allowed")
        self.do("tell_alerts", self.d.the_hall, self.d.hall.seq)

    def counters(self) -> None:
        self.do("open", self.an, "4", no="counter_busy")
        self.do("open", self.dung, "1", no="counter_taken")
        self.do("take_over", self.binh, "1", no="counter_busy")
        self.do("call_next", self.an, "1")
        self.do("close", self.an, "1", no="illegal_move")
        self.do("take_over", self.dung, "1")
        self.do("call_next", self.an, "1", no="not_your_counter")
        self.do("finish", self.dung, "1")
        self.do("pause", self.dung, "1", "nghỉ")
        self.do("call_next", self.dung, "1", no="illegal_move")
        self.do("unpause", self.dung, "1")
        self.do("call_next", self.dung, "1")
        new = {**self.d.hall.plan.settings}
        new["counters"] = new["counters"][1:]
        self.do("change_settings", self.d.the_hall, new, no="illegal_move")
        new = {**self.d.hall.plan.settings}
        new["services"] = new["services"][1:]
        self.do("change_settings", self.d.the_hall, new, no="illegal_move")
        other = {**new["hall"], "id": "another"}
        self.do("change_settings", self.d.the_hall, {**new, "hall": other}, no="illegal_move")
        new = {**self.d.hall.plan.settings}
        new["hall"] = {**new["hall"], "on_next": "refuse", "officer_may_pick": False}
        self.do("change_settings", self.d.the_hall, new)
        self.do("call_next", self.dung, "1", no="illegal_move")
        self.do("finish", self.dung, "1")

    def limits(self) -> None:
        for n in range(1, 11):
            self.issue(self.desk, "sao-y", no="quota_reached" if n > 9 else "")
            self.issue(self.desk, "so-do", no="quota_reached" if n > 6 else "")
            # one more of this hour's eight was for the paper
            self.issue(self.k1, "khai-sinh", no="too_many_tickets" if n > 7 else "")
        first = self.d.hall.waiting("so-do")[0].id
        self.do("change_service", self.desk, first, "khai-sinh")
        self.issue(self.desk, "so-do")
        for service, no in (
            ("khai-sinh", ""), ("khai-sinh", "too_many_tickets"), ("ket-hon", ""),
            ("so-do", "quota_reached"),
        ):  # fmt: skip
            self.issue(self.desk, service, person="p", after=HOUR // 4, no=no)
        self.do("close_service", self.boss, "ket-hon", "hỏng máy")
        self.issue(self.k1, "ket-hon", after=HOUR, no="service_closed")
        self.do("call_next", self.dung, "1")
        self.do("hold", self.dung, "1")
        self.do("call_next", self.dung, "1")
        self.issue(self.k1, "khai-sinh", forecast=24 * 3600, no="no_time_left")
        self.issue(self.desk, "khai-sinh", forecast=24 * 3600)
        self.issue(self.k1, "khai-sinh", forecast=600)
        while self.d.now % (24 * HOUR) < 10 * HOUR + 40 * MINUTE:  # 17:40 in the hall
            self.d.now += 20 * MINUTE
        self.issue(self.k1, "khai-sinh", no="hall_closed")
        morning(self.d)
        self.issue(self.k1, "khai-sinh")
        self.do("return_", self.desk, first, no="unknown_ticket")

    def shares(self) -> None:
        """A fifth of a service's tickets may have an appointment's head start."""
        usual = self.d.hall.plan.settings
        fifth = {**usual, "policy": {**usual["policy"], "slot_share": 20}}
        self.d.do("change_settings", self.d.the_hall, fifth)
        for slot in (True, False, True, True, False, False, True):
            more = {"slot": self.d.now + 5 * MINUTE} if slot else {}
            self.issue(self.desk, "ket-hon", **more)
        self.d.do("change_settings", self.d.the_hall, usual)

    def cards(self) -> None:
        """A kiosk asks who it is, for one service; changing the service is no way around it."""
        usual = self.d.hall.plan.settings
        card = {"asked": True, "services": ["ket-hon"], "a_day": 2, "a_service": 1, "purpose": {}}
        asking = {**usual, "hall": {**usual["hall"], "identity": card}}
        self.d.do("change_settings", self.d.the_hall, asking)
        self.issue(self.k1, "ket-hon", no="identity_needed")
        self.issue(self.desk, "ket-hon")
        other = self.issue(self.k1, "khai-sinh")
        self.do("change_service", self.k1, other, "ket-hon", no="identity_needed")
        mine = self.issue(self.k1, "khai-sinh", person="q")
        self.do("change_service", self.k1, mine, "ket-hon")
        self.issue(self.k1, "ket-hon", person="q", no="too_many_tickets")
        mine = self.issue(self.k1, "khai-sinh", person="q")
        self.do("change_service", self.k1, mine, "ket-hon", no="too_many_tickets")
        self.issue(self.k1, "khai-sinh", person="q", no="too_many_tickets")
        self.d.do("change_settings", self.d.the_hall, usual)
