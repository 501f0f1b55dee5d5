"""Topics: what can be watched, and the whole pictures sent about it.

A change sends a topic's whole new picture: the first at once, the next not before `every` seconds,
an unchanged one not at all. Each is made into JSON once, however many watch.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from queueing.who import Who

log = logging.getLogger("web.topics")
ALL = object()  # every id of a topic


@dataclass(slots=True)
class Topic:
    """One kind of picture: `name` or `name/<id>`.

    `build(hall, id, now)` makes the picture's data (KeyError or Refusal: no such id; id is "" for a
    topic without). `touched(event, hall)` names the ids whose picture may have changed: an iterable,
    or ALL. `may(who, id)` narrows `roles`. `every`: seconds between pictures. `tick`: seconds after
    which a watched picture is looked at again though nothing happened (None: never).
    """

    name: str
    roles: tuple[str, ...]
    build: Callable[[Any, str, int], dict[str, Any]]
    touched: Callable[[Any, Any], Iterable[str] | object]
    may: Callable[[Who, str], bool] | None = None
    every: float = 0.1
    tick: float | None = None


@dataclass(slots=True)
class Picture:
    """What the watchers of a topic saw last. `text` is the JSON of the data."""

    topic: str
    seq: int = 0
    at: int = 0
    text: str = ""
    sent: float = -1e9  # monotonic
    looked: float = -1e9
    dirty: bool = True
    watchers: set[str] = field(default_factory=set)

    def json(self) -> str:
        return f'{{"topic":{json.dumps(self.topic)},"seq":{self.seq},"at":{self.at},"data":{self.text}}}'


class Topics:
    """All topics of the hall, their watched pictures, and the task that sends them."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._kinds: dict[str, Topic] = {}
        self._pictures: dict[str, Picture] = {}
        self._seqs: dict[str, int] = {}
        self.send: Callable[[str, str, Iterable[str]], None] = lambda event, text, sids: None
        self.speakers: Callable[[str], Iterable[str]] = lambda zone: ()

    def add(self, topic: Topic) -> None:
        """Raises ValueError for a name taken."""
        if topic.name in self._kinds:
            raise ValueError(f"topic {topic.name} is registered twice")
        self._kinds[topic.name] = topic

    def kinds(self) -> dict[str, Topic]:
        return dict(self._kinds)

    def find(self, topic: str) -> tuple[Topic, str] | None:
        """The kind and id of `display/tv1`, or None."""
        name, _, id = topic.partition("/")
        kind = self._kinds.get(name)
        return (kind, id) if kind else None

    def touch(self, name: str, ids: Iterable[str] | object = ALL) -> None:
        """Says that pictures may have changed for another reason than an event."""

    def announce(
        self, zone: str, seq: int, at: int, call: dict[str, Any], words: dict[str, list[str]]
    ) -> None:
        """To the zone's speaking display only."""
