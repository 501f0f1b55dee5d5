"""A morning in a small hall, for tests that tell one thing at a time."""

from __future__ import annotations

from typing import Any

from queueing.refusal import Refusal
from queueing.ticket import Ticket
from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.driver import MONDAY, Driver

AN, BINH, CHI = (Who("officer", officer=name) for name in ("an", "binh", "chi"))
BOSS, DESK, K1 = Who("supervisor", officer="sep"), Who("reception", officer="re"), Who(
    "kiosk", device="k1"
)  # fmt: skip
PRINTER, PAD = Who("printer", device="p1"), Who("rating_pad", device="stars1")
ELDERLY = "nguoi-cao-tuoi"


class Morning:
    """A driver whose verbs must succeed, unless `no` asks for a refusal. Time passes by `wait`."""

    def __init__(self, settings: dict[str, Any] | None = None, now: int = MONDAY) -> None:
        self.driver = Driver(settings or small_hall(), now=now)

    @property
    def hall(self) -> Any:
        return self.driver.hall

    @property
    def now(self) -> int:
        return self.driver.now

    def wait(self, seconds: float) -> None:
        self.driver.now += int(seconds * 1000)

    def do(self, verb: str, who: Who, *args: Any, **kw: Any) -> list[Any]:
        done = self.driver.do(verb, who, *args, **kw)
        assert not isinstance(done, Refusal), done
        return done

    def no(self, verb: str, who: Who, *args: Any, **kw: Any) -> Refusal:
        done = self.driver.do(verb, who, *args, **kw)
        assert isinstance(done, Refusal), "should have been refused"
        return done

    def issue(self, service: str = "khai-sinh", who: Who = DESK, **kw: Any) -> int:
        self.wait(1)
        return int(self.do("issue", who, service=service, **kw)[0].seq)

    def ticket(self, id: int) -> Ticket:
        ticket: Ticket = self.hall.tickets[id]
        return ticket

    def open(self, who: Who = AN, counter: str = "1") -> None:
        self.do("open", who, counter)

    def next(self, who: Who = AN, counter: str = "1") -> int | None:
        self.wait(1)
        self.do("call_next", who, counter)
        return self.hall.counters[counter].ticket  # type: ignore[no-any-return]

    def serve(self, id: int, who: Who = AN, counter: str = "1", seconds: float = 60) -> None:
        """Called by hand, served, finished."""
        self.do("call", BOSS, counter, id, "thử")
        self.do("start", who, counter)
        self.wait(seconds)
        self.do("finish", who, counter)


def working(**hall: object) -> Morning:
    """Counters 1 (an), 2 (binh) and 3 (chi) are open."""
    m = Morning(small_hall(hall=hall) if hall else None)
    for who, counter in ((AN, "1"), (BINH, "2"), (CHI, "3")):
        m.open(who, counter)
    return m
