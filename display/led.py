"""One LED board: what it should show, what it was last told, and when it is its turn on the bus.

Nothing here touches a port or a clock; `now` is monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from display.drivers.driver import paged, worded

BLINK = 0.5  # seconds dark, seconds light, where the hall makes a board blink
SURE = 3  # answers missed in a row until a board counts as down
GUESTS_SURE = 2  # until an address that was only tried counts as nobody's
RETRY = 0.15  # seconds until an unanswered frame is sent again
DOWN_AGAIN = 10.0  # seconds until a board that is down is tried again
ONCE_MORE = 1.0  # seconds until a call is said again to a board that never answers
PAGE = 8.0  # seconds a page of a message stands on a free board
STEP = 1.2  # seconds a picture of the self-test stands, at least
# whose turn it is
CALLED, CHANGED, BLINKING, AGAIN = range(4)


class Want(NamedTuple):
    """What the hall has for a board. `call`: the seq of the call it follows, 0 for an old one.
    `pages`: of a message instead of `text`, until `until` (monotonic s)."""

    text: str = ""
    calling: bool = False
    call: int = 0
    pages: tuple[str, ...] = ()
    until: float = 0.0

    def page(self, now: float) -> str | None:
        """The page of the message that is on; None: there is none, or it is over."""
        return self.pages[int(now / PAGE) % len(self.pages)] if now < self.until else None


class Turn(NamedTuple):
    """A board whose turn it is: the lowest goes first."""

    rank: int
    missed: int
    key: float


@dataclass(slots=True)
class Trial:
    """Pictures shown instead, to try a board: until they are through or its counter calls."""

    texts: list[str]
    stay: float = STEP
    until: float | None = None  # of the picture that is on
    result: str | None = None  # of the first: done | sent | no_answer | down


@dataclass(slots=True)
class Counts:
    """Of one board, since the start."""

    frames: int = 0
    answers: int = 0
    missed: int = 0
    refused: int = 0


@dataclass(slots=True)
class Board:
    """`blinks` and `times` as in its driver and options; `counter` None: a guest, only tried."""

    address: int
    digits: int
    counter: str | None
    blinks: str | None = None
    times: int = 0
    want: Want = Want()
    wanted_at: float = 0.0
    told: tuple[str, bool] | None = None  # the last text and blinking it was told; None: unknown
    told_at: float = -1e9
    call: int = 0  # the last one it was told of
    called_at: float = -1e9
    fresh: bool = False  # it was not told its brightness since the line was opened
    once_more: bool = False  # a call was sent, and nobody can say whether it was heard
    missed: int = 0  # in a row
    not_before: float = 0.0
    left: int = 0  # changes of light still to come, where the hall makes it blink
    change_at: float = 0.0
    trial: Trial | None = None
    state: tuple[str, str | None] = ("unknown", None)
    counts: Counts = field(default_factory=Counts)

    @property
    def down(self) -> bool:
        return self.missed >= (SURE if self.counter is not None else GUESTS_SURE)

    @property
    def is_called(self) -> bool:
        """Its counter called, and the board has not said so yet."""
        return self.want.calling and self.want.call > self.call

    def wish(self, want: Want, now: float) -> None:
        """The latest is all that counts. A new call is tried at once, even on a board that is
        down."""
        if want.calling and want.call > self.want.call:
            self.not_before = 0.0
        if want != self.want:
            self.want, self.wanted_at = want, now

    def face(self, now: float) -> tuple[str, bool]:
        """The text and whether it blinks by itself, as the board should now be told."""
        if self.trial is not None and not self.is_called:
            return self.trial.texts[0], False
        want = self.want
        page = want.page(now)
        if page is not None:
            return page, False
        if self.left % 2 and want.calling and not self.is_called:
            return "", False  # dark between two blinks
        if not want.calling or not self.times or not want.text:
            return want.text, False
        if self.blinks == "held":
            begun = now if self.is_called else self.called_at
            return want.text, want.call > 0 and now - begun < 2 * BLINK * self.times
        return want.text, self.blinks == "times" and (self.is_called or self.once_more)

    def turn(self, now: float, rewrite: float) -> tuple[Turn | None, float]:
        """Its turn if it has something to say, and how long until it may have."""
        if now < self.not_before:
            return None, self.not_before - now
        if self.is_called:
            return Turn(CALLED, self.missed, self.want.call), 0.0
        if self.down:
            return Turn(AGAIN, self.missed, self.told_at), 0.0
        text, blinking = self.face(now)
        if self.left and now >= self.change_at:
            return Turn(BLINKING, self.missed, self.change_at), 0.0
        shown = self.told is not None and self.told[0] == text
        if shown and self.blinks == "held":
            shown = self.told == (text, blinking)
        if not shown:
            # a page of a message may wait for the numbers of others
            rank = CHANGED if self.want.page(now) is None else AGAIN
            return Turn(rank, self.missed, self.wanted_at), 0.0
        if self.once_more and now - self.told_at >= ONCE_MORE:
            return Turn(CHANGED, self.missed, self.told_at), 0.0
        waits = [rewrite - (now - self.told_at)]
        if self.fresh or waits[0] <= 0:
            return Turn(AGAIN, self.missed, self.told_at), 0.0
        if self.left:
            waits.append(self.change_at - now)
        if self.want.page(now) is not None:
            waits += [PAGE - now % PAGE, self.want.until - now]
        if self.once_more:
            waits.append(self.told_at + ONCE_MORE - now)
        if blinking and self.blinks == "held":
            waits.append(self.called_at + 2 * BLINK * self.times - now)
        if self.trial is not None and self.trial.until is not None:
            waits.append(self.trial.until - now)
        return None, max(0.005, min(waits))

    # -- before and after a frame -----------------------------------------------------------------

    def begin(self, now: float) -> tuple[str, bool, int]:
        """What it is told now, and the call this follows. The light changes here."""
        if self.is_called:
            self.left = 0
            if self.trial is not None:
                self.trial.result = self.trial.result or "called"
                self.trial = None
        elif self.left and now >= self.change_at:
            self.left -= 1
            self.change_at = now + BLINK
        if not self.want.calling:
            self.left, self.once_more = 0, False
        text, blinking = self.face(now)
        return text, blinking, self.want.call if self.want.calling else self.call

    def reached(self, said: tuple[str, bool, int], now: float, result: str) -> None:
        """It was told; `result`: done (it answered) or sent."""
        text, blinking, call = said
        self.once_more = call > self.call and result == "sent"
        if call > self.call:
            self.call, self.called_at = call, now
            if self.blinks is None and self.times and text:
                self.left, self.change_at = 2 * self.times, now + BLINK
        self.told, self.told_at = (text, blinking), now
        self.missed, self.not_before = 0, 0.0
        trial = self.trial
        if trial is not None and text == trial.texts[0] and trial.until is None:
            trial.until = now + trial.stay
            trial.result = trial.result or result

    def missed_one(self, now: float) -> None:
        """No answer, or none that can be understood."""
        self.missed += 1
        self.counts.missed += 1
        self.told, self.told_at = None, now
        self.not_before = now + (DOWN_AGAIN if self.down else RETRY * self.missed)
        if self.down and self.trial is not None:
            self.trial.result = "no_answer"
            self.trial = None

    def reopened(self, fresh: bool) -> None:
        """Its line is there again: what it shows is not known."""
        self.told, self.fresh, self.left = None, fresh, 0
        self.missed, self.not_before = 0, 0.0

    def step(self, now: float) -> bool:
        """On to the trial's next picture when its time has come. True: the trial is over."""
        trial = self.trial
        if trial is None or trial.until is None or now < trial.until:
            return False
        trial.texts.pop(0)
        trial.until = None
        if not trial.texts:
            self.trial = None
        return self.trial is None


