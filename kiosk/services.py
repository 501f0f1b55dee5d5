"""Services at the kiosk: what is offered, the search, close and reopen."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from kiosk.helper import HelperPin
from kiosk.picture import service_json
from kiosk.search import Row, Search
from kiosk.spelling import sayings
from queueing.plan import Plan
from queueing.refusal import Refusal
from queueing.who import Who
from web.api import EVERYBODY, Api, Body

FOUND = 30  # rows of an answer


class CloseBody(Body):
    """`reason` is shown to citizens; `pin` the helper's, where a kiosk asks."""

    reason: str = Field(min_length=1, max_length=200)
    pin: str | None = Field(None, max_length=32)


class ReopenBody(Body):
    """`pin` the helper's, where a kiosk asks."""

    pin: str | None = Field(None, max_length=32)


def rows(plan: Plan) -> list[Row]:
    """Everything the search can find: the services under all their names, then their procedures."""
    out = [Row(s.id, tuple(s.name.values())) for s in plan.services.values()]
    for service in plan.settings["services"]:
        for procedure in service.get("procedures") or ():
            out.append(Row(service["id"], (procedure["name"],), procedure["code"]))
    return out


class Index:
    """The search over the present settings. Others are indexed beside the loop, which thousands of
    procedures would hold up for a second; until then the last index answers."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._plan = house.live.plan
        self._making = False
        self._search = Search(rows(self._plan) if self._plan else [], sayings())

    def hear(self, event: Any, hall: Any) -> None:
        """A listener of the journal."""
        if event.kind == "SettingsChanged" and not self._making:
            self._making = True
            self._house.engine.spawn(self._make)

    def _make(self) -> None:
        house = self._house
        try:
            while self._plan is not house.live.plan:
                plan = house.live.plan
                found = rows(plan)
                search = house.engine.call_native(Search, found, sayings())
                self._search, self._plan = search, plan
        finally:
            self._making = False

    def of(self, plan: Plan) -> Search:
        """The newest there is; its rows may be of settings before `plan`."""
        return self._search


def routes(api: Api, house: Any, pin: HelperPin) -> None:
    """GET /services, POST /services/{s}/close, /reopen."""
    index = Index(house)
    house.journal.listen("search", index.hear)

    @api.get("/services", roles=EVERYBODY)
    def services(who: Who, q: str = "", kiosk: str = "") -> dict[str, Any]:
        """Search over services and procedures, without regard to diacritics, case or one letter.

        Without `q` all services; `kiosk` narrows to what that kiosk offers.
        """
        hall = house.live
        plan = hall.plan
        if kiosk and kiosk not in plan.kiosks:
            raise Refusal("unknown_kiosk", f"There is no kiosk {kiosk[:40]}.")
        offered = plan.kiosks[kiosk].services if kiosk else tuple(plan.services)
        now = house.now()
        is_open = hall.is_open(now)
        if q.strip():
            found = index.of(plan).find(q, FOUND, frozenset(offered))
        else:
            found = [Row(s, tuple(plan.services[s].name.values())) for s in offered]
        return {
            "q": q,
            "services": [hit(hall, row, is_open, house.estimates, now) for row in found],
        }

    @api.post("/services/<service>/close", roles=("supervisor", "kiosk"), body=CloseBody)
    def close(who: Who, service: str, body: CloseBody) -> Any:
        """The kiosks stop offering a service, and say why."""
        pin.check(who, body.pin, house.now())
        return api.verb(
            lambda hall, now: hall.close_service(who, now, service, body.reason),
            lambda hall, events: (200, whole(hall, service, house.now())),
        )

    @api.post("/services/<service>/reopen", roles=("supervisor", "kiosk"), body=ReopenBody)
    def reopen(who: Who, service: str, body: ReopenBody) -> Any:
        """The kiosks offer a service again."""
        pin.check(who, body.pin, house.now())
        return api.verb(
            lambda hall, now: hall.reopen_service(who, now, service),
            lambda hall, events: (200, whole(hall, service, house.now())),
        )


def hit(
    hall: Any, row: Row, is_open: tuple[bool, str | None], estimates: Any = None, now: int = 0
) -> dict[str, Any]:
    """A row of GET /services: the service, and the procedure that led to it, if one did."""
    service = hall.plan.services[row.service]
    return {
        "id": service.id,
        "name": service.name,
        "agency": service.agency,
        "procedure": {"code": row.code, "name": row.names[0]} if row.code is not None else None,
        "estimate": None if estimates is None else estimates.pair(service.id, now),
        **service_json(hall, service, is_open),
    }


def whole(hall: Any, service: str, now: int) -> dict[str, Any]:
    """One service as the wire shows it."""
    found = hall.plan.services[service]
    return hit(hall, Row(service, tuple(found.name.values())), hall.is_open(now))
