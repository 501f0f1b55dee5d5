"""The board's picture over HTTP, and its pages: real rules, real web."""

from __future__ import annotations

from typing import Any

import pytest

from display.board import picture, touched
from display.pages import pages
from queueing.who import THE_HALL
from tests.display.mornings import Morning
from tests.halls import small_hall
from tests.web.houses import small_house


def test_a_picture_has_what_the_wire_contract_names(morning: Morning) -> None:
    morning.issue(n=12)
    morning.do("call_next", "5")
    picture = morning.picture()
    assert picture["zone"] == "z1" and picture["waiting"] == 11 and picture["stale_after"] == 10
    assert picture["message"] is None
    assert picture["next"][:2] == [{"number": "A002"}, {"number": "A003"}]
    call = picture["now"][0]
    assert {k: call[k] for k in ("number", "counter", "service", "called_at", "again")} == {
        "number": "A001", "counter": "5", "service": "khai-sinh",
        "called_at": "2026-11-22T05:00:00Z", "again": False,
    }  # fmt: skip
    assert (call["label"], call["floor"]["vi"], call["direction"]) == ("5", "Tầng 2", "left")
    assert picture["hall"]["vi"].startswith("Bộ phận") and picture["zone_name"]["en"] == "Zone 1"


def test_ten_calls_in_a_row_are_all_there_newest_first(morning: Morning) -> None:
    numbers = morning.issue(n=12)
    for counter in range(1, 13):
        morning.do("call_next", str(counter))
    assert [c["number"] for c in morning.picture()["now"]] == numbers[::-1]


def test_a_recalled_number_comes_first_again_once(morning: Morning) -> None:
    morning.issue(n=2)
    morning.do("call_next", "1")
    morning.do("call_next", "2")
    morning.h.tick(30)
    morning.do("recall", "1")
    assert [(c["number"], c["again"]) for c in morning.picture()["now"]] == [
        ("A001", True), ("A002", False),
    ]  # fmt: skip


def test_a_call_taken_back_disappears(morning: Morning) -> None:
    morning.issue(n=2)
    morning.do("call_next", "1")
    morning.do("undo", "1")
    assert morning.picture()["now"] == []


def test_a_zone_shows_its_own_calls_and_waiting_only(morning: Morning) -> None:
    morning.issue(n=3)
    morning.issue("sao-y", n=2)
    morning.do("call_next", "20")
    morning.do("call_next", "3")
    one, two = morning.picture("tv1"), morning.picture("tv3")
    assert [c["number"] for c in one["now"]] == ["A001"] and one["waiting"] == 2
    assert [c["number"] for c in two["now"]] == ["C001"] and two["waiting"] == 1
    assert two["next"] == [{"number": "C002"}]


def test_nobody_ever_reads_a_name_or_a_person_on_a_board(morning: Morning) -> None:
    morning.issue()
    morning.do("call_next", "5")
    assert "o5" not in str(morning.picture()) and "officer" not in str(morning.picture())


def test_a_closed_hall_says_when_it_opens() -> None:
    settings = small_hall(
        hours={"week": {"mon": ["07:30-11:30"], **dict.fromkeys("tue wed thu fri".split(), [])}}
    )
    with small_house(pages, settings=settings, bench=False) as h:  # a Sunday
        picture = h.get("/displays/tv1", as_=h.device("tv1", "display")).json
    assert picture["message"] == "Ngoài giờ làm việc. Mở cửa lúc 07:30 ngày 23/11."
    assert picture["messages"]["en"] == "Closed. We open at 07:30 on 23/11."


def test_a_stopped_journal_is_told_to_everybody(morning: Morning) -> None:
    morning.h.stop("the disk is full")
    assert morning.picture()["message"].startswith("Tạm ngừng cấp số")


@pytest.mark.parametrize(
    "role, status",
    [("officer", 200), ("supervisor", 200), ("manager", 200), ("admin", 200), ("reception", 200),
     ("province", 403), (None, 401)],
)  # fmt: skip
def test_staff_and_the_display_itself_may_look(
    morning: Morning, role: str | None, status: int
) -> None:
    token = morning.h.officer(f"may-{role}", role) if role else None
    assert morning.h.get("/displays/tv1", as_=token).status_code == status


def test_other_devices_and_other_displays_may_not_look(morning: Morning) -> None:
    h = morning.h
    assert h.get("/displays/tv1", as_=h.device("tv2", "display")).status_code == 403
    assert h.get("/displays/tv1", as_=h.device("k1", "kiosk")).status_code == 403


def test_an_unknown_display_is_not_found(morning: Morning) -> None:
    h = morning.h
    reply = h.get("/displays/nowhere", as_=h.officer("anna", "manager"))
    assert reply.status_code == 404 and reply.json["code"] == "unknown_display"
    lost = h.device("gone", "display")
    assert h.get("/displays/gone", as_=lost).status_code == 404
    assert h.page("/display/gone", lost).status_code == 404


