"""All that can be checked on a journal: I1, I3, I4, I8 on its events, and I7.

I7: the chain holds, the read tables are those the events make, and replaying rebuilds the same
hall, from the first event as from the last DayOpened, and as the one given.
"""

from __future__ import annotations

from typing import Any

from journal.invariants import Broken, Invariants
from journal.replay import BrokenChain, since_opening
from journal.stores import open_store
from journal.verify import verify
from queueing.hall import Hall


def check_journal(url: str, hall_id: str, live: Hall | None = None) -> list[Broken]:
    """Everything that does not hold, [] for a good journal. `live`: a hall that should be its end.

    Time linear in the history. Raises the driver's errors if the database can't be read.
    """
    invariants = Invariants()
    verdict = verify(url, hall_id, invariants.event)
    broken = list(invariants.broken)
    if verdict.bad_seq is not None:
        return [*broken, Broken("I7", verdict.bad_seq, verdict.why or "")]
    broken += [Broken("I7", None, difference) for difference in verdict.differences]
    assert verdict.hall is not None
    whole = verdict.hall.snapshot()
    store = open_store(url, hall_id)
    store.connect_reading()
    try:
        today, _ = since_opening(store, store.head())
    except BrokenChain as error:
        return [*broken, Broken("I7", error.seq, str(error))]
    finally:
        store.close()
    broken += _differences("since the last DayOpened", whole, today.snapshot())
    if live is not None:
        broken += _differences("the live hall", whole, live.snapshot())
    return broken


def _differences(name: str, whole: dict[str, Any], other: dict[str, Any]) -> list[Broken]:
    return [
        Broken("I7", None, f"{name}: {part} is another than replay from the first event makes it")
        for part in whole
        if whole[part] != other[part]
    ]
