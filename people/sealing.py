"""Sealing: what must be read back is kept under the hall's secret, which no backup contains."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os


def _box():  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet  # here: a tenth of a second at every start

    value = os.environ.get("HALL_SECRET")
    if not value:
        raise RuntimeError("HALL_SECRET is not set")
    key = hmac.new(value.encode(), b"people/sealing", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> str:
    return str(_box().encrypt(text.encode()).decode())


def unseal(sealed: str) -> str | None:
    """None: sealed under another secret."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box().decrypt(sealed.encode()).decode())
    except InvalidToken:
        return None
