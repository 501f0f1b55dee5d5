"""The journal: the truth on disk of one hall, and the one who writes it."""

from journal.journal import Journal
from journal.opening import Damaged
from journal.replay import BrokenChain
from journal.verb import JournalDown, KeyReused, Reply

__all__ = ["BrokenChain", "Damaged", "Journal", "JournalDown", "KeyReused", "Reply"]
