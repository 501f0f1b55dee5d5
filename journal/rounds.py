"""Rounds: what one process of a hall does for its journal every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from journal.anchoring import Anchoring
from journal.clockwatch import ClockWatch
from journal.keeping import Keeping
from journal.places import places


def rounds(journal: Any, folder: Path) -> list[Callable[[], None]]:
    """The clock's watch, the anchors and the backups, to be called on the loop; the settings are
    those of the start."""
    plan = journal.live.plan
    storage = plan.settings.get("storage", {}) if plan is not None else {}
    where = places(folder, storage)
    out = [ClockWatch(journal).look, Anchoring(journal, where.anchors, where.key).look]
    parsed, hours = make_url(journal.url), storage.get("backup_hours", 24)
    if parsed.get_backend_name() == "sqlite" and hours:
        days = storage.get("backup_days", 14)
        out.append(Keeping(journal, parsed.database or "", where.backups, hours, days).look)
    return out
