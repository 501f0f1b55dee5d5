"""People: who works here, what each may; added, let go, given new passwords. For admins.

people/ changes first, then the event is written that makes every process of the hall look. No
password is in an answer, an event or a log: whoever types or draws it in the page sees it once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from flask import render_template
from pydantic import Field

from queueing.who import Who
from web.account import ADVISED, note
from web.api import Api, Body
from web.app import language
from web.key_words import roles
from web.officer_words import script
from web.problem import Problem
from web.wire import time_json

Role = Literal["reception", "officer", "supervisor", "manager", "admin", "province"]
Ids = list[Annotated[str, Field(max_length=100)]]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Password = Annotated[str, Field(max_length=200)]


NOTHING: dict[str, Any] = {
    "counters": [], "agencies": [], "services": [], "service_groups": [],
}  # fmt: skip


class NameBody(Body):
    name: Name


class RightsBody(Body):
    """`counters` they may open and `agencies` whose counters they may open; both null: all. A
    manager with `agencies` sees these on the dashboard and no others."""

    name: Name
    role: Role
    counters: Ids | None = Field(None, max_length=500)
    agencies: Ids | None = Field(None, max_length=100)


class AddBody(RightsBody):
    password: Password


class ListsBody(Body):
    """Services and groups that follow an officer from counter to counter: `first` and `second`
    list, from the next opening on. `first` null: the counter's lists hold."""

    name: Name
    first: Ids | None = Field(None, max_length=500)
    second: Ids = Field(default_factory=list, max_length=500)


class PasswordBody(Body):
    name: Name
    password: Password


