"""The officers' page: who there is, what they may open, who lost their phone. For admins."""

from __future__ import annotations

from typing import Any

from flask import render_template
from pydantic import Field

from queueing.who import Who
from web.account import ADVISED, note
from web.api import Api, Body
from web.app import language
from web.key_words import roles
from web.problem import Problem


class NameBody(Body):
    name: str = Field(max_length=60)


def routes(api: Api, house: Any) -> None:
    """Admins see everybody, and switch off a second step whose phone is lost."""
    people = house.people

    @api.page("/officers", roles=("admin",))
    def officers_page(who: Who) -> str:
        """Everybody, with what they may open and whether the second step is on."""
        plan = house.live.plan
        return render_template(
            "web/officers.html", officers=people.officers(), advised=ADVISED,
            roles=roles(lambda message: house.languages.say(language(house), message)),
            required=people.rules.totp, names={c["id"]: c["name"] for c in agencies(plan)},
        )  # fmt: skip

    @api.get("/officers", roles=("admin",))
    def officers(who: Who) -> dict[str, Any]:
        """Everybody: name, role, counters, agencies, second step, disabled or not."""
        return {
            "officers": [
                {
                    "name": o.name, "role": o.role, "totp": o.totp,
                    "counters": None if o.counters is None else sorted(o.counters),
                    "agencies": None if o.agencies is None else sorted(o.agencies),
                    "disabled": o.disabled_at is not None,
                }
                for o in people.officers()
            ]
        }  # fmt: skip

    @api.post("/officers/totp-reset", roles=("admin",), body=NameBody)
    def reset(who: Who, body: NameBody) -> dict[str, Any]:
        """A lost phone: the second step is off, all sessions of that officer end."""
        if people.officer(body.name) is None:
            raise Problem(404, "unknown_officer", "Nobody is called that.")
        house.engine.call_native(people.drop_totp, body.name)
        if house.live_sockets is not None:
            house.live_sockets.check()
        note(house, who, lambda hall, now: hall.officer_totp_changed(who, now, body.name, False))
        return {}


def agencies(plan: Any) -> list[dict[str, Any]]:
    return plan.settings["agencies"] if plan is not None else []
