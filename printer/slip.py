"""The slip: what the paper says, in Vietnamese and, if the citizen chose one, a second language."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from languages import Languages
from printer.lettering import clean
from queueing.promise import bounds, of_new
from queueing.ticket import State
from settings.models.slips import FACTS, USUAL
from web.tokens import ticket_token

FIRST = "vi"
NOT_THE_RECEIPT = (
    "This is not the official receipt of your dossier with its appointment for results."
)
NAMED_COUNTERS = 4  # more than these are named by their area


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said: in Vietnamese and, below it and smaller, in the second language."""

    vi: str
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything on the paper, all text clean. None: that line is left out.

    `rows` are label and value. `url` is the absolute address behind the QR. `parts` says what comes
    after what; `logo` is a PNG. Where `reprint` is set it stands above the title, always.
    """

    agency: str
    hall: str
    title: Words
    number: str
    service: Words
    where: Words | None
    klass: Words | None
    rows: tuple[tuple[Words, Words], ...]
    when: Words | None
    session: Words | None
    url: str | None
    scan: Words
    keep: Words
    legal: Words
    reprint: Words | None = None
    note: Words | None = None
    logo: bytes | None = None
    parts: tuple[str, ...] = USUAL

    @property
    def moment(self) -> tuple[Words, ...]:
        """When it was issued."""
        return tuple(words for words in (self.when, self.session) if words is not None)


WORDS = TypeAdapter(Slip)  # to JSON and back, but for the logo


def compose(
    hall: Any, ticket_id: int, languages: Languages, *, reprint: bool = False,
    url: str | None = None, ahead: int | None = None, estimate: dict[str, int] | None = None,
    printer: str | None = None,
) -> Slip:  # fmt: skip
    """The slip of a ticket of today. `hall` is a queueing.hall.Hall.

    `ahead` and `estimate` ({p50, p80}, seconds) are those of the moment of issue; without `ahead`
    the present one is counted, if the ticket still waits. `printer` may have a layout of its own.
    Raises KeyError for an unknown ticket.
    """
    ticket, plan = hall.tickets[ticket_id], hall.plan
    service = plan.services[ticket.service]
    layout = layout_of(plan.settings, printer)
    facts = layout.get("facts", FACTS)
    other = {"citizen": ticket.language, "none": FIRST}.get(
        layout.get("second", "citizen"), layout.get("second")
    )
    other = other if other in languages.names else FIRST

    def say(message: str, **values: object) -> Words:
        vi = languages.say(FIRST, message, **values)
        return Words(vi, languages.say(other, message, **values) if other != FIRST else None)

    def name(text: dict[str, str]) -> Words:
        vi = clean(languages.pick(FIRST, text))
        second = clean(languages.pick(other, text)) if other != FIRST else None
        return Words(vi, second if second != vi else None)

    rows: list[tuple[Words, Words]] = []
    if ahead is None and not reprint and ticket.state is State.WAITING:
        ahead = hall.ahead(ticket_id)
    if ahead is not None:
        said = {"ahead": (say("People ahead"), Words(str(ahead)))}
        if estimate:
            span = _wait(estimate, ticket, plan, say)
            said["wait"] = (say("Expected wait"), span)
        rows += [said[fact] for fact in facts if fact in said]

    if ticket.then:
        names = [name(plan.services[s].name) for s in ticket.then if s in plan.services]
        after = "; ".join(words.second or words.vi for words in names) if other != FIRST else None
        rows.append((say("Then"), Words("; ".join(words.vi for words in names), after)))

    if ticket.put_off:
        return _put_off(ticket, plan, languages, layout, say, name)
    issued = datetime.fromtimestamp(ticket.issued_at / 1000, ZoneInfo(plan.zone_name))
    return Slip(
        agency=clean(languages.pick(FIRST, plan.settings["hall"].get("agency") or {FIRST: ""})),
        hall=clean(languages.pick(FIRST, plan.settings["hall"]["name"])),
        title=say("QUEUE NUMBER"),
        number=clean(ticket.number),
        service=name(service.name),
        where=_where(plan, service.id, name),
        klass=_klass(ticket, plan, name, say),
        rows=tuple(rows),
        when=Words(issued.strftime("%H:%M · %d/%m/%Y")) if "when" in facts else None,
        session=say("Session: morning" if issued.hour < 12 else "Session: afternoon")
        if "session" in facts
        else None,
        url=url,
        scan=say("Scan to follow your turn on your phone."),
        keep=say("Please keep this slip and wait to be called. Thank you!"),
        legal=say(NOT_THE_RECEIPT),
        reprint=say("REPRINT") if reprint else None,
        note=name(layout["note"]) if layout.get("note") else None,
        logo=_logo(layout.get("logo")),
        parts=tuple(layout.get("order", USUAL)),
    )


def _put_off(
    ticket: Any, plan: Any, languages: Languages, layout: dict[str, Any], say: Any, name: Any
) -> Slip:
    """The slip of a number put off: an apology, and the day on which it goes first."""
    day = "/".join(reversed(ticket.put_off.split("-")))
    hall = plan.settings["hall"]
    sorry = say("We are sorry that we could not serve you today.")
    show = say("Show this slip at the help desk on that day: you go first, once.")
    both = Words(f"{sorry.vi} {show.vi}", f"{sorry.second} {show.second}" if sorry.second else None)
    return Slip(
        agency=clean(languages.pick(FIRST, hall.get("agency") or {FIRST: ""})),
        hall=clean(languages.pick(FIRST, hall["name"])),
        title=say("TO GO FIRST"),
        number=clean(ticket.number),
        service=name(plan.services[ticket.service].name),
        where=None,
        klass=_klass(ticket, plan, name, say),
        rows=((say("Good on"), Words(day)),),
        when=None,
        session=None,
        url=None,
        scan=say("Scan to follow your turn on your phone."),
        keep=both,
        legal=say(NOT_THE_RECEIPT),
        logo=_logo(layout.get("logo")),
        parts=tuple(layout.get("order", USUAL)),
    )


def layout_of(settings: dict[str, Any], printer: str | None) -> dict[str, Any]:
    """The printer's own layout, else the hall's; {} where neither has one."""
    rows = settings.get("printers", ())
    own = next((row.get("slip") for row in rows if row["id"] == printer), None)
    return dict(own or settings["hall"].get("slip") or {})


def _logo(url: str | None) -> bytes | None:
    """The PNG that the check of config.yaml made of the logo's file."""
    if url is None or "base64," not in url:
        return None
    return base64.b64decode(url.partition("base64,")[2])


