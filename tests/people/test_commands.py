"""The commands about people, on a journal on disk: rows, then the event others hear."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import engine
from engine.clock import WallClock
from journal import Journal
from people import People, commands
from tests.halls import small_hall

PADS = [
    {"id": "r1", "kind": "rating", "counter": "1", "port": None},
    {"id": "c1", "kind": "call", "counter": "1", "port": None},
]


class Desk:
    """A journal and people on disk, and the command line."""

    def __init__(self, folder: Path) -> None:
        self.settings = small_hall(pads=PADS)
        url = f"sqlite:///{folder}/hall.db"
        self.journal = Journal(url, "test", engine.make("threading"), WallClock())
        self.people = People(url, "test", self.journal.now).open()
        self.heard: list[tuple[str, dict]] = []
        self.journal.listen("test", lambda event, hall: self.heard.append((event.kind, event.data)))

    def run(self, *words: str) -> int:
        parser = argparse.ArgumentParser()
        commands.add_parsers(parser.add_subparsers(dest="command"))
        args = parser.parse_args(words)
        return commands.run(args, self.people, self.journal, self.settings)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.journal.close()


@pytest.fixture
def types(monkeypatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("device", "kind"),
    [("k1", "kiosk"), ("tv1", "display"), ("p1", "printer"), ("r1", "rating_pad"),
     ("c1", "call_pad")],
)  # fmt: skip
def test_enrol_prints_one_line_the_new_key(desk: Desk, capsys, device: str, kind: str):
    assert desk.run("enrol", device) == 0
    key = capsys.readouterr().out.strip()
    assert "\n" not in key
    assert (desk.people.who(key).role, desk.people.who(key).device) == (kind, device)
    assert ("DeviceEnrolled", {"id": device, "kind": kind}) in desk.heard
    assert key not in str(desk.heard)


def test_a_device_the_config_does_not_know_gets_no_key(desk: Desk, capsys):
    assert desk.run("enrol", "k9") == 1
    out = capsys.readouterr()
    assert out.out == "" and "k9" in out.err and "k1" in out.err
    assert desk.people.enrolled() == {}


def test_the_first_admin_is_made_on_the_command_line(desk: Desk, capsys, types):
    assert desk.people.officers() == [], "no default account"
    types("mật khẩu rất dài\n")
    assert desk.run("user", "add", "lan", "--role", "admin", "--password-stdin") == 0
    assert desk.people.login("lan", "mật khẩu rất dài")
    assert ("OfficerAdded", {"name": "lan", "role": "admin", "counters": None}) in desk.heard
    assert "mật khẩu" not in str(desk.heard) + capsys.readouterr().out


def test_an_officers_counters_must_exist(desk: Desk, capsys, types):
    types("a long password\n")
    assert desk.run("user", "add", "lan", "--role", "officer", "--counters", "1,99",
                    "--password-stdin") == 1  # fmt: skip
    assert "99" in capsys.readouterr().err and desk.people.officers() == []
    types("a long password\n")
    assert desk.run("user", "add", "lan", "--role", "officer", "--counters", "1, 2",
                    "--password-stdin") == 0  # fmt: skip
    assert desk.people.officer("lan").counters == {"1", "2"}


def test_a_short_password_and_a_taken_name_are_refused(desk: Desk, capsys, types):
    types("short\n")
    assert desk.run("user", "add", "lan", "--role", "officer", "--password-stdin") == 1
    types("a long password\n")
    desk.run("user", "add", "lan", "--role", "officer", "--password-stdin")
    types("a long password\n")
    assert desk.run("user", "add", "lan", "--role", "admin", "--password-stdin") == 1
    assert desk.people.officer("lan").role == "officer"
    assert len([k for k, _ in desk.heard if k == "OfficerAdded"]) == 1


def test_disabling_and_new_passwords_are_told(desk: Desk, types):
    types("a long password\n")
    desk.run("user", "add", "lan", "--role", "officer", "--password-stdin")
    assert desk.run("user", "disable", "lan") == 0
    assert desk.people.login("lan", "a long password") is None
    types("another password\n")
    assert desk.run("user", "password", "lan", "--password-stdin") == 0
    assert desk.people.login("lan", "another password")
    assert [k for k, _ in desk.heard][-2:] == ["OfficerDisabled", "OfficerPasswordChanged"]
    assert desk.run("user", "disable", "nobody") == 1


def test_list_shows_who_there_is(desk: Desk, capsys, types):
    for name, more in (("lan", ["--counters", "2,1"]), ("minh", [])):
        types("a long password\n")
        desk.run("user", "add", name, "--role", "officer", *more, "--password-stdin")
    desk.run("user", "disable", "minh")
    capsys.readouterr()
    assert desk.run("user", "list") == 0
    assert capsys.readouterr().out.splitlines() == [
        "lan\tofficer\t1,2\tactive", "minh\tofficer\tall\tdisabled",
    ]  # fmt: skip


def test_a_command_leaves_the_settings_of_a_running_hall_alone(desk: Desk):
    desk.run("enrol", "k1")
    before = desk.journal.live.plan.settings
    desk.settings = small_hall(pads=PADS, kiosks=[{**small_hall()["kiosks"][0], "id": "k7"}])
    desk.run("enrol", "k7")
    assert desk.journal.live.plan.settings == before
    assert [k for k, _ in desk.heard].count("SettingsChanged") == 1


def test_rights_may_be_an_agencys(desk: Desk, capsys, types):
    types("a long password\n")
    assert desk.run("user", "add", "lan", "--role", "officer", "--agencies", "nobody",
                    "--password-stdin") == 1  # fmt: skip
    assert "--agencies: unknown: nobody" in capsys.readouterr().err
    agency = desk.settings["agencies"][0]["id"]
    types("a long password\n")
    assert desk.run("user", "add", "lan", "--role", "officer", "--counters", "2", "--agencies",
                    agency, "--password-stdin") == 0  # fmt: skip
    assert desk.people.officer("lan").agencies == {agency}
    assert desk.heard[-1][1]["agencies"] == [agency]
    desk.run("user", "list")
    assert capsys.readouterr().out.splitlines() == [f"lan\tofficer\t2,agency:{agency}\tactive"]


def test_rights_are_changed_and_told(desk: Desk, capsys, types):
    types("mat-khau-dai-123")
    assert desk.run("user", "add", "lan", "--role", "officer", "--password-stdin") == 0
    assert desk.run("user", "rights", "lan", "--role", "manager", "--agencies", "ubnd") == 0
    lan = desk.people.officer("lan")
    assert (lan.role, lan.counters, lan.agencies) == ("manager", None, {"ubnd"})
    assert desk.people.login("lan", "mat-khau-dai-123"), "the password stays"
    assert desk.run("user", "rights", "lan", "--role", "officer", "--counters", "99") == 1
    assert desk.run("user", "rights", "nobody", "--role", "officer") == 1
    assert [e["kind"] for e in desk.journal.events(0, 100)][-1] == "OfficerRightsChanged"


def test_a_lost_phones_second_step_is_reset(desk: Desk, types, monkeypatch):
    from people import TotpNeeded, totp

    monkeypatch.setenv("HALL_SECRET", "a secret for tests only")
    types("a long password\n")
    desk.run("user", "add", "lan", "--role", "admin", "--password-stdin")
    secret = desk.people.begin_totp("lan")
    assert desk.people.confirm_totp("lan", totp.code(secret, desk.people._wall() // 30_000))
    with pytest.raises(TotpNeeded):
        desk.people.login("lan", "a long password")
    assert desk.run("user", "totp-reset", "lan") == 0
    assert desk.people.login("lan", "a long password")
    assert desk.heard[-1] == ("OfficerTotpChanged", {"name": "lan", "on": False})
    assert desk.run("user", "totp-reset", "nobody") == 1


def test_a_key_may_be_followed_by_another_without_a_gap(desk: Desk, capsys):
    desk.run("enrol", "k1")
    old = capsys.readouterr().out.strip()
    assert desk.run("enrol", "k1", "--keep-old") == 0
    new = capsys.readouterr().out.strip()
    assert desk.people.who(old) == desk.people.who(new)


def test_lists_follow_an_officer(desk: Desk, capsys, types):
    types("mat-khau-dai-123\n")
    add = ("user", "add", "lan", "--role", "officer", "--password-stdin")
    assert desk.run(*add, "--services", "so-do", "--second", "ho-tich,sao-y") == 0
    assert desk.people.officer("lan").who().first == ("so-do",)
    assert desk.people.officer("lan").second == ("ho-tich", "sao-y")
    assert desk.heard[-1] == (
        "OfficerListsChanged",
        {"name": "lan", "first": ["so-do"], "second": ["ho-tich", "sao-y"]},
    )
    assert desk.run("user", "lists", "lan", "--services", "gone") == 1
    assert "gone" in capsys.readouterr().err
    assert desk.run("user", "lists", "ai") == 1
    assert desk.run("user", "lists", "lan") == 0
    assert desk.people.officer("lan").first is None, "the counter's lists hold again"


def test_an_officer_with_lists_nobody_knows_is_not_added(desk: Desk, types):
    types("mat-khau-dai-123\n")
    add = ("user", "add", "lan", "--role", "officer", "--password-stdin")
    assert desk.run(*add, "--services", "gone") == 1
    assert desk.people.officers() == []
