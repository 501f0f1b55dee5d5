"""The invariants I2, I5 and I6 on what clients saw: their requests, replies and pictures.

A request is a dict {t0, t1, client, verb, args, status, reply}: seconds on one clock when it was
sent and answered (t1 and status None: no answer came), the verb's name as in domain.md, the reply's
body. A picture is {t, client, topic, data}; the server's own have the client "server".
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import Any

from journal.invariants import Broken
from queueing.events import Event

Record = dict[str, Any]

KINDS = {
    "issue": "TicketIssued", "check_in": "TicketIssued", "change_service": "ServiceChanged",
    "grant": "PriorityGranted", "cancel": "TicketCancelled", "call_next": "TicketCalled",
    "call": "TicketCalled", "recall": "TicketRecalled", "start": "ServingStarted",
    "finish": "TicketFinished", "no_show": "TicketMarkedNoShow", "return": "TicketReturned",
    "hold": "TicketHeld", "resume": "TicketResumed", "transfer": "TicketTransferred",
    "go_on": "TicketContinued", "serve": "TicketIssued", "put_off": "TicketPutOff",
    "undo": "MoveUndone", "rate": "ServiceRated", "reprint": "ReprintAsked",
}  # fmt: skip
HEALED_S = 5.0
CALLS = ("call_next",)


def check_acknowledged(records: Iterable[Record], events: Iterable[Event]) -> list[Broken]:
    """I2: whatever was acknowledged is in the journal, once for each acknowledgement.

    Replies to a repeated key (args["key"]) count once.
    """
    there: dict[tuple[str, int], int] = {}
    numbers: dict[int, set[str]] = {}
    for event in events:
        if event.ticket is not None:
            name = (event.kind, event.ticket)
            there[name] = there.get(name, 0) + 1
            if "number" in event.data:
                numbers.setdefault(event.ticket, set()).add(event.data["number"])
    broken: list[Broken] = []
    told: dict[tuple[str, int], int] = {}
    keys: set[tuple[Any, Any, Any]] = set()
    for r in records:
        reply = r["reply"] or {}
        if not _done(r) or r["verb"] not in KINDS or "id" not in reply:
            continue
        key = (r["client"], r["verb"], (r.get("args") or {}).get("key"))
        if key[2] is not None:
            if key in keys:
                continue
            keys.add(key)
        name = (KINDS[r["verb"]], int(reply["id"]))
        told[name] = told.get(name, 0) + 1
        if told[name] > there.get(name, 0):
            broken.append(
                Broken("I2", None, f"{r['client']}'s {r['verb']} of ticket {name[1]} is lost")
            )
        elif "number" in reply and reply["number"] not in numbers.get(name[1], ()):
            broken.append(
                Broken("I2", name[1], f"{r['client']} was told {reply['number']}, never given")
            )
    return broken


def check_order(records: Iterable[Record], events: Sequence[Event]) -> list[Broken]:
    """I5: a call that returned before another began stands before it in the journal, and every
    call by the policy takes the head of its line (service and class; own lines apart)."""
    return [*_real_time(records, events), *_heads(events)]


def _real_time(records: Iterable[Record], events: Sequence[Event]) -> list[Broken]:
    calls: dict[tuple[int, str], list[int]] = {}
    for event in events:
        if event.kind == "TicketCalled":
            calls.setdefault((event.ticket or 0, event.counter or ""), []).append(event.seq)
    done = []
    for r in sorted((r for r in records if _done(r) and r["verb"] in CALLS), key=_t0):
        reply = r["reply"] or {}
        seqs = calls.get((int(reply.get("id", 0)), str(reply.get("counter"))))
        if seqs:
            done.append((r["t0"], r["t1"], seqs.pop(0), r))
    broken: list[Broken] = []
    by_end = sorted(done, key=lambda d: d[1])
    ended, latest = 0, 0
    for t0, _, seq, r in done:  # in order of their beginning
        while ended < len(by_end) and by_end[ended][1] < t0:
            latest = max(latest, by_end[ended][2])
            ended += 1
        if seq < latest:
            broken.append(
                Broken("I5", seq, f"{r['client']}'s call began after the one of event {latest}")
            )
    return broken


class _Lines:
    """Who stands in which line (service and class; own lines apart), by rank."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.known: dict[int, dict[str, Any]] = {}  # ticket -> what decides its line and rank
        self.place: dict[int, tuple[tuple[str, str], int]] = {}  # waiting ticket -> line and rank
        # as it was before its last moves
        self.before: dict[int, list[tuple[dict[str, Any], bool]]] = {}

    def stand(self, id: int) -> None:
        of = self.known[id]
        own = of.get("to_counter") or of.get("to_officer")
        line = (f"{own or ''}/{of['service']}", of["class"])
        self.place[id] = line, of["rank"]
        insort(self.lines.setdefault(line, []), (of["rank"], id))

    def leave(self, id: int) -> None:
        if id in self.place:
            line, rank = self.place.pop(id)
            del self.lines[line][bisect_left(self.lines[line], (rank, id))]

    def fall_back(self, gone: set[Any]) -> None:
        """Own lines of a counter or officer that has closed join the services' lines."""
        for id, of in self.known.items():
            if {of.get("to_counter"), of.get("to_officer")} & gone:
                of["to_counter"] = of["to_officer"] = None
                if id in self.place:
                    self.leave(id)
                    self.stand(id)

    def head(self, id: int) -> int:
        """Who stands first in the line of the ticket; itself if it stands in none."""
        return self.lines[self.place[id][0]][0][1] if id in self.place else id


