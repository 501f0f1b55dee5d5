"""The verbs on tickets through HTTP, over the real rules and a real journal."""

from __future__ import annotations

import pytest

from queueing.who import THE_HALL, Who
from tests.kiosk.served import PIN, ServedHouse
from web.tokens import ticket_token

ANSWER = {"id", "number", "service", "class", "state", "ahead", "estimate", "issued_at",
          "track_url", "print"}  # fmt: skip


@pytest.fixture
def kiosk(house: ServedHouse) -> str:
    return house.device("k1", "kiosk")


@pytest.fixture
def desk(house: ServedHouse) -> str:
    return house.officer("le-tan", "reception")


def take(house: ServedHouse, key: str, service: str = "khai-sinh", **more: object) -> dict:
    reply = house.post("/tickets", {"service": service, **more}, as_=key)
    assert reply.status_code == 201, reply.json
    return reply.json


def test_a_ticket_is_answered_as_the_wire_contract_says(house: ServedHouse, kiosk: str) -> None:
    first, second = take(house, kiosk), take(house, kiosk)
    assert set(first) >= ANSWER
    assert (first["number"], second["number"]) == ("A001", "A002")
    assert (first["ahead"], second["ahead"]) == (0, 1)
    assert (first["state"], first["class"], first["print"]) == ("waiting", "regular", "queued")
    assert first["issued_at"] == "2026-11-22T00:30:00Z"
    assert first["track_url"] == f"/t/{ticket_token(first['id'])}"
    assert first["estimate"] is None


def test_a_double_tap_yields_one_ticket(house: ServedHouse, kiosk: str) -> None:
    one = house.post("/tickets", {"service": "khai-sinh"}, as_=kiosk, key="tap")
    two = house.post("/tickets", {"service": "khai-sinh"}, as_=kiosk, key="tap")
    assert one.status_code == two.status_code == 201
    assert one.json == two.json
    assert len(house.hall.tickets) == 1


def test_the_same_key_for_another_choice_is_refused(house: ServedHouse, kiosk: str) -> None:
    house.post("/tickets", {"service": "khai-sinh"}, as_=kiosk, key="tap")
    reply = house.post("/tickets", {"service": "so-do"}, as_=kiosk, key="tap")
    assert (reply.status_code, reply.json["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"service": "nothing"}, 404, "unknown_service"),
        ({}, 400, "bad_request"),
        ({"service": "khai-sinh", "class": "vip"}, 400, "bad_request"),
        ({"service": "khai-sinh", "class": "priority"}, 400, "bad_request"),
        ({"service": "khai-sinh", "class": "priority", "ground": "x"}, 404, "unknown_ground"),
        ({"service": "khai-sinh", "class": "urgent", "ground": "khan-cap"}, 403, "not_allowed"),
        ({"service": "khai-sinh", "needs": ["tired"]}, 400, "bad_request"),
        ({"service": "khai-sinh", "language": "xx"}, 400, "bad_request"),
        ({"service": "khai-sinh", "extra": 1}, 400, "bad_request"),
        ({"service": 5}, 400, "bad_request"),
        ({"service": "khai-sinh", "appointment": {"slot": "tomorrow"}}, 400, "bad_request"),
        ({"service": "khai-sinh", "appointment": {"slot": "2026-11-22T01:00:00"}}, 400,
         "bad_request"),
        ({"service": "khai-sinh", "appointment": {"slot": "2026-11-23T01:00:00Z"}}, 400,
         "bad_request"),
        ({"service": "khai-sinh", "appointment": {"slot": "0001-01-01T00:00:00Z"}}, 400,
         "bad_request"),
    ],
)  # fmt: skip
def test_a_choice_that_makes_no_sense_is_refused(
    house: ServedHouse, kiosk: str, body: dict, status: int, code: str
) -> None:
    reply = house.post("/tickets", body, as_=kiosk)
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert house.hall.tickets == {}


