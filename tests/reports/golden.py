"""The golden day: five tickets on Sunday 22 November 2026, small enough to reckon by hand.

    07:30 an opens counter 1                    09:00 binh opens counter 3
    A001 khai-sinh 08:00, told 300–600 s: called 08:30, again 08:31, no-show 08:32, back 08:40,
         called 08:45, start 08:46, hold 08:50, resume 08:55, start 08:56, finish 09:00; on the
         phone at 09:05: 2 of 5, "cho-lau", a comment
    A002 khai-sinh 08:00, priority, told 300–600 s: called 08:10, start 08:12, finish 08:20;
         at the pad at 08:20:10: 5 of 5
    B001 so-do 09:00: called by hand 09:40 at counter 3, start 09:41, passed on to khai-sinh 09:51;
         called 10:01 at counter 1, start 10:02, finished at 19:02: nine hours
    C001 sao-y 10:00, left 10:30                C002 sao-y 11:00, never called
    printer p1 out of use 10:10–10:46           counter 3 paused 11:00–11:30
    12:00 the wall clock falls back by an hour  19:10, 19:30 counters close; 20:00 the day

Legs: A001, A002, B001 twice, C001, C002: six, of which four were called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine
from journal import Journal
from languages import Languages
from queueing.plan import Plan
from queueing.who import THE_HALL, Who
from reports import files
from reports.question import Question
from reports.run import Answer, run
from tests.fakes.clock import SUNDAY_MORNING, FakeClock
from tests.halls import small_hall, text

DAY = "2026-11-22"
KIOSK = Who("kiosk", device="k1")
AN, BINH = Who("officer", officer="an"), Who("officer", officer="binh")
BOSS, MANAGER = Who("supervisor", officer="sếp"), Who("manager", officer="quan")
NASTY = '=HYPERLINK("http://x")\r\n<img src=x onerror=alert(1)>'
WORDS = Languages(["vi", "en"])


def settings() -> dict[str, Any]:
    pads = [{"id": "r1", "kind": "rating", "counter": "1", "port": None}]
    hall = small_hall(pads=pads)
    hall["services"][2]["name"] = text("=1+1 Cấp sổ đỏ", '<img src=x onerror="alert(1)">')
    return hall


class Golden:
    """A journal of which some hours or days are made; `at("08:10")` moves the clock there."""

    def __init__(
        self, url: str, config: dict[str, Any] | None = None, start: int = SUNDAY_MORNING
    ) -> None:
        self.url = url
        self.settings = config or settings()
        self.clock = FakeClock(start)
        self.journal = Journal(url, "test", engine.make("threading"), self.clock, self.settings)

    def at(self, clock: str, day: int = 0) -> None:
        """Local time HH:MM[:SS], `day` days after Sunday. Time does not go back."""
        h, m, s = (int(p) for p in f"{clock}:00".split(":")[:3])
        due = SUNDAY_MORNING + ((h * 60 + m) * 60 + s - 27_000 + day * 86_400) * 1000
        ahead = due - self.journal.now()
        assert ahead >= 0
        self.clock.advance(ms=ahead)

    def do(self, verb: str, who: Who, *args: Any, **more: Any) -> int:
        """The ticket of the verb's last event."""
        reply = self.journal.do(
            lambda hall, now: getattr(hall, verb)(who, now, *args, **more),
            lambda hall, events: (200, {"ticket": events[-1].ticket if events else None}),
            caller="test", route=verb,
        )  # fmt: skip
        return reply.body["ticket"]

    def ask(self, name: str, first: str = DAY, last: str = DAY, lang: str = "en", **more: Any):
        plan = Plan.read(self.settings)
        question = Question(name, first, last, lang, **more)
        return run(self.url, plan, WORDS, question, self.journal.now())

    def close(self) -> None:
        self.journal.close()


def make(url: str) -> Golden:
    """The golden day, closed."""
    g = Golden(url)
    told = {"p50": 300, "p80": 600}
    steps: list[tuple[str, Callable[[], Any]]] = []
    seen: dict[str, int] = {}

    def step(clock: str, verb: str, who: Who, *args: Any, name: str = "", **more: Any) -> None:
        def act() -> None:
            values = [seen[a[1:]] if isinstance(a, str) and a[:1] == "#" else a for a in args]
            some = {k: seen[v[1:]] if isinstance(v, str) and v[:1] == "#" else v
                    for k, v in more.items()}  # fmt: skip
            ticket = g.do(verb, who, *values, **some)
            if name:
                seen[name] = ticket

        steps.append((clock, act))

    step("07:30", "open", AN, "1")
    step("08:00", "issue", KIOSK, service="khai-sinh", estimate=told, name="A001")
    step("08:00", "issue", KIOSK, service="khai-sinh", klass="priority",
         ground="nguoi-cao-tuoi", estimate=told, name="A002")  # fmt: skip
    step("08:10", "call_next", AN, "1")
    step("08:12", "start", AN, "1")
    step("08:20", "finish", AN, "1")
    pad = Who("rating_pad", device="r1")
    step("08:20:10", "rate", pad, score=5, counter="1", leg=1)
    step("08:30", "call_next", AN, "1")
    step("08:31", "recall", AN, "1")
    step("08:32", "no_show", AN, "1")
    step("08:40", "return_", BOSS, "#A001")
    step("08:45", "call_next", AN, "1")
    step("08:46", "start", AN, "1")
    step("08:50", "hold", AN, "1")
    step("08:55", "resume", AN, "1", "#A001")
    step("08:56", "start", AN, "1")
    step("09:00", "finish", AN, "1")
    step("09:00", "open", BINH, "3")
    step("09:00", "issue", KIOSK, service="so-do", name="B001")
    steps.append(("09:05", lambda: g.do(
        "rate", Who("citizen", ticket=seen["A001"]), score=2, reasons=["cho-lau"], comment=NASTY,
        ticket=seen["A001"], leg=1)))  # fmt: skip
    step("09:40", "call", BOSS, "3", "#B001", "xin đi trước")
    step("09:41", "start", BINH, "3")
    step("09:51", "transfer", BINH, "3", service="khai-sinh")
    step("10:00", "issue", KIOSK, service="sao-y", name="C001")
    step("10:01", "call_next", AN, "1")
    step("10:02", "start", AN, "1")
    step("10:10", "raise_alert", THE_HALL, "printer", "p1", "critical", "cover")
    step("10:30", "cancel", BOSS, "#C001")
    step("10:46", "clear_alert", THE_HALL, "printer", "p1")
    step("11:00", "issue", KIOSK, service="sao-y", name="C002")
    step("11:00", "pause", BINH, "3", "giải lao")
    step("11:30", "unpause", BINH, "3")
    steps.append(("12:00", lambda: g.clock.jump(-3600)))
    step("19:02", "finish", AN, "1")
    step("19:10", "close", BINH, "3")
    step("19:30", "close", AN, "1")
    step("20:00", "close_day", MANAGER)
    for clock, act in steps:
        g.at(clock)
        act()
    return g


def rows(answer: Answer, table: str) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them."""
    found = files.to_json(answer)["tables"]
    return next(t["rows"] for t in found if t["id"] == table)
