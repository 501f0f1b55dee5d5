"""The reports' routes: the page, each report as data or file, and the daily reports made so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template

from queueing.who import Who
from reports import REPORTS, meters, report
from reports.daily import folder_of, made
from reports.drawing import svg
from reports.files import TYPES, write
from reports.frame import Column, sayer, show
from reports.run import Answer, BadQuestion, Question, give_back, run
from web.api import Api
from web.app import language
from web.problem import Problem
from web.reply import COMMON

READERS = ("manager",)
WEEK = timedelta(days=6)
FILES = ("csv", "xlsx", "pdf")


def pages(house: Any) -> Blueprint:
    """The blueprint of the reports."""
    bp = Blueprint("reports", __name__, template_folder="templates")
    api = Api(bp, house)
    desk = Desk(house)

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
        question = desk.question(name, from_, to, agency, service)
        body = desk.work(lambda answer: write(answer, format), question)
        return file_reply(body, format, f"{name}-{question.first}-{question.last}")

    @api.get("/reports", roles=READERS)
    def all_(who: Who) -> Any:
        """The reports there are, and the daily ones that were made."""
        say = sayer(house.languages, language(house))
        days = house.engine.call_native(made, folder_of(house))
        return {
            "reports": [{"name": name, "title": report(name).title(say)} for name in REPORTS],
            "daily": [{"file": name, "bytes": size} for name, size in days],
        }

    @api.get("/reports/daily/<file>", roles=READERS,
             kinds=(TYPES["pdf"], TYPES["xlsx"]))  # fmt: skip
    def daily(who: Who, file: str) -> Response:
        """A daily report, by the name that the list of reports gives it."""
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
        question = desk.question(name, from_, to, agency, service)
        try:
            shown = desk.work(lambda answer: Shown(answer), question)
        except Problem as problem:
            wrong = problem.detail
        days = house.engine.call_native(made, folder_of(house))
        settings = house.settings
        return render_template(
            "reports/reports.html", shown=shown, wrong=wrong, asked=question, files=FILES,
            reports=[(id, report(id).title(say)) for id in REPORTS], daily=days[:14],
            agencies=settings["agencies"], services=settings["services"],
        )  # fmt: skip

    house.meters.append(lambda: meters.queue(house))
    house.links.append(("/reports", "Reports", READERS))
    return bp


class Desk:
    """Where reports are made: one at a time, in a native thread, so that the hall goes first."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._token = house.engine.native_queue()
        self._token.put(True)

    def question(self, name: str, first: str, last: str, agency: str, service: str) -> Question:
        """Without dates: the week up to the hall's last day."""
        house = self._house
        hours = house.live.plan.hours
        last = last or house.live.last_day or hours.local_date(house.now())
        if not first:
            try:
                first = (date.fromisoformat(last) - WEEK).isoformat()
            except (ValueError, OverflowError):
                first = last
        return Question(name, first, last, language(house), agency or None, service or None)

    def work(self, use: Callable[[Answer], Any], question: Question) -> Any:
        """use(answer). Problem 400 for a bad question."""
        house = self._house
        journal, plan, now = house.journal, house.live.plan, house.now()

        def make() -> Any:
            token = self._token.get()
            try:
                return use(run(journal.url, plan, house.languages, question, now))
            finally:
                give_back()
                self._token.put(token)

        try:
            return house.engine.call_native(make)
        except BadQuestion as error:
            raise Problem(400, "bad_request", f"{error}.") from None


class Shown:
    """A report as the page shows it: everything as text."""

    def __init__(self, answer: Answer) -> None:
        comma = answer.question.lang == "vi"
        self.title, self.takeaway = answer.title, answer.found.takeaway
        self.definition, self.chosen = answer.definition, answer.chosen
        plot = answer.found.plot
        self.svg = svg(plot) if plot is not None and plot.marks else ""
        self.tables = [
            {
                "id": table.id, "title": table.title,
                "columns": [(c.title, c.kind != "text") for c in table.columns],
                "rows": [
                    [(show(c, v, answer.zone, comma), raw(c, v))
                     for c, v in zip(table.columns, row, strict=True)]
                    for row in table.rows[: table.most]
                ],
                "more": max(0, len(table.rows) - table.most),
            }
            for table in answer.found.tables
        ]  # fmt: skip


def raw(column: Column, value: Any) -> str:
    """The number as files have it, for a cell's `data-value`; "" for words."""
    return "" if value is None or column.kind == "text" else str(value)


def file_reply(body: bytes, format: str, name: str) -> Response:
    """A file to be kept, or JSON to be read; never guessed at, never stored on the way."""
    reply = Response(body, 200, {"Content-Type": TYPES[format], **dict(COMMON)})
    reply.headers["Cache-Control"] = "no-store"
    if format != "json":
        reply.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
        reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply
