"""Tokens: what a citizen's link, a page's form and a cookie are made of.

The secret is HALL_SECRET of the process's environment; hall_server.py puts there what it read from
the environment or from the data folder.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import os


@functools.lru_cache(maxsize=4)
def keyed(secret: str) -> hmac.HMAC:
    """HMAC-SHA-256 begun with that secret; copy it, don't feed it."""
    return hmac.new(secret.encode(), digestmod=hashlib.sha256)


def mac(purpose: str, text: str) -> str:
    """128 bits of HMAC-SHA-256, 22 letters of URL-safe base64. RuntimeError without a secret."""
    value = os.environ.get("HALL_SECRET")
    if not value:
        raise RuntimeError("HALL_SECRET is not set")
    digest = keyed(value).copy()
    digest.update(f"{purpose}\0{text}".encode())
    return base64.urlsafe_b64encode(digest.digest()[:16])[:22].decode()


def ticket_token(id: int) -> str:
    """The token of a ticket's link: its id + 128-bit HMAC, like `17-x1Yz…`."""
    return f"{id}-{mac('ticket', str(id))}"


def ticket_of(token: str) -> int | None:
    """The ticket a token is good for, or None."""
    head, dash, _ = token.partition("-")
    if not dash or not head.isascii() or not head.isdigit() or len(head) > 18:
        return None
    if not hmac.compare_digest(token.encode(), ticket_token(int(head)).encode()):
        return None
    return int(head)


def page_token(credential: str) -> str:
    """The anti-forgery token of pages that show with this cookie's value."""
    return mac("page", credential)