def _wait(
    estimate: dict[str, int], ticket: Any, plan: Any, say: Callable[..., Words]
) -> Words:  # fmt: skip
    """The promise: soon, a range of minutes, or the time of day from which it is expected."""
    since = ticket.legs[0].counts_from if ticket.legs else ticket.issued_at
    words = of_new(int(estimate["p50"]), int(estimate["p80"]), ticket.issued_at, since)
    if words["kind"] == "soon":
        return say("nearly your turn")
    if words["kind"] == "long":
        after = plan.hours.local(words["after"] // 300_000 * 300_000)
        return say("over 60 min, after %(clock)s", clock=after.strftime("%H:%M"))
    return say("%(low)d–%(high)d min", low=words["low"], high=words["high"])


def minutes(estimate: dict[str, int]) -> tuple[int, int]:
    """{p50, p80} in seconds as a range of minutes, rounded outward to 5: (20, 35)."""
    low, high = bounds(int(estimate["p50"]), int(estimate["p80"]))
    return low // 60, high // 60


def _klass(ticket: Any, plan: Any, name: Any, say: Any) -> Words | None:
    if ticket.klass == "regular":
        return None
    words = say("Priority") if ticket.klass == "priority" else say("Urgent")
    ground = plan.grounds.get(ticket.ground)
    if ground is None:
        return words
    why = name(ground.name)
    second = f"{words.second}: {why.second or why.vi}" if words.second else None
    return Words(f"{words.vi}: {why.vi}", second)


def _where(plan: Any, service: str, name: Any) -> Words | None:
    """`Quầy 1, 2 (Khu vực 1, Tầng 2)`, or only the area where the service has many counters."""
    counters = [c for c in plan.counters.values() if service in c.first]
    counters = counters or [c for c in plan.counters.values() if service in c.second]
    zones = {z["id"]: z["name"] for z in plan.settings.get("zones", ())}
    places = [name(zones[z]) for z in dict.fromkeys(c.zone for c in counters) if z in zones]
    names = [name(c.name) for c in counters]
    ids = {c.id for c in counters}
    rows = [row for row in plan.settings.get("counters", ()) if row["id"] in ids]
    floors = {str(row.get("floor")): row.get("floor") for row in rows}
    floor = next(iter(floors.values())) if len(floors) == 1 else None

    def where(of: Any) -> str:
        areas = ", ".join(map(of, places))
        if floor and of(name(floor)) not in areas:
            areas += f", {of(name(floor))}"
        if len(names) > NAMED_COUNTERS:
            return areas
        counters = _joined([of(n) for n in names])
        return f"{counters} ({areas})" if len(places) == 1 else counters

    vi, second = where(lambda w: w.vi), where(lambda w: w.second or w.vi)
    return Words(vi, second if second != vi else None) if vi else None


def _joined(names: list[str]) -> str:
    """Quầy 1, Quầy 2 → Quầy 1, 2: a first word all share is said once."""
    first, blank, _ = (names or [""])[0].partition(" ")
    if len(names) > 1 and blank and all(n.startswith(first + " ") for n in names):
        return f"{first} " + ", ".join(n[len(first) + 1 :] for n in names)
    return ", ".join(names)


def track_url(hall: Any, ticket: int) -> str | None:
    """What the QR leads to; nothing where the hall has no public address."""
    base = hall.plan.settings["hall"].get("public_url")
    return f"{base.rstrip('/')}/t/{ticket_token(ticket)}" if base else None
