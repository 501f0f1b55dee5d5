"""Who asks, may they, and is what they send in shape: before a station's function is called."""

from __future__ import annotations

import pytest
from flask import Blueprint

from tests.web.houses import SmallHouse, small_house
from web.api import Api
from web.tokens import page_token, ticket_token

ISSUE = {"service": "khai-sinh"}


def code(reply) -> tuple[int, str]:
    assert reply.headers["Content-Type"] == "application/problem+json", reply.data
    body = reply.get_json()
    assert set(body) >= {"type", "title", "status", "code", "detail"}
    assert body["status"] == reply.status_code
    return reply.status_code, body["code"]


def test_a_kiosk_with_its_key_gets_a_ticket(hall: SmallHouse):
    reply = hall.post("/booth/tickets", ISSUE, as_=hall.device("k1", "kiosk"))
    assert reply.status_code == 201
    assert reply.get_json()["number"] == "A001"
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_double_tap_yields_one_ticket(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    one = hall.post("/booth/tickets", ISSUE, as_=key, key="tap")
    two = hall.post("/booth/tickets", ISSUE, as_=key, key="tap")
    assert one.get_json() == two.get_json() and len(hall.house.live.tickets) == 1


def test_a_key_used_with_another_body_is_refused(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    hall.post("/booth/tickets", ISSUE, as_=key, key="tap")
    other = hall.post("/booth/tickets", {"service": "so-do"}, as_=key, key="tap")
    assert code(other) == (422, "key_reused")


def test_two_devices_may_use_the_same_idempotency_key(hall: SmallHouse):
    one = hall.post("/booth/tickets", ISSUE, as_=hall.device("k1", "kiosk"), key="tap")
    two = hall.post("/booth/tickets", ISSUE, as_=hall.device("k2", "kiosk"), key="tap")
    assert one.get_json()["id"] != two.get_json()["id"]


@pytest.mark.parametrize("bad", ["", "x" * 201, "chìa"])
def test_an_idempotency_key_has_a_shape(hall: SmallHouse, bad: str):
    reply = hall.post(
        "/booth/tickets", ISSUE, as_=hall.device("k1", "kiosk"),
        headers={"Idempotency-Key": bad.encode().decode("latin-1")},
    )  # fmt: skip
    assert code(reply) == (400, "bad_request")


def test_nobody_is_not_let_in(hall: SmallHouse):
    reply = hall.post("/booth/tickets", ISSUE)
    assert code(reply) == (401, "who_are_you")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["hk_unknown", "hs_unknown", "", "x", "3-AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_key_nobody_gave_out_is_not_let_in(hall: SmallHouse, token: str):
    headers = {"Authorization": f"Bearer {token}"}
    assert hall.post("/booth/tickets", ISSUE, headers=headers).status_code == 401
    # not even where nobody need say who they are: who says it wants to be known
    assert hall.get("/booth/search?q=a", headers=headers).status_code == 401


def test_another_scheme_is_no_key(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    reply = hall.post("/booth/tickets", ISSUE, headers={"Authorization": f"Basic {key}"})
    assert reply.status_code == 401


def test_a_revoked_key_is_dead(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    hall.people.revoke("k1")
    assert hall.post("/booth/tickets", ISSUE, as_=key).status_code == 401


def test_a_new_key_kills_the_old_one(hall: SmallHouse):
    old, new = hall.device("k1", "kiosk"), hall.people.enrol("k1", "kiosk")
    assert hall.post("/booth/tickets", ISSUE, as_=old).status_code == 401
    assert hall.post("/booth/tickets", ISSUE, as_=new).status_code == 201


def test_another_role_is_refused(hall: SmallHouse):
    for token in (hall.device("tv1", "display"), hall.officer("lan", "officer")):
        assert code(hall.post("/booth/tickets", ISSUE, as_=token)) == (403, "not_allowed")


def test_a_device_gets_only_what_is_its_own(hall: SmallHouse):
    k1 = hall.device("k1", "kiosk")
    assert hall.get("/booth/mine/k1", as_=k1).status_code == 200
    assert code(hall.get("/booth/mine/k2", as_=k1)) == (403, "not_allowed")
    assert hall.get("/booth/mine/k2", as_=hall.officer("ad", "admin")).status_code == 200


def test_a_citizens_link_is_a_key_of_the_role_citizen(hall: SmallHouse):
    reply = hall.get("/booth/search?q=a", as_=ticket_token(7))
    assert reply.get_json()["role"] == "citizen"


def test_a_forged_link_is_none(hall: SmallHouse):
    good = ticket_token(7)
    forged = ("8" + good[1:], good[:-1] + ("A" if good[-1] != "A" else "B"), "07" + good[1:])
    for token in forged:
        assert hall.get("/booth/search?q=a", as_=token).status_code == 401


# cookies and the anti-forgery token


def with_cookie(hall: SmallHouse, *values: str):
    client = hall.app.test_client()
    for n, value in enumerate(values):
        name = "hall_person" if value.startswith("hs_") else f"hall_d_{n}"
        client.set_cookie(name, value)
    return client


def test_a_cookie_alone_does_nothing(hall: SmallHouse):
    client = with_cookie(hall, hall.device("k1", "kiosk"))
    reply = client.post("/api/v1/booth/tickets", json=ISSUE)
    assert code(reply) == (403, "not_from_our_page")
    assert hall.house.live.tickets == {}


def test_a_cookie_with_its_pages_token_acts(hall: SmallHouse):
    key = hall.device("k1", "kiosk")
    reply = with_cookie(hall, key).post(
        "/api/v1/booth/tickets", json=ISSUE, headers={"X-Hall-Token": page_token(key)}
    )
    assert reply.status_code == 201


def test_another_pages_token_does_not_do(hall: SmallHouse):
    k1, k2 = hall.device("k1", "kiosk"), hall.device("k2", "kiosk")
    reply = with_cookie(hall, k1).post(
        "/api/v1/booth/tickets", json=ISSUE, headers={"X-Hall-Token": page_token(k2)}
    )
    assert code(reply) == (403, "not_from_our_page")


def test_in_a_browser_that_is_two_devices_the_page_says_which(hall: SmallHouse):
    k1, k2 = hall.device("k1", "kiosk"), hall.device("k2", "kiosk")
    client = with_cookie(hall, k1, k2)
    for key, kiosk in ((k1, "k1"), (k2, "k2")):
        reply = client.post(
            "/api/v1/booth/tickets", json=ISSUE, headers={"X-Hall-Token": page_token(key)}
        )
        assert hall.house.live.tickets[reply.get_json()["id"]].kiosk == kiosk
    assert client.get("/booth/k2").data == b"k2 at k2"
    assert client.get("/booth/k1").data == b"k1 at k1"


def test_for_looking_the_cookie_that_fits_is_taken(hall: SmallHouse):
    client = with_cookie(hall, hall.device("tv1", "display"), hall.officer("ad", "admin"))
    assert client.get("/office").status_code == 200
    assert client.get("/api/v1/booth/mine/k1").get_json()["who"] == "ad"


def test_a_key_goes_before_a_cookie(hall: SmallHouse):
    client = with_cookie(hall, hall.officer("ad", "admin"))
    display = {"Authorization": f"Bearer {hall.device('tv1', 'display')}"}
    reply = client.get("/api/v1/booth/search?q=a", headers=display)
    assert reply.get_json()["role"] == "display"


def test_pages_lead_whom_they_do_not_know_to_their_door(hall: SmallHouse):
    assert hall.page("/booth/k1").headers["Location"] == "/pair?next=/booth/k1"
    assert hall.page("/office").headers["Location"] == "/login?next=/office"
    assert code(hall.page("/office", hall.device("k1", "kiosk")))[0] == 403


def test_pages_are_never_kept_nor_framed_and_run_only_our_scripts(hall: SmallHouse):
    headers = hall.page("/office", hall.officer("lan")).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


# what goes wrong


def test_a_refusal_of_the_rules_is_a_problem(hall: SmallHouse):
    reply = hall.post("/booth/tickets", {"service": "x"}, as_=hall.device("k1", "kiosk"))
    assert code(reply) == (404, "unknown_service")


def test_a_journal_that_is_down_is_503_with_the_reason(hall: SmallHouse):
    hall.stop("disk full")
    reply = hall.post("/booth/tickets", ISSUE, as_=hall.device("k1", "kiosk"))
    assert code(reply) == (503, "journal_down")
    assert reply.get_json()["why"] == "disk full" and reply.headers["Retry-After"]


def test_an_error_of_ours_says_nothing_of_itself(hall: SmallHouse, caplog):
    reply = hall.post("/booth/broken")
    assert code(reply) == (500, "broken")
    assert b"secret" not in reply.data and b"LookupError" not in reply.data
    assert "secret of the house" in caplog.text


def test_unknown_paths_and_methods_are_problems(hall: SmallHouse):
    assert code(hall.get("/nothing")) == (404, "not_found")
    wrong = hall.get("/booth/tickets")
    assert code(wrong) == (405, "method_not_allowed") and "POST" in wrong.headers["Allow"]
    assert code(hall.ask("DELETE", "/booth/search"))[0] == 405


# routes without roles


def test_a_route_without_roles_is_a_programming_error():
    with small_house() as hall:
        api = Api(Blueprint("x", __name__), hall.house)
        with pytest.raises(TypeError):
            api.get("/x")
        for roles in ((), ("boss",), ("kiosk", "boss")):
            with pytest.raises(ValueError, match="roles"):
                api.get("/x", roles=roles)(lambda who: None)


def test_a_route_past_the_api_is_a_programming_error():
    def stray(house):
        bp = Blueprint("stray", __name__)
        bp.add_url_rule("/stray", view_func=lambda: "hi")
        return bp

    with pytest.raises(ValueError, match="/stray"), small_house(stray):
        pass


def test_a_function_around_requests_is_a_programming_error():
    def chained(house):
        bp = Blueprint("chained", __name__)
        bp.before_request(lambda: None)
        return bp

    with pytest.raises(ValueError, match="before_request"), small_house(chained):
        pass
