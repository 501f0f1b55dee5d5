"""The words of the printer's page and script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def script(_: Callable[[str], str]) -> dict[str, Any]:
    return {
        "device": {
            "ok": _("Ready"), "down": _("Cannot be reached"), "not_ready": _("Not ready"),
            "unconfirmed": _("Last slip unconfirmed"), "unknown": _("No news yet"),
        },
        "states": {
            "queued": _("Waits for the printer"), "started": _("Being printed"),
            "printed": _("Printed"), "failed": _("Not printed"),
            "unconfirmed": _("Perhaps not printed"),
        },
        "why": {
            "paper_out": _("no paper"), "paper_near_end": _("paper near its end"),
            "cover_open": _("cover open"), "cutter": _("cutter jammed"), "error": _("fault"),
            "offline": _("switched offline"), "stalled": _("takes nothing in"),
            "refused": _("refuses connections"), "unreachable": _("not on the network"),
            "silent": _("gives no answer"), "rubbish": _("answers nonsense"),
            "closed": _("connection broken off"), "options": _("wrong settings"),
            "folder": _("folder cannot be written"), "too_late": _("came too late"),
            "ticket_ended": _("the visit has ended"), "number_void": _("the number was changed"),
            "interrupted": _("the server was interrupted"), "day_closed": _("the day has ended"),
            "cannot_draw": _("cannot be drawn"), "cannot_confirm": _("printer cannot confirm"),
        },
        "reprint": _("REPRINT"),
        "again": _("Print again"),
        "asked": _("Reprint asked for"),
        "slip": _("Slip {number}"),
        "none": _("No slips today. This is what one will look like."),
        "lost": _("Connection lost"),
        "wrong": _("That did not work: {why}"),
    }  # fmt: skip
