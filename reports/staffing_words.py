"""The staffing advice's title, and what its figures mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from reports.frame import Say

Json = dict[str, Any]


def title(_: Say) -> str:
    return _("Counters for the week ahead")


def definition(_: Say, doc: Json, clock: Callable[[int], str]) -> list[str]:
    """What the figures are, and what they rest on."""
    return [
        _("Worked out on {when} from {n} working days, {first} to {last}.").format(
            when=clock(doc["made_at"]), n=doc["seen"],
            first=_day(doc["first"]), last=_day(doc["last"]),
        ),
        _("Each day is played {n} times with the rules that call: who comes is learned by weekday, "
          "half-hour and service, and so are service times, paces, pauses and no-shows."
          ).format(n=doc["plays"]),
        _("Visitors: who joins a line, transfers among them."),
        _("P80: the wait that 80 % do not exceed. Who comes before opening or in a break belongs "
          "to the half-hour after it, and waits from then."),
        _("Eight in ten: what eight of ten plays of the day lie between."),
        _("Usually open: the mean of the past days of that weekday, and the fewest and most. A "
          "counter counts when it is open for half of the half-hour."),
        _("More are advised where the P80 of a group of services exceeds the target of {target} "
          "min and another counter helps; fewer only where it stays below half of the target, and "
          "never the last counter for a service.").format(target=doc["target"] // 60),
        _("It supposes that the counters advised are really open. Whether there are officers for "
          "them it does not know."),
        _("Counters with the same lists of services can stand for each other."),
        _("Where more are advised and none is named, each of them was shut on some days only."),
        _("Holidays and closures are left out; a weekday that was never open is not known yet."),
    ]  # fmt: skip


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d/%m/%Y")