def test_a_citizen_takes_priority_on_a_ground_that_citizens_may_take(
    house: ServedHouse, kiosk: str
) -> None:
    take(house, kiosk)
    elder = take(house, kiosk, **{"class": "priority", "ground": "nguoi-cao-tuoi"})
    assert (elder["class"], elder["ahead"]) == ("priority", 0)


def test_an_appointment_is_a_check_in(house: ServedHouse, kiosk: str) -> None:
    ticket = take(house, kiosk, appointment={"slot": "2026-11-22T08:00:00+07:00"})
    assert ticket["slot"] == "2026-11-22T01:00:00Z"


def test_the_slip_is_for_the_kiosks_own_printer(house: ServedHouse, kiosk: str, desk: str) -> None:
    ticket = take(house, kiosk, printer="p1")
    assert house.hall.jobs[ticket["id"]].printer == "p1"
    assert take(house, desk)["print"] == "none"
    assert take(house, desk, printer="p1")["print"] == "queued"
    reply = house.post("/tickets", {"service": "khai-sinh", "printer": "p9"}, as_=desk)
    assert (reply.status_code, reply.json["code"]) == (404, "unknown_printer")


def test_the_service_can_be_changed_within_a_minute(house: ServedHouse, kiosk: str) -> None:
    ticket = take(house, kiosk)
    house.tick(59)
    path = f"/tickets/{ticket['id']}/change-service"
    reply = house.post(path, {"service": "so-do"}, as_=kiosk)
    assert reply.status_code == 200
    assert (reply.json["id"], reply.json["number"]) == (ticket["id"], "B001")
    assert (reply.json["service"], reply.json["print"]) == ("so-do", "queued")
    house.tick(2)
    late = house.post(path, {"service": "khai-sinh"}, as_=kiosk)
    assert (late.status_code, late.json["code"]) == (409, "too_late")


def test_staff_may_change_it_later(house: ServedHouse, kiosk: str, desk: str) -> None:
    ticket = take(house, kiosk)
    house.tick(600)
    reply = house.post(f"/tickets/{ticket['id']}/change-service", {"service": "so-do"}, as_=desk)
    assert reply.json["number"] == "B001"