def chosen(boards: list[Board], now: float, rewrite: float) -> tuple[Board | None, float]:
    """The board whose turn it is, or how many seconds until there may be one."""
    best: tuple[Turn, Board] | None = None
    wait = 1.0
    for board in boards:
        turn, later = board.turn(now, rewrite)
        if turn is None:
            wait = min(wait, later)
        elif best is None or turn < best[0]:
            best = (turn, board)
    return (best[1], 0.0) if best else (None, max(0.0, wait))


def want_of(
    hall: Any, counter: str, digits: int, options: Any, before: Want, call: int | None,
    message: tuple[str, float] | None = None,
) -> Want:  # fmt: skip
    """What the board of a counter should show as the hall is now. `options`: its bus' LedOptions;
    `call`: the seq of a call just made there, None for any other news; `message`: what a free board
    shows instead, and until when (monotonic s)."""
    here = hall.counters.get(counter)
    ticket = hall.tickets.get(here.ticket) if here is not None and here.ticket is not None else None
    if ticket is not None:
        place = next((c for c in hall.plan.settings["counters"] if c["id"] == counter), {})
        floor = next(iter((place.get("floor") or {}).values()), "")
        text = worded(
            options.text, ticket.number, counter, digits, options.carries_letters, floor,
            place.get("direction"),
        )  # fmt: skip
        calling = str(ticket.state) == "called"
        return Want(text, calling, before.call if call is None else call)
    pages = paged(message[0], digits) if message else ()
    hung: dict[str, Any] = {"pages": pages, "until": message[1] if message and pages else 0.0}
    if here is None or here.state == "closed" or options.free == "blank":
        return Want(call=before.call, **hung)
    if options.free == "dashes":
        return Want("-" * digits if options.carries_letters else "", call=before.call, **hung)
    return before._replace(calling=False, **hung)
