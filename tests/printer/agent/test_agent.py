"""The agent beside a hall that comes and goes, and a printer that people see to (F13, F14)."""

from __future__ import annotations

import json
import shutil
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printer.agent.settings import BadSettings, read
from tests.printer.agent.site import PRINTER, Agent, Given, Site, until


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, given: Given) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("alone"), given)
    yield site
    site.close()


@pytest.fixture
def site(alone: Site) -> Iterator[Site]:
    """A hall without an agent, for tests that start and kill their own."""
    yield alone
    alone.rest()


# one on each engine
TROUBLES = {
    "eventlet": ({"cover_open": True}, {"cover_open": False}, ("not_ready", "cover_open")),
    "threading": ({"voice": "silent"}, {"voice": "ok"}, ("down", "silent")),
}


ONE_ENGINE = pytest.mark.parametrize("hall", ["eventlet"], indirect=True)


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, given: Given
) -> Iterator[tuple[Site, Agent]]:
    """A hall with its agent at work, on both engines; each test leaves the printer well."""
    site = Site(tmp_path_factory.mktemp("site"), given, request.param)
    try:
        yield site, site.agent().ready()
    finally:
        site.close()


def test_a_tap_becomes_paper_at_the_kiosk_pc(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    until(lambda: site.device() == ("ok", None))
    before, tapped = len(site.fake.slips), time.monotonic()
    ticket = site.issue()
    slip = site.fake.wait_for(before + 1)[-1]
    assert slip.first_byte - tapped < 2.0  # a loaded machine's
    until(lambda: site.printed(ticket) == "printed")
    assert site.slips()[-1] == ticket["track_url"]
    assert (slip.text, slip.unknown) == (b"", [])


def test_the_kiosk_and_the_dashboard_hear_of_every_trouble(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    fault, well, told = TROUBLES[site.engine]
    site.fake.set(**fault)
    began = time.monotonic()
    until(lambda: site.device() == told, 10)
    assert time.monotonic() - began < 10
    ticket = site.issue()
    time.sleep(0.3)
    assert site.printed(ticket) == "queued"
    site.fake.set(**well)
    until(lambda: site.printed(ticket) == "printed", 10)
    until(lambda: site.device() == ("ok", None))


@ONE_ENGINE
def test_an_unplugged_printer_keeps_its_jobs_until_it_is_back(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    site.fake.unplug()
    tickets = [site.issue() for _ in range(3)]
    until(lambda: site.device() == ("down", "refused"), 10)
    assert {site.printed(t) for t in tickets} == {"queued"}
    site.fake.plug()
    until(lambda: {site.printed(t) for t in tickets} == {"printed"}, 15)
    came = Counter(site.slips())
    assert [came[t["track_url"]] for t in tickets] == [1, 1, 1]


@ONE_ENGINE
def test_a_reprint_comes_out_marked_as_one(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    ticket = site.issue()
    until(lambda: site.printed(ticket) == "printed")
    first, before = site.fake.slips[-1].picture(), len(site.fake.slips)
    desk = site.login("le")
    assert site.post(f"/tickets/{ticket['id']}/reprint", {}, desk).ok
    again = site.fake.wait_for(before + 1)[-1].picture()
    assert again.height > first.height  # BẢN IN LẠI


@ONE_ENGINE
def test_nobody_elses_key_tells_of_this_printer(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    state = {"state": "ok"}
    assert site.post(f"/printers/{PRINTER}/condition", state, site.kiosk).status_code == 403
    reply = site.post("/printers/khac/condition", state, site.bearer(site.key))
    assert reply.status_code in (403, 404)


@ONE_ENGINE
def test_a_second_agent_on_the_same_folder_stays_away(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    second = site.agent()
    assert second.wait() == 1
    until(lambda: any("another agent" in line for line in second.lines))


def test_what_was_printed_while_the_hall_was_away_is_told_and_not_repeated(site: Site) -> None:
    before = len(site.fake.slips)
    site.fake.set(speed=500)  # a slip of some seconds
    site.agent().ready()
    ticket = site.issue()
    until(lambda: site.printed(ticket) == "started")
    site.server.kill9()
    site.fake.wait_for(before + 1, 15)
    time.sleep(0.5)  # the fate is known here, and nowhere else
    assert site.fates()[ticket["id"]] == "PrintStarted"
    site.reopen()
    until(lambda: site.printed(ticket) == "printed", 15)
    site.fake.set(speed=8000)
    after = site.issue()
    until(lambda: site.printed(after) == "printed", 15)
    assert site.slips()[-2:] == [ticket["track_url"], after["track_url"]]


def test_an_older_copy_of_the_hall_is_told_again_and_nothing_comes_out_twice(site: Site) -> None:
    ticket = site.issue()
    site.server.stop()
    shutil.copytree(site.data, site.folder / "backup")
    site.reopen()
    site.agent().ready()
    until(lambda: site.printed(ticket) == "printed", 15)
    before = len(site.fake.slips)
    site.server.stop()
    shutil.rmtree(site.data)
    shutil.copytree(site.folder / "backup", site.data)
    assert site.fates()[ticket["id"]] == "queued"
    site.reopen()
    until(lambda: site.printed(ticket) == "printed", 15)
    assert len(site.fake.slips) == before
    assert [e["kind"] for e in site.events() if e.get("job") == ticket["id"]] == [
        "PrintStarted", "PrintConfirmed",
    ]  # fmt: skip


def test_agent_and_hall_both_gone_in_the_middle_of_a_slip(site: Site) -> None:
    site.fake.set(speed=500)
    agent = site.agent().ready()
    ticket = site.issue()
    until(lambda: site.printed(ticket) == "started")
    agent.kill9()
    site.server.kill9()
    site.reopen()
    site.fake.set(speed=8000)
    site.agent().ready()
    until(lambda: site.printed(ticket) == "unconfirmed", 15)
    assert site.events("PrintUnconfirmed")[-1]["why"] == "interrupted"
    number = ticket["number"]
    until(lambda: number in str(site.events("AlertRaised")[-1:]), 10)
    after = site.issue()
    until(lambda: site.printed(after) == "printed", 15)
    assert Counter(site.slips())[ticket["track_url"]] <= 1


def test_a_slip_cut_short_spoils_no_other_however_often_the_agent_dies(site: Site) -> None:
    site.fake.set(speed=500)
    agent, before = site.agent().ready(), len(site.fake.slips)
    cut = site.issue()
    until(lambda: site.printed(cut) == "started")
    time.sleep(0.2)
    agent.kill9()  # in the middle of a picture
    for _ in range(2):
        agent = site.agent().ready()
        until(lambda: site.device() == ("ok", None), 10)
        agent.kill9()
    site.fake.set(speed=8000)
    site.agent().ready()
    whole = site.issue()
    until(lambda: site.printed(whole) == "printed", 15)
    assert site.slips()[before:] == [None, whole["track_url"]]  # not one long piece of paper
    assert (site.fake.slips[-1].text, site.fake.slips[-1].unknown) == (b"", [])


def test_a_silent_agent_is_a_printer_down_and_too_late_is_too_late(
    open_site: Callable[..., Site],
) -> None:
    site = open_site(options="print_within: 5, gone_after: 4")
    agent = site.agent().ready()
    until(lambda: site.device() == ("ok", None))
    agent.kill9()
    died = time.monotonic()
    ticket = site.issue()
    until(lambda: site.device() == ("down", "agent_gone"), 10)
    assert time.monotonic() - died < 10
    until(lambda: any(e["alert"] == "device_down" for e in site.events("AlertRaised")))
    until(lambda: site.printed(ticket) == "failed", 10)
    assert site.events("PrintFailed")[0]["why"] == "too_late"
    site.agent().ready()
    until(lambda: site.device() == ("ok", None), 10)
    until(lambda: any(e["alert"] == "device_down" for e in site.events("AlertCleared")))
    assert site.fake.slips == []


def test_a_pc_that_lost_its_folder_prints_nothing_twice(site: Site) -> None:
    site.fake.set(speed=500)
    agent = site.agent().ready()
    ticket = site.issue()
    until(lambda: site.printed(ticket) == "started")
    agent.kill9()
    site.fake.set(speed=8000)
    (site.here / f"{PRINTER}.jobs").unlink()
    site.agent().ready()
    until(lambda: site.printed(ticket) == "unconfirmed", 15)


def test_a_printer_that_takes_letters_only_gets_letters(site: Site) -> None:
    site.write(printer=site.printer(mode="text"))
    site.agent().ready()
    ticket = site.issue()
    until(lambda: site.printed(ticket) == "printed", 15)
    text = site.fake.slips[-1].text
    assert ticket["number"].encode() in text and b"PHIEU SO THU TU" in text.upper()


def test_the_key_is_given_once_and_is_nobody_elses_to_read(site: Site) -> None:
    shutil.rmtree(site.here / "keys", ignore_errors=True)
    bare = site.agent(stdin="")
    assert bare.wait() == 1
    until(lambda: any("has no key here" in line for line in bare.lines))
    site.agent().ready().stop()
    path = site.here / "keys" / f"{PRINTER}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    agent = site.agent(stdin="").ready()
    until(lambda: site.device() == ("ok", None), 10)
    assert agent.stop() == 0
    assert not any(site.key in line for line in agent.lines)


def test_a_mistake_in_the_file_is_named(tmp_path: Path) -> None:
    for wrong, named in (
        ({"printer": {"driver": "fax"}}, "'fax' is no driver"),
        ({"printer": {"driver": "tcp", "options": {"hots": "x"}}}, "hots"),
        ({"prnter": {}}, "prnter"),
    ):
        (tmp_path / "agent.yaml").write_text(json.dumps(wrong))
        with pytest.raises(BadSettings, match=named):
            read(tmp_path / "agent.yaml")


def test_a_technician_tries_the_printer_from_the_dashboard(hall: tuple[Site, Agent]) -> None:
    site, _ = hall
    until(lambda: site.device() == ("ok", None), 10)
    desk, before = site.login("le"), len(site.fake.slips)
    assert site.post(f"/printers/{PRINTER}/test", who=desk).json() == {"word": "done"}
    page = site.fake.wait_for(before + 1)[-1]
    assert page.picture().height > 700 and page.unknown == []  # all letters, a ruler, patterns
    site.fake.set(cover_open=True)
    assert site.post(f"/printers/{PRINTER}/test", who=desk).json() == {"word": "cover_open"}
    site.fake.set(cover_open=False)
    until(lambda: site.device() == ("ok", None), 10)
    assert len(site.fake.slips) == before + 1
