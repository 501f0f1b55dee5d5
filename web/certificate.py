"""The server's certificate while it serves: loaded, loaded again once renewed, watched."""

from __future__ import annotations

import logging
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from queueing.who import THE_HALL
from web.authority import ends

log = logging.getLogger("hall")
ALERT = "certificate"
EARLY = timedelta(days=30)  # before its end
EVERY = 30.0  # s between two looks


class Certificate:
    """data/tls/server.crt and its key. Raises OSError in a sentence when they are no good."""

    def __init__(self, folder: Path) -> None:
        self._chain, self._key = folder / "tls" / "server.crt", folder / "tls" / "server.key"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # TLS 1.2 and newer
        if not self._chain.exists():
            raise OSError(
                f"server.tls: {self._chain} is missing; make it: hall_server.py tls --name NAME"
            )
        self._load()

    def _load(self) -> None:
        self._at = self._chain.stat().st_mtime_ns
        try:
            self.context.load_cert_chain(self._chain, self._key)
            self.ends = ends(self._chain)
        except (ssl.SSLError, ValueError) as error:
            raise OSError(f"server.tls: {self._chain} or its key is no good: {error}") from error

    def renewed(self) -> bool:
        """Takes what the command has written since; connections that are open keep theirs."""
        if self._chain.stat().st_mtime_ns == self._at:
            return False
        self._load()
        log.info("certificate renewed", extra={"until": self.ends.isoformat()})
        return True

    def soon(self, now: datetime | None = None) -> bool:
        """Does it end within 30 days?"""
        return self.ends - (now or datetime.now(UTC)) < EARLY

    def watch(self, house: Any) -> None:
        """For ever: looks at the file and the calendar."""
        while True:
            try:
                self.look(house)
            except Exception:
                log.exception("looking at the certificate failed")
            house.engine.sleep(EVERY)

    def look(self, house: Any) -> None:
        """Loads what is new; raises or clears the alert."""
        self.renewed()
        about, until = house.live.plan.hall_id, f"{self.ends:%Y-%m-%d}"
        raised = house.live.alerts.get((ALERT, about))
        if self.soon() and (raised is None or raised.detail != until):
            level = "critical" if self.ends <= datetime.now(UTC) else "warning"
            house.act(
                THE_HALL,
                lambda hall, now: hall.raise_alert(THE_HALL, now, ALERT, about, level, until),
            )
        elif raised is not None and not self.soon():
            house.act(THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, ALERT, about))
