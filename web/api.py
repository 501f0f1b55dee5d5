"""Api: how a station writes its routes. Every route says who may use it; one that doesn't, fails.

api = Api(bp, house)

@api.post("/tickets", roles=("kiosk", "reception"), body=IssueBody, status=201)
def issue(who, body): return api.verb(lambda hall, now: hall.issue(who, now, …))
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict

from queueing.who import ROLES, Who
from web import credentials
from web.asking import make_view
from web.credentials import NOBODY
from web.problem import Problem
from web.reply import empty_response, json_response, page_response
from web.tokens import page_token
from web.wire import counter_json, ticket_json

EVERYBODY = ("anyone", *ROLES)  # anyone in the hall, no key needed
PREFIX = "/api/v1"


class Body(BaseModel):
    """A POST's body: exact types, no unknown members, no NaN."""

    model_config = ConfigDict(
        strict=True, extra="forbid", populate_by_name=True, allow_inf_nan=False,
        str_max_length=2000,
    )  # fmt: skip


class NoBody(Body):
    """For verbs that say all in their path."""


@dataclass(slots=True)
class Route:
    """One registered route; `house.routes` lists them for OpenAPI and the matrix test."""

    method: str
    rule: str
    roles: tuple[str, ...]
    station: str
    fn: Callable[..., Any]
    body: type[Body] | None = None
    status: int = 200
    page: bool = False
    query: dict[str, inspect.Parameter] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("application/json",)  # what it may answer with, for OpenAPI
    most: int | None = None  # bytes of a body, if not web.asking.MAX_BODY

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.fn) or self.fn.__name__.replace("_", " ")).split("\n\n")[0]


class Api:
    """The routes of one station's blueprint."""

    def __init__(self, bp: Blueprint, house: Any) -> None:
        self.bp = bp
        self.house = house

    def get(self, rule: str, *, roles: Iterable[str], status: int = 200,
            may: Callable[..., bool] | None = None, prefix: str = PREFIX,
            kinds: tuple[str, ...] = ("application/json",)) -> Any:  # fmt: skip
        """GET `rule` under /api/v1. Parameters of the function beside `who` and the path's are
        the query's. `may(who, **path)` narrows the roles; `kinds`: media types it answers with."""
        return self._route("GET", prefix + rule, roles, may=may, status=status, kinds=kinds)

    def post(self, rule: str, *, roles: Iterable[str], body: type[Body] | None = None,
             status: int = 200, may: Callable[..., bool] | None = None,
             prefix: str = PREFIX, held: tuple[str, ...] = (),
             most: int | None = None) -> Any:  # fmt: skip
        """POST `rule` under /api/v1; the function gets `body` only if a Body class is named.
        `held`: sessions that may do nothing else may do this (people.sessions: LOCKED …). `most`
        bytes of a body, where that is more than web.asking.MAX_BODY."""
        return self._route("POST", prefix + rule, roles, may=may, body=body, status=status,
                           held=held, most=most)  # fmt: skip

    def page(self, rule: str, *, roles: Iterable[str],
             may: Callable[..., bool] | None = None,
             held: tuple[str, ...] = ()) -> Any:  # fmt: skip
        """An HTML page at `rule`. Without a cookie: to /pair (devices' pages) or to /login."""
        return self._route("GET", rule, roles, may=may, page=True, held=held)

    def verb(self, act: Callable[[Any, int], list[Any]],
             answer: Callable[[Any, list[Any]], tuple[int, dict[str, Any] | None]] | None = None,
             ) -> Response:  # fmt: skip
        """Does `act(hall, now)` through the journal, with the request's key, and answers.

        Without `answer`: 204 when nothing happened, else 200 with the ticket, or the counter.
        """
        environ = request.environ
        who, key, raw = environ["hall.call"]
        path = environ["PATH_INFO"]
        reply = self.house.journal.do(
            act,
            answer or plain_answer,
            caller=credentials.caller(who),
            route=path,
            key=key,
            body=raw,
        )
        if reply.body is None:
            return empty_response(reply.status)
        return json_response(reply.body, reply.status)

    def _route(self, method: str, rule: str, roles: Iterable[str], *,
               may: Callable[..., bool] | None = None, body: type[Body] | None = None,
               status: int = 200, page: bool = False, held: tuple[str, ...] = (),
               kinds: tuple[str, ...] = ("application/json",),
               most: int | None = None) -> Any:  # fmt: skip
        roles = tuple(roles)
        unknown = set(roles) - set(EVERYBODY)
        if not roles or unknown:
            raise ValueError(f"{method} {rule}: roles missing or unknown: {sorted(unknown)}")

        def register(fn: Callable[..., Any]) -> Callable[..., Any]:
            names = [n for n in inspect.signature(fn).parameters]
            path = tuple(
                part.strip("<>").split(":")[-1] for part in rule.split("/") if part.startswith("<")
            )
            taken = {"who", "body", *path}
            query = {n: p for n, p in inspect.signature(fn).parameters.items() if n not in taken}
            if "who" != (names or [""])[0]:
                raise ValueError(f"{method} {rule}: the first parameter must be `who`")
            route = Route(method, rule, roles, self.bp.name, fn, body, status, page, query, path,
                          held, kinds, most)  # fmt: skip
            self.house.routes.append(route)
            view = make_view(self.house, route, may)
            endpoint = f"{method.lower()}_{fn.__name__}_{len(self.house.routes)}"
            self.bp.add_url_rule(rule, endpoint, view, methods=[method])
            return fn

        return register


def plain_answer(hall: Any, events: list[Any]) -> tuple[int, dict[str, Any] | None]:
    """204 when nothing happened, else the ticket or counter of the last event, else its seq."""
    if not events:
        return 204, None
    last = events[-1]
    if last.ticket is not None and last.ticket in hall.tickets:
        return 200, ticket_json(hall, last.ticket)
    if last.counter is not None:
        return 200, counter_json(hall, last.counter)
    return 200, {"seq": last.seq}


def page(html: str, status: int = 200) -> Response:
    """An HTML reply with the pages' headers."""
    return page_response(html, status)


__all__ = ["EVERYBODY", "NOBODY", "Api", "Body", "NoBody", "Problem", "Who", "page", "page_token"]
