"""What staff do about kiosks: lock one, stop the numbers, enter slips written by hand; and what the
helper beside a kiosk does there with the PIN."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal

from flask import render_template
from pydantic import Field

from kiosk.helper import HelperPin
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import Api, Body
from web.app import language

DESK = ("reception", "supervisor")
Need = Literal["deaf", "blind", "wheelchair", "language"]


class LockBody(Body):
    """`reason` is for staff; `pin` the helper's, where the kiosk itself asks."""

    reason: str = Field(min_length=1, max_length=200)
    pin: str | None = Field(None, max_length=32)


class PinBody(Body):
    """The helper's PIN, where a kiosk asks."""

    pin: str | None = Field(None, max_length=32)


class StopBody(Body):
    """`reason` is shown to citizens."""

    reason: str = Field(min_length=1, max_length=200)


class LeaseBody(Body):
    """A block of `count` numbers of the service's series, from `first` (usually 901) on."""

    service: str = Field(max_length=100)
    count: int = Field(ge=1, le=200)
    first: int | None = Field(None, ge=0, le=99_999)


class EnterBody(Body):
    """A slip written by hand: `at` is the time on it, by the hall's clock, such as 9:40."""

    number: str = Field(max_length=12)
    service: str = Field(max_length=100)
    at: str = Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$", max_length=5)
    klass: Literal["regular", "priority"] = Field("regular", alias="class")
    ground: str | None = Field(None, max_length=100)
    needs: list[Need] = Field([], max_length=4)


class VoidBody(Body):
    """Slips of blocks that were not given out."""

    numbers: list[Annotated[str, Field(max_length=12)]] = Field(min_length=1, max_length=200)


def routes(api: Api, house: Any, pin: HelperPin) -> None:
    """The page /kiosks and the verbs on kiosks and handwritten numbers."""

    def done(hall: Any, events: list[Any]) -> tuple[int, dict[str, Any]]:
        return 200, picture(hall)

    @api.page("/kiosks", roles=DESK)
    def page(who: Who) -> str:
        """Kiosks, the stop for today, and slips written by hand."""
        pick, lang = house.languages.pick, language(house)
        plan = house.live.plan
        names = {s.id: pick(lang, s.name) for s in plan.services.values()}
        rows = {row["id"]: pick(lang, row["name"]) for row in plan.settings["kiosks"]}
        return render_template(
            "kiosk/kiosks.html", supervisor=who.role == "supervisor", services=names, kiosks=rows,
            data={"picture": picture(house.live), "words": house.languages.catalogue(lang, "kiosk"),
                  "language": lang},
        )  # fmt: skip

    @api.get("/kiosks", roles=DESK)
    def look(who: Who) -> dict[str, Any]:
        """Which kiosks are locked, whether numbers are stopped, blocks and what became of them."""
        return picture(house.live)

    @api.post("/kiosks/<kiosk>/lock", roles=("supervisor", "kiosk"), body=LockBody)
    def lock(who: Who, kiosk: str, body: LockBody) -> Any:
        """The kiosk sends people to the help desk."""
        pin.check(who, body.pin, house.now())
        return api.verb(lambda hall, now: hall.lock_kiosk(who, now, kiosk, body.reason), done)

    @api.post("/kiosks/<kiosk>/unlock", roles=("supervisor", "kiosk"), body=PinBody)
    def unlock(who: Who, kiosk: str, body: PinBody) -> Any:
        """The kiosk gives numbers again."""
        pin.check(who, body.pin, house.now())
        return api.verb(lambda hall, now: hall.unlock_kiosk(who, now, kiosk), done)

    @api.post("/kiosks/<kiosk>/helper", roles=("kiosk",), body=PinBody)
    def helper(who: Who, kiosk: str, body: PinBody) -> dict[str, Any]:
        """Whether the helper's PIN is right: opens the helper's screen."""
        pin.check(who, body.pin, house.now())
        return {"kiosk": mine(house.live, who, kiosk)}

    @api.post("/kiosks/<kiosk>/paper", roles=("kiosk",), body=PinBody)
    def paper(who: Who, kiosk: str, body: PinBody) -> Any:
        """A new roll was put into the kiosk's printer."""
        pin.check(who, body.pin, house.now())

        def act(hall: Any, now: int) -> list[Any]:
            printer = hall.plan.kiosks[mine(hall, who, kiosk)].printer
            return hall.paper_loaded(who, now, printer)

        return api.verb(act, lambda hall, events: (200, {"kiosk": kiosk}))

    @api.post("/hall/stop-tickets", roles=("supervisor", "manager"), body=StopBody, may=whole)
    def stop(who: Who, body: StopBody) -> Any:
        """The kiosks give no more numbers today."""
        return api.verb(lambda hall, now: hall.stop_tickets(who, now, body.reason), done)

    @api.post("/hall/resume-tickets", roles=("supervisor", "manager"), may=whole)
    def resume(who: Who) -> Any:
        """The kiosks give numbers again."""
        return api.verb(lambda hall, now: hall.resume_tickets(who, now), done)

    @api.post("/numbers/lease", roles=DESK, body=LeaseBody)
    def lease(who: Who, body: LeaseBody) -> Any:
        """Sets numbers apart for slips written by hand."""
        return api.verb(
            lambda hall, now: hall.lease_numbers(who, now, body.service, body.count, body.first),
            done,
        )

    @api.post("/numbers/enter", roles=DESK, body=EnterBody, status=201)
    def enter(who: Who, body: EnterBody) -> Any:
        """A slip written by hand becomes a ticket, in line since the time on it."""
        hour, minute = body.at.split(":")

        def act(hall: Any, now: int) -> list[Any]:
            hours = hall.plan.hours
            today = date.fromisoformat(hours.local_date(now))
            return hall.enter_number(
                who, now, body.number.upper(), body.service,
                hours.at(today, time(int(hour), int(minute))), klass=body.klass,
                ground=body.ground, needs=tuple(dict.fromkeys(body.needs)),
            )  # fmt: skip

        return api.verb(act, lambda hall, events: (201, picture(hall)))

    @api.post("/numbers/void", roles=DESK, body=VoidBody)
    def void(who: Who, body: VoidBody) -> Any:
        """Slips that were not given out, or whose owners have gone."""
        numbers = [number.upper() for number in body.numbers]
        return api.verb(lambda hall, now: hall.void_numbers(who, now, numbers), done)

    house.links.append(("/kiosks", "Kiosks and handwritten slips", DESK))


def whole(who: Who) -> bool:
    """Who looks after an agency only does not stop the whole hall's numbers."""
    return who.agencies is None


def mine(hall: Any, who: Who, kiosk: str) -> str:
    """The kiosk, if it is the one that asks. Refusal otherwise."""
    if kiosk not in hall.plan.kiosks:
        raise Refusal("unknown_kiosk", f"There is no kiosk {kiosk[:40]}.")
    if who.device != kiosk:
        raise Refusal("not_allowed", "That is another kiosk.")
    return kiosk


def picture(hall: Any) -> dict[str, Any]:
    """{kiosks: [{id, locked: reason or null}], stopped, leases: [{id, series, numbers, kiosk}]}."""
    return {
        "kiosks": [{"id": id, "locked": hall.locked_kiosks.get(id)} for id in hall.plan.kiosks],
        "stopped": hall.stopped,
        "leases": [
            {"id": lease.id, "series": lease.series, "numbers": lease.numbers, "kiosk": lease.kiosk}
            for lease in hall.leases.values()
        ],
    }
