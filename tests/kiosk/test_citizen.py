"""The citizen's own page: number and queue, good until two hours after the end; the QR to it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import zxingcpp

from queueing.who import THE_HALL
from tests.kiosk.served import ServedHouse
from web.qr import svg
from web.tokens import ticket_token


def issue(house: ServedHouse, **more: object) -> int:
    more = {"service": "khai-sinh", **more}
    return house.do(lambda hall, now: hall.issue(THE_HALL, now, **more)).events[-1].ticket


def picture(house: ServedHouse, token: str) -> dict:
    return house.house.topics.look(f"ticket/{token}")


def pixels(text: str) -> np.ndarray:
    """A picture of our SVG: black runs `Mx yhN`, eight pixels a module."""
    side = int(re.search(r'viewBox="0 0 (\d+)', text)[1])
    grid = np.full((side, side), 255, np.uint8)
    for x, y, n in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", text):
        grid[int(y), int(x) : int(x) + int(n)] = 0
    return np.kron(grid, np.ones((8, 8), np.uint8))


def test_the_qr_is_read_back_as_the_pages_address(house: ServedHouse) -> None:
    token = ticket_token(issue(house))
    reply = house.page(f"/t/{token}/qr.svg")
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
    assert "no-store" in reply.headers["Cache-Control"]
    assert zxingcpp.read_barcode(pixels(reply.text)).text == f"http://127.0.0.1:8000/t/{token}"


@pytest.mark.parametrize("text", ["http://h/t/1-a", "https://dichvucong.example.vn/t/" + "x" * 60])
def test_any_address_makes_a_qr_that_can_be_read(text: str) -> None:
    assert zxingcpp.read_barcode(pixels(svg(text))).text == text


def test_the_page_shows_number_and_queue_and_is_kept_by_nobody(house: ServedHouse) -> None:
    issue(house)
    token = ticket_token(issue(house))
    page = house.page(f"/t/{token}")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "A002" in page.text and "Còn 1 người trước" in page.text
    english = house.page(f"/t/{token}?lang=en").text
    assert "1 person before you" in english


def test_the_picture_follows_the_visit(house: ServedHouse) -> None:
    issue(house)
    id = issue(house, klass="priority", ground="nguoi-cao-tuoi")
    token = ticket_token(id)
    assert set(picture(house, token)) == {
        "number", "state", "service", "then", "ahead", "waiting", "counter", "priority", "cancel",
        "put_off", "rating", "wait",
    }  # fmt: skip
    assert picture(house, token)["ahead"] == 0 and picture(house, token)["waiting"] == 2
    who = house.officer_at("1")
    house.do(lambda hall, now: hall.call_next(who, now, "1"))
    called = picture(house, token)
    assert (called["state"], called["counter"]["vi"]) == ("called", "Quầy 1")
    assert called["cancel"] is False and called["rating"] is None
    assert "Mời đến Quầy 1" in house.page(f"/t/{token}").text
    for verb in ("start", "finish"):
        house.do(lambda hall, now, verb=verb: getattr(hall, verb)(who, now, "1"))
    assert picture(house, token)["rating"] == {"leg": 1}
    house.post(f"/tickets/{id}/rating", {"leg": 1, "score": 4}, as_=token)
    assert picture(house, token)["rating"] is None


def test_who_waits_past_his_promise_reads_an_apology_also_when_he_is_the_next(
    house: ServedHouse,
) -> None:
    told = {"p50": 300, "p80": 600}  # ten minutes are shown
    first, second = (ticket_token(issue(house, estimate=told)) for _ in range(2))
    sorry = "Chúng tôi gọi muộn hơn đã hẹn, xin lỗi ông/bà."

    def shown(token: str) -> str:
        return house.page(f"/t/{token}").text.partition('id="because"')[0]

    assert sorry not in shown(first)
    house.tick(601)
    assert f"{sorry} Xin đứng gần quầy." in shown(first)
    assert f"{sorry} Xin chú ý nghe gọi số." in shown(second)


def test_the_link_dies_two_hours_after_the_end(house: ServedHouse) -> None:
    id = issue(house)
    token = ticket_token(id)
    house.tick(5 * 3600)
    assert house.page(f"/t/{token}").status_code == 200, "still waiting"
    house.visit(house.officer_at("1"), "1")
    house.tick(7200 - 60)
    assert house.page(f"/t/{token}").status_code == 200
    house.tick(60)
    dead = house.page(f"/t/{token}")
    assert dead.status_code == 404 and "A001" not in dead.text
    assert "không còn hiệu lực" in dead.text
    assert house.page(f"/t/{token}/qr.svg").status_code == 404
    assert house.get(f"/tickets/{id}", as_=token).status_code == 404
    rating = house.post(f"/tickets/{id}/rating", {"leg": 1, "score": 1}, as_=token)
    assert rating.status_code == 404
    with pytest.raises(KeyError):
        picture(house, token)


@pytest.mark.parametrize(
    "token", ["1", "1-x", "x", "0-" + "a" * 22, "1-" + "a" * 22, "%F0%9F%98%80"]
)
def test_a_made_up_link_shows_nothing(house: ServedHouse, token: str) -> None:
    issue(house)
    assert house.page(f"/t/{token}").status_code == 404


def test_another_tickets_link_watches_only_its_own(house: ServedHouse) -> None:
    mine, other = ticket_token(issue(house)), ticket_token(issue(house))
    socket = house.socket(mine)
    for topic, ok in ((f"ticket/{mine}", True), (f"ticket/{other}", False), ("kiosk/k1", False),
                      ("dashboard", False)):  # fmt: skip
        ack = socket.emit("watch", {"topic": topic}, namespace="/live", callback=True)
        assert ack["ok"] is ok, topic
    socket.disconnect(namespace="/live")


def test_markup_in_names_stays_text(house: ServedHouse) -> None:
    evil = "<img src=x onerror=alert(1)>"
    services = [{**s, "name": {"vi": evil, "en": evil}} for s in house.settings["services"]]
    house.change(services=services)
    page = house.page(f"/t/{ticket_token(issue(house))}")
    assert "<img" not in page.text
    data = page.text.split('id="ticket-data">')[1].split("</script>")[0]
    assert json.loads(data)["picture"]["service"]["vi"] == evil
