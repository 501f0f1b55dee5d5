"""The page of the LED lines: what boards show, the frames that go by, boards tried and found."""

from __future__ import annotations

from typing import Any

from flask import render_template
from pydantic import Field, model_validator

from display import words
from display.buses import buses_of
from queueing.who import Who
from web.api import Api, Body, Problem
from web.app import language

WHO = ("manager", "supervisor", "admin")
SHOWN = 300  # frames in one answer
RANGE = 128  # addresses asked at once


class TestBody(Body):
    """`address`: one board; nothing: all of the line."""

    address: int | None = Field(None, ge=0, le=255)


class AddressesBody(Body):
    """Boards of these addresses each show their own."""

    first: int = Field(ge=0, le=255)
    last: int = Field(ge=0, le=255)

    @model_validator(mode="after")
    def _range(self) -> AddressesBody:
        if not 0 <= self.last - self.first < RANGE:
            raise ValueError(f"first to last: 1 to {RANGE} addresses")
        return self


def routes(house: Any, api: Api) -> None:
    """Adds the page and what it asks to the display's routes."""
    buses = buses_of(house)

    def line_of(line: str) -> Any:
        try:
            return buses.get(line)
        except KeyError:
            raise Problem(404, "unknown_line", f"There is no LED line {line}.") from None

    @api.page("/led-boards", roles=WHO)
    def page(who: Who) -> str:
        """The LED lines of the hall."""
        lang = language(house)
        rows = house.settings["led_buses"]
        return render_template(
            "display/leds.html",
            words=words.leds(lambda message: house.languages.say(lang, message)),
            lines=[(row["id"], house.languages.pick(lang, row["name"])) for row in rows],
        )

    @api.get("/led-boards", roles=WHO)
    def lines(who: Who) -> dict[str, Any]:
        """Every LED line this process drives: its state, counters and boards."""
        return {"lines": [bus.picture() for bus in buses.all()]}

    @api.get("/led-boards/<line>/frames", roles=WHO)
    def frames(who: Who, line: str, limit: int = 50) -> dict[str, Any]:
        """The last frames of a line, the newest first, at most 300."""
        return {"frames": line_of(line).wire.log.last(max(1, min(limit, SHOWN)))}

    @api.post("/led-boards/<line>/test", roles=WHO, body=TestBody, status=202)
    def test(who: Who, line: str, body: TestBody) -> dict[str, Any]:
        """All lamps, then every digit, on one board or all."""
        bus = line_of(line)
        known = [board.address for board in bus.boards if board.counter is not None]
        if body.address is not None and body.address not in known:
            raise Problem(404, "unknown_board", f"There is no board {body.address} on {line}.")
        addresses = known if body.address is None else [body.address]
        bus.try_out(addresses, lamps=True)
        return {"line": line, "addresses": addresses}

    @api.post("/led-boards/<line>/addresses", roles=WHO, body=AddressesBody, status=202)
    def addresses(who: Who, line: str, body: AddressesBody) -> dict[str, Any]:
        """Every board of a range shows its own address for 15 s."""
        asked = list(range(body.first, body.last + 1))
        line_of(line).try_out(asked, lamps=False)
        return {"line": line, "addresses": asked}

    link = ("/led-boards", "LED boards", WHO)
    house.links.append(lambda: [link] if house.live.plan and house.settings["led_buses"] else [])
