"""The tour's less usual parts: several services, without a ticket, put off to the next day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.queueing.acts import ELDERLY, morning
from tests.queueing.driver import Driver

SECOND, MINUTE, HOUR = 1000, 60_000, 3600_000


class Detour:
    """A part of Tour."""

    d: Driver
    an: Any
    boss: Any
    desk: Any
    k1: Any
    do: Callable[..., Any]  # as Tour has them
    issue: Callable[..., int]

    def legs(self) -> None:
        """Hand in, pay, collect: by itself, as the officer says, and called again at once."""
        id = self.issue(self.desk, "khai-sinh", then=("sao-y", "ket-hon"))
        self.issue(self.k1, "khai-sinh", then=("sao-y",), no="not_allowed")
        self.issue(self.desk, "khai-sinh", then=("khai-sinh",), no="bad_request")
        self.do("call", self.boss, "1", id, "thử")
        self.do("start", self.an, "1")
        both = {"next_service": "sao-y", "end": True}
        self.do("finish", self.an, "1", None, (), **both, no="bad_request")
        self.do("finish", self.an, "1", after=MINUTE)
        self.do("undo", self.an, "1")
        self.do("finish", self.an, "1", "nhận")
        self.do("call", self.boss, "1", id, "thử")
        self.do("start", self.an, "1")
        self.do("call_next", self.an, "1", after=MINUTE)
        self.do("undo", self.an, "1")
        self.do("call_next", self.an, "1")
        self.do("start", self.an, "1")
        self.do("finish", self.an, "1", None, (), next_service="khai-sinh")
        self.do("call", self.boss, "1", id, "thử")
        self.do("finish", self.an, "1", None, (), end=True)

    def unticketed(self) -> None:
        self.issue(self.desk, "khai-sinh")
        self.do("serve", self.an, "1", "khai-sinh", "", no="bad_request")
        self.do("serve", self.an, "1", "so-do", "hỏi nhanh", no="not_eligible")
        self.do("serve", self.an, "1", "khai-sinh", "hỏi nhanh")
        self.do("serve", self.an, "1", "khai-sinh", "hỏi nhanh", no="illegal_move")
        self.do("undo", self.an, "1", after=3 * SECOND)
        self.do("serve", self.boss, "1", "ket-hon", "hỏi nhanh")
        self.do("hold", self.an, "1", after=MINUTE)
        self.do("call_next", self.an, "1")
        self.do("finish", self.an, "1")

    def put_off(self) -> None:
        """In the evening all who are left, with priority too; in the morning they go first."""
        self.issue(self.desk, "khai-sinh", klass="priority", ground=ELDERLY)
        held = self.issue(self.desk, "khai-sinh")
        self.do("call", self.boss, "1", held, "thử")
        number = self.d.hall.tickets[held].number
        self.do("put_off", self.boss, [held], no="illegal_move")
        self.do("hold", self.an, "1")
        self.do("put_off", self.desk, no="not_allowed")
        self.do("put_off", self.boss, [held], "p1")
        self.do("check_in_first", self.desk, number, no="not_eligible")
        self.do("put_off", self.boss)
        morning(self.d)
        self.issue(self.k1, "khai-sinh")
        self.do("check_in_first", self.desk, number)
        self.do("check_in_first", self.desk, number, no="illegal_move")
        self.do("call_next", self.an, "1")
        self.do("finish", self.an, "1", None, (), next_service="sao-y")
        morning(self.d)
        self.do("check_in_first", self.desk, number, no="unknown_number")
