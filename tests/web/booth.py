"""A station for the web's own tests: a booth with one route of each sort."""

from __future__ import annotations

from flask import Blueprint
from pydantic import Field

from web.api import EVERYBODY, Api, Body, NoBody
from web.topics import Topic
from web.wire import ticket_json


class IssueBody(Body):
    service: str
    klass: str = Field("regular", alias="class")
    many: int = Field(1, ge=1, le=9)
    needs: list[str] = Field(default_factory=list, max_length=5)


def pages(house):
    bp = Blueprint("booth", __name__)
    api = Api(bp, house)

    @api.post("/booth/tickets", roles=("kiosk", "reception"), body=IssueBody, status=201)
    def issue(who, body):
        """Gives a ticket.

        Not part of the summary.
        """

        def act(hall, now):
            return hall.issue(who, now, service=body.service, klass=body.klass)

        return api.verb(act, lambda hall, events: (201, ticket_json(hall, events[-1].ticket)))

    @api.post("/booth/nothing", roles=("kiosk",), body=NoBody)
    def nothing(who, body):
        return api.verb(lambda hall, now: [])

    @api.post("/booth/bare", roles=("kiosk",))
    def bare(who):
        return {"did": True}

    @api.post("/booth/broken", roles=EVERYBODY)
    def broken(who):
        raise LookupError("the secret of the house")

    @api.get("/booth/search", roles=EVERYBODY)
    def search(who, q: str, limit: int = 10):
        return {"q": q, "limit": limit, "role": who.role}

    @api.get("/booth/mine/<device>", roles=("kiosk", "admin"), may=lambda who, device: (
        who.device in (None, device)))  # fmt: skip
    def mine(who, device):
        return {"device": device, "who": who.device or who.officer}

    @api.page("/booth/<device>", roles=("kiosk", "admin"))
    def device_page(who, device):
        return f"{who.device or who.officer} at {device}"

    @api.page("/office", roles=("officer", "admin"))
    def office(who):
        return "office"

    house.topics.add(
        Topic(
            "booth",
            roles=("kiosk", "admin"),
            build=lambda hall, id, now: {
                "kiosk": hall.plan.kiosks[id].id,
                "waiting": hall.waiting_count("khai-sinh"),
            },
            touched=lambda event, hall: [event.device] if event.device else [],
            may=lambda who, id: who.device in (None, id),
        )
    )
    house.topics.add(
        Topic(
            "ticket",
            roles=("citizen",),
            build=lambda hall, id, now: {"state": str(hall.tickets[int(id.split("-")[0])].state)},
            touched=lambda event, hall: (),
        )
    )
    return bp
