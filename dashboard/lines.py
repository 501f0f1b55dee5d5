"""Lines somebody listens to in order to learn a pad: one may try keys before a row is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ports.frames import Frames
from ports.learning import bursts, suggest, tried
from ports.lines import lines_of
from web.problem import Problem
from web.wire import time_json

PORT = re.compile(r"/dev/(?!.*\.\.)[\w./:-]+|loop://\w*|(socket|rfc2217)://[\w.-]+:\d{1,5}")
LISTENS = 600.0  # s, then the line is let go unless somebody asks again
MOST = 8  # lines at once
LOOK = 5.0  # s
NAME = "learn"


@dataclass(slots=True)
class Session:
    """A line listened to. `until` monotonic s; state and why as devices have them."""

    port: str
    baud: int
    until: float
    state: str = "unknown"
    why: str | None = None


class Learning:
    """The lines this process listens to for people."""

    def __init__(self, house: Any, changed: Callable[[str], None]) -> None:
        self._house, self._changed = house, changed
        self._sessions: dict[str, Session] = {}

    def listen(self, port: str, baud: int) -> Session:
        """Opens the line, or listens along with its pads. Problem 400 for no port, 409 for one
        that printers or boards use, or another process, or when too many are open."""
        mine = {pad.get("port") for pad in self._house.settings["pads"]}
        if port not in mine and not PORT.fullmatch(port):
            raise Problem(400, "bad_request", f"{port[:80]}: is no port.")
        lines, now = lines_of(self._house), self._house.engine.now_monotonic()
        if self._taken(port):
            raise Problem(409, "port_taken", "A printer or LED boards are on that line.")
        session = self._sessions.get(port)
        if session is not None:
            session.until = now + LISTENS
            return session
        if len(self._sessions) >= MOST:
            raise Problem(409, "too_many", f"{MOST} lines are listened to already.")
        own = getattr(self._house.journal, "own", None)
        if own is not None and not own(f"line/{port}"):
            raise Problem(409, "port_taken", "Another process of the hall has that line.")
        session = Session(port, lines.speed(port) or baud, now + LISTENS)
        self._sessions[port] = session

        def told(state: str, why: str | None) -> None:
            session.state, session.why = state, why
            self._changed(port)

        lines.listen(
            NAME, port, session.baud, lambda data, at: self._changed(port) if data else None, told
        )
        self._house.engine.spawn(self._let_go, session)
        return session

    def _taken(self, port: str) -> bool:
        settings = self._house.settings
        used = {bus.get("port") for bus in settings["led_buses"]}
        for printer in settings["printers"]:
            options = printer.get("options") or {}
            used |= {options.get(key) for key in ("port", "device", "path")}
            if options.get("host"):
                used.add(f"socket://{options['host']}:{options.get('port', 9100)}")
        return port in used

    def _let_go(self, session: Session) -> None:
        engine = self._house.engine
        while engine.now_monotonic() < session.until:
            engine.sleep(min(LOOK, max(0.05, session.until - engine.now_monotonic())))
        with engine.turn():
            self._sessions.pop(session.port, None)
            lines_of(self._house).forget(NAME, session.port)
        self._changed(session.port)

    # -- what was heard ---------------------------------------------------------------------------

    def picture(self, port: str) -> dict[str, Any]:
        """The last 64 bytes in bursts with the ms since the one before, and what they suggest.
        `state` ended: nobody listens there."""
        session = self._sessions.get(port)
        if session is None:
            return {"port": port, "baud": None, "state": "ended", "why": None, "pads": [],
                    "heard": [], "suggestions": []}  # fmt: skip
        engine, lines = self._house.engine, lines_of(self._house)
        trace, now = lines.traced(port), self._house.now()
        clock, heard, before = engine.now_monotonic(), [], None
        for at, data in bursts(trace, 0.005):
            gap = None if before is None else round((at - before) * 1000)
            heard.append({
                "at": time_json(now - round((clock - at) * 1000)), "gap": gap,
                "bytes": data.hex(" ").upper(),
                "text": "".join(chr(b) if 32 < b < 127 else "·" for b in data),
            })  # fmt: skip
            before = at
        return {
            "port": port, "baud": session.baud, "state": session.state, "why": session.why,
            "pads": [user for user in lines.users(port) if user != NAME],
            "heard": heard, "suggestions": [s.json() for s in suggest(trace)],
        }  # fmt: skip

    def attempt(self, port: str, frame: str, checksum: str | None) -> dict[str, Any]:
        """What a pattern finds in what was heard. KeyError: nobody listens there."""
        if port not in self._sessions:
            raise KeyError(port)
        try:
            frames = Frames(frame, checksum)
        except ValueError as error:
            return {"ok": False, "why": str(error)}
        found = tried(frames, lines_of(self._house).traced(port))
        keys: dict[tuple[bytes, bytes | None], dict[str, Any]] = {}
        for nth, (_, press) in enumerate(found):
            known = keys.setdefault(
                (press.key, press.address),
                {"key": press.key.hex(), "text": printable(press.key), "times": 0,
                 "address": press.address.hex() if press.address is not None else None},
            )  # fmt: skip
            known["times"] += 1
            known["last"] = nth
        newest = max(keys.values(), key=lambda k: k["last"])["key"] if keys else None
        for known in keys.values():
            del known["last"]
        return {
            "ok": True, "frames": len(found), "junk": frames.junk, "bad": frames.bad,
            "keys": list(keys.values()), "newest": newest,
        }  # fmt: skip


def printable(key: bytes) -> str | None:
    """A key as a person would write it, None for control characters."""
    return key.decode("ascii") if all(32 < b < 127 for b in key) else None
