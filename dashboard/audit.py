"""The audit page: every act in one sentence, who, where, when; by hand, priority; as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, render_template

from dashboard import audit_words
from dashboard.scope import whole
from queueing.events import KINDS
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api
from web.app import language
from web.wire import time_json

READERS = ("manager", "province")
PAGE = 50  # events
MOST = 500
CSV_ROWS = 50_000
VIEWS = ("", "hand", "priority")
KPI = 2.0  # % of calls by hand that are too many
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|")


class Asked:
    """What a query asks for, checked. Refusal bad_request says what is wrong and where."""

    def __init__(self, house: Any, who: Who, query: dict[str, str]) -> None:
        self.zone = ZoneInfo(house.live.plan.zone_name)
        today = datetime.fromtimestamp(house.now() / 1000, self.zone).date()
        self.first = _day("from", query["from"], today)
        self.last = _day("to", query["to"], today)
        if self.last < self.first:
            raise Refusal("bad_request", "to: before from")
        self.query = {k: v.strip() for k, v in query.items()}
        self.view, self.group = self.query["view"], self.query["kind"]
        if self.view not in VIEWS:
            raise Refusal("bad_request", "view: hand or priority")
        kinds = audit_words.GROUPS.get(self.group) or (
            (self.group,) if self.group in KINDS else None
        )
        if self.group and kinds is None:
            raise Refusal("bad_request", "kind: a group or an event's kind")
        self.since, self.until = self._at(self.first), self._at(self.last + timedelta(days=1))
        self.limits: dict[str, Any] = {
            "since": self.since, "until": self.until, "kinds": None if self.view else kinds,
            "days": (self.first.isoformat(), self.last.isoformat()), "counters": who.counters,
            "officer": self.query["person"] or None, "device": self.query["device"] or None,
            "counter": self.query["counter"] or None, "view": self.view or None,
            "number": self.query["ticket"].upper() or None,
        }  # fmt: skip

    def _at(self, day: date) -> int:
        return int(datetime.combine(day, time(), self.zone).timestamp() * 1000)

    def address(self, path: str, **more: Any) -> str:
        """The same question at another path."""
        asked = {k: v for k, v in {**self.query, **more}.items() if v}
        asked.update({"from": self.first.isoformat(), "to": self.last.isoformat()})
        return f"{path}?{urlencode(asked)}"


def _day(name: str, text: str, today: date) -> date:
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_request", f"{name}: a date, YYYY-MM-DD") from None
    if not 1971 <= found.year <= 9998:
        raise Refusal("bad_request", f"{name}: a date of these times")
    return found


def told(house: Any, found: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """The rows of an answer, each with its sentence; no hashes, no personal texts."""
    teller = audit_words.Teller(
        lambda words: house.languages.say(lang, words), namer(house, lang)
    )  # fmt: skip
    return [
        {
            "seq": e["seq"], "at": time_json(e["at"]), "kind": e["kind"], "number": e["number"],
            "ticket": e["ticket"], "counter": e["counter"], "officer": e["officer"],
            "device": e["device"], "sentence": teller.tell(e),
        }
        for e in found["events"]
    ]  # fmt: skip


def namer(house: Any, lang: str) -> audit_words.Named:
    """Names of things of the settings, their id where they have none (any more)."""
    settings, pick = house.settings, house.languages.pick
    sections = {name: (name,) for name in ("counters", "services", "grounds", "zones")}
    sections["devices"] = ("kiosks", "displays", "printers")
    names = {
        part: {
            row["id"]: pick(lang, row["name"])
            for section in many for row in settings[section] if row.get("name")
        }
        for part, many in sections.items()
    }  # fmt: skip
    return lambda section, id: names[section].get(id) or (str(id) if id is not None else "–")


def safe(text: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def as_csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = ("seq", "at", "kind", "number", "counter", "officer", "device", "sentence")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(" ".join(str(row[c]).split()) if row[c] is not None else "")
                         for c in columns])  # fmt: skip
    return "\ufeff" + out.getvalue()


def routes(house: Any, api: Api) -> None:
    """Adds the page and its calls to the dashboard's routes."""

    def ask(who: Who, before: int, limit: int, **query: str) -> tuple[Asked, dict[str, Any]]:
        asked = Asked(house, who, query)
        return asked, house.journal.audit(before or None, limit, **asked.limits)

    @api.get("/audit", roles=READERS, may=whole)
    def audit(
        who: Who, from_: str = "", to: str = "", person: str = "", device: str = "",
        counter: str = "", kind: str = "", ticket: str = "", view: str = "", before: int = 0,
        limit: int = PAGE,
    ) -> Any:  # fmt: skip
        """Every act, newest first: who, where, when. `from`, `to`: local dates, today if none;
        `kind`: an event's kind or a group of them; `view`: hand or priority; `before`: a seq."""
        if not 1 <= limit <= MOST:
            raise Refusal("bad_request", f"limit: 1 to {MOST}")
        _, found = ask(who, before, limit, **{"from": from_}, to=to, person=person, device=device,
                       counter=counter, kind=kind, ticket=ticket, view=view)  # fmt: skip
        return {
            "events": told(house, found, language(house)), "next": found["next"],
            "back_to": time_json(found["back_to"]),
        }  # fmt: skip

    @api.get("/audit.csv", roles=READERS, kinds=("text/csv",), may=whole)
    def audit_csv(
        who: Who, from_: str = "", to: str = "", person: str = "", device: str = "",
        counter: str = "", kind: str = "", ticket: str = "", view: str = "",
    ) -> Response:  # fmt: skip
        """The same as a table: UTF-8 with BOM, UTC times, cells that are no formulas; at most
        50,000 rows."""
        rows: list[dict[str, Any]] = []
        before = 0
        while True:
            _, found = ask(who, before, 5000, **{"from": from_}, to=to, person=person,
                           device=device, counter=counter, kind=kind, ticket=ticket,
                           view=view)  # fmt: skip
            rows += told(house, found, language(house))
            before = found["next"] or 0
            if len(rows) > CSV_ROWS:
                raise Refusal("bad_request", f"more than {CSV_ROWS:,} rows: ask for fewer days")
            if not before:
                break
        return Response(as_csv(rows), 200, {
            "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "X-Content-Type-Options": "nosniff",
        })  # fmt: skip

    @api.page("/audit", roles=READERS, may=whole)
    def page(
        who: Who, from_: str = "", to: str = "", person: str = "", device: str = "",
        counter: str = "", kind: str = "", ticket: str = "", view: str = "", before: int = 0,
    ) -> str:  # fmt: skip
        """Every act, to read and to filter."""
        query = {"from": from_, "to": to, "person": person, "device": device, "counter": counter,
                 "kind": kind, "ticket": ticket, "view": view}  # fmt: skip
        lang, wrong = language(house), None
        try:
            asked, found = ask(who, before, PAGE, **query)
        except Refusal as refused:
            wrong = refused.detail
            asked, found = ask(who, 0, 1, **dict.fromkeys(query, ""))
            found = {"events": [], "next": None, "back_to": None}
        hands = (
            house.journal.hand_share(asked.since, asked.until, who.counters)
            if view == "hand"
            else None
        )
        named = namer(house, lang)
        local = [
            {**row, "local": datetime.fromtimestamp(e["at"] / 1000, asked.zone),
             "where": named("counters", e["counter"]) if e["counter"] else None,
             "device_name": named("devices", e["device"]) if e["device"] else None}
            for row, e in zip(told(house, found, lang), found["events"], strict=True)
        ]  # fmt: skip
        settings = house.settings
        devices = [row["id"] for part in ("kiosks", "displays", "printers", "pads")
                   for row in settings[part]]  # fmt: skip
        back = found["back_to"]
        return render_template(
            "dashboard/audit.html", rows=local, asked=asked, wrong=wrong, kpi=KPI, hands=hands,
            share=None if not hands or not hands[1] else round(100 * hands[0] / hands[1], 1),
            groups=audit_words.groups(lambda words: house.languages.say(lang, words)),
            people=sorted(officer.name for officer in house.people.officers()), devices=devices,
            counters=[(c["id"], named("counters", c["id"])) for c in settings["counters"]
                      if who.counters is None or c["id"] in who.counters],
            limited=who.counters is not None, before=before,
            older=asked.address("/audit", before=found["next"]) if found["next"] else None,
            newest=asked.address("/audit"), table=asked.address("/api/v1/audit.csv"),
            back_to=datetime.fromtimestamp(back / 1000, asked.zone) if back else None,
            views=[(v, asked.address("/audit", view=v, kind="")) for v in VIEWS],
        )  # fmt: skip

    house.links.append(("/audit", "Audit", READERS))
