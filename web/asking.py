"""Asking: what happens between a request's arrival and a station's function, in one pass.

Rate limit, who, role, anti-forgery, body, then the function. No before_request chain: a ticket's
time is mostly the web's, so each step is paid once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request

from queueing.who import DEVICES, Who
from web import credentials
from web.credentials import NOBODY
from web.problem import Problem
from web.reply import empty_response, json_response, page_response

KEY_LENGTH = 200
MAX_BODY = 64 * 1024  # bytes; the longest honest body is a comment
LANGUAGE_COOKIE = "hall_lang"
ONE_YEAR = 365 * 86400  # s
WHO = "A key, a login or a paired device is needed."
OUR_PAGE = "The page's X-Hall-Token is missing or old."
HELD_PAGES = {"locked": "/unlock", "totp_required": "/account"}
ASK = {"WWW-Authenticate": 'Bearer realm="hall"'}


def make_view(house: Any, route: Any, may: Callable[..., bool] | None) -> Callable[..., Response]:
    """The Flask view of a route."""
    fn, roles, body_class = route.fn, frozenset(route.roles), route.body
    post, status, page = route.method == "POST", route.status, route.page
    open_to_all = "anyone" in roles
    query, held, most = route.query, route.held, route.most
    turn = house.engine.turn
    for_devices = route.roles[0] in DEVICES
    # a device's page is everybody's: the next citizen begins in the hall's first language
    remembers = page and not for_devices

    def view(**path: Any) -> Response:
        environ = request.environ
        who, cookie = find_who(house, environ, roles, open_to_all, post, path, held, page)
        limiter = house.limits
        if limiter is not None:
            limiter.check(who, environ)
        if who is None:
            why = credentials.held(house, environ)
            if page:
                return ask_who(for_devices, why[0] if why else None)
            raise held_back(why[0]) if why else Problem(401, "who_are_you", WHO, ASK)
        if who.role not in roles:
            raise Problem(403, "not_allowed", f"Not for the role {who.role}.")
        if may is not None and not may(who, **path):
            raise Problem(403, "not_allowed", "Not for this device or person.")
        if post:
            if most is not None:
                request.max_content_length = most
            raw = read_body()
            key = environ.get("HTTP_IDEMPOTENCY_KEY")
            if key is not None and not (0 < len(key) <= KEY_LENGTH and key.isascii()):
                raise Problem(
                    400, "bad_request", f"Idempotency-Key: 1 to {KEY_LENGTH} ASCII letters."
                )
            environ["hall.call"] = (who, key, raw)
            if body_class is not None:
                path["body"] = body_class.model_validate_json(raw or b"{}")
            elif raw and raw.strip() not in (b"", b"{}"):
                raise Problem(400, "bad_request", "This call takes no body.")
        elif query:
            read_query(query, path)
        if page:
            environ["hall.page"] = (who, cookie)
        with turn():
            out = fn(who, **path)
        if isinstance(out, Response):
            return out
        if isinstance(out, str):
            reply = page_response(out, status)
            if remembers:
                remember_language(house, reply)
            return reply
        if isinstance(out, tuple):
            return json_response(out[0], out[1])
        if out is None:
            return empty_response()
        if hasattr(out, "status_code"):
            return out
        return json_response(out, status)

    return view


def ask_who(for_devices: bool, why: str | None) -> Response:
    """Where a page sends someone it doesn't know, or who may not act yet."""
    where = HELD_PAGES.get(why or "", "/pair" if for_devices else "/login")
    return redirect(f"{where}?next={quote(request.path)}", 303)


def remember_language(house: Any, reply: Response) -> None:
    """`?lang=` holds for the pages that follow."""
    wish = request.args.get("lang")
    if wish in house.languages.names:
        reply.set_cookie(LANGUAGE_COOKIE, wish, max_age=ONE_YEAR, path="/", samesite="Lax")


def find_who(
    house: Any, environ: dict[str, Any], roles: frozenset[str], open_to_all: bool, post: bool,
    path: dict[str, Any], held: tuple[str, ...] = (), page: bool = False,
) -> tuple[Who | None, str | None]:  # fmt: skip
    """Who asks, and the cookie's value where it was a cookie. (None, None): nobody known."""
    token = credentials.bearer(environ)
    if held:
        why = credentials.held(house, environ)
        if why is not None and why[0] in held:
            _, who, value = why
            if token is None and post and not credentials.is_page_of(value, environ):
                raise Problem(403, "not_from_our_page", OUR_PAGE)
            return who, None if token is not None else value
    if token is not None:
        who = credentials.of_bearer(house, token)
        if who is None and (why := credentials.held(house, environ)) is not None:
            raise held_back(why[0])
        if who is None:
            if house.limits is not None:
                house.limits.check(None, environ)  # guessing costs the address
            raise Problem(401, "who_are_you", "This key is unknown or no longer good.", ASK)
        been_here(house, token, environ, post)
        return who, None
    found = credentials.of_cookies(house, environ)
    if not found:
        return (NOBODY, None) if open_to_all else (None, None)
    if post:
        chosen = credentials.meant(found, environ.get(credentials.TOKEN_HEADER))
        if chosen is None:
            if open_to_all:
                return NOBODY, None
            if (why := credentials.held(house, environ)) is not None:
                if credentials.is_page_of(why[2], environ):
                    raise held_back(why[0])
            raise Problem(403, "not_from_our_page", OUR_PAGE)
        been_here(house, chosen[1], environ, True)
        return chosen
    fitting = [pair for pair in found if pair[0].role in roles]
    for pair in fitting:
        if pair[0].device is not None and pair[0].device in path.values():
            been_here(house, pair[1], environ, page)
            return pair
    if fitting:
        been_here(house, fitting[0][1], environ, page)
        return fitting[0]
    if open_to_all:
        return NOBODY, None
    # somebody else is here: a locked officer beside a kiosk is the locked officer
    return (None, None) if credentials.held(house, environ) is not None else found[0]


def been_here(house: Any, token: str, environ: dict[str, Any], active: bool) -> None:
    """Notes who asked; what looks by itself (pictures, polls) keeps no page from locking."""
    keep = house.people.seen(token, environ.get("REMOTE_ADDR"), active)
    if keep is not None:
        house.engine.spawn(house.engine.call_native, keep, token)


def held_back(why: str) -> Problem:
    """The answer to a session that is alive but may not act."""
    if why == "locked":
        return Problem(401, "locked", "Locked after a while without a touch; the password unlocks.")
    return Problem(403, why, "The second step at login must be set up first, at /account.")


def read_body() -> bytes:
    """The request's body. 413 over MAX_BODY (Flask's limit), 400 for NUL characters."""
    raw = request.get_data(cache=False)
    if b"\\u0000" in raw:
        raise Problem(400, "bad_request", "No NUL character is allowed.")
    return raw


def read_query(query: dict[str, Any], into: dict[str, Any]) -> None:
    """Fills in the function's query parameters. Problem 400 for what is missing or misshaped."""
    args = request.args
    for name, parameter in query.items():
        public = name.rstrip("_")
        text = args.get(public)
        if text is None:
            if parameter.default is parameter.empty:
                raise Problem(400, "bad_request", f"{public}: is missing.")
            continue
        if "\0" in text or len(text) > 2000:
            raise Problem(400, "bad_request", f"{public}: not a text we take.")
        if parameter.annotation in (int, "int"):
            if not text.isascii() or not text.isdigit() or len(text) > 15:
                raise Problem(400, "bad_request", f"{public}: a whole number is needed.")
            into[name] = int(text)
        else:
            into[name] = text
