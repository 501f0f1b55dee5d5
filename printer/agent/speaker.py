"""The speaker of a zone without a browser: hears the calls of its display's topic and says them."""

from __future__ import annotations

import json
import logging
import threading
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from printer.agent import calls
from printer.agent.calls import Call
from printer.agent.hall import Hall, Unheard
from printer.agent.sound import Clip, Mute, Sink, beep, joined

log = logging.getLogger("agent")
REST = 0.3  # seconds between calls, and before a repetition
FRESH = 600.0  # seconds a clip is kept before it is fetched again: the hall may have a new pack
MEMORY = 200  # calls remembered as heard, also after a restart
TRY_AGAIN = 5.0  # seconds until speakers that failed are tried again
POLL = 1.0


class Clips:
    """The hall's clips, fetched when needed and kept a while."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._kept: dict[tuple[str, str], tuple[Clip | None, float]] = {}

    def get(self, language: str, key: str) -> Clip | None:
        """None: there is no such clip, or none that can be played here."""
        known = self._kept.get((language, key))
        if known is not None and time.monotonic() - known[1] < FRESH:
            return known[0]
        clip: Clip | None = None
        try:
            clip = Clip.read(self._hall.file(f"/display/voice/{language}/{key}.wav").content)
        except Unheard:
            return known[0] if known else None  # asked again at the next call
        except (KeyError, ValueError) as error:
            log.warning("clip %s/%s: %s", language, key, error)
        self._kept[language, key] = (clip, time.monotonic())
        return clip

    def has(self, language: str, key: str) -> bool:
        return self.get(language, key) is not None


class Speaker:
    """One thread that speaks, call after call. `clock()`: the hall's, ms UTC. `here(bool)`: can
    speak, or not: the hall should know who is mute."""

    def __init__(
        self, hall: Hall, sink: Sink, memory: Path, clock: Callable[[], float],
        here: Callable[[bool], None], beat: Callable[..., None],
    ) -> None:  # fmt: skip
        self._clips, self._sink, self._memory = Clips(hall), sink, memory
        self._clock, self._here, self._beat = clock, here, beat
        self._lock = threading.Lock()
        self._queue: list[Call] = []
        self._spoken = _read(memory)  # names of calls, the latest last
        self._heard = set(self._spoken)
        self._wake = threading.Event()
        self._stopped = False

    # -- from the socket's thread -----------------------------------------------------------------

    def announce(self, call: Call) -> None:
        if calls.name(call) in self._heard:
            return
        self._heard.add(calls.name(call))
        if self._clock() - call["at"] > calls.TOO_OLD:
            return
        with self._lock:
            self._queue = calls.with_call(self._queue, call)
        self._wake.set()

    def picture(self, data: dict[str, Any]) -> None:
        """The board's picture: what was taken back is not called out any more."""
        with self._lock:
            self._queue = calls.without_undone(self._queue, data, data["made_at"])

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    # -- the thread -------------------------------------------------------------------------------

    def run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            self._beat()
            call, left = self._next()
            if call is None:
                self._wake.wait(POLL)
                continue
            try:
                self._remember(calls.name(call))
                self._speak(call, left)
            except Mute as why:
                log.error("mute: %s", why)
                self._wait_for_sound(call)
            except Exception:
                log.exception("call %s was not spoken", call["call"].get("number"))
            if not self._stopped:
                self._sink.rest(REST)

    def _next(self) -> tuple[Call | None, int]:
        with self._lock:
            return (self._queue.pop(0), len(self._queue)) if self._queue else (None, 0)

    def _left(self) -> int:
        with self._lock:
            return len(self._queue)

    def _speak(self, call: Call, left: int) -> None:
        """Raises Mute."""
        short = calls.brief(left)
        lists, way = calls.playable(call, short, self._clips.has)
        times = 1 if short or way == calls.CHIME else 1 + call.get("repeat", 1)
        for time_ in range(times):
            if time_ and calls.brief(self._left()):
                break
            for language, keys in lists.items():
                said = [key for key in keys if key != calls.CHIME] if time_ else keys
                found = [self._clips.get(language, key) for key in said]
                piece = joined(said, [clip for clip in found if clip]) if all(found) else beep()
                if time_ or language != next(iter(lists)):
                    self._sink.rest(REST)
                self._beat(piece.seconds + 20.0)
                record = {
                    "seq": call["seq"], "number": call["call"]["number"], "way": way,
                    "counter": call["call"]["counter"], "language": language, "clips": said,
                    "time": time_,
                }  # fmt: skip
                self._sink.play(piece, record)

    def _wait_for_sound(self, call: Call) -> None:
        """Until the speakers work again; the dashboard sees the display gone meanwhile."""
        self._here(False)
        silence = Clip(array("h", bytes(2000)), 22_050)
        while not self._stopped:
            self._beat()
            until = time.monotonic() + TRY_AGAIN
            while time.monotonic() < until and not self._stopped:
                time.sleep(0.2)
            try:
                self._sink.play(silence, {"number": "", "seq": 0})
                break
            except Mute:
                continue
        self._here(True)
        with self._lock:
            waiting = calls.with_call(self._queue, call)
            self._queue = [it for it in waiting if self._clock() - it["at"] <= calls.TOO_OLD]

    def _remember(self, name: str) -> None:
        """Before it is spoken: after a restart the hall tells the last 20 s again."""
        self._spoken = [*self._spoken[1 - MEMORY :], name]
        part = self._memory.with_suffix(".part")
        part.write_text(json.dumps(self._spoken))
        part.rename(self._memory)


def _read(memory: Path) -> list[str]:
    try:
        return [str(name) for name in json.loads(memory.read_text())]
    except (OSError, ValueError):
        return []
