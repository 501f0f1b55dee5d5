"""After the worst (F7): what a restored hall knows, and that no number is given out twice."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from journal import Damaged, Journal
from journal.anchored import check_anchors
from journal.backup import CannotBackUp, backup, restore
from journal.keeping import ALERT, Keeping, make, newest, to_clear
from journal.places import Places, places
from queueing.who import Who
from tests.fakes.clock import FakeClock
from tests.journal.acts import AN, BOSS, act, issue
from tests.journal.conftest import Opener
from tests.journal.gate import until
from tests.journal.test_anchors import Hand

RECEPTION = Who("reception", officer="re")


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.delenv("HALL_ANCHOR_KEY", raising=False)
    return places(tmp_path / "elsewhere", {})


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    """Restoring looks at the machine's clock; here it is the hall's."""
    monkeypatch.setattr("time.time_ns", lambda: clock.wall() * 1_000_000)


def numbers(journal: Journal, count: int) -> list[str]:
    return [str((issue(journal).body or {})["number"]) for _ in range(count)]


def mid_day(opened: Opener, url: str, where: Places, tmp_path: Path) -> tuple[Journal, list[str]]:
    """Three tickets, a backup, an anchor after five more, two after that, a note among them."""
    journal = opened(url)
    hand = Hand(journal, where)
    given = numbers(journal, 3)
    backup(url, f"{tmp_path}/b.db")
    act(journal, "open", AN, "1")
    given += numbers(journal, 5)
    hand.anchor()
    act(journal, "call_next", AN, "1")
    act(journal, "start", AN, "1")
    act(journal, "transfer", AN, "1", service="so-do", note="bổ sung hồ sơ")
    issue(journal, key="tap")
    given.append("A009")
    return journal, given


def test_the_tail_of_the_old_file_is_taken_over_to_the_last_event(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places
) -> None:
    journal, given = mid_day(opened, sqlite_url, where, tmp_path)
    before = journal.live.snapshot()
    journal.close()
    done = restore(sqlite_url, f"{tmp_path}/b.db", where, tail=True)
    found = done.halls["test"]
    assert found.whole and found.taken > 8 and found.numbers == []
    again = opened(sqlite_url)
    assert again.live.snapshot() == before
    assert [t.note for t in again.live.tickets.values() if t.note] == ["bổ sung hồ sơ"]
    assert issue(again, key="tap").replayed
    assert numbers(again, 1) == ["A010"] and given[-1] == "A009"
    assert check_anchors(sqlite_url, "test", where).holds


def damage(file: Path, after: int) -> None:
    """The page of the events' table with that seq becomes rubbish, as dying disks make it."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    text = connection.execute("SELECT hash FROM events WHERE seq = ?", (after,)).fetchone()[0]
    connection.close()
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    whole = file.read_bytes()
    at = whole.index(text.encode()) // 4096 * 4096
    file.write_bytes(whole[:at] + os.urandom(4096) + whole[at + 4096 :])


@pytest.mark.parametrize("tail", [True, False], ids=["with the tail", "without"])
def test_numbers_lost_with_the_disk_are_never_given_again_and_their_slips_can_be_entered(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places, tail: bool
) -> None:
    journal, _ = mid_day(opened, sqlite_url, where, tmp_path)
    numbers(journal, 60)
    hand = Hand(journal, where)
    hand.anchor()
    given = [t.number for t in journal.live.tickets.values()] + numbers(journal, 15)
    seq = journal.live.seq
    journal.close()
    damage(tmp_path / "hall.db", seq - 40)
    opened.unchecked = True
    with pytest.raises(Damaged, match="b.db --tail"):
        opened(sqlite_url)
    done = restore(sqlite_url, f"{tmp_path}/b.db", where, tail=tail)
    found = done.halls["test"]
    assert not found.whole and found.known and bool(found.taken) == tail
    again = opened(sqlite_url)
    kept = {t.number for t in again.live.tickets.values()}
    lost = sorted(set(given) - kept)
    assert len(lost) > 15
    new = numbers(again, 30)
    assert not set(new) & set(given)
    entered = again.do(
        lambda hall, now: hall.enter_number(
            RECEPTION, now, lost[-1], "khai-sinh", now - 60_000
        ),
        caller="re", route="x",
    )  # fmt: skip
    assert entered.status == 200
    assert check_anchors(sqlite_url, "test", where).notes[0].startswith("a backup was restored")
    assert check_anchors(sqlite_url, "test", where).holds


def test_without_the_old_file_and_without_anchors_it_is_said_and_slips_tell(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places
) -> None:
    journal, given = mid_day(opened, sqlite_url, where, tmp_path)
    journal.close()
    where.anchors.unlink()
    (tmp_path / "hall.db").unlink()
    assert not restore(sqlite_url, f"{tmp_path}/b.db", where).halls["test"].known
    (tmp_path / "hall.db").unlink()
    with pytest.raises(CannotBackUp, match="Z17"):
        restore(sqlite_url, f"{tmp_path}/b.db", where, printed=["Z17"])
    done = restore(sqlite_url, f"{tmp_path}/b.db", where, printed=["A080"])
    assert done.halls["test"].known
    new = numbers(opened(sqlite_url), 1)
    assert new == ["A081"] and new[0] not in given


