"""FIFO: the smallest (reference time, seq) goes first; class and slot give no head start.

Urgent goes first here too.
"""

from __future__ import annotations

from queueing.plan import Policy
from queueing.policies.desk import URGENT
from queueing.policies.effective_time import CLASSES, IN_TIERS, before, line_of, order, pick

__all__ = ["CLASSES", "IN_TIERS", "before", "line_of", "order", "pick", "rank"]


def rank(ref: int, klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
    return ref - URGENT if klass == "urgent" else ref
