"""The reports' routes: the page, each report as data or file, and the daily reports made so far."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template

from queueing.who import Who
from reports import REPORTS, meters, staffing_pages, titles
from reports.daily import folder_of, made
from reports.files import TYPES
from reports.frame import plain, sayer
from reports.question import BadQuestion, Question
from reports.reply import file_reply
from reports.workshop import Workshop
from web.api import Api
from web.app import language
from web.problem import Problem

READERS = ("manager",)
WEEK = timedelta(days=6)
FILES = ("csv", "xlsx", "pdf")


def whole(who: Who) -> bool:
    """Does somebody look after the whole hall, not after some agencies only?"""
    return who.agencies is None


def pages(house: Any) -> Blueprint:
    """The blueprint of the reports."""
    bp = Blueprint("reports", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    desk = Desk(house)
    house.rooms["workshop"] = desk.workshop

    @api.get("/reports/<name>", roles=READERS, kinds=tuple(TYPES.values()))
    def one(
        who: Who, name: str, from_: str = "", to: str = "", format: str = "json",
        agency: str = "", service: str = "",
    ) -> Response:  # fmt: skip
        """A report over local dates, both included; `format` json, csv, xlsx, pdf or svg."""
        if name not in REPORTS:
            raise Problem(404, "unknown_report", f"There are: {', '.join(REPORTS)}.")
        if format not in TYPES:
            raise Problem(400, "bad_request", f"format: one of {', '.join(TYPES)}.")
        question = desk.question(who, name, from_, to, agency, service)
        body = desk.make(question, format)
        return file_reply(body, format, f"{name}-{question.first}-{question.last}")

    @api.get("/reports", roles=READERS)
    def all_(who: Who) -> Any:
        """The reports there are, and the daily ones that were made."""
        say = sayer(house.languages, language(house))
        days = house.engine.call_native(made, folder_of(house)) if whole(who) else []
        return {
            "reports": [{"name": name, "title": title} for name, title in titles(say).items()],
            "daily": [{"file": name, "bytes": size} for name, size in days],
        }

    @api.get("/reports/daily/<file>", roles=READERS,
             may=lambda who, file: whole(who), kinds=(TYPES["pdf"], TYPES["xlsx"]))  # fmt: skip
    def daily(who: Who, file: str) -> Response:
        """A daily report of the whole hall, by the name that the list of reports gives it."""
        folder = folder_of(house)
        known = {name for name, _size in house.engine.call_native(made, folder)}
        if file not in known:
            raise Problem(404, "unknown_report", "No daily report has that name.")
        stem, _dot, format = file.rpartition(".")
        return file_reply(house.engine.call_native((folder / file).read_bytes), format, stem)

    @api.page("/reports", roles=READERS)
    def page(
        who: Who, name: str = REPORTS[0], from_: str = "", to: str = "", agency: str = "",
        service: str = "",
    ) -> Any:  # fmt: skip
        """Choose a report, its days and whose; read it, as a plot and as a table."""
        say = sayer(house.languages, language(house))
        wrong, shown = "", None
        name = name if name in REPORTS else REPORTS[0]
        question = desk.question(who, name, from_, to, agency, service)
        try:
            shown = json.loads(desk.make(question, "page"))
        except Problem as problem:
            wrong = problem.detail
        days = house.engine.call_native(made, folder_of(house)) if whole(who) else []
        return render_template(
            "reports/reports.html", shown=shown, wrong=wrong, asked=question, files=FILES,
            reports=titles(say).items(), daily=days[:14],
            whole=whole(who), **desk.choices(who),
        )  # fmt: skip

    staffing_pages.routes(house, api)
    house.meters.append(lambda: meters.queue(house))
    house.links.append(("/reports", "Reports", READERS))
    return bp


class Desk:
    """Where reports are asked for, in the words of the page."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self.workshop = Workshop(house)

    def question(
        self, who: Who, name: str, first: str, last: str, agency: str, service: str
    ) -> Question:
        """Without dates: the week up to the hall's last day. Who looks after some agencies is told
        of those: Problem 403 for another one's."""
        house = self._house
        if not whole(who):
            mine = self.choices(who)
            for asked, rows in ((agency, mine["agencies"]), (service, mine["services"])):
                if asked and asked not in {row["id"] for row in rows}:
                    raise Problem(403, "not_allowed", "That is another agency's.")
            agency = agency or mine["agencies"][0]["id"]
        hours = house.live.plan.hours
        last = last or house.live.last_day or hours.local_date(house.now())
        if not first:
            try:
                first = (date.fromisoformat(last) - WEEK).isoformat()
            except (ValueError, OverflowError):
                first = last
        return Question(name, first, last, language(house), agency or None, service or None)

    def choices(self, who: Who) -> dict[str, list[dict[str, str]]]:
        """The agencies and services whose reports somebody may read. Problem 403: of none."""
        agencies, services = (self._house.settings[key] for key in ("agencies", "services"))
        if who.agencies is not None:
            agencies = [row for row in agencies if row["id"] in who.agencies]
            plan = self._house.live.plan.services
            services = [row for row in services if plan[row["id"]].agency in who.agencies]
            if not agencies:
                raise Problem(403, "not_allowed", "There is no agency of yours here.")
        return {"agencies": self._named(agencies), "services": self._named(services)}

    def _named(self, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
        """id and name of each, the name as a line of visible text."""
        pick, lang = self._house.languages.pick, language(self._house)
        return [{"id": row["id"], "name": plain(pick(lang, row["name"]))} for row in rows]

    def make(self, question: Question, form: str) -> bytes:
        """The report in that form. Problem 400 for a bad question."""
        try:
            return self.workshop.make([question], form)[0]
        except BadQuestion as error:
            raise Problem(400, "bad_request", f"{error}.") from None
