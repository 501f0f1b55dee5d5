"""Rights by agency: all its counters, now and after the settings changed, and no other's."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

import counter.pages
from queueing.who import THE_HALL
from tests.halls import small_hall, text
from tests.web.houses import SmallHouse, small_house
from tests.web.test_asking import code

PASSWORD = "mat-khau-dai-123"


def two_agencies() -> dict:
    settings = small_hall(
        agencies=[{"id": "ubnd", "name": text("UBND", "Committee")},
                  {"id": "thue", "name": text("Thuế", "Taxes")}],
    )  # fmt: skip
    settings["counters"] = deepcopy(settings["counters"])
    settings["counters"][1]["agency"] = "thue"
    return settings


@pytest.fixture
def hall() -> Iterator[SmallHouse]:
    with small_house(counter.pages.pages, settings=two_agencies()) as house:
        house.house.start()
        yield house


def officer(hall: SmallHouse, name: str, role: str, counters, agencies) -> str:
    hall.people.add_officer(name, role, counters, PASSWORD, agencies)
    return hall.people.login(name, PASSWORD)[0]


def opened(hall: SmallHouse, token: str) -> list[str]:
    """The counters somebody may open: each is closed again."""
    out = []
    for row in hall.settings["counters"]:
        reply = hall.post(f"/counters/{row['id']}/open", as_=token)
        if reply.status_code == 200:
            out.append(row["id"])
            assert hall.post(f"/counters/{row['id']}/close", as_=token).status_code == 200
        else:
            assert code(reply) == (403, "not_your_counter")
    return out


@pytest.mark.parametrize(
    ("counters", "agencies", "may"),
    [(None, None, "1234"), (None, ["thue"], "2"), (["1"], ["thue"], "12"), (["1"], None, "1"),
     (None, ["ubnd", "thue"], "1234"), (None, [], "")],
)  # fmt: skip
@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_an_agencys_officers_open_its_counters_only(
    hall: SmallHouse, role: str, counters, agencies, may: str
):
    assert opened(hall, officer(hall, "lan", role, counters, agencies)) == list(may)


def test_a_counter_that_moves_to_another_agency_takes_its_rights_along(hall: SmallHouse):
    token = officer(hall, "lan", "officer", None, ["thue"])
    moved = two_agencies()
    moved["counters"][2]["agency"] = "thue"
    hall.do(lambda rules, now: rules.change_settings(THE_HALL, now, moved))
    assert opened(hall, token) == ["2", "3"]


def test_login_tells_what_one_may_open(hall: SmallHouse):
    officer(hall, "lan", "officer", ["1"], ["thue"])
    reply = hall.post("/login", {"name": "lan", "password": PASSWORD})
    assert reply.get_json()["officer"]["counters"] == ["1", "2"]