def test_the_next_day_begins_anew_whatever_was_lost_yesterday(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places, clock: FakeClock
) -> None:
    journal, _ = mid_day(opened, sqlite_url, where, tmp_path)
    journal.close()
    clock.advance(86_400)
    done = restore(sqlite_url, f"{tmp_path}/b.db", where)
    assert done.halls["test"].numbers == []
    assert numbers(opened(sqlite_url), 1) == ["A001"]


def test_a_backup_of_last_night_opens_today_with_the_numbers_put_aside(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places, clock: FakeClock
) -> None:
    journal = opened(sqlite_url)
    numbers(journal, 3)
    act(journal, "close_day", Who("hall"))
    backup(sqlite_url, f"{tmp_path}/b.db")
    clock.advance(86_400)
    given = numbers(journal, 4)
    Hand(journal, where).anchor()
    journal.close()
    done = restore(sqlite_url, f"{tmp_path}/b.db", where)
    assert done.halls["test"].numbers == [("A001", "A004")] and given[-1] == "A004"
    assert numbers(opened(sqlite_url), 1) == ["A005"]


def test_what_happened_to_people_since_is_said(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places
) -> None:
    journal = opened(sqlite_url)
    backup(sqlite_url, f"{tmp_path}/b.db")
    act(journal, "officer_disabled", BOSS, "an")
    act(journal, "device_revoked", BOSS, "k1")
    journal.close()
    done = restore(sqlite_url, f"{tmp_path}/b.db", where)
    assert done.halls["test"].staff == ["OfficerDisabled an", "DeviceRevoked k1"]


def test_blocks_written_by_hand_stay_apart_after_a_restore(
    opened: Opener, sqlite_url: str, tmp_path: Path, where: Places
) -> None:
    journal = opened(sqlite_url)
    numbers(journal, 1)
    backup(sqlite_url, f"{tmp_path}/b.db")
    act(journal, "lease_numbers", RECEPTION, "khai-sinh", 20, 2)
    journal.close()
    restore(sqlite_url, f"{tmp_path}/b.db", where)
    assert numbers(opened(sqlite_url), 1) == ["A022"]


# -- backups by schedule --------------------------------------------------------------------------


def test_a_day_that_is_closed_is_backed_up(opened: Opener, sqlite_url: str, tmp_path: Path) -> None:
    journal = opened(sqlite_url)
    folder = tmp_path / "backups"
    keeping = Keeping(journal, f"{tmp_path}/hall.db", folder, 24, 14)
    issue(journal)
    keeping.look()
    assert not folder.exists()
    act(journal, "close_day", Who("hall"))
    opened.settle()
    keeping.look()
    until(lambda: newest(f"{tmp_path}/hall.db", folder) is not None and not keeping._busy)
    (file,) = folder.glob("hall-*.db")
    assert restore(f"sqlite:///{tmp_path}/other.db", str(file)).kept is None
    assert (folder.stat().st_mode & 0o777) == 0o700


def test_a_backup_is_made_when_the_last_is_old_and_an_alert_says_when_none_can_be(
    opened: Opener, sqlite_url: str, tmp_path: Path
) -> None:
    journal = opened(sqlite_url)
    folder = tmp_path / "backups"
    folder.write_text("in the way")
    keeping = Keeping(journal, f"{tmp_path}/hall.db", folder, 24, 14)
    keeping._begun -= 25 * 3600
    keeping.look()
    until(lambda: (ALERT, "test") in journal.live.alerts and not keeping._busy)
    folder.unlink()
    keeping.look()
    assert not keeping._busy  # not at once again
    keeping._not_before = 0.0
    keeping.look()
    until(lambda: (ALERT, "test") not in journal.live.alerts)
    assert len(list(folder.glob("hall-*.db"))) == 1


def test_old_backups_go_by_a_rule_and_nothing_else_does(opened: Opener, tmp_path: Path) -> None:
    journal = opened(f"sqlite:///{tmp_path}/hall.db")
    issue(journal)
    folder, now = tmp_path / "backups", 1_795_307_400.0
    folder.mkdir()
    (folder / "hall-of-mine.db").write_text("")
    for hours in range(0, 400 * 24, 12):
        moment = time.gmtime(now - hours * 3600)
        (folder / time.strftime("hall-%Y%m%d-%H%M%S.db", moment)).write_text("")
    for old in to_clear(folder, 14, now):
        old.unlink()
    left = sorted(folder.glob("hall-2*.db"))
    assert 4 + 12 + 11 <= len(left) <= 4 + 13 + 13
    assert (folder / "hall-of-mine.db").exists()
    make(f"{tmp_path}/hall.db", folder, 14, now + 60)
    assert sorted(folder.glob("hall-2*.db"))[-1].stat().st_size > 10_000
