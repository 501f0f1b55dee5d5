"""The staffing advice's routes: read it as a page or a file, have it worked out anew, see how far
that is."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template

from queueing.who import Who
from reports.estimates.kept_advice import KeptAdvice
from reports.files import TYPES
from reports.frame import sayer
from reports.reply import file_reply
from web.api import Api
from web.app import language
from web.problem import Problem

READERS = ("manager", "supervisor")
FILES = ("csv", "xlsx", "pdf")
Json = dict[str, Any]


def routes(house: Any, api: Api) -> None:
    """Adds the page and its calls to the reports' routes."""

    def kept() -> KeptAdvice:
        found: KeptAdvice | None = house.rooms.get("advice")
        return found or KeptAdvice(house, lambda: False)

    def parts(who: Who, doc: Json | None) -> list[str]:
        """The parts of the advice somebody may read: "" is the whole hall."""
        there = {part for day in (doc or {}).get("days", ()) for part in day.get("parts", ())}
        known = [row["id"] for row in house.settings["agencies"] if row["id"] in there]
        if who.agencies is None:
            return ["", *known]
        return [id for id in known if id in who.agencies]

    def chosen(who: Who, week: str, agency: str) -> tuple[list[str], Json | None, list[str], str]:
        """(weeks there are, the advice, parts to choose from, the part). Problem: no such."""
        room = kept()
        weeks = house.engine.call_native(room.weeks)
        week = week or (weeks[0] if weeks else "")
        doc = house.engine.call_native(room.read, week) if week else None
        if week and doc is None:
            raise Problem(404, "unknown_week", "No advice is kept for that week.")
        mine = parts(who, doc)
        if agency and agency not in {row["id"] for row in house.settings["agencies"]}:
            raise Problem(400, "bad_request", "agency: is unknown.")
        if agency and who.agencies is not None and agency not in who.agencies:
            raise Problem(403, "not_allowed", "That is another agency's.")
        return weeks, doc, mine, agency or (mine[0] if mine else "")

    def make(doc: Json, part: str, form: str) -> bytes:
        advice = {"doc": doc, "part": part, "lang": language(house)}
        made: list[bytes] = house.rooms["workshop"].make([], form, advice=advice)
        return made[0]

    def readable(who: Who, doc: Json | None, part: str) -> Json | None:
        """The advice, if that part of it may be read."""
        return doc if doc is not None and (part or who.agencies is None) else None

    @api.get("/staffing", roles=READERS, kinds=tuple(TYPES.values()))
    def one(who: Who, week: str = "", agency: str = "", format: str = "json") -> Response:
        """How many counters a week needs, half-hour by half-hour; `week`: its Monday, else the
        newest; `format` json, csv, xlsx, pdf or svg."""
        if format not in TYPES:
            raise Problem(400, "bad_request", f"format: one of {', '.join(TYPES)}.")
        _weeks, doc, _mine, part = chosen(who, week, agency)
        doc = readable(who, doc, part)
        if doc is None:
            raise Problem(404, "unknown_week", "No advice was worked out yet.")
        return file_reply(make(doc, part, format), format, f"staffing-{doc['week']}")

    @api.get("/staffing/progress", roles=READERS)
    def progress(who: Who) -> Any:
        """Whether an advice is being worked out, and how far it is: done of `of`; `made`: when the
        newest was, ms UTC."""
        told = house.engine.call_native(kept().progress)
        made = house.engine.call_native(kept().made)
        return {"running": told is not None, "made": made, **(told or {"done": 0, "of": 1})}

    @api.post("/staffing", roles=READERS, status=202)
    def anew(who: Who) -> Any:
        """Works next week's advice out anew, if that is not under way; it takes minutes."""
        if not house.engine.call_native(kept().ask):
            raise Problem(409, "not_known_yet", "The estimates have not begun yet. Ask again.")
        return {"asked": True}

    @api.page("/staffing", roles=READERS)
    def page(who: Who, week: str = "", agency: str = "") -> str:
        """The counters that next week needs: what to change, each day as a plot and a table."""
        weeks, doc, mine, part = chosen(who, week, agency)
        doc = readable(who, doc, part)
        shown = json.loads(make(doc, part, "page")) if doc is not None else None
        _ = sayer(house.languages, language(house))
        names = {row["id"]: row["name"] for row in house.settings["agencies"]}
        return render_template(
            "reports/staffing.html", shown=shown, weeks=weeks, parts=mine, part=part, names=names,
            week=doc["week"] if doc is not None else "", files=FILES,
            known=doc is not None and doc["known"], whole=who.agencies is None,
            words={
                "runs": _("Being worked out: {n} %"),
                "asked": _("It begins in a moment…"),
                "failed": _("That did not work: {why}"),
                "not_known_yet": _("The hall opened a moment ago. Ask again in a minute."),
            },
        )  # fmt: skip

    house.links.append(("/staffing", "Counters for the week ahead", READERS))
