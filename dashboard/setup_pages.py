"""The set-up's routes: the page /setup, the draft and its check, apply, history, import."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, render_template
from pydantic import Field

from dashboard import setup_import, setup_words
from dashboard.setup_apply import Applying
from dashboard.setup_diff import lines
from queueing.who import Who
from web.api import Api, Body
from web.app import language

READ, CHANGE = ("admin", "manager"), ("admin",)
BIG = 2 * 1024 * 1024  # bytes of a body that holds the whole file


class Edit(Body):
    """`path` from the section on; `to`: the row's place in the list, from 0."""

    op: Literal["set", "unset", "add", "remove", "move"]
    path: list[str | int] = Field(min_length=1, max_length=12)
    value: Any = None
    to: int | None = Field(None, ge=0, le=100_000)


class EditsBody(Body):
    """`rev`: of the draft as it was read, 0 to begin one."""

    rev: int = Field(ge=0)
    edits: list[Edit] = Field(min_length=1, max_length=200)


class TextBody(Body):
    """The whole file's text."""

    model_config = {**Body.model_config, "str_max_length": 1_000_000}
    rev: int = Field(ge=0)
    text: str


class RevBody(Body):
    rev: int = Field(ge=0)


class RebaseBody(Body):
    """`keep` both changes, or the file's alone."""

    rev: int = Field(ge=0)
    keep: Literal["both", "file"]


class ApplyBody(Body):
    """`why`: for the history, seen by whoever may read it."""

    rev: int = Field(ge=0)
    why: str | None = Field(None, max_length=300)


def routes(house: Any, api: Api) -> None:
    """Adds the set-up to the dashboard's routes."""
    setup = Applying(house)

    @api.page("/setup", roles=READ)
    def page(who: Who) -> str:
        """Everything of config.yaml."""
        lang = language(house)
        return render_template(
            "dashboard/setup.html",
            words=setup_words.script(lambda message: house.languages.say(lang, message)),
            setting={
                "lang": lang, "zone": house.live.plan.zone_name, "me": who.officer,
                "may": who.role in CHANGE,
            },
        )  # fmt: skip

    @api.get("/setup", roles=READ)
    def picture(who: Who) -> dict[str, Any]:
        """The asker's draft, or the file: its values, what is wrong with it, what it changes."""
        return setup.picture(who)

    @api.get("/setup/form", roles=READ)
    def form(who: Who) -> dict[str, Any]:
        """Every field there is, made from the models, in the language of the page."""
        lang = language(house)
        return setup_words.named(
            setup.describe(), lambda message: house.languages.say(lang, message)
        )

    @api.get("/setup/text", roles=READ)
    def text(who: Who) -> dict[str, Any]:
        """The draft's text, or the file's, and its lines that differ from the file."""
        now = setup.read()
        draft = setup.native(setup.drafts.get, who.officer or "")
        mine = draft.text if draft else now
        return {"text": mine, "rev": draft.rev if draft else 0,
                "diff": setup.native(lines, now, mine)}  # fmt: skip

    @api.post("/setup/draft", roles=CHANGE, body=EditsBody)
    def edit(who: Who, body: EditsBody) -> dict[str, Any]:
        """Changes the draft, field by field; what is wrong with it then is in the answer."""
        setup.edit(who, body.rev, [e.model_dump() for e in body.edits])
        return setup.picture(who)

    @api.post("/setup/text", roles=CHANGE, body=TextBody, most=BIG)
    def write(who: Who, body: TextBody) -> dict[str, Any]:
        """Changes the draft as a text."""
        setup.write_text(who, body.rev, body.text)
        return setup.picture(who)

    @api.post("/setup/discard", roles=CHANGE, body=RevBody)
    def discard(who: Who, body: RevBody) -> dict[str, Any]:
        """Throws the draft away."""
        setup.discard(who, body.rev)
        return setup.picture(who)

    @api.post("/setup/rebase", roles=CHANGE, body=RebaseBody)
    def rebase(who: Who, body: RebaseBody) -> dict[str, Any]:
        """Puts the draft on the file as it is now, after somebody changed that."""
        setup.rebase(who, body.rev, body.keep)
        return setup.picture(who)

    @api.post("/setup/apply", roles=CHANGE, body=ApplyBody)
    def apply(who: Who, body: ApplyBody) -> Response:
        """The draft becomes config.yaml and the hall goes by it: no restart."""
        reply: Response = setup.apply(api, who, body.rev, body.why and body.why.strip())
        return reply

    @api.get("/setup/history", roles=READ)
    def history(who: Who, before: int = 2**62, limit: int = 20) -> dict[str, Any]:
        """Changes of the settings, the last first, at most 50."""
        return {"changes": setup.history(min(before, 2**62), max(1, min(limit, 50)))}

    @api.get("/setup/history/<int:seq>", roles=READ)
    def change(who: Who, seq: int) -> dict[str, Any]:
        """One change: its lines and values."""
        return setup.change(min(seq, 2**62))

    @api.post("/setup/history/<int:seq>/draft", roles=CHANGE, body=RevBody)
    def revert(who: Who, seq: int, body: RevBody) -> dict[str, Any]:
        """The file as it was then becomes the draft."""
        setup.revert(who, min(seq, 2**62), body.rev)
        return setup.picture(who)

    setup_import.routes(house, api, setup, READ, CHANGE)
    house.links.append(("/setup", "Set-up", READ))
