"""Echo: an RS-485 adapter that hears itself. What the hall has just sent is not a pad's press."""

from __future__ import annotations

LATE = 0.15  # seconds an echo may need beside the time on the wire: adapters gather bytes
TRIED = 5  # writes without an echo until a line counts as one without


class Echo:
    """Takes the hall's own bytes out of what a line hears.

    An exact echo always goes. On a line known to echo, a garbled one must not become a press: what
    comes in an echo's time and holds no whole echo is dropped. `seen` counts echoes, `wrong` the
    bytes of garbled ones.
    """

    def __init__(self, baud: int) -> None:
        self._baud = baud
        self._sent = b""
        self._held = b""
        self._until = 0.0
        self._quiet = 0  # writes in a row that nothing came back from
        self.seen = 0
        self.wrong = 0

    def sent(self, data: bytes, now: float) -> None:
        """Bytes written at `now`, monotonic seconds."""
        self._sent += data
        self._until = max(self._until, now) + len(data) * 10 / self._baud
        self._until = max(self._until, now + LATE)

    def heard(self, data: bytes, now: float) -> bytes:
        """What of it is somebody else's. Call it with b"" as well: held bytes come out late."""
        if not self._sent and not self._held:
            return data
        if self._quiet >= TRIED:
            self._sent, out = b"", self._held + data
            self._held = b""
            return out
        self._held += data
        at = self._held.find(self._sent) if self._sent else -1
        if at >= 0:
            before, after = self._held[:at], self._held[at + len(self._sent) :]
            self._forget()
            self.seen, self._quiet = self.seen + 1, 0
            return before + after
        if now < self._until:
            return b"" if self.seen else self._release()
        out = self._held
        if self.seen:
            self.wrong += len(out)
            out = b""
        else:
            self._quiet += 1
        self._forget()
        return out

    def _release(self) -> bytes:
        """On a line not known to echo, only what may be the beginning of one waits."""
        for size in range(min(len(self._sent), len(self._held)), 0, -1):
            if self._held.endswith(self._sent[:size]):
                out, self._held = self._held[:-size], self._held[-size:]
                return out
        out, self._held = self._held, b""
        return out

    def _forget(self) -> None:
        self._sent = self._held = b""