def routes(api: Api, house: Any) -> None:
    """The page /people and what it does."""
    people, native = house.people, house.engine.call_native

    def page(who: Who) -> str:
        """Everybody: what each may do, the second step, a new password, disabled or not."""
        lang, plan = language(house), house.live.plan
        say, pick = house.languages.say, house.languages.pick
        settings = plan.settings if plan is not None else NOTHING
        named = {
            key: [[row["id"], pick(lang, row["name"])] for row in settings[key]]
            for key in ("counters", "agencies", "service_groups")
        }
        served = [[s["id"], pick(lang, s["name"]), s["group"]] for s in settings["services"]]
        return render_template(
            "web/people.html", words=script(lambda message: say(lang, message)),
            data={
                **everybody(), **named, "services": served, "me": who.officer, "advised": ADVISED,
                "roles": roles(lambda message: say(lang, message)),
                "required": sorted(people.rules.totp),
            },
        )  # fmt: skip

    for rule in ("/people", "/officers"):
        api.page(rule, roles=("admin",))(page)

    def everybody() -> dict[str, Any]:
        return {"officers": [officer_json(o) for o in people.officers()]}

    def known(name: str) -> Any:
        officer = people.officer(name)
        if officer is None:
            raise Problem(404, "unknown_officer", "Nobody is called that.")
        return officer

    def done(who: Who, act: Callable[[Any, int], list[Any]]) -> dict[str, Any]:
        """Cuts who may no longer be here, and writes down what was done."""
        if house.live_sockets is not None:
            house.live_sockets.check()
        note(house, who, act)
        return everybody()

    def check_ids(body: RightsBody) -> None:
        """Problem 400 for counters and agencies that the settings do not know."""
        settings = house.settings
        for key in ("counters", "agencies"):
            unknown = set(getattr(body, key) or ()) - {row["id"] for row in settings[key]}
            if unknown:
                raise Problem(400, "bad_request", f"{key}: unknown: {', '.join(sorted(unknown))}")

    def keep_an_admin(name: str) -> None:
        """Problem 409 if nobody else could let anybody in any more."""
        others = [o for o in people.officers()
                  if o.role == "admin" and o.disabled_at is None and o.name != name]  # fmt: skip
        if not others and people.officer(name).role == "admin":
            raise Problem(409, "last_admin", "The hall needs an admin who can log in.")

    def changed(work: Callable[..., Any], *args: Any) -> Any:
        """Does it natively; ValueError becomes Problem 400."""
        try:
            return native(work, *args)
        except ValueError as error:
            raise Problem(400, "bad_request", str(error)) from None

    @api.get("/officers", roles=("admin",))
    def officers(who: Who) -> dict[str, Any]:
        """Everybody: name, role, counters, agencies, second step, disabled or not."""
        return everybody()

    @api.post("/officers", roles=("admin",), body=AddBody, status=201)
    def add(who: Who, body: AddBody) -> dict[str, Any]:
        """A new officer, with a first password. Asked again the same, it is done already."""
        check_ids(body)
        args = (body.name, body.role, body.counters, body.password, body.agencies)
        try:
            changed(people.add_officer, *args)
        except people.Taken:
            native(people.reload)
            old = people.officer(body.name)
            same = old is not None and rights_of(old) == rights_of(body)
            if not same or not native(people.is_password, body.name, body.password):
                raise Problem(409, "officer_exists", "Somebody is called that already.") from None
            return everybody()
        return done(
            who,
            lambda hall, now: hall.officer_added(
                who, now, body.name, body.role, body.counters, body.agencies
            ),
        )

    @api.post("/officers/rights", roles=("admin",), body=RightsBody)
    def rights(who: Who, body: RightsBody) -> dict[str, Any]:
        """Another role, other counters or agencies; holds at once, sessions go on."""
        old = known(body.name)
        check_ids(body)
        if body.role != "admin":
            if old.name == who.officer:
                raise Problem(409, "own_account", "Another admin has to do that.")
            keep_an_admin(body.name)
        if rights_of(old) == rights_of(body):
            return everybody()
        changed(people.set_rights, body.name, body.role, body.counters, body.agencies)
        return done(
            who,
            lambda hall, now: hall.officer_rights_changed(
                who, now, body.name, body.role, body.counters, body.agencies
            ),
        )

    @api.post("/officers/lists", roles=("admin",), body=ListsBody)
    def lists(who: Who, body: ListsBody) -> dict[str, Any]:
        """Lists of their own; a counter that is open goes on with those it was opened with."""
        old = known(body.name)
        settings = house.settings
        there = {row["id"] for key in ("services", "service_groups") for row in settings[key]}
        unknown = {*(body.first or ()), *body.second} - there
        if unknown or (body.first is None and body.second):
            what = f"unknown: {', '.join(sorted(unknown))}" if unknown else "second without first"
            raise Problem(400, "bad_request", f"lists: {what}")
        first = None if body.first is None else list(dict.fromkeys(body.first))
        second = list(dict.fromkeys(body.second))
        if (old.first, old.second) == (None if first is None else tuple(first), tuple(second)):
            return everybody()
        changed(people.set_lists, body.name, first, second)
        return done(
            who, lambda hall, now: hall.officer_lists_changed(who, now, body.name, first, second)
        )

    @api.post("/officers/password", roles=("admin",), body=PasswordBody)
    def password(who: Who, body: PasswordBody) -> dict[str, Any]:
        """A new password: all their sessions end, and somebody disabled may log in again."""
        known(body.name)
        changed(people.set_password, body.name, body.password)
        return done(who, lambda hall, now: hall.officer_password_changed(who, now, body.name))

    @api.post("/officers/disable", roles=("admin",), body=NameBody)
    def disable(who: Who, body: NameBody) -> dict[str, Any]:
        """They can't log in any more, their sessions end; what they did stays under their name."""
        old = known(body.name)
        if old.name == who.officer:
            raise Problem(409, "own_account", "Another admin has to do that.")
        keep_an_admin(body.name)
        if old.disabled_at is not None:
            return everybody()
        native(people.disable, body.name)
        return done(who, lambda hall, now: hall.officer_disabled(who, now, body.name))

    @api.post("/officers/totp-reset", roles=("admin",), body=NameBody)
    def reset(who: Who, body: NameBody) -> dict[str, Any]:
        """A lost phone: the second step is off, all sessions of that officer end."""
        known(body.name)
        native(people.drop_totp, body.name)
        return done(who, lambda hall, now: hall.officer_totp_changed(who, now, body.name, False))


def officer_json(o: Any) -> dict[str, Any]:
    role, counters, agencies = rights_of(o)
    return {
        "name": o.name, "role": role, "totp": o.totp, "counters": counters, "agencies": agencies,
        "first": None if o.first is None else list(o.first), "second": list(o.second),
        "disabled": o.disabled_at is not None, "added_at": time_json(o.added_at),
        "password_at": time_json(o.password_at),
    }  # fmt: skip


def rights_of(o: Any) -> tuple[str, list[str] | None, list[str] | None]:
    """(role, counters, agencies) of an officer or a body, in one form."""
    ids = [None if x is None else sorted(set(x)) for x in (o.counters, o.agencies)]
    return o.role, ids[0], ids[1]
