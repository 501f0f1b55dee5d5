"""A bus: the one worker of a line with LED boards. The board just called goes first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from display.drivers import DRIVERS
from display.drivers.driver import Driver
from display.led import Board, Trial, chosen
from display.wire import Wire

log = logging.getLogger("display")
OWN_AGAIN = 2.0  # s until a line that another process owns is asked for again
AFTER_TROUBLE = 1.0
HAND_OVER = 5.0  # s a changed line's last worker gets to let go of it
ADDRESS_STAYS = 15.0  # s a board shows its own address
TRIED_WITHIN = 4.0  # s in which the first picture of a test must have reached its boards


class Bus:
    """Runs in one task of the engine. `told(id, state, why)` of itself and of its boards, whose ids
    are `BUS:ADDRESS`. Raises ValueError for a row that can't be used."""

    def __init__(
        self, house: Any, row: dict[str, Any], told: Callable[[str, str, str | None], None]
    ) -> None:
        kind = DRIVERS[row["driver"]]
        self.id: str = row["id"]
        self.row = row
        self.options = kind.Options(**row["options"])
        self.driver: Driver = kind(self.options)
        self.boards = [
            Board(b["address"], b["digits"], b["counter"], self.driver.blinks, self.options.blink)
            for b in row["boards"]
        ]
        for board in self.boards:
            if wrong := self.options.why_not(board.address, board.digits):
                raise ValueError(wrong)
        self.state: tuple[str, str | None] = ("unknown", None)
        self.ended = house.engine.event()
        self.wire = Wire(house, row, self.driver, self.options, self._line_told)
        self._house, self._engine, self._told = house, house.engine, told
        self._lock = house.engine.lock()  # boards change on the loop and here
        self._wake = house.engine.event()
        self._stopped = False

    # -- from others ------------------------------------------------------------------------------

    def change(self, fn: Callable[[Board], None], counter: str | None = None) -> None:
        """Does something to every board, or to a counter's; the worker wakes."""
        with self._lock:
            for board in self.boards:
                if counter is None or board.counter == counter:
                    fn(board)
        self._wake.set()

    def try_out(self, addresses: list[int], lamps: bool) -> list[Trial]:
        """Boards light all lamps and then count, or each shows its own address for a while. An
        address that is not in config.yaml becomes a guest, for as long as that takes."""
        trials = []
        with self._lock:
            known = {board.address: board for board in self.boards}
            most = max(board.digits for board in self.boards)
            for address in addresses:
                if address not in known and self.options.why_not(address, most) is None:
                    known[address] = Board(address, most, None)
                    self.boards.append(known[address])
            for board in (known[address] for address in addresses if address in known):
                board.trial = self._trial(board, lamps)
                board.told, board.not_before = None, 0.0  # told even if it shows that already
                trials.append(board.trial)
        self._wake.set()
        return trials

    def test(self, addresses: list[int]) -> str:
        """Tries boards and waits until they were told: done (they answered), sent (they never
        answer), or why not: no_answer, line_down, busy."""
        if self.state[0] != "ok":
            return "line_down"
        trials = self.try_out(addresses, lamps=True)
        until = self._engine.now_monotonic() + TRIED_WITHIN
        while any(t.result is None for t in trials) and self._engine.now_monotonic() < until:
            self._engine.sleep(0.05)
        results = [trial.result or "busy" for trial in trials]
        order = ("line_down", "no_answer", "busy", "called", "sent", "done")
        return min(results, key=order.index, default="busy")

    def picture(self) -> dict[str, Any]:
        """The line and its boards as they are: what each was last told, None: not known."""
        now = self._engine.now_monotonic()
        with self._lock:
            boards = [
                {
                    "address": b.address, "counter": b.counter, "digits": b.digits,
                    "shows": b.told[0] if b.told else None, "state": b.state[0], "why": b.state[1],
                    "blinking": bool(b.left or (b.told and b.told[1] and now - b.told_at < 10)),
                    "trial": b.trial is not None,
                    "frames": b.counts.frames, "missed": b.counts.missed,
                }
                for b in self.boards
            ]  # fmt: skip
        return {
            "id": self.id, "driver": self.row["driver"], "port": self.row["port"],
            "baud": self.row["baud"], "state": self.state[0], "why": self.state[1],
            "counters": asdict(self.wire.counts), "boards": boards,
        }  # fmt: skip

    def _trial(self, board: Board, lamps: bool) -> Trial:
        places = board.digits if self.options.carries_letters else min(board.digits, 4)
        if not lamps:
            return Trial([str(board.address).rjust(places, "0")[-places:]], ADDRESS_STAYS)
        return Trial([self.driver.lamps * places, *(d * places for d in "1234567890"), ""])

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    # -- the task ---------------------------------------------------------------------------------

    def run(self, before: Bus | None = None) -> None:
        """Until stopped. `before`: the line's last worker, which lets go of it first."""
        own = getattr(self._house.journal, "own", None)
        try:
            if before is not None:
                before.ended.wait(HAND_OVER)
            while not self._stopped and own is not None and not own(f"line/{self.row['port']}"):
                self._wake.wait(OWN_AGAIN)
            if self._stopped:
                return
            self.wire.start()
            while not self._stopped:
                self._wake.clear()
                try:
                    wait = self._turn()
                except Exception:
                    log.exception("led %s", self.id)
                    wait = AFTER_TROUBLE
                if wait > 0 and not self._stopped:
                    self._wake.wait(wait)
        finally:
            self.wire.stop()
            self.ended.set()

    def _turn(self) -> float:
        """One board is told what it should show. Gives the seconds until there is more to do."""
        if not self.wire.up:
            return AFTER_TROUBLE
        if wait := self.wire.free_in():
            return wait
        with self._lock:
            now = self._engine.now_monotonic()
            for board in self.boards:
                board.step(now)
            self._see_guests_off()
            board, wait = chosen(self.boards, now, self.options.rewrite)
            if board is None:
                return wait
            # numbers first, then how bright they are
            dim = board.fresh and board.told is not None and not board.is_called
            said = None if dim else board.begin(now)
        if said is None:
            result, _ = self.wire.send(self.driver.first(board.address))
            board.fresh = result == "unsent"
            return AFTER_TROUBLE if result == "unsent" else 0.0
        text, blinking, _ = said
        try:
            frames = self.driver.show(board.address, board.digits, text, blinking)
        except ValueError:  # a number too large for the board
            frames = self.driver.show(board.address, board.digits, "", False)
        result, why = self.wire.send(frames)
        if result == "unsent":
            return AFTER_TROUBLE
        self._settle(board, said, result, why)
        return 0.0

    def _settle(
        self, board: Board, said: tuple[str, bool, int], result: str, why: str | None
    ) -> None:
        now = self._engine.now_monotonic()
        states: dict[str, tuple[str, str | None]] = {
            "sent": ("unknown", "never_answers"), "ok": ("ok", None), "refused": ("not_ready", why),
        }  # fmt: skip
        with self._lock:
            board.counts.frames += 1
            if result == "missed":
                board.missed_one(now)
                state = ("down", "no_answer") if board.down else board.state
            else:
                board.counts.answers += result == "ok"
                board.counts.refused += result == "refused"
                board.reached(said, now, "sent" if result == "sent" else "done")
                state = states[result]
        self._board_is(board, *state)

    def _line_told(self, state: str, why: str | None) -> None:
        with self._lock:
            self.state = (state, why)
            boards = list(self.boards)
            for board in boards:
                if state == "ok":
                    board.reopened(bool(self.driver.first(board.address)))
                elif board.trial is not None:
                    board.trial.result, board.trial = "line_down", None
        self._told(self.id, state, why)
        if state != "ok":
            for board in boards:
                self._board_is(board, "unknown", "line_down")
        self._wake.set()

    def _board_is(self, board: Board, state: str, why: str | None) -> None:
        if board.state != (state, why):
            board.state = (state, why)
            if board.counter is not None:
                self._told(f"{self.id}:{board.address}", state, why)

    def _see_guests_off(self) -> None:
        """A guest goes once it is dark again, or does not answer."""
        self.boards = [
            b for b in self.boards
            if b.counter is not None or b.trial is not None
            or not (b.missed or (b.told is not None and not b.told[0]))
        ]  # fmt: skip
