"""Topics: what can be watched, and the whole pictures sent about it.

A change sends a topic's whole new picture: the first at once, the next not before `every` seconds,
an unchanged one not at all. Each is made into JSON once, however many watch.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from queueing.refusal import Refusal
from queueing.who import Who
from web.tokens import ticket_of

log = logging.getLogger("web.topics")
ALL = object()  # every id of a topic
SPOKEN_LATE = 20_000  # ms: an older call is not spoken after a reconnect
TICK = 0.5  # s


@dataclass(slots=True)
class Topic:
    """One kind of picture: `name`, or `name/<id>`.

    `build(hall, id, now)` makes the picture's data (KeyError or Refusal: no such id; id is "" for a
    topic without). `touched(event, hall)` names the ids whose picture may have changed: an iterable
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


@dataclass(slots=True, eq=False)
class Picture:
    """What the watchers of a topic saw last. `text` is the JSON of the data, `at` ms UTC."""

    kind: Topic
    id: str
    topic: str
    seq: int = 0
    at: int = 0
    text: str = ""
    sent: float = -1e9  # monotonic s
    looked: float = -1e9
    dirty: bool = True
    watchers: dict[str, None] = field(default_factory=dict)  # sids, the newest last

    def json(self) -> str:
        head = f'{{"topic":{json.dumps(self.topic)},"seq":{self.seq},"at":{self.at},"data":'
        return f"{head}{self.text}}}"


