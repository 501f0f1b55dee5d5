"""The device page in words, in the page's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard import words

Say = Callable[[str], str]


def script(_: Say) -> dict[str, Any]:
    """The words of devices.js. {name} is filled in there."""
    common = words.script(_)
    return {
        **{k: common[k] for k in ("minutes", "under_a_minute", "none", "stale", "expired",
                                  "devices_rest", "device", "kinds", "errors", "failed", "of")},
        "test": _("Test"),
        "testing": _("Testing…"),
        "page": _("Open its page"),
        "for": _("for {n}"),
        "last_error": _("Last error: {why}, {at}"),
        "nothing": _("No device fits."),
        "tested": _("Tested at {at} by {by}: {word}"),
        "press": _("Press any key of the pad now (10 s). It calls nobody."),
        "trials": {
            "done": _("works"), "no_press": _("no key was pressed"),
            "down": _("not connected"), "gone": _("not connected"),
            "no_answer": _("no answer"), "failed": _("failed"),
            "sent": _("sent; look whether it shows"), "line_down": _("its line is down"),
            "busy": _("its line is busy; the test follows"),
            "called": _("its counter has just called"),
            "no_test": _("nobody drives it here"), "queued": _("a test slip is on its way"),
        },
        "codes": {
            "busy": _("This device is being tried already."),
            "no_test": _("This device has no test, or nobody drives it here."),
            "unknown_device": _("There is no such device any more."),
        },
        "counts": {
            "presses": _("presses"), "bounced": _("trembling"), "foreign": _("for another pad"),
            "unknown": _("unknown keys"), "junk": _("bytes of noise"),
            "bad": _("wrong checksums"), "echoes": _("own echoes"),
            "garbled": _("bytes of garbled echo"), "reopened": _("times reconnected"),
            "sockets": _("open pages"), "prints": _("slips"), "frames": _("frames sent"),
            "errors": _("errors"), "answers": _("answers"), "missed": _("missed answers"),
            "refused": _("refusals"), "opened": _("times opened"),
            "printed": _("slips"), "unconfirmed": _("slips without confirmation"),
            "unreached": _("times not reached"), "paper_mm": _("mm of paper left"),
            "jobs": _("jobs"), "failed": _("failed"), "bytes": _("bytes"),
        },
    }  # fmt: skip
