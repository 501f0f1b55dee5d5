"""The second step at login: time-based one-time passwords, RFC 6238, as phones' apps show them.

SHA-1, six digits, 30 s: what every app takes. Twenty lines of hmac, tried on the RFC's own vectors:
less to keep than a library.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
import unicodedata
from urllib.parse import quote

SPAN = 30  # s a code is shown
DIGITS = 6
DRIFT = 1  # steps a phone's clock may be off, either way


def new_secret() -> str:
    """160 random bits in base32, as apps want them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of that time step (RFC 4226's truncation)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: str, given: str, now: int) -> int | None:
    """The step whose code this is at `now` (ms UTC), within the drift; None: none."""
    step = now // 1000 // SPAN
    for near in range(step - DRIFT, step + DRIFT + 1):
        if hmac.compare_digest(code(secret, near).encode(), given.encode()):
            return near
    return None


def address(secret: str, hall: str, name: str) -> str:
    """The otpauth:// address a QR code carries. Without diacritics, which would treble its size."""
    hall, name = bare(hall), bare(name)
    label = quote(f"{hall}:{name}", safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(hall, safe='')}"


def bare(text: str) -> str:
    """Quầy đất → Quay dat."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))
