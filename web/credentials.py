"""Credentials: who a request or a socket comes from, by key, session, ticket link or cookie.

A browser may hold several cookies (a device's and a person's): which one is meant, the page's
anti-forgery token tells for acts, the route's roles for looking.
"""

from __future__ import annotations

import hmac
from typing import Any

from queueing.who import DEVICES, Who
from web.tokens import page_token, ticket_of

NOBODY = Who("anyone")
DEVICE_COOKIE = "hall_d_"  # + a hash of the device's id: one browser may be several devices
PERSON_COOKIE = "hall_person"
TOKEN_HEADER = "HTTP_X_HALL_TOKEN"
MANY = 16  # cookies looked at


def find(house: Any, token: str) -> Who | None:
    """The one behind a device key or a session token, also of a session just made elsewhere."""
    people = house.people
    who: Who | None = people.who(token)
    if who is None and people.maybe_new(token):
        who = house.engine.call_native(people.fetch, token)
    return who


def held(house: Any, environ: dict[str, Any]) -> tuple[str, Who, str] | None:
    """(why, who, token) of the session that is alive but may not act: its page is locked, or its
    second step must be set up first."""
    token = bearer(environ)
    for value in cookies(environ) if token is None else [token]:
        found = house.people.held(value)
        if found is not None:
            return (*found, value)
    return None


def of_bearer(house: Any, token: str) -> Who | None:
    """The one behind a device key, a session token or a ticket's link."""
    who = find(house, token)
    if who is not None:
        return who
    ticket = ticket_of(token)
    return Who("citizen", ticket=ticket) if ticket is not None else None


def bearer(environ: dict[str, Any]) -> str | None:
    header = environ.get("HTTP_AUTHORIZATION")
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookies(environ: dict[str, Any]) -> list[str]:
    """The values of our cookies in a request."""
    header = environ.get("HTTP_COOKIE")
    if not header:
        return []
    out = []
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == PERSON_COOKIE or name.startswith(DEVICE_COOKIE):
            out.append(value)
            if len(out) == MANY:
                break
    return out


def of_cookies(house: Any, environ: dict[str, Any]) -> list[tuple[Who, str]]:
    """Everybody this browser is, with the cookie's value."""
    out = []
    for value in cookies(environ):
        who = find(house, value)
        if who is not None:
            out.append((who, value))
    return out


def meant(found: list[tuple[Who, str]], token: str | None) -> tuple[Who, str] | None:
    """The one of them whose page sent this anti-forgery token."""
    if not token:
        return None
    for who, value in found:
        if hmac.compare_digest(page_token(value).encode(), token.encode()):
            return who, value
    return None


def is_page_of(value: str, environ: dict[str, Any]) -> bool:
    """Did the request come from a page that shows with this cookie?"""
    token = environ.get(TOKEN_HEADER) or ""
    return hmac.compare_digest(page_token(value).encode(), token.encode())


def is_device(who: Who) -> bool:
    return who.role in DEVICES


def caller(who: Who) -> str:
    """Whose idempotency keys these are."""
    return f"{who.role}:{who.officer or who.device or who.ticket or ''}"
