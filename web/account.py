"""The account: an officer's page that locked itself, and their second step at login."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from pydantic import Field

from queueing.who import PEOPLE, Who
from web import credentials
from web.api import Api, Body, NoBody
from web.credentials import PERSON_COOKIE
from web.doors import local_path
from web.problem import Problem
from web.qr import svg

log = logging.getLogger("web")
LOCKED, TOTP_REQUIRED = "locked", "totp_required"
HELD = (LOCKED, TOTP_REQUIRED)
ADVISED = ("manager", "admin")  # whose page asks for it though no setting demands it


class PasswordBody(Body):
    password: str = Field(max_length=200)


class CodeBody(Body):
    code: str = Field(max_length=20)


class OffBody(Body):
    password: str = Field(max_length=200)
    code: str = Field(max_length=20)


def routes(api: Api, house: Any) -> None:
    """The lock's and the second step's pages and calls."""
    people, native = house.people, house.engine.call_native

    def token_of() -> str:
        return credentials.bearer(request.environ) or request.cookies.get(PERSON_COOKIE) or ""

    def right_or_problem(name: str, password: str) -> None:
        """Raises Problem for a wrong password, and for too many."""
        address = request.environ.get("REMOTE_ADDR")
        if house.limits is not None:
            house.limits.login(name, address)
        if not native(people.is_password, name, password):
            raise Problem(401, "wrong_login", "The password is wrong.")
        if house.limits is not None:
            house.limits.login_was_right(name, address)

    # the lock

    @api.page("/unlock", roles=PEOPLE, held=(LOCKED,))
    def unlock_page(who: Who, next: str = "/") -> Any:
        """Where a locked session's pages lead."""
        where = local_path(next)
        if people.held(token_of()) is None:
            return redirect(where, 303)
        return render_template("web/unlock.html", next=where)

    @api.post("/unlock", roles=PEOPLE, body=PasswordBody, held=(LOCKED,))
    def unlock(who: Who, body: PasswordBody) -> dict[str, Any]:
        """The password lets a locked page go on where it was."""
        right_or_problem(who.officer or "", body.password)
        if not native(people.unlock, token_of(), body.password):
            raise Problem(401, "who_are_you", "This session has ended.")
        return {}

    @api.post("/awake", roles=PEOPLE, body=NoBody)
    def awake(who: Who, body: NoBody) -> dict[str, Any]:
        """Said by a page on which somebody moves or types, at most once a minute."""
        return {}

    # the second step

    @api.page("/account", roles=PEOPLE, held=(TOTP_REQUIRED,))
    def account(who: Who, next: str = "/") -> str:
        """One's own second step."""
        officer = people.officer(who.officer)
        left = native(people.recovery_left, who.officer)
        return render_template(
            "web/account.html", officer=officer, left=left, next=local_path(next),
            required=who.role in people.rules.totp, advised=who.role in ADVISED,
        )  # fmt: skip

    @api.post("/totp/begin", roles=PEOPLE, body=PasswordBody, held=(TOTP_REQUIRED,))
    def begin(who: Who, body: PasswordBody) -> dict[str, Any]:
        """A secret for the phone, as text, otpauth address and QR code; not good yet."""
        right_or_problem(who.officer or "", body.password)
        secret = native(people.begin_totp, who.officer)
        plan = house.live.plan
        hall = house.languages.pick(house.languages.names[0], plan.settings["hall"]["name"])
        address = people.totp_address(secret, hall, who.officer)
        return {"key": secret, "address": address, "qr": svg(address)}

    @api.post("/totp/confirm", roles=PEOPLE, body=CodeBody, held=(TOTP_REQUIRED,))
    def confirm(who: Who, body: CodeBody) -> dict[str, Any]:
        """A first code switches it on; gives the recovery codes, once."""
        limited(house, who)
        codes = native(people.confirm_totp, who.officer, body.code.replace(" ", ""), token_of())
        if codes is None:
            raise Problem(401, "wrong_code", "This is not the code the phone shows now.")
        note(house, who, lambda hall, now: hall.officer_totp_changed(who, now, who.officer, True))
        return {"recovery": codes}

    @api.post("/totp/off", roles=PEOPLE, body=OffBody)
    def off(who: Who, body: OffBody) -> dict[str, Any]:
        """Password and a code switch it off; all sessions end."""
        right_or_problem(who.officer or "", body.password)
        if who.role in people.rules.totp:
            raise Problem(409, "totp_required", "The hall's settings demand it of this role.")
        limited(house, who)
        if not native(people.is_code, who.officer, body.code):
            raise Problem(401, "wrong_code", "This is not the code the phone shows now.")
        native(people.drop_totp, who.officer)
        note(house, who, lambda hall, now: hall.officer_totp_changed(who, now, who.officer, False))
        return {}


def limited(house: Any, who: Who) -> None:
    """A guess at a code costs what a guess at a password costs. Raises Problem 429."""
    if house.limits is not None:
        house.limits.login(who.officer or "", request.environ.get("REMOTE_ADDR"))


def note(house: Any, who: Who, act: Callable[[Any, int], list[Any]]) -> None:
    """Writes down what people/ has done already: a journal that is stopped undoes nothing."""
    try:
        house.act(who, act)
    except Exception:
        log.exception("what became of a person or device was not written down")
