"""A printer away: at a kiosk PC, whose agent prints and tells. Here its jobs wait for it, what came
too late is given up, and its silence is noticed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from printer.drivers.agent import AgentOptions
from printer.report import Report
from printer.roll import Roll
from printer.slip import Slip, compose, track_url
from printer.standing_in import StandIn
from printer.status import Condition
from queueing.refusal import Refusal
from queueing.ticket import ENDED, State
from queueing.who import Who
from web.devices import Hands

log = logging.getLogger("printer")
LOOK = 1.0  # seconds between looks at the clock
OWN_AGAIN = 2.0
TRIAL = 30.0  # seconds who asks for a test print waits for it
DPI = 203  # of the printers we know nothing of
LOST = 300.0  # seconds of silence after which staff decide about a slip the agent had begun
NOBODYS = ("too_late", "ticket_ended", "number_void", "day_closed")  # failed, and no one's worry
COUNTED = {
    "PrintConfirmed": "printed", "PrintFailed": "failed", "PrintUnconfirmed": "unconfirmed",
}  # fmt: skip
GONE = Condition("down", "agent_gone")


class Away:
    """Stands where a Worker would, for a row with `driver: agent`. One task of the engine."""

    def __init__(
        self, house: Any, row: dict[str, Any], data: Path, keep: Callable[[int, Slip], None]
    ) -> None:
        self.id: str = row["id"]
        self.row = row
        self._house, self._engine, self._keep = house, house.engine, keep
        options = AgentOptions(**row["options"])
        self._within, self._patience = options.print_within * 1000, options.gone_after
        self._who = Who("printer", device=self.id)
        self._said: Condition | None = None  # by the agent, since this process serves
        self._heard = self._engine.now_monotonic()  # a silence begins with the server at the latest
        self._owned = False
        self._stopped = False
        self._wake = self._engine.event()
        self.ended = self._engine.event()
        self.report = Report(house, self.id)
        self._stand_in = StandIn(house, row)
        self._roll = Roll(house, row, DPI)
        self._trial: Any = None  # the future of who waits for a test print
        self.trial: int | None = None  # its name, for the agent
        self._counts = dict.fromkeys(("printed", "unconfirmed", "failed"), 0)
        self.open: dict[int, None] = {}  # jobs queued or started when last looked at

    # -- from the loop ----------------------------------------------------------------------------

    def add(self, job: int, ahead: int | None = None, estimate: Any = None) -> None:
        """A new job. Its slip is composed now: the wait it speaks of is that of the issue."""
        self.open[job] = None
        hall = self._house.live
        known = hall.jobs[job]
        self._keep(job, compose(
            hall, known.ticket, self._house.languages, reprint=known.reprint,
            url=track_url(hall, known.ticket), ahead=ahead, estimate=estimate, printer=self.id,
        ))  # fmt: skip

    def settled(self, ticket: int) -> None:
        if self.report.settled(ticket):
            self._wake.set()

    def became(self, event: Any) -> None:
        """A PrintConfirmed, PrintFailed or PrintUnconfirmed of this printer."""
        hall, why = self._house.live, event.data.get("why")
        ticket = hall.tickets.get(event.ticket)
        number = ticket.number if ticket is not None else str(event.ticket)
        self._counts[COUNTED[event.kind]] += 1
        if event.kind == "PrintConfirmed":
            self.report.failed = None
        elif event.kind == "PrintFailed" and why not in NOBODYS:
            self.report.failed = number
        elif event.kind == "PrintUnconfirmed" and why not in ("cannot_confirm", *NOBODYS):
            self.report.unclear[event.ticket] = number
        self._wake.set()

    def heard(self, condition: Condition) -> None:
        """What the agent says of its printer; it says so every few seconds."""
        self._said, self._heard = condition, self._engine.now_monotonic()
        self._wake.set()

    def tried(self, trial: int, did: str) -> None:
        """What came of a test print."""
        if self._trial is not None and trial == self.trial:
            self._trial.set(did)

    def mm(self, picture: Image.Image) -> int | None:
        """The paper a slip took; None where nothing is reckoned."""
        return self._roll.mm(picture)

    def counters(self) -> dict[str, int]:
        """Slips by what became of them since the server's start, mm of paper left if known."""
        left = self._roll.left()
        return {**self._counts, **({} if left is None else {"paper_mm": left})}

    def test(self) -> str:
        """Lets the agent print the test page. done, or why not."""
        if self._trial is not None:
            return "busy"
        state = self._house.devices.get(self.id)
        if state.state == "down":
            return state.why or "down"
        self._trial, self.trial = self._engine.future(), self._house.now()
        self._house.topics.touch("printer", (self.id,))
        try:
            return str(self._trial.wait(TRIAL))
        except TimeoutError:
            return "busy"
        finally:
            self._trial = self.trial = None
            self._house.topics.touch("printer", (self.id,))

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    # -- the task ---------------------------------------------------------------------------------

    def run(self, before: Any = None) -> None:
        """Until stopped. `before`: the worker that served this printer under another row."""
        try:
            self._take_up()
            with self._engine.turn():
                hands = Hands("printer", self.counters, self.test)
                self._house.devices.take_on(self.id, hands)
            while not self._stopped:
                self._wake.clear()
                mine = self._mine()
                try:
                    if mine:
                        self._turn()
                except Exception:
                    log.exception("printer %s", self.id)
                if not self._stopped:
                    self._wake.wait(LOOK if mine else OWN_AGAIN)
        finally:
            with self._engine.turn():
                self._house.devices.let_go(self.id)
            self.ended.set()

    def _mine(self) -> bool:
        own = getattr(self._house.journal, "own", None)
        self._owned = self._owned or own is None or own(f"printer/{self.id}")
        return self._owned

    def _take_up(self) -> None:
        with self._engine.turn():
            hall = self._house.live
            mine = [job for job in hall.jobs.values() if job.printer == self.id]
            self.open = dict.fromkeys(job.id for job in mine if job.state in ("queued", "started"))
            for job in {job.ticket: job for job in mine}.values():
                ticket = hall.tickets.get(job.ticket)
                waits = ticket is not None and ticket.state == State.WAITING
                if waits and job.state == "unconfirmed" and job.why != "cannot_confirm":
                    self.report.unclear[job.ticket] = ticket.number

    def _turn(self) -> None:
        silent = self._engine.now_monotonic() - self._heard
        said = GONE if silent > self._patience else self._said
        if said is not None:
            said = self._roll.seen(said)
            self.report.condition(said)
        to = self._stand_in.due(said is None or said.ok)
        for job in list(self.open):
            self._look_at(job, silent, to)
        self.report.slips()

    def _look_at(self, job: int, silent: float, to: str | None) -> None:
        """Gives up what nobody would print, or tell of, any more; diverts what waits in vain."""
        with self._engine.turn():
            hall = self._house.live
            known = hall.jobs.get(job)
            state = known.state if known is not None else "gone"
            ticket = hall.tickets.get(known.ticket) if known is not None else None
            late = known is not None and self._house.now() - known.at > self._within
            ended = ticket is None or ticket.state in ENDED
            elsewhere = known is not None and known.printer != self.id
        if elsewhere:
            self.open.pop(job, None)
        elif state == "queued" and (late or ended):
            self._note("print_failed", job, "too_late" if late else "ticket_ended")
        elif state == "queued" and to is not None:
            self._note("print_diverted", job, to)
        elif state == "started" and silent > LOST:
            self._note("print_unconfirmed", job, "agent_gone")
        elif state not in ("queued", "started"):
            self.open.pop(job, None)

    def _note(self, verb: str, job: int, more: str) -> None:
        """Once; a hall that can't write is asked again at the next look."""
        try:
            self._house.act(
                self._who, lambda hall, now: getattr(hall, verb)(self._who, now, job, more)
            )
        except Refusal as refusal:
            log.info("printer %s: %s of job %s: %s", self.id, verb, job, refusal)
        except Exception as error:
            log.warning("printer %s: %s of job %s unwritten: %r", self.id, verb, job, error)
