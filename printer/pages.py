"""The printer's routes: its page with the last slips, their pictures, what its agent reports."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from flask import Blueprint, Response, render_template, request
from PIL import Image
from pydantic import Field

from printer import words
from printer.choosing import choice
from printer.drawing import draw
from printer.lettering import Lettering
from printer.picture import job_json, job_of, paper_left, picture, row_of, touched
from printer.sample import sample
from printer.slip import WORDS
from printer.spool import spool_of
from printer.status import Condition
from printer.trial import trial
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body
from web.app import language
from web.topics import Topic

STAFF = ("reception", "supervisor", "manager", "admin")
AGENT = "printer"
PNG = ("image/png",)
MAY_REPRINT = ("reception", "supervisor")
VERBS = {
    "started": "print_started", "printed": "print_confirmed", "failed": "print_failed",
    "unconfirmed": "print_unconfirmed",
}  # fmt: skip


class JobBody(Body):
    """What an agent says of a job: `why` with failed and unconfirmed."""

    state: Literal["started", "printed", "failed", "unconfirmed"]
    why: str | None = Field(None, pattern=r"^[a-z0-9_]{1,40}$")


class ConditionBody(Body):
    """How its agent finds a printer; see printer.status.Condition."""

    state: Literal["ok", "down", "not_ready"]
    why: str | None = Field(None, pattern=r"^[a-z0-9_]{1,40}$")
    near_end: bool = False
    trial: int | None = None  # a test print that was asked for, and what came of it
    did: str | None = Field(None, pattern=r"^[a-z0-9_]{1,40}$")


def pages(house: Any) -> Blueprint:
    """The blueprint, and the topic `printer/<id>`."""
    bp = Blueprint("printer", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    spool = spool_of(house)

    def mine(who: Who, printer: str, **_: Any) -> bool:
        return who.role != AGENT or who.device == printer

    def build(hall: Any, printer: str, now: int) -> dict[str, Any]:
        return picture(hall, printer, house.devices.get(printer), spool.trial(printer))

    house.topics.add(Topic("printer", (*STAFF, AGENT), build, touched, may=mine))
    house.devices.listen(lambda device: house.topics.touch("printer", (device.id,)))

    @api.page("/printers/<printer>", roles=(*STAFF, AGENT), may=mine)
    def page(who: Who, printer: str) -> str:
        """The last slips of a printer, as they come out of it."""
        row, lang = row_of(house.live, printer), language(house)
        return render_template(
            "printer/printer.html", name=house.languages.pick(lang, row["name"]),
            words=words.script(lambda message: house.languages.say(lang, message)),
            setting={
                "printer": printer, "width": row["width"], "lang": lang,
                "zone": house.live.plan.zone_name, "may_reprint": who.role in MAY_REPRINT,
            },
        )  # fmt: skip

    @api.get("/printers/<printer>", roles=(*STAFF, AGENT), may=mine)
    def one(who: Who, printer: str) -> dict[str, Any]:
        """A printer's picture, the same as its topic sends."""
        return build(house.live, printer, house.now())

    @api.page("/printers", roles=STAFF)
    def setting_up(who: Who) -> str:
        """What a slip of each printer will look like, its test print, its roll."""
        return render_template("printer/printers.html", **choice(house, request.args))

    @api.get("/printers/<printer>/preview.png", roles=(*STAFF, AGENT), may=mine, kinds=PNG)
    def preview(who: Who, printer: str) -> Response:
        """What a slip of this printer looks like: `?language=`, `?reprint=1`, `?page=test`."""
        row, plan, given = row_of(house.live, printer), house.live.plan, request.args
        if given.get("page") == "test":
            make = partial(trial, plan, house.languages, row, Lettering())
        else:
            slip = sample(
                plan, house.languages, printer, given.get("language", "vi"), "reprint" in given
            )
            make = partial(draw, slip, row["width"], Lettering())
        return png(house.engine.call_native(make))

    @api.post("/printers/<printer>/test", roles=STAFF)
    def test(who: Who, printer: str) -> dict[str, Any]:
        """Prints the test page. `word`: done, or why not."""
        row_of(house.live, printer)
        if not house.devices.can_test(printer):
            raise Refusal("unknown_printer", "this server does not drive it")
        return {"word": house.devices.test(printer)}

    @api.post("/printers/<printer>/paper", roles=STAFF)
    def paper(who: Who, printer: str) -> Any:
        """A new roll was put in."""
        row_of(house.live, printer)
        return api.verb(
            lambda hall, now: hall.paper_loaded(who, now, printer),
            lambda hall, events: (200, {"paper_mm": paper_left(hall, row_of(hall, printer))}),
        )

    @api.get(
        "/printers/<printer>/jobs/<int:job>/slip.png", roles=(*STAFF, AGENT), may=mine, kinds=PNG
    )
    def slip(who: Who, printer: str, job: int) -> Response:
        """A slip as a picture: one dot of the printer a pixel."""
        job_of(house.live, printer, job)
        return png(spool.picture(printer, job))

    @api.get("/printers/<printer>/jobs/<int:job>/slip", roles=(*STAFF, AGENT), may=mine)
    def slip_words(who: Who, printer: str, job: int) -> Any:
        """What a slip says, for an agent whose printer takes letters only."""
        job_of(house.live, printer, job)
        return WORDS.dump_python(replace(spool.slip(printer, job), logo=None), mode="json")

    @api.post("/printers/<printer>/jobs/<int:job>", roles=(AGENT,), body=JobBody, may=mine)
    def report(who: Who, printer: str, job: int, body: JobBody) -> Any:
        """What became of a job, said by the printer's agent."""

        job_of(house.live, printer, job)
        out = body.state in ("printed", "unconfirmed")
        mm = (spool.paper(printer, job),) if out else ()

        def act(hall: Any, now: int) -> Any:
            job_of(hall, printer, job)
            why = (body.why or "unknown",) if body.state in ("failed", "unconfirmed") else ()
            return getattr(hall, VERBS[body.state])(who, now, job, *why, *mm)

        return api.verb(act, lambda hall, events: (200, job_json(hall, hall.jobs[job])))

    @api.post("/printers/<printer>/condition", roles=(AGENT,), body=ConditionBody, may=mine)
    def condition(who: Who, printer: str, body: ConditionBody) -> Any:
        """How the printer is, said by its agent every few seconds and at each change."""
        row_of(house.live, printer)
        away = spool.away(printer)
        away.heard(Condition(body.state, body.why, body.near_end))
        if body.trial is not None:
            away.tried(body.trial, body.did or "error")
        return {}

    house.links.append(("/printers", "Slips and printers", STAFF))
    house.links.append(
        lambda: [
            (f"/printers/{row['id']}", "Printer", (*STAFF, AGENT))
            for row in (house.settings["printers"] if house.live.plan else ())
        ]
    )
    return bp


def png(image: Image.Image) -> Response:
    """A picture that leads to a citizen's page: kept nowhere."""
    out = io.BytesIO()
    image.save(out, "PNG")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(out.getvalue(), mimetype="image/png", headers=headers)
