"""A kiosk's reserve of numbers: what its page asks for beforehand, and what it gave meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from kiosk.staff import Need, mine
from kiosk.tickets import in_time, issued, seen
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body
from web.wire import time_json


class HolderBody(Body):
    """`holder`: the browser that will give the numbers, by a random name it keeps."""

    holder: str = Field(pattern=r"^[0-9a-f]{16,64}$")


class UseBody(Body):
    """A number of the reserve, given to a citizen `at`, by the kiosk's clock, RFC 3339."""

    number: str = Field(max_length=12)
    service: str = Field(max_length=100)
    at: Annotated[str, Field(max_length=40), AfterValidator(in_time)]
    klass: Literal["regular", "priority"] = Field("regular", alias="class")
    ground: str | None = Field(None, max_length=100)
    needs: list[Need] = Field([], max_length=4)
    language: str | None = Field(None, max_length=8)


def routes(api: Api, house: Any) -> None:
    """POST /kiosks/{id}/reserve and /kiosks/{id}/reserve/use."""

    @api.post("/kiosks/<kiosk>/reserve", roles=("kiosk",), body=HolderBody)
    def reserve(who: Who, kiosk: str, body: HolderBody) -> Any:
        """Sets numbers apart for the time when the kiosk cannot reach the hall."""

        def act(hall: Any, now: int) -> list[Any]:
            mine(hall, who, kiosk)
            return hall.reserve_numbers(who, now, body.holder)

        return api.verb(act, lambda hall, events: (200, picture(hall, kiosk, body.holder)))

    @api.post("/kiosks/<kiosk>/reserve/use", roles=("kiosk",), body=UseBody, status=201)
    def use(who: Who, kiosk: str, body: UseBody) -> Any:
        """A number given while the kiosk was alone becomes a ticket, in line since then."""
        at = round(datetime.fromisoformat(body.at).timestamp() * 1000)

        def act(hall: Any, now: int) -> list[Any]:
            mine(hall, who, kiosk)
            languages = hall.plan.settings["languages"]
            if body.language is not None and body.language not in languages:
                raise Refusal("bad_request", f"language: one of {', '.join(languages)}")
            return hall.use_reserved(
                who, now, body.number, body.service, at, klass=body.klass, ground=body.ground,
                needs=tuple(dict.fromkeys(body.needs)), language=body.language,
            )  # fmt: skip

        return api.verb(act, lambda hall, events: (201, seen(hall, who, issued(events))))


def picture(hall: Any, kiosk: str, holder: str) -> dict[str, Any]:
    """{date, from, until, series: {id: [numbers]}}: what this holder may give, and when."""
    times = hall.times
    whole = hall.plan.open_always
    return {
        "date": hall.day,
        "from": time_json(times.start if whole else times.gives_from),
        "until": time_json(times.end if whole else min(times.gives_until, times.closes)),
        "series": hall.reserve_of(kiosk, holder),
    }
