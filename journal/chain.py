"""The chain: how an event is put into bytes, and each made to vouch for all before it.

canonical event = JSON of {at, counter, data, device, hall, kind, officer, seq, ticket} with sorted
keys, no spaces, UTF-8, no floats; hash = SHA-256(previous hash ‖ canonical event), hexadecimal.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from json.encoder import c_make_encoder  # type: ignore[attr-defined]
from json.encoder import encode_basestring as quoted
from typing import Any

FIRST = "0" * 64
"""The hash before the first event."""


def compact(*, sort_keys: bool) -> Callable[[Any], str]:
    """An encoder to JSON without spaces, in UTF-8; NaN raises ValueError. Made once: the standard
    library's `encode` makes its inner encoder anew for each text."""
    plain = json.JSONEncoder(
        sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    if c_make_encoder is None:
        return plain.encode
    parts = c_make_encoder(None, plain.default, quoted, None, ":", ",", sort_keys, False, False)
    return lambda value: "".join(parts(value, 0))


_dumps = compact(sort_keys=True)


class NotCanonical(ValueError):
    """What must not stand in an event: a float, a key that is no text, half a character."""


def canonical(value: Any) -> str:
    """Sorted-key JSON of dicts, lists, tuples, texts, ints, bools and None. Raises NotCanonical."""
    _check(value)
    text = _dumps(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise NotCanonical(f"not a text: {error}") from None
    return text


def _check(value: Any) -> None:
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise NotCanonical(f"the key {key!r} is no text")
            if type(item) not in _PLAIN:
                _check(item)
    elif kind is list or kind is tuple:
        for item in value:
            if type(item) not in _PLAIN:
                _check(item)
    elif kind not in _PLAIN and not isinstance(value, str):
        raise NotCanonical(f"{value!r} ({kind.__name__}) may not stand in an event")


_PLAIN = frozenset({str, int, bool, type(None)})


def link(
    previous: str,
    hall_id: str,
    seq: int,
    at: int,
    kind: str,
    ticket: int | None,
    counter: str | None,
    officer: str | None,
    device: str | None,
    data: str,
) -> str:
    """The hash of an event; `data` is its canonical JSON, `previous` the hash before."""
    event = (
        f'{{"at":{at},"counter":{quoted(counter) if counter is not None else "null"},'
        f'"data":{data},"device":{quoted(device) if device is not None else "null"},'
        f'"hall":{quoted(hall_id)},"kind":{quoted(kind)},'
        f'"officer":{quoted(officer) if officer is not None else "null"},'
        f'"seq":{seq},"ticket":{ticket if ticket is not None else "null"}}}'
    )
    return hashlib.sha256((previous + event).encode()).hexdigest()


def blind(text: str) -> tuple[str, str]:
    """(salt, salted hash) of a personal text; only the hash stands in the event."""
    salt = secrets.token_hex(16)
    return salt, salted(salt, text)


def salted(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()
