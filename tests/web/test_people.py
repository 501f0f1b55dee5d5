"""People: an admin adds, changes, lets go; passwords are nowhere to be read; one admin stays."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.counter.browser import OpenDesk, accessible, at
from tests.web.houses import SmallHouse, small_house
from tests.web.test_agencies import two_agencies
from tests.web.test_asking import code

FIRST, SECOND = "mat-khau-rat-dai-1", "mat-khau-khac-han-2"


@pytest.fixture
def hall() -> Iterator[SmallHouse]:
    with small_house(settings=two_agencies()) as house:
        house.house.start()
        yield house


def added(hall: SmallHouse, admin: str, name: str = "lan", **more: Any) -> Any:
    body = {"name": name, "role": "officer", "password": FIRST, **more}
    return hall.post("/officers", body, as_=admin)


def events(hall: SmallHouse) -> list[tuple[str, str | None, dict[str, Any]]]:
    return [(e["kind"], e["officer"], e["data"]) for e in hall.journal.events(0, 1000)
            if e["kind"].startswith("Officer")]  # fmt: skip


def test_somebody_is_added_changed_disabled_and_let_in_again(hall: SmallHouse) -> None:
    admin = hall.officer("quan", "admin")
    reply = added(hall, admin, counters=["2", "1"], agencies=["thue"])
    assert reply.status_code == 201
    row = next(o for o in reply.json["officers"] if o["name"] == "lan")
    assert (row["role"], row["counters"], row["agencies"]) == ("officer", ["1", "2"], ["thue"])
    token = hall.people.login("lan", FIRST)[0]
    rights = {"name": "lan", "role": "manager", "agencies": ["ubnd"]}
    assert hall.post("/officers/rights", rights, as_=admin).status_code == 200
    who = hall.people.who(token)
    assert (who.role, who.agencies) == ("manager", {"ubnd"}), "at once, in the same session"
    assert hall.post("/officers/disable", {"name": "lan"}, as_=admin).status_code == 200
    assert hall.people.who(token) is None and hall.people.login("lan", FIRST) is None
    new = {"name": "lan", "password": SECOND}
    assert hall.post("/officers/password", new, as_=admin).status_code == 200
    assert hall.people.login("lan", SECOND) and hall.people.login("lan", FIRST) is None
    kinds = [kind for kind, by, _ in events(hall) if by == "quan"]
    assert kinds == [
        "OfficerAdded", "OfficerRightsChanged", "OfficerDisabled", "OfficerPasswordChanged",
    ]  # fmt: skip


def test_asked_again_the_same_it_is_done_already_and_another_is_refused(hall: SmallHouse) -> None:
    admin = hall.officer("quan", "admin")
    assert [added(hall, admin).status_code for _ in range(2)] == [201, 201]
    assert [kind for kind, *_ in events(hall)] == ["OfficerAdded"]
    for more in ({"password": SECOND}, {"role": "admin"}, {"counters": ["1"]}):
        assert code(added(hall, admin, **more)) == (409, "officer_exists")


def test_an_admin_who_can_log_in_always_stays(hall: SmallHouse) -> None:
    admin, other = hall.officer("quan", "admin"), hall.officer("phu", "admin")
    assert code(hall.post("/officers/disable", {"name": "quan"}, as_=admin)) == (409, "own_account")
    demoted = {"name": "quan", "role": "officer"}
    assert code(hall.post("/officers/rights", demoted, as_=admin)) == (409, "own_account")
    assert hall.post("/officers/disable", {"name": "quan"}, as_=other).status_code == 200
    hall.people.set_rights("phu", "admin", None, None)
    again = hall.officer("ba", "admin")
    hall.people.disable("ba")
    assert hall.people.who(again) is None
    assert code(hall.post("/officers/disable", {"name": "phu"}, as_=other)) == (409, "own_account")


@pytest.mark.parametrize(
    "more",
    [{"password": "ngan"}, {"password": "x" * 201}, {"role": "king"}, {"name": ""},
     {"name": "a\nb"}, {"name": " lan"}, {"name": "x" * 61}, {"counters": ["9"]},
     {"agencies": ["nowhere"]}, {"counters": "1"}, {"agencies": [1]}, {"more": 1}],
)  # fmt: skip
def test_what_will_not_do_is_refused_and_says_where(hall: SmallHouse, more: Any) -> None:
    admin = hall.officer("quan", "admin")
    reply = added(hall, admin, **more)
    assert code(reply) == (400, "bad_request") and reply.json["detail"]
    assert "x" * 30 not in reply.json["detail"], "what was sent is not repeated"
    assert {o.name for o in hall.people.officers()} == {"quan"}


@pytest.mark.parametrize("path", ["rights", "password", "disable", "totp-reset"])
def test_nobody_is_nobody(hall: SmallHouse, path: str) -> None:
    body = {"name": "ai", **({"role": "officer"} if path == "rights" else {}),
            **({"password": FIRST} if path == "password" else {})}  # fmt: skip
    reply = hall.post(f"/officers/{path}", body, as_=hall.officer("quan", "admin"))
    assert code(reply) == (404, "unknown_officer")


def test_a_password_is_in_no_answer_no_event_no_page_and_no_log(
    hall: SmallHouse, caplog: pytest.LogCaptureFixture
) -> None:
    admin = hall.officer("quan", "admin")
    with caplog.at_level(logging.DEBUG):
        told = added(hall, admin).get_data(as_text=True)
        told += hall.post(
            "/officers/password", {"name": "lan", "password": SECOND}, as_=admin
        ).get_data(as_text=True)
        told += hall.post("/officers", {"name": "lan", "password": 1}, as_=admin).get_data(True)
        told += hall.page("/people", admin).get_data(as_text=True)
    told += caplog.text + str(hall.journal.events(0, 1000))
    assert FIRST not in told and SECOND not in told and "argon2" not in told


def test_lists_follow_an_officer_from_the_next_opening_on(hall: SmallHouse) -> None:
    admin = hall.officer("quan", "admin")
    added(hall, admin)
    body = {"name": "lan", "first": ["so-do", "so-do"], "second": ["ho-tich"]}
    for _ in range(2):  # the second time nothing is left to do
        reply = hall.post("/officers/lists", body, as_=admin)
        row = next(o for o in reply.json["officers"] if o["name"] == "lan")
        assert (row["first"], row["second"]) == (["so-do"], ["ho-tich"])
    who = hall.people.who(hall.people.login("lan", FIRST)[0])
    hall.house.act(who, lambda rules, now: rules.open(who, now, "1"))
    assert hall.house.live.lists("1") == (("so-do",), ("khai-sinh", "ket-hon"))
    assert [kind for kind, *_ in events(hall)] == ["OfficerAdded", "OfficerListsChanged"]
    reply = hall.post("/officers/lists", {"name": "lan"}, as_=admin)
    assert reply.json["officers"][0]["first"] is None
    assert hall.house.live.lists("1")[0] == ("so-do",), "an open counter goes on with its own"
    for wrong in ({"first": ["gone"]}, {"second": ["so-do"]}, {"first": "so-do"}, {"first": [1]}):
        reply = hall.post("/officers/lists", {"name": "lan", **wrong}, as_=admin)
        assert code(reply) == (400, "bad_request")
    assert code(hall.post("/officers/lists", {"name": "ai"}, as_=admin)) == (404, "unknown_officer")


def test_the_page_draws_a_password_shows_it_once_and_asks_before_it_disables(
    browser: Browser, tmp_path: Path
) -> None:
    desk = OpenDesk(tmp_path)
    try:
        with at(browser, desk, "admin", "/people") as page:
            rows = page.locator("#officers li")
            expect(rows.filter(has_text="quan")).to_contain_text("toàn trung tâm")
            accessible(page, "people")
            page.locator("#add").click()
            page.locator("#name").fill("Phạm Thị Bình")
            page.get_by_label("chỉ những nơi này").check()
            page.locator("#counters input[value='2']").check()
            accessible(page, "somebody is added")
            page.keyboard.press("Enter")
            expect(page.locator("#rights .sheet-wrong")).to_contain_text("từ 10 đến 200")
            page.locator("[data-draw=password-new]").click()
            page.locator("#rights button.main").click()
            expect(page.locator("#once")).to_be_visible()
            password = page.locator("#once-password").inner_text()
            assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
            accessible(page, "the password, once")
            page.locator("#once-done").click()
            assert password not in page.content()
            assert page.locator("#password-new").input_value() == ""
            binh = rows.filter(has_text="Phạm Thị Bình")
            expect(binh).to_contain_text("Quầy 2")
            assert desk.people.login("Phạm Thị Bình", password)
            binh.get_by_role("button", name="Khóa").click()
            accessible(page, "asked before")
            page.keyboard.press("Escape")
            binh.get_by_role("button", name="Khóa").click()
            page.locator("#sure button.main").click()
            expect(binh).to_have_count(0)
            assert desk.people.login("Phạm Thị Bình", password) is None
            page.set_viewport_size({"width": 360, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        desk.close()
