"""Modbus RTU: boards that acknowledge every write. Own frames, because minimalmodbus wants to own
the port and its reader (and flushes it), and pymodbus' client wants asyncio; a frame is 20 lines.
"""

from __future__ import annotations

from pydantic import Field

from display.drivers.driver import Answer, Frame, LedOptions, value_of
from settings.models.words import choice

WRITE_ONE, WRITE_MANY = 6, 16
SAID_NO = 0x80  # added to the function in a refusal
ANSWER, REFUSAL = 8, 5  # bytes
REASONS = {1: "function", 2: "register", 3: "value", 4: "failed", 6: "busy"}


class ModbusOptions(LedOptions):
    form: choice("text", "number") = Field(
        "text", description="text (a register a place, in ASCII) or number (one register)"
    )
    register_: int = Field(0, alias="register", ge=0, le=65535, description="the first, 0–65535")
    function: choice("06", "16") = Field(
        "16", description="the function that writes: 16, or 06 (a frame for each register)"
    )
    empty: int = Field(
        0, ge=0, le=65535, description="form number: the value that stands for nothing, 0–65535"
    )
    reply_ms: int = Field(250, ge=20, le=1000, description="ms a board has to answer, 20–1000")

    @property
    def carries_letters(self) -> bool:
        return self.form == "text"

    def why_not(self, address: int, digits: int) -> str | None:
        if not 1 <= address <= 247:
            return f"'{address}' is no Modbus address; allowed: 1–247"
        if self.form == "text" and self.register_ + digits > 65536:
            return f"register {self.register_} and {digits} places go past 65535"
        return None


class ModbusDriver:
    Options = ModbusOptions
    blinks = None
    replies = True
    lamps = "8"

    def __init__(self, options: ModbusOptions) -> None:
        self.options = options

    def show(self, address: int, digits: int, text: str, blink: bool) -> list[Frame]:
        given, what = self.options, f"{address} shows '{text}'"
        if given.form == "number":
            values = [value_of(text) if text.strip() else given.empty]
        else:
            values = list(text.encode("ascii", "replace")[:digits].ljust(digits))
        start = given.register_
        if given.function == "16":
            return [Frame(write_many(address, start, values), what)]
        return [
            Frame(write_one(address, start + at, value), f"{what} (register {start + at})")
            for at, value in enumerate(values)
        ]

    def first(self, address: int) -> list[Frame]:
        return []

    def answer(self, sent: bytes, heard: bytes, echoes: bool) -> Answer:
        """An answer is found wherever it begins; what is before it, or has a wrong sum, is junk.

        The answer to function 06 is the frame itself: on a line that echoes, the second one.
        """
        expected = _expected(sent)
        same = expected == sent
        at = junk = 0
        echo = False
        while at < len(heard):
            rest = heard[at:]
            if not echo and rest.startswith(sent) and (echoes or not same):
                echo, at = True, at + len(sent)
                continue
            if rest.startswith(expected):
                end = at + len(expected)
                if same and heard[end:].startswith(sent):
                    echo, end = True, end + len(sent)
                return Answer("ok", end, junk, echo)
            if rest[:2] == bytes((sent[0], sent[1] | SAID_NO)) and len(rest) >= REFUSAL:
                body = rest[:REFUSAL]
                if body[-2:] == crc(body[:-2]):
                    why = REASONS.get(body[2], str(body[2]))
                    return Answer("refused", at + REFUSAL, junk, echo, f"refused_{why}")
            at, junk = at + 1, junk + 1
        return Answer("wait", at, junk, echo)


def _expected(sent: bytes) -> bytes:
    """The answer of a board that did as it was told."""
    if sent[1] == WRITE_ONE:
        return sent
    body = sent[:6]
    return body + crc(body)


def write_one(address: int, register: int, value: int) -> bytes:
    body = bytes((address, WRITE_ONE)) + register.to_bytes(2, "big") + value.to_bytes(2, "big")
    return body + crc(body)


def write_many(address: int, register: int, values: list[int]) -> bytes:
    body = bytes((address, WRITE_MANY)) + register.to_bytes(2, "big")
    body += len(values).to_bytes(2, "big") + bytes((2 * len(values),))
    body += b"".join(value.to_bytes(2, "big") for value in values)
    return body + crc(body)


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    rest = 0xFFFF
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0xA001 if rest & 1 else 0)
    return rest.to_bytes(2, "little")