def test_the_page_needs_a_paired_display_and_embeds_its_clips(morning: Morning) -> None:
    h = morning.h
    reply = h.page("/display/tv1")
    assert reply.status_code == 303 and reply.location == "/pair?next=/display/tv1"
    speaks = h.page("/display/tv1", h.device("tv1", "display")).text
    assert "/display/voice/vi/mootj.wav?" in speaks and "/display/voice/en/zero.wav?" in speaks
    silent = h.page("/display/tv2", h.device("tv2", "display")).text
    assert "/display/voice/" not in silent, "one voice a zone"
    assert "Mời số" in silent and "Now calling" in silent


def test_a_clip_is_served_for_ever_under_its_version(morning: Morning) -> None:
    reply = morning.h.client.get("/display/voice/vi/mootj.wav?abc")
    assert reply.status_code == 200 and reply.mimetype == "audio/wav"
    assert reply.data[:4] == b"RIFF" and "immutable" in reply.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["vi/nothing.wav", "fr/mootj.wav", "vi/index.json", "vi/..%2f..%2fwords.yaml", "vi/.."]
)
def test_nothing_but_clips_is_served(morning: Morning, path: str) -> None:
    assert morning.h.client.get(f"/display/voice/{path}").status_code == 404


def test_a_change_touches_the_boards_of_its_own_zones_only(morning: Morning) -> None:
    hall = morning.h.journal.live

    def of(events: Any) -> set[str]:
        found: set[str] = set()
        for event in events:
            ids = touched(event, hall)
            found |= set(ids) if isinstance(ids, (list, set, tuple)) else {"every"}
        return found

    do = morning.h.do
    issued = do(lambda hall, now: hall.issue(THE_HALL, now, service="khai-sinh", printer="p1"))
    assert of(issued.events) == {"tv1", "tv2"}
    assert of(morning.do("call_next", "1").events) == {"tv1", "tv2"}
    elsewhere = do(lambda hall, now: hall.issue(THE_HALL, now, service="sao-y"))
    assert of(elsewhere.events) == {"tv3"}
    job = issued.events[0].seq
    assert of(do(lambda hall, now: hall.print_started(THE_HALL, now, job)).events) == set()
    assert of(do(lambda hall, now: hall.close_day(THE_HALL, now)).events) >= {"every"}


def test_only_managers_try_the_voice(morning: Morning) -> None:
    h = morning.h
    manager = h.officer("manh", "manager")
    page = h.page("/voice", manager)
    assert page.status_code == 200 and "/display/voice/vi/muwowif.wav?" in page.text
    assert h.page("/voice").location == "/login?next=/voice"
    assert h.page("/voice", h.officer("an")).status_code == 403
    said = h.get("/voice?number=A021&counter=12&again=1", as_=manager).json
    assert said["words"]["vi"][1] == "xin-nhawcs-laij" and said["words"]["vi"][-1] == "hai"
    assert h.get("/voice", as_=manager).status_code == 400


class Told:
    """Estimates that say the same of everybody."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def of_ticket(self, hall: Any, id: int, now: int) -> dict[str, Any]:
        return self.said


def said_again(morning: Morning, told: dict[str, Any]) -> str:
    """What follows the apology on the board, in English."""
    hall, house = morning.h.house.live, morning.h.house
    found = picture(hall, "tv1", house.now(), house.languages, "open", Told(told))
    said: str = found["messages"]["en"].partition("promised.")[2].strip()
    return said.replace("\u00a0", " ")


def test_who_waits_past_his_promise_is_apologised_to_by_the_letters_of_his_number(
    morning: Morning,
) -> None:
    morning.h.do(
        lambda hall, now: hall.issue(
            THE_HALL, now, service="khai-sinh", estimate={"p50": 60, "p80": 500}
        )
    )
    assert morning.picture()["message"] is None
    morning.h.tick(601)  # ten minutes were shown
    said = morning.picture()["messages"]
    assert said["en"] == "We are sorry: numbers A are later than we promised."
    told = {"low": 10, "high": 25, "kind": "range"}
    assert said_again(morning, told) == "Now expected: A 10–25 min."
    soon = {"low": 0, "high": 5, "kind": "soon"}
    assert said_again(morning, soon) == "Now expected: A soon."
    assert said_again(morning, {**told, "high": 75, "kind": "long"}).endswith("A 10 min and more.")
    assert said_again(morning, {"low": 65, "high": 90, "kind": "long"}).endswith("A over 60 min.")
    assert said_again(morning, {"kind": "none", "late": True}) == "", "only the place is known"
    morning.do("call_next", "1")
    assert morning.picture()["messages"] == {}
