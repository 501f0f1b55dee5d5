"""Replies: the bytes sent to a pad, its lamp, beep and digits, by a template from config.yaml.

`01 21 20 {number:3} 07`: hex, and `{number:3}` the ticket's number, `{digits:3}` its digits,
`{waiting:2}` how many wait, in so many ASCII characters filled with spaces from the left.
`FF 68 04 04 68 [21 32 {digits:2}] {sum8} 16`: a checksum (sum8, xor8) over what is in brackets.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor
from typing import Any

PART = re.compile(
    r"\s*(?:(?P<hex>(?:[0-9A-Fa-f]{2})+)|\{(?P<field>number|digits|waiting):(?P<width>[1-9])\}"
    r"|\{(?P<sum>sum8|xor8)\}|(?P<mark>[\[\]]))\s*"
)
Values = dict[str, Any]  # number: "A023" or None, waiting: int or None


class Reply:
    """One template. ValueError: it is none, with the place where it goes wrong."""

    def __init__(self, template: str) -> None:
        self._parts: list[re.Match[str]] = []
        at = 0
        while at < len(template):
            part = PART.match(template, at)
            if part is None:
                raise ValueError(f"no reply: '{template[at : at + 12]}'")
            self._parts.append(part)
            at = part.end()
        marks = "".join(part["mark"] or ("+" if part["sum"] else "") for part in self._parts)
        if not self._parts or marks not in ("", "[]", "[]+"):
            raise ValueError("no reply: nothing, or brackets without a pair")

    def made(self, values: Values) -> bytes:
        """The bytes for these values; what is not known is blank."""
        out, begin, end = b"", 0, 0
        for part in self._parts:
            if part["hex"]:
                out += bytes.fromhex(part["hex"])
            elif part["field"]:
                out += _field(part["field"], int(part["width"]), values)
            elif part["mark"] == "[":
                begin = len(out)
            elif part["mark"] == "]":
                end = len(out)
            else:
                body = out[begin:end]
                out += bytes((sum(body) & 0xFF if part["sum"] == "sum8" else reduce(xor, body, 0),))
        return out


def _field(name: str, width: int, values: Values) -> bytes:
    if name == "waiting":
        waiting = values.get("waiting")
        text = "" if waiting is None else str(min(waiting, 10**width - 1))
    else:
        text = (values.get("number") or "").replace("Đ", "D")
        if name == "digits":
            text = re.sub(r"\D", "", text)
    return text[-width:].rjust(width).encode("ascii", "replace")