def test_a_kiosk_touches_only_the_tickets_it_gave(house: ServedHouse, kiosk: str) -> None:
    kiosks = [{**house.settings["kiosks"][0], "id": id, "printer": None} for id in ("k1", "k2")]
    house.change(kiosks=kiosks)
    ticket = take(house, kiosk)
    other = house.device("k2", "kiosk")
    assert house.get(f"/tickets/{ticket['id']}", as_=kiosk).status_code == 200
    for reply in (
        house.get(f"/tickets/{ticket['id']}", as_=other),
        house.get(f"/tickets/{ticket['id']}/why", as_=other),
        house.post(f"/tickets/{ticket['id']}/change-service", {"service": "so-do"}, as_=other),
        house.post(f"/tickets/{ticket['id']}/return", {}, as_=other),
    ):
        assert (reply.status_code, reply.json["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("id", ["0", "999", "x", "-1", "1.5", "9" * 40, "١"])
def test_a_ticket_nobody_knows_is_not_found(house: ServedHouse, desk: str, id: str) -> None:
    for reply in (house.get(f"/tickets/{id}", as_=desk), house.get(f"/tickets/{id}/why", as_=desk),
                  house.post(f"/tickets/{id}/cancel", {}, as_=desk)):  # fmt: skip
        assert (reply.status_code, reply.json["code"]) == (404, "unknown_ticket")


def test_the_ticket_tells_why_it_still_waits(house: ServedHouse, kiosk: str, desk: str) -> None:
    take(house, kiosk)
    ticket = take(house, kiosk)
    why = house.get(f"/tickets/{ticket['id']}/why", as_=desk).json
    assert (why["state"], why["ahead"], why["number"]) == ("waiting", 1, "A002")
    # no counter is open yet
    assert why["sentence"]["en"].startswith("No counter for this service is open at the moment.")


def test_one_sentence_says_who_went_before_and_by_which_rule(
    house: ServedHouse, kiosk: str, desk: str
) -> None:
    for _ in range(2):
        take(house, kiosk)
    mine = take(house, kiosk)
    house.tick(60)
    elder = take(house, kiosk)
    body = {"class": "priority", "ground": "nguoi-cao-tuoi"}
    assert house.post(f"/tickets/{elder['id']}/grant", body, as_=desk).status_code == 200
    officer = house.officer_at("1")
    house.visit(officer, "1")
    told = house.get(f"/tickets/{mine['id']}/why", as_=desk).json
    assert told["sentence"] == {
        "vi": "Còn 2 người trước bạn. Đến sau nhưng được gọi trước: A004 (diện ưu tiên).",
        "en": "2 people are before you. Came later and was called before: A004 (priority).",
    }
    called = house.get(f"/tickets/{elder['id']}/why", as_=desk).json
    assert called["sentence"]["en"] == (
        "Whose turn it is in this counter's first list, by the hall's rule. "
        "Nobody who came later was called before."
    )


def test_reception_grants_priority_and_a_supervisor_urgency(
    house: ServedHouse, kiosk: str, desk: str
) -> None:
    take(house, kiosk)
    id = take(house, kiosk)["id"]
    body = {"class": "priority", "ground": "nguoi-cao-tuoi"}
    assert house.post(f"/tickets/{id}/grant", body, as_=kiosk).status_code == 403
    granted = house.post(f"/tickets/{id}/grant", body, as_=desk)
    assert (granted.json["class"], granted.json["ahead"]) == ("priority", 0)
    urgent = {"class": "urgent", "ground": "khan-cap", "reason": "ngất xỉu"}
    assert house.post(f"/tickets/{id}/grant", urgent, as_=desk).status_code == 403
    boss = house.officer("giam-sat", "supervisor")
    assert house.post(f"/tickets/{id}/grant", urgent, as_=boss).json["class"] == "urgent"


def test_a_citizen_cancels_by_the_link(house: ServedHouse, kiosk: str) -> None:
    ticket, other = take(house, kiosk), take(house, kiosk)
    token = ticket_token(ticket["id"])
    wrong = house.post(f"/tickets/{other['id']}/cancel", {}, as_=token)
    assert (wrong.status_code, wrong.json["code"]) == (403, "not_allowed")
    assert house.get(f"/tickets/{other['id']}", as_=token).status_code == 403
    assert house.get(f"/tickets/{ticket['id']}", as_=token).json["number"] == "A001"
    assert house.post(f"/tickets/{ticket['id']}/cancel", {}, as_=token).json["state"] == "cancelled"
    again = house.post(f"/tickets/{ticket['id']}/cancel", {}, as_=token)
    assert (again.status_code, again.json["code"]) == (409, "illegal_move")
    assert again.json["state"] == "cancelled"
    for verb, body in (("change-service", {"service": "so-do"}), ("return", {}), ("reprint", {})):
        reply = house.post(f"/tickets/{ticket['id']}/{verb}", body, as_=token)
        assert reply.status_code == 403, verb


def test_a_no_show_stands_in_line_again_once(house: ServedHouse, kiosk: str, desk: str) -> None:
    id = take(house, kiosk)["id"]
    who = house.officer_at("1")
    for again in (False, True):
        house.do(lambda hall, now: hall.call_next(who, now, "1"))
        house.tick(30)
        house.do(lambda hall, now: hall.no_show(who, now, "1"))
        reply = house.post(f"/tickets/{id}/return", {}, as_=kiosk)
        if not again:
            assert (reply.status_code, reply.json["state"]) == (200, "waiting")
    assert (reply.status_code, reply.json["state"]) == (409, "no_show")


def test_officers_words_stay_with_officers(house: ServedHouse, kiosk: str, desk: str) -> None:
    id = take(house, kiosk)["id"]
    who = house.officer_at("1")
    for verb in ("call_next", "start"):
        house.do(lambda hall, now, verb=verb: getattr(hall, verb)(who, now, "1"))
    house.do(lambda hall, now: hall.transfer(who, now, "1", service="so-do", note="thiếu giấy"))
    assert house.get(f"/tickets/{id}", as_=desk).json["note"] == "thiếu giấy"
    for key in (kiosk, ticket_token(id)):
        assert "thiếu" not in house.get(f"/tickets/{id}", as_=key).text


def test_the_helpers_pin_lets_a_kiosk_print_again(
    house: ServedHouse, kiosk: str, desk: str
) -> None:
    id = take(house, kiosk)["id"]
    missing = house.post(f"/tickets/{id}/reprint", {}, as_=kiosk)
    assert (missing.status_code, missing.json["code"]) == (403, "wrong_pin")
    done = house.post(f"/tickets/{id}/reprint", {"pin": PIN}, as_=kiosk)
    assert done.status_code == 200
    assert sum(job.reprint for job in house.hall.jobs.values()) == 1
    assert house.post(f"/tickets/{id}/reprint", {}, as_=desk).status_code == 200


def test_five_wrong_pins_lock_the_kiosk_for_a_while(house: ServedHouse, kiosk: str) -> None:
    id = take(house, kiosk)["id"]
    codes = [house.post(f"/tickets/{id}/reprint", {"pin": str(n)}, as_=kiosk).status_code
             for n in range(6)]  # fmt: skip
    assert codes == [403] * 5 + [429]
    right = house.post(f"/tickets/{id}/reprint", {"pin": PIN}, as_=kiosk)
    assert right.status_code == 429 and int(right.headers["Retry-After"]) > 0
    house.tick(301)
    assert house.post(f"/tickets/{id}/reprint", {"pin": PIN}, as_=kiosk).status_code == 200


def test_a_citizen_rates_once_after_the_visit(house: ServedHouse, kiosk: str) -> None:
    ticket = take(house, kiosk)
    token, path = ticket_token(ticket["id"]), f"/tickets/{ticket['id']}/rating"
    early = house.post(path, {"leg": 1, "score": 5}, as_=token)
    assert early.status_code == 409
    house.visit(house.officer_at("1"), "1")
    body = {"leg": 1, "score": 1, "reasons": ["cho-lau"], "comment": "Chờ lâu quá"}
    assert house.post(path, body, as_=token).status_code == 201
    again = house.post(path, {"leg": 1, "score": 5}, as_=token)
    assert again.status_code == 409
    other = take(house, kiosk)
    reply = house.post(path, {"leg": 1, "score": 5}, as_=ticket_token(other["id"]))
    assert reply.status_code == 403
    rated = [e for e in house.journal.events(0, 100) if e["kind"] == "ServiceRated"]
    assert [(e["data"]["score"], e["data"]["channel"]) for e in rated] == [(1, "page")]


def test_only_those_named_may(house: ServedHouse) -> None:
    id = house.do(lambda hall, now: hall.issue(THE_HALL, now, service="so-do")).events[-1].ticket
    display = house.device("tv1", "display")
    for method, path, body in (
        ("POST", "/tickets", {"service": "so-do"}),
        ("GET", f"/tickets/{id}", None),
        ("POST", f"/tickets/{id}/cancel", {}),
        ("POST", f"/tickets/{id}/rating", {"leg": 1, "score": 5}),
        ("POST", "/services/so-do/close", {"reason": "x"}),
    ):
        assert house.ask(method, path, body, as_=display).status_code == 403, path
        assert house.ask(method, path, body).status_code == 401, path
    assert house.get("/services").status_code == 200


def test_an_officer_without_a_counter_acts_on_no_ticket(house: ServedHouse) -> None:
    id = house.do(lambda hall, now: hall.issue(THE_HALL, now, service="so-do")).events[-1].ticket
    key = house.officer("can-bo", "officer", ["1"])
    reply = house.post(f"/tickets/{id}/cancel", {}, as_=key)
    assert (reply.status_code, reply.json["code"]) == (409, "not_open")
    house.do(lambda hall, now: hall.open(Who("officer", officer="can-bo"), now, "1"))
    assert house.post(f"/tickets/{id}/cancel", {}, as_=key).json["state"] == "cancelled"