def _heads(events: Sequence[Event]) -> list[Broken]:
    broken: list[Broken] = []
    lines = _Lines()
    for event in events:
        id, kind = event.ticket or 0, event.kind
        if kind == "DayOpened":
            lines = _Lines()
        elif kind in ("CounterClosed", "CounterTakenOver"):
            lines.fall_back({event.counter, event.officer, event.data.get("from")} - {None})
        elif kind == "MoveUndone":
            if lines.before.get(id):
                lines.leave(id)
                lines.known[id], waiting = lines.before[id].pop()
                if waiting:
                    lines.stand(id)
        elif kind == "TicketIssued" or id in lines.known and kind in KINDS.values():
            if kind == "TicketCalled" and not event.data.get("hand") and lines.head(id) != id:
                said = f"calls ticket {id}, {lines.head(id)} stood before it"
                broken.append(Broken("I5", event.seq, said))
            if kind in _STAYING:
                continue
            of = lines.known.get(id, {})
            lines.before[id] = [*lines.before.get(id, [])[-2:], (of, id in lines.place)]
            if kind in _LINES:
                lines.leave(id)
                new = {name: event.data[name] for name in _OF_THE_LINE if name in event.data}
                lines.known[id] = {**of, **new}
                lines.stand(id)
            else:
                lines.leave(id)
    return broken


_LINES = (
    "TicketIssued", "ServiceChanged", "PriorityGranted", "TicketReturned", "TicketTransferred",
    "TicketContinued",
)  # fmt: skip
_STAYING = ("ServiceRated", "ReprintAsked", "TicketRecalled", "NoteWritten")
_OF_THE_LINE = ("service", "class", "rank", "to_counter", "to_officer")


def check_pictures(pictures: Iterable[Record], healed: float) -> list[Broken]:
    """I6: 5 s after `healed` every client shows a picture that the server had within those 5 s."""
    due = healed + HEALED_S
    server: dict[str, list[tuple[float, Any]]] = {}
    shown: dict[tuple[str, str], Any] = {}
    for p in sorted(pictures, key=lambda p: float(p["t"])):
        if p["t"] > due:
            break
        if p["client"] == "server":
            server.setdefault(p["topic"], []).append((p["t"], p["data"]))
        else:
            shown[p["client"], p["topic"]] = p["data"]
    broken = []
    for (client, topic), data in shown.items():
        had = server.get(topic, [])
        # the one current at `healed`, and all after it
        from_ = max((i for i, (t, _) in enumerate(had) if t <= healed), default=0)
        if all(data != d for _, d in had[from_:]):
            broken.append(Broken("I6", None, f"{client} shows an old picture of {topic}"))
    return broken


def _done(r: Record) -> bool:
    return r["status"] is not None and 200 <= r["status"] < 300 and r["t1"] is not None


def _t0(r: Record) -> float:
    return float(r["t0"])
