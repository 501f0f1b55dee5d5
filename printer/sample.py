"""A sample slip of the hall: for setting up, before there is a ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from languages import Languages
from printer.slip import Slip, compose
from queueing.ticket import State, Ticket

AT = 1_795_308_120_000  # 2026-11-22 07:42 at UTC+7
AHEAD = 12
ESTIMATE = {"p50": 900, "p80": 1500}


class _Stand:
    """As much of a hall as the slip's words need: a plan and one ticket."""

    def __init__(self, plan: Any, language: str) -> None:
        service = next(iter(plan.services.values()))
        self.plan = plan
        number = service.series.number(service.series.first + 24)
        self.tickets = {
            0: Ticket(
                id=0, number=number, series=service.series.id, n=25, service=service.id,
                klass="regular", ground=None, needs=(), language=language, state=State.WAITING,
                issued_at=AT, ref=AT, rank=(AT, 0), slot=None, kiosk=None,
            )
        }  # fmt: skip


def sample(
    plan: Any, languages: Languages, printer: str | None = None, language: str = "vi",
    reprint: bool = False,
) -> Slip:  # fmt: skip
    """A slip of the hall's first service. Its QR leads to the hall's front page."""
    slip = compose(
        _Stand(plan, language), 0, languages, ahead=AHEAD, estimate=ESTIMATE, printer=printer,
        reprint=reprint,
    )  # fmt: skip
    return replace(slip, url=plan.settings["hall"].get("public_url"))
