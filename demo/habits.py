"""Habits: how long things take and what people do at a counter. Everything drawn, nothing decided.

Times in seconds. The figures are of the order found in halls (5–10 min an intake, 3–6% who don't
come when called, 40–60% who rate); a demo's, not a study's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from queueing.plan import Plan, Service

NO_SHOW, HOLD, TRANSFER, BACK = 0.04, 0.02, 0.03, 0.25
RETURNS = 0.45  # of those who did not come
CANCELS = 0.012
RATES_AT_PAD, RATES_LATER, COMMENTS = 0.46, 0.04, 0.03
FORGETS = 0.004  # an officer forgets to press start, or finish until the next one
ABSENT = 0.04  # of officers on a day
COMMENT_WORDS = (
    "Cán bộ hướng dẫn rất tận tình",
    "Chờ hơi lâu nhưng làm nhanh",
    "Mong có thêm quầy vào đầu giờ sáng",
    "Rất hài lòng, cảm ơn",
    "Lần sau nên báo trước các giấy tờ cần mang theo",
    "Phòng chờ mát, sạch",
)
PAUSES = ("Giải lao", "Họp nhanh", "Lấy hồ sơ", "Hỗ trợ quầy khác")


@dataclass(frozen=True, slots=True)
class Rated:
    """What a citizen presses: a score, and reasons if it is a bad one."""

    score: int
    reasons: tuple[str, ...]
    comment: str | None


class Habits:
    """`pace` below 1: everything at the counter goes quicker by that factor."""

    def __init__(self, plan: Plan, random: Random, pace: float = 1.0) -> None:
        self.plan = plan
        self.random = random
        self.pace = pace
        self.today = 1.0
        self._officers: dict[str, float] = {}
        self._others: dict[str, list[str]] = {}

    def new_day(self) -> None:
        """Some days everything takes longer."""
        self.today = self.random.lognormvariate(0, 0.06)

    def service(self, service: Service, officer: str) -> float:
        """Lognormal around the service's minutes; some officers are quicker than others."""
        factor = self._officers.get(officer)
        if factor is None:
            factor = self._officers[officer] = self.random.lognormvariate(0, 0.16)
        spread = 0.35 if service.kind == "collect" else 0.5
        mean = service.minutes * 60 * factor * self.today * self.pace
        drawn = self.random.lognormvariate(math.log(mean) - spread * spread / 2, spread)
        return min(max(drawn, 20 * self.pace), 3 * 3600)

    def walk(self) -> float:
        """From the call to the counter."""
        return self.random.triangular(6, 45, 15) * self.pace

    def gap(self) -> float:
        """From one visit to the officer's next press."""
        return self.random.triangular(3, 40, 8) * self.pace

    def comes(self, waited: float) -> bool:
        """After an hour's wait one in eight has left."""
        return self.random.random() >= NO_SHOW + min(waited / 3600, 2) * 0.08

    def returns_after(self) -> float | None:
        return self.random.uniform(120, 1200) if self.random.random() < RETURNS else None

    def cancels_after(self) -> float | None:
        return self.random.uniform(300, 3600) if self.random.random() < CANCELS else None

    def ends(self) -> str:
        """finish | hold | transfer: what comes of a visit at this counter."""
        drawn = self.random.random()
        if drawn < HOLD:
            return "hold"
        return "transfer" if drawn < HOLD + TRANSFER else "finish"

    def forgets(self) -> bool:
        return self.random.random() < FORGETS

    def absent(self) -> bool:
        return self.random.random() < ABSENT

    def held_for(self) -> float:
        """Until the copy is made, the form filled in."""
        return self.random.uniform(240, 1200) * self.pace

    def other_service(self, service: str) -> str | None:
        """Where somebody is sent on to: the same field, or to pay."""
        others = self._others.get(service)
        if others is None:
            plan = self.plan
            group = plan.services[service].group
            served = {s for c in plan.counters.values() for s in c.first}
            known = [
                s
                for s in plan.services.values()
                if s.id != service and s.id in served and s.quota is None
            ]
            others = [s.id for s in known if s.group == group]
            others += [s.id for s in known if s.kind == "other"][: 1 + len(others) // 2]
            self._others[service] = others
        return self.random.choice(others) if others else None

    def comes_back(self) -> bool:
        return self.random.random() < BACK

    def pause(self) -> tuple[float, str]:
        return self.random.uniform(420, 1080), self.random.choice(PAUSES)

    def rates_at_pad(self) -> float | None:
        return self.random.uniform(3, 12) if self.random.random() < RATES_AT_PAD else None

    def rates_later(self) -> float | None:
        return self.random.uniform(300, 5400) if self.random.random() < RATES_LATER else None

    def rating(self, waited: float) -> Rated:
        """The longer the wait, the lower; bad scores name reasons."""
        levels = self.plan.rating.levels
        mood = self.random.gauss(0.86 - min(waited / 3600, 1.5) * 0.3, 0.2)
        score = min(levels, max(1, math.ceil(mood * levels)))
        bad = score <= (2 if levels == 5 else 1)
        reasons: tuple[str, ...] = ()
        if bad and self.plan.rating.reasons:
            k = min(len(self.plan.rating.reasons), 1 + (self.random.random() < 0.25))
            reasons = tuple(self.random.sample(self.plan.rating.reasons, k))
        says = self.random.choice(COMMENT_WORDS) if self.random.random() < COMMENTS else None
        return Rated(score, reasons, says)
