"""Alerts: the webhook's address is one that may be asked, and holds no secret."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from settings.checks.server import loopback
from settings.draft import Draft
from settings.models.words import shown
from settings.reading import Path_

ALLOWED = "allowed: https://host/path, or http:// to this machine or a private address"
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


def check_alerts(draft: Draft) -> None:
    """Plain http stays on this machine or in the hall's own network."""
    alerts = draft.maps.get("alerts")
    if alerts is None or alerts.webhook is None:
        return
    path: Path_ = ("alerts", "webhook")
    if (why := wrong_url(alerts.webhook)) is not None:
        draft.wrong(path, f"{why}; {ALLOWED}")


def wrong_url(text: str) -> str | None:
    """Why alerts cannot be sent there; None: they can."""
    said = shown(text.split("@")[-1])
    try:
        url = urlsplit(text)
        port, host = url.port, url.hostname or ""
    except ValueError:
        return f"{said} is no address"
    if url.scheme not in ("http", "https") or not host or re.search(r"[\s\\]", text):
        return f"{said} is no address"
    if not (_is_ip(host) or HOST.fullmatch(host)) or port == 0:
        return f"{said} is no address"
    if url.username is not None or url.password is not None:
        return f"{said} holds a password"
    if url.fragment:
        return f"{said} has a part after '#'"
    if url.scheme == "http" and not (loopback(host) or _is_private(host)):
        return f"{said} goes over plain http"
    return None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_private(host: str) -> bool:
    return _is_ip(host) and ip_address(host).is_private
