"""A printer as its page and its agent see it: what is to print, what became of the last slips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from printer.drivers.agent import AGENT
from queueing.refusal import Refusal
from web.topics import ALL
from web.wire import time_json

LAST = 20  # slips shown; what is still to print is always there
OPEN = ("queued", "started")


def row_of(hall: Any, printer: str) -> dict[str, Any]:
    """The printer's row in the settings. Raises unknown_printer."""
    for row in hall.plan.settings["printers"] if hall.plan else ():
        if row["id"] == printer:
            return dict(row)
    raise Refusal("unknown_printer", f"no printer {printer[:40]!r}")


def job_of(hall: Any, printer: str, job: int) -> Any:
    """Raises unknown_job for one that isn't of today or of another printer."""
    known = hall.jobs.get(job)
    if known is None or known.printer != printer:
        raise Refusal("unknown_job", f"no print job {job} of {printer[:40]} today")
    return known


def job_json(hall: Any, job: Any) -> dict[str, Any]:
    ticket = hall.tickets[job.ticket]
    return {
        "job": job.id,
        "ticket": job.ticket,
        "number": ticket.number,
        "state": job.state,
        "why": job.why,
        "reprint": job.reprint,
        "at": time_json(job.at),
        "issued": time_json(ticket.issued_at),
        "slip": f"/api/v1/printers/{job.printer}/jobs/{job.id}/slip.png",
    }


def picture(hall: Any, printer: str, device: Any, trial: int | None) -> dict[str, Any]:
    """The topic `printer/<id>`: jobs newest first. `device` is the house's Device of it, `trial`
    names a test print its agent should make."""
    row = row_of(hall, printer)
    jobs = []
    for job in reversed(hall.jobs.values()):
        if job.printer == printer and (len(jobs) < LAST or job.state in OPEN):
            jobs.append(job_json(hall, job))
    return {
        "printer": printer,
        "width": row["width"],
        "agent": row["driver"] == AGENT,  # or the hall prints by itself
        "print_within": row["options"].get("print_within", 120),
        "state": device.state,
        "why": device.why,
        "paper_mm": paper_left(hall, row),
        "trial": trial,
        "jobs": jobs,
    }


def paper_left(hall: Any, row: dict[str, Any]) -> int | None:
    """mm on the roll, reckoned; None where nobody told of its loading, or it is not counted."""
    used = hall.paper.get(row["id"])
    return None if used is None or not row.get("roll") else max(0, row["roll"] * 1000 - used)


def touched(event: Any, hall: Any) -> Iterable[str] | object:
    """The printers whose picture an event may have changed."""
    if event.kind in ("SettingsChanged", "DayOpened", "DayClosed"):
        return ALL
    if event.kind == "PrintDiverted":
        return (event.data["printer"], event.data["from"])
    printer = event.data.get("printer")
    return (printer,) if printer else ()
