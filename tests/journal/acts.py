"""What the journal's tests do in a hall, in a line each."""

from __future__ import annotations

from typing import Any

from journal import Journal, Reply
from queueing.hall import Hall
from queueing.who import Who

KIOSK = Who("kiosk", device="k1")
BOSS = Who("supervisor", officer="sếp")
AN, BINH = Who("officer", officer="an"), Who("officer", officer="binh")


def issue(
    journal: Journal, service: str = "khai-sinh", *, key: str | None = None, body: bytes = b"{}",
    **more: Any,
) -> Reply:  # fmt: skip
    """A ticket from the kiosk; the reply says its id and number."""

    def answer(hall: Hall, events: list[Any]) -> tuple[int, dict[str, Any]]:
        ticket = hall.tickets[events[0].seq]
        return 201, {"id": ticket.id, "number": ticket.number, "ahead": hall.ahead(ticket.id)}

    return journal.do(
        lambda hall, now: hall.issue(KIOSK, now, service=service, **more), answer,
        caller="k1", route="/api/v1/tickets", key=key, body=body,
    )  # fmt: skip


def act(journal: Journal, verb: str, *args: Any, key: str | None = None, **more: Any) -> Reply:
    """Any verb; `args` begin with who."""
    return journal.do(
        lambda hall, now: getattr(hall, verb)(args[0], now, *args[1:], **more),
        lambda hall, events: (
            (200, {"id": events[-1].ticket, "counter": events[-1].counter})
            if events
            else (204, None)
        ),
        caller=args[0].officer or args[0].role, route=verb, key=key,
    )  # fmt: skip
