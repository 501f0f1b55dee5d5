"""The house's own pages and calls: start page, login, pairing, OpenAPI."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from pydantic import Field

from queueing.who import PEOPLE, Who
from web import credentials, guessing, openapi
from web.account import HELD, note
from web.account import routes as account_routes
from web.api import EVERYBODY, Api, Body, NoBody
from web.credentials import PERSON_COOKIE
from web.doors import local_path, page_of, refuse_other_sites, set_cookie, set_device_cookie
from web.estimates import broken
from web.health import routes as health_routes
from web.officers import routes as officer_routes
from web.pairing import routes as pairing_routes
from web.presses import routes as press_routes
from web.problem import Problem
from web.reply import json_response


class LoginBody(Body):
    name: str = Field(max_length=60)
    password: str = Field(max_length=200)
    totp: str | None = Field(None, max_length=20)  # of the phone, or a recovery code
    cookie: bool = False  # pages: the session goes into a cookie, not into the reply


class PairBody(Body):
    key: str = Field(max_length=200)


def pages(house: Any) -> Blueprint:
    bp = Blueprint("web", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    health_routes(bp, house)
    account_routes(api, house)
    officer_routes(api, house)
    pairing_routes(api, house)
    press_routes(bp, house)

    @api.page("/", roles=EVERYBODY)
    def start(who: Who) -> str:
        """Where am I, what runs here; and how the day's promises were kept, for everybody."""
        told = broken(house.live, house.now())
        return render_template("web/start.html", doors=doors(house), promises=told)

    @api.page("/login", roles=EVERYBODY)
    def login_page(who: Who, next: str = "/") -> str:
        return render_template("web/login.html", next=local_path(next))

    @api.page("/pair", roles=EVERYBODY)
    def pair_page(who: Who, next: str = "/") -> str:
        """The code an admin types at /keys, and the field for a key from `enrol`."""
        return render_template("web/pair.html", next=local_path(next))

    @api.post("/login", roles=EVERYBODY, body=LoginBody)
    def login(who: Who, body: LoginBody) -> Response:
        """Name and password, and a code where the second step is on, for a session's token."""
        refuse_other_sites()
        address = request.environ.get("REMOTE_ADDR")
        if house.limits is not None:
            try:
                house.limits.login(body.name, address)
            except Problem:
                if house.limits.guessed(body.name, address):
                    guessing.note(house, address)
                raise
        people, again = house.people, "Name or password is wrong."
        try:
            found = house.engine.call_native(
                people.login, body.name, body.password, body.totp, body.cookie
            )
        except people.TotpNeeded:
            if house.limits is not None:
                house.limits.login_was_right(body.name, address)
            raise Problem(401, "totp_needed", "A code of the phone is needed too.") from None
        if found is None:
            if house.limits is not None:
                house.limits.login_was_wrong(body.name, address)
            raise Problem(401, "wrong_login", again)
        if house.limits is not None:
            house.limits.login_was_right(body.name, address)
        token, officer = found
        may = officer.may_open(people.rules.counters_of)
        person = {
            "name": officer.name, "role": officer.role,
            "counters": None if may is None else sorted(may),
        }  # fmt: skip
        if not body.cookie:
            return json_response({"token": token, "officer": person})
        reply = json_response({"officer": person})
        set_cookie(reply, PERSON_COOKIE, token, house.people.rules.session // 1000)
        return reply

    @api.post("/logout", roles=PEOPLE, body=NoBody, held=HELD)
    def logout(who: Who, body: NoBody) -> Response:
        """Ends the session that asks, at every process and socket of the hall."""
        token = credentials.bearer(request.environ) or request.cookies.get(PERSON_COOKIE)
        if token:
            house.engine.call_native(house.people.logout, token)
        if house.live_sockets is not None:
            house.live_sockets.check()
        note(house, who, lambda hall, now: hall.officer_logged_out(who, now))
        reply = json_response({})
        reply.delete_cookie(PERSON_COOKIE, path="/")
        return reply

    @api.post("/pair", roles=EVERYBODY, body=PairBody)
    def pair(who: Who, body: PairBody) -> Response:
        """An enrolled device's key becomes its page's cookie."""
        refuse_other_sites()
        address = request.environ.get("REMOTE_ADDR")
        if house.limits is not None:
            house.limits.login("", address)
        key = body.key.strip()
        device = house.people.who(key)
        if device is None or not credentials.is_device(device):
            raise Problem(401, "wrong_key", "This is not the key of an enrolled device.")
        if house.limits is not None:
            house.limits.login_was_right("", address)
        reply = json_response({"device": device.device, "kind": device.role,
                               "page": page_of(house, device)})  # fmt: skip
        set_device_cookie(reply, device.device or "", key)
        return reply

    @api.get("/openapi.json", roles=EVERYBODY)
    def openapi_document(who: Who) -> dict[str, Any]:
        """This document."""
        return openapi.make(house)

    return bp


def doors(house: Any) -> list[tuple[str, str]]:
    """(path, English title) of what runs here, for the start page."""
    found = [row for link in house.links for row in (link() if callable(link) else [link])]
    return [(path, title) for path, title, _ in found]
