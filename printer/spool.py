"""The spool: a worker for every printer of the plan, woken by the journal's events."""

from __future__ import annotations

import logging
from collections import OrderedDict
from pathlib import Path
from typing import Any

from PIL import Image

from printer.away import Away
from printer.drawing import draw
from printer.drivers.agent import AGENT
from printer.lettering import Lettering
from printer.report import SETTLING
from printer.slip import Slip, compose, track_url
from printer.worker import Worker
from queueing.refusal import Refusal

log = logging.getLogger("printer")
LAST_SLIPS = 3.0  # seconds for slips under way when the hall closes
KEPT = 20  # slips a printer remembers for its page
FATES = frozenset({"PrintConfirmed", "PrintFailed", "PrintUnconfirmed"})
ASKING = frozenset({"TicketIssued", "ServiceChanged", "ReprintAsked"})


class Spool:
    """All printers of a hall in this process. Which of them it serves, the journal's locks say."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._workers: dict[str, Worker | Away] = {}
        self._slips: dict[str, OrderedDict[int, Slip]] = {}
        self._running = False

    def start(self) -> Spool:
        letters = Lettering()
        if not letters.complete:
            log.error("the slip's font lacks Vietnamese letters")
        self._running = True
        with self._house.engine.turn():
            self._house.journal.listen("printer", self.hear)
            self._settle()
        return self

    def stop(self) -> None:
        """Lets the slips under way come out, a few seconds long; what is queued stays queued."""
        self._running = False
        engine, workers = self._house.engine, list(self._workers.values())
        for worker in workers:
            worker.stop()
        until = engine.now_monotonic() + LAST_SLIPS
        for worker in workers:
            worker.ended.wait(max(0.0, until - engine.now_monotonic()))

    def hear(self, event: Any, hall: Any) -> None:
        """A listener of the journal: on the loop, in order."""
        if event.kind == "SettingsChanged":
            self._settle()
        elif event.kind in ASKING:
            self._ask(event, hall)
        elif event.kind == "PrintDiverted":
            self._divert(event.data)
        elif event.kind in FATES:
            worker = self._workers.get(event.data["printer"])
            if isinstance(worker, Away):
                worker.became(event)
        if event.kind in SETTLING and event.ticket is not None:
            for worker in self._workers.values():
                worker.settled(event.ticket)

    def _ask(self, event: Any, hall: Any) -> None:
        job = hall.jobs.get(event.seq)
        worker = self._workers.get(job.printer) if job is not None else None
        if worker is not None:
            # a reprint does not repeat the wait of the moment of issue
            ahead = event.data.get("ahead") if event.kind == "TicketIssued" else None
            worker.add(job.id, ahead, event.data.get("estimate"))

    def _divert(self, data: dict[str, Any]) -> None:
        """What the slip says of the wait is still what it was at its issue."""
        before, to = self._workers.get(data["from"]), self._workers.get(data["printer"])
        told = before.jobs.told if isinstance(before, Worker) else {}
        if to is not None:
            to.add(data["job"], *told.pop(data["job"], (None, None)))

    def _settle(self) -> None:
        """Workers as the plan names printers: new ones start, changed ones start anew."""
        if not self._running or self._house.live.plan is None:
            return
        rows = {row["id"]: row for row in self._house.live.plan.settings["printers"]}
        gone = {id: w for id, w in self._workers.items() if rows.get(id) != w.row}
        for id, worker in gone.items():
            worker.stop()
            del self._workers[id]
        for id, row in rows.items():
            if id not in self._workers:
                self._begin(id, row, gone.get(id))

    def _begin(self, id: str, row: dict[str, Any], before: Worker | Away | None) -> None:
        folder = Path(getattr(self._house, "folder", None) or "data")
        try:
            kind = Away if row["driver"] == AGENT else Worker
            worker = kind(self._house, row, folder, lambda job, slip: self._keep(id, job, slip))
        except Exception:  # options the check of config.yaml did not see: one printer less, not all
            log.exception("printer %s cannot be started", id)
            self._house.devices.set(id, "down", "options")
            return
        self._workers[id] = worker
        self._house.engine.spawn(worker.run, before)

    def away(self, printer: str) -> Away:
        """The printer as its agent's hand reaches it. Refusal: the hall prints it by itself."""
        worker = self._workers.get(printer)
        if not isinstance(worker, Away):
            raise Refusal("unknown_printer", f"{printer[:40]!r} is no agent's printer")
        return worker

    def trial(self, printer: str) -> int | None:
        """The test print an agent should make now."""
        worker = self._workers.get(printer)
        return worker.trial if isinstance(worker, Away) else None

    def paper(self, printer: str, job: int) -> int | None:
        """mm of paper the slip of an agent's job took; None where that is not reckoned."""
        worker = self._workers.get(printer)
        if not isinstance(worker, Away) or not worker.row.get("roll"):
            return None
        return worker.mm(self.picture(printer, job))

    # -- slips to look at -------------------------------------------------------------------------

    def _keep(self, printer: str, job: int, slip: Slip) -> None:
        kept = self._slips.setdefault(printer, OrderedDict())
        kept[job] = slip
        kept.move_to_end(job)
        while len(kept) > KEPT:
            kept.popitem(last=False)

    def slip(self, printer: str, job: int) -> Slip:
        """The slip of a job as it was, or would be, printed.

        Raises KeyError for a job that isn't of today or of this printer.
        """
        house = self._house
        known = house.live.jobs[job]
        if known.printer != printer:
            raise KeyError(job)
        return self._slips.get(printer, {}).get(job) or compose(
            house.live, known.ticket, house.languages, reprint=known.reprint,
            url=track_url(house.live, known.ticket), printer=printer,
        )  # fmt: skip

    def picture(self, printer: str, job: int) -> Image.Image:
        """The same, drawn beside the loop. KeyError likewise."""
        house, slip = self._house, self.slip(printer, job)
        width = next(r["width"] for r in house.settings["printers"] if r["id"] == printer)
        return house.engine.call_native(lambda: draw(slip, width, Lettering()))


def spool_of(house: Any) -> Spool:
    """The house's one spool, made when first asked for."""
    if getattr(house, "spool", None) is None:
        house.spool = Spool(house)
    return house.spool
