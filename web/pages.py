"""The house's own pages and calls: start page, login, pairing, OpenAPI."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from pydantic import Field

from queueing.who import PEOPLE, Who
from web import credentials, openapi
from web.api import EVERYBODY, Api, Body, NoBody
from web.credentials import DEVICE_COOKIE, PERSON_COOKIE
from web.health import routes as health_routes
from web.presses import routes as press_routes
from web.problem import Problem
from web.reply import json_response

TWELVE_HOURS = 12 * 3600  # s
YEARS = 10 * 365 * 86400  # s: a paired device stays paired
# where a device's page is, by its kind; {id} its id
DEVICE_PAGES = {
    "kiosk": "/kiosk/{id}",
    "display": "/display/{id}",
    "rating_pad": "/rating/{counter}",
}


class LoginBody(Body):
    name: str = Field(max_length=60)
    password: str = Field(max_length=200)
    totp: str | None = Field(None, max_length=10)
    cookie: bool = False  # pages: the session goes into a cookie, not into the reply


class PairBody(Body):
    key: str = Field(max_length=200)


def pages(house: Any) -> Blueprint:
    bp = Blueprint("web", __name__, template_folder="templates", static_folder="static")
    api = Api(bp, house)
    health_routes(bp, house)
    press_routes(bp, house)

    @api.page("/", roles=EVERYBODY)
    def start(who: Who) -> str:
        """Where am I, what runs here."""
        return render_template("web/start.html", doors=doors(house))

    @api.page("/login", roles=EVERYBODY)
    def login_page(who: Who, next: str = "/") -> str:
        return render_template("web/login.html", next=local_path(next))

    @api.page("/pair", roles=EVERYBODY)
    def pair_page(who: Who, next: str = "/") -> str:
        return render_template("web/pair.html", next=local_path(next))

    @api.post("/login", roles=EVERYBODY, body=LoginBody)
    def login(who: Who, body: LoginBody) -> Response:
        """Name and password for a session's token, good for 12 hours."""
        refuse_other_sites()
        address = request.environ.get("REMOTE_ADDR")
        if house.limits is not None:
            house.limits.login(body.name, address)
        found = house.engine.call_native(house.people.login, body.name, body.password)
        if found is None:
            raise Problem(401, "wrong_login", "Name or password is wrong.")
        if house.limits is not None:
            house.limits.login_was_right(body.name, address)
        token, officer = found
        person = {
            "name": officer.name, "role": officer.role,
            "counters": None if officer.counters is None else sorted(officer.counters),
        }  # fmt: skip
        if not body.cookie:
            return json_response({"token": token, "officer": person})
        reply = json_response({"officer": person})
        set_cookie(reply, PERSON_COOKIE, token, TWELVE_HOURS)
        return reply

    @api.post("/logout", roles=PEOPLE, body=NoBody)
    def logout(who: Who, body: NoBody) -> Response:
        """Ends the session that asks."""
        token = credentials.bearer(request.environ) or request.cookies.get(PERSON_COOKIE)
        if token:
            house.engine.call_native(house.people.logout, token)
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
    return [(path, title) for path, title, _ in house.links]


def set_device_cookie(reply: Response, device: str, key: str) -> None:
    """Makes the browser that gets `reply` that device."""
    name = DEVICE_COOKIE + hashlib.sha256(device.encode()).hexdigest()[:10]
    set_cookie(reply, name, key, YEARS)


def set_cookie(reply: Response, name: str, value: str, seconds: int) -> None:
    reply.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="Strict",
                     secure=request.is_secure)  # fmt: skip


def page_of(house: Any, who: Who) -> str:
    """The page of a device, `/` for one without."""
    pattern = DEVICE_PAGES.get(who.role)
    if pattern is None:
        return "/"
    counter = next((p.get("counter") for p in house.settings["pads"] if p["id"] == who.device), "")
    return pattern.format(id=who.device, counter=counter)


def local_path(next: str) -> str:
    """A path of this server, `/` for anything else."""
    parts = urlsplit(next)
    good = next.startswith("/") and not next.startswith(("//", "/\\")) and "\\" not in next
    return next if good and not parts.scheme and not parts.netloc and next.isprintable() else "/"


def refuse_other_sites() -> None:
    """Login and pairing come before any anti-forgery token: a foreign page may not do them."""
    environ = request.environ
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "not_from_our_page", "From another site.")
    origin = environ.get("HTTP_ORIGIN")
    if origin and urlsplit(origin).netloc != environ.get("HTTP_HOST"):
        raise Problem(403, "not_from_our_page", "From another site.")
