"""Lines: who waits where, in order of rank; what a policy may see of it.

A line is a sorted list of entries, not a heap: a heap gives its head as fast, but "how many are
before me" and taking somebody out of the middle would need the whole of it. With bisect a position
is O(log n), and the list's own shifting is a memmove of a few kilobytes at most.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

# (line's name, class or ""): a service id, "counter:<id>" or "officer:<name>"; a policy that asks
# for lines by class has one per class, the others one under ""
Key = tuple[str, str]
# (effective time in ms, ticket id, in line since ms): the first two are the ticket's rank
Entry = tuple[int, int, int]
# all a policy reads: keys to sorted entries; a missing key is an empty line
Heads = Mapping[Key, Sequence[Entry]]


def counter_line(counter: str) -> str:
    """Name of the own line of a counter."""
    return f"counter:{counter}"


def officer_line(officer: str) -> str:
    """Name of the own line of an officer."""
    return f"officer:{officer}"


class Lines(dict[Key, list[Entry]]):
    """Every line of a hall by key."""

    def add(self, key: Key, entry: Entry) -> None:
        line = self.get(key)
        if line is None:
            self[key] = [entry]
        else:
            insort(line, entry)

    def take(self, key: Key, entry: Entry) -> None:
        """Takes the entry out; ValueError if it does not stand there."""
        line = self.get(key, [])
        i = bisect_left(line, entry)
        if i == len(line) or line[i] != entry:
            raise ValueError(f"ticket {entry[1]} does not stand in line {key}")
        del line[i]

    def before(self, name: str, classes: Sequence[str], sub: str, entry: Entry) -> int:
        """How many stand before such an entry; `classes` in the order in which they are called."""
        n = 0
        for klass in classes:
            line = self.get((name, klass), [])
            if klass == sub:
                return n + bisect_left(line, entry)
            n += len(line)
        return n

    def copy(self) -> Lines:
        new = Lines()
        for key, line in self.items():
            new[key] = line.copy()
        return new
