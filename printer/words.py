"""The words of the printer's page and script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def whys(_: Callable[[str], str]) -> dict[str, str]:
    """Each reason a printer, a job or a test may have."""
    return {
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
        "missing": _("not plugged in"), "forbidden": _("the server may not use its port"),
        "taken": _("another program holds it"), "libusb": _("libusb is not installed"),
        "no_printer": _("no printer behind that USB number"), "cups": _("CUPS is not installed"),
        "agent_gone": _("its PC is silent"), "busy": _("busy with slips"),
        "driver": _("fault in the driver"),
    }  # fmt: skip


def trying(_: Callable[[str], str]) -> dict[str, Any]:
    """The words of the page of slips and printers."""
    return {
        "why": whys(_), "printing": _("Printing…"), "done": _("The test page is out."),
        "no": _("Not printed: {why}"), "loaded": _("New roll noted."),
        "wrong": _("That did not work: {why}"),
    }  # fmt: skip


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
        "why": whys(_),
        "reprint": _("REPRINT"),
        "again": _("Print again"),
        "asked": _("Reprint asked for"),
        "slip": _("Slip {number}"),
        "none": _("No slips today. This is what one will look like."),
        "lost": _("Connection lost"),
        "wrong": _("That did not work: {why}"),
    }  # fmt: skip