class Topics:
    """All topics of the hall, their watched pictures, and the task that sends them.

    `send(event, text, sids)` is set by web.live: `text` is JSON made once.
    """

    def __init__(self, house: Any) -> None:
        self._house = house
        self._kinds: dict[str, Topic] = {}
        self._watched: dict[str, dict[str, Picture]] = {}  # kind -> id -> picture
        self._of: dict[str, set[Picture]] = {}  # sid -> what it watches
        self._dirty: dict[Picture, None] = {}
        self._high = 0  # seqs of pictures nobody watches any more lie below
        self._spoken: dict[str, deque[tuple[int, str]]] = {}  # zone -> (at, announce JSON)
        self._wake = house.engine.event()
        self.send: Callable[[str, str, Iterable[str]], None] = lambda event, text, sids: None

    def add(self, topic: Topic) -> None:
        """Raises ValueError for a name taken."""
        if topic.name in self._kinds:
            raise ValueError(f"topic {topic.name} is registered twice")
        self._kinds[topic.name] = topic
        self._watched[topic.name] = {}

    def kinds(self) -> dict[str, Topic]:
        return dict(self._kinds)

    def start(self) -> None:
        """Listens to the journal and begins to send."""
        self._house.journal.listen("topics", self.hear)
        self._house.journal.after_batch("topics", self.after_batch)
        self._house.engine.spawn(self._send_forever)
        self._house.engine.spawn(self._tick_forever)

    # who watches

    def allowed(self, who: Who, topic: str) -> bool:
        """May this one watch that topic? Unknown topics are nobody's."""
        name, _, id = topic.partition("/")
        kind = self._kinds.get(name)
        if kind is None or who.role not in kind.roles:
            return False
        if who.role == "citizen" and ticket_of(id) != who.ticket:
            return False
        return kind.may is None or kind.may(who, id)

    def look(self, topic: str) -> dict[str, Any]:
        """The picture's data now, for GET routes that give the same. KeyError, Refusal: no such."""
        name, _, id = topic.partition("/")
        return self._kinds[name].build(self._house.live, id, self._house.now())

    def watch(self, topic: str, sid: str) -> Picture:
        """Adds a watcher; the picture is up to date. KeyError, Refusal: there is no such topic."""
        name, _, id = topic.partition("/")
        kind = self._kinds[name]
        picture = self._watched[name].get(id)
        if picture is None:
            picture = Picture(kind, id, topic, seq=self._high)
        if picture.dirty and self._build(picture) and picture.watchers:
            self._emit(picture)
        self._watched[name][id] = picture
        picture.watchers.pop(sid, None)
        picture.watchers[sid] = None
        self._of.setdefault(sid, set()).add(picture)
        return picture

    def watched_by(self, sid: str) -> set[str]:
        """The topics a socket watches."""
        return {picture.topic for picture in self._of.get(sid, ())}

    def unwatch(self, sid: str, topic: str | None = None) -> None:
        """Forgets a watcher, of one topic or of all."""
        mine = self._of.get(sid, set())
        for picture in [p for p in mine if topic is None or p.topic == topic]:
            mine.discard(picture)
            picture.watchers.pop(sid, None)
            if not picture.watchers:
                self._watched[picture.kind.name].pop(picture.id, None)
                self._dirty.pop(picture, None)
                self._high = max(self._high, picture.seq)
        if not mine:
            self._of.pop(sid, None)

    # what changes

    def hear(self, event: Any, hall: Any) -> None:
        """Marks what an event may have changed."""
        for name, watched in self._watched.items():
            if not watched:
                continue
            try:
                self._mark(watched, self._kinds[name].touched(event, hall))
            except Exception:
                log.exception("topic %s failed to say what an event touched", name)
                self._mark(watched, ALL)

    def after_batch(self, hall: Any) -> None:
        if self._dirty:
            self._wake.set()

    def touch(self, name: str, ids: Iterable[str] | object = ALL) -> None:
        """Says that pictures may have changed for another reason than an event (a device)."""
        self._mark(self._watched[name], ids)
        self._wake.set()

    def _mark(self, watched: dict[str, Picture], ids: Any) -> None:
        pictures = watched.values() if ids is ALL else [watched[i] for i in ids if i in watched]
        for picture in pictures:
            picture.dirty = True
            self._dirty[picture] = None

    # sending

    def _build(self, picture: Picture) -> bool:
        """Makes the picture anew; True if it differs from the last."""
        house = self._house
        picture.looked = house.engine.now_monotonic()
        now = house.now()
        data = picture.kind.build(house.live, picture.id, now)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        picture.dirty = False
        self._dirty.pop(picture, None)
        if text == picture.text:
            return False
        picture.text, picture.at = text, now
        picture.seq += 1
        return True

    def _emit(self, picture: Picture) -> None:
        picture.sent = self._house.engine.now_monotonic()
        self.send("picture", picture.json(), picture.watchers)

    def flush(self) -> float | None:
        """Sends what is due; gives the seconds until the next is, None when all is sent."""
        clock = self._house.engine.now_monotonic
        wait: float | None = None
        for picture in list(self._dirty):
            left = picture.sent + picture.kind.every - clock()
            if left > 0:
                wait = left if wait is None else min(wait, left)
                continue
            try:
                with self._house.engine.turn():
                    if picture.dirty and self._build(picture):
                        self._emit(picture)
            except (KeyError, Refusal):
                self._dirty.pop(picture, None)  # gone with the settings; the watchers keep the last
            except Exception:
                log.exception("picture %s failed", picture.topic)
                self._dirty.pop(picture, None)
        return wait

    def _send_forever(self) -> None:
        while True:
            self._wake.clear()
            try:
                wait = self.flush()
            except Exception:
                log.exception("sending pictures failed")
                wait = 1.0
            self._wake.wait(wait)

    def _tick_forever(self) -> None:
        engine = self._house.engine
        while True:
            engine.sleep(TICK)
            now, due = engine.now_monotonic(), False
            with engine.turn():
                for kind in self._kinds.values():
                    if kind.tick is None:
                        continue
                    for picture in self._watched[kind.name].values():
                        if now - picture.looked >= kind.tick - TICK / 2:
                            picture.dirty = due = True
                            self._dirty[picture] = None
            if due:
                self._wake.set()

    def alive(self) -> None:
        """One `alive` to the watchers of each topic."""
        epoch, at = json.dumps(self._house.epoch), self._house.now()
        for watched in self._watched.values():
            for picture in list(watched.values()):
                seqs = f"{{{json.dumps(picture.topic)}:{picture.seq}}}"
                text = f'{{"epoch":{epoch},"at":{at},"topics":{seqs}}}'
                self.send("alive", text, picture.watchers)

    # speaking

    def announce(
        self, zone: str, seq: int, at: int, call: dict[str, Any], words: dict[str, list[str]],
        **more: Any,
    ) -> None:  # fmt: skip
        """To the zone's speaking display only; kept for 20 s for one that comes back. `more`:
        further JSON members, for the display."""
        said = {"seq": seq, "at": at, "call": call, "words": words, **more}
        text = json.dumps(said, ensure_ascii=False)
        spoken = self._spoken.setdefault(zone, deque(maxlen=50))
        spoken.append((at, text))
        for sid in self._speaker(zone):
            self.send("announce", text, [sid])

    def _speaker(self, zone: str) -> list[str]:
        """The socket that speaks for a zone: the newest of its speaking display's."""
        for row in self._house.settings["displays"]:
            if row["zone"] == zone and row.get("speaks"):
                picture = self._watched.get("display", {}).get(row["id"])
                if picture is not None and picture.watchers:
                    return [next(reversed(picture.watchers))]
        return []

    def speak_again(self, topic: str, sid: str) -> None:
        """After a display's watch: the calls it may have missed, if it speaks."""
        name, _, id = topic.partition("/")
        if name != "display":
            return
        for row in self._house.settings["displays"]:
            if row["id"] == id and row.get("speaks"):
                now = self._house.now()
                for at, text in self._spoken.get(row["zone"], ()):
                    if now - at <= SPOKEN_LATE:
                        self.send("announce", text, [sid])
