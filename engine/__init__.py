"""Engine: what the hall runs on, eventlet or threads; the same methods for both.

`HALL_ENGINE` names it (`eventlet` unless said otherwise), because patching comes before any config
is read. *The loop* below is the one thread of eventlet; with threads it is whoever holds the turn.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.base import Engine

NAMES = ("eventlet", "threading")


def name() -> str:
    """The engine the environment asks for. Raises ValueError for an unknown one."""
    chosen = os.environ.get("HALL_ENGINE") or NAMES[0]
    if chosen not in NAMES:
        raise ValueError(f"HALL_ENGINE={chosen}: unknown, allowed: {', '.join(NAMES)}")
    return chosen


@functools.cache
def make(name: str) -> Engine:
    """The engine of that name, one a process."""
    if name == "eventlet":
        from engine.green import EventletEngine

        return EventletEngine()
    if name == "threading":
        from engine.threads import ThreadingEngine

        return ThreadingEngine()
    raise ValueError(f"engine {name}: unknown, allowed: {', '.join(NAMES)}")


def current() -> Engine:
    """The engine of this process."""
    return make(name())
