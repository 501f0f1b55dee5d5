"""Doors: cookies set, paths that stay in the house, and whose page is where."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from queueing.who import Who
from web.credentials import DEVICE_COOKIE
from web.problem import Problem

YEARS = 10 * 365 * 86400  # s: a paired device stays paired
# where a device's page is, by its kind; {id} its id
DEVICE_PAGES = {
    "kiosk": "/kiosk/{id}",
    "display": "/display/{id}",
    "rating_pad": "/rating/{counter}",
}


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
