"""The what-if page in words, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard import words

Say = Callable[[str], str]


def script(_: Say) -> dict[str, Any]:
    """The words of what_if.js. {name} is filled in there."""
    return {
        **{k: words.script(_)[k] for k in ("expired", "failed")},
        "asking": _("The rest of the day is being played…"),
        "band": _("{mid} min ({low}–{high})"),
        "times": _("{mid} ({low}–{high})"),
        "none": "–",
        "all": _("All who still come"),
        "cleared": _("Last call"),
        "p50": _("half wait at most"),
        "p80": _("eight in ten wait at most"),
        "uncalled": _("Not called any more"),
        "yes": _("Worth doing: those who come later wait {gain} min less in the mean; in {sure} of "
                 "100 plays more than 5 min less."),
        "no": _("It makes no sure difference: only in {sure} of 100 plays do those who come later "
                "wait more than 5 min less."),
        "worse": _("It makes waits longer: those who come later wait {gain} min more in the mean."),
        "chosen": _("Written down. Now do it, or tell those who do."),
        "codes": {
            "not_known_yet": _("Too little was seen so far to foretell that. Ask again later."),
            "hall_closed": _("The day is over, or has not begun."),
            "illegal_move": _("It is so already, or nobody sits there."),
            "service_closed": _("No tickets are given for it already."),
            "bad_request": _("Something is missing, or the time is not in the session."),
            "unknown_answer": _("This answer was not given today. Ask again."),
        },
    }  # fmt: skip
