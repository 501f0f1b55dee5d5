"""Anchors: what a forger of the whole database can't hide (F30), and who may sign."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from journal import Journal, chain
from journal.anchored import check_anchors
from journal.anchoring import ALERT, EVERY, Anchoring
from journal.anchors import Anchors
from journal.places import Places, places
from journal.signing import NoKey, Signer, find, new_signer, write
from journal.stores import open_store
from journal.verify import verify
from queueing.who import THE_HALL
from tests.journal.acts import issue
from tests.journal.conftest import Opener
from tests.journal.test_verify import behind_its_back, execute


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.delenv("HALL_ANCHOR_KEY", raising=False)
    return places(tmp_path / "elsewhere", {})


class Hand:
    """The caretaker's round, by hand: the next anchor is due."""

    def __init__(self, journal: Journal, where: Places) -> None:
        self.anchoring = Anchoring(journal, where.anchors, where.key)

    def anchor(self) -> None:
        self.anchoring._next = 0.0
        self.anchoring.look()


def anchored(opened: Opener, url: str, where: Places) -> Journal:
    """Two tickets, an anchor, four tickets, an anchor, one ticket more."""
    journal = opened(url)
    hand = Hand(journal, where)
    for count in (2, 4, 1):
        for _ in range(count):
            issue(journal)
        if count > 1:
            hand.anchor()
    return journal


def forged(url: str, after: int) -> None:
    """The journal from `after` on told anew, with good hashes: the key alone tells."""
    store = open_store(url, "test")
    store.connect_reading()
    rows = [row for part in store.read(0, store.head().seq) for row in part]
    store.close()
    previous, told = rows[after - 1].hash, []
    for row in rows[after:]:
        data = row.data.replace('"language":"vi"', '"language":"en"')
        previous = chain.link(
            previous, "test", row.seq, row.at, row.kind, row.ticket, row.counter, row.officer,
            row.device, data,
        )  # fmt: skip
        plain = data.replace("'", "''").replace("%", "%%")
        told.append(
            f"UPDATE events SET data = '{plain}', hash = '{previous}' WHERE seq = {row.seq}"
        )
    told.append(f"UPDATE halls SET hash = '{previous}'")
    told.append(f"UPDATE tickets SET language = 'en' WHERE id > {after}")
    behind_its_back(url, *told)


def test_a_journal_fits_its_anchors(opened: Opener, url: str, where: Places) -> None:
    anchored(opened, url, where).close()
    found = check_anchors(url, "test", where)
    assert found.holds and found.anchors == 2 and found.notes == []
    lines = [json.loads(line) for line in where.anchors.read_text().splitlines()]
    assert [(x["kind"], x["seq"], x["numbers"]) for x in lines] == [
        ("anchor", 4, {"ho-tich": 2}), ("anchor", 8, {"ho-tich": 6}),
    ]  # fmt: skip
    assert where.key.stat().st_mode & 0o777 == 0o600


def test_a_tail_cut_cleanly_is_found_by_the_anchors_alone(
    opened: Opener, url: str, where: Places
) -> None:
    anchored(opened, url, where).close()
    opened.unchecked = True
    store = open_store(url, "test")
    store.connect_reading()
    hash = next(store.read(5, 6))[0].hash
    store.close()
    behind_its_back(
        url, "DELETE FROM events WHERE seq > 6", "DELETE FROM tickets WHERE id > 6",
        "DELETE FROM intervals WHERE ticket > 6", f"UPDATE halls SET seq = 6, hash = '{hash}'",
        "DELETE FROM replies WHERE last_seq > 6",
    )  # fmt: skip
    assert verify(url, "test").holds
    found = check_anchors(url, "test", where)
    assert (found.bad_seq, found.anchors) == (7, 1)
    assert "cut" in str(found.why)
    # and by the hall itself, when it is opened again
    journal = opened(url)
    Hand(journal, where).anchor()
    alert = journal.live.alerts[ALERT, "test"]
    assert alert.level == "critical" and "ends at 6" in alert.detail


def test_a_chain_made_anew_is_found_after_the_last_anchor_that_fits(
    opened: Opener, url: str, where: Places
) -> None:
    anchored(opened, url, where).close()
    opened.unchecked = True
    forged(url, after=5)
    assert verify(url, "test").holds
    found = check_anchors(url, "test", where)
    assert found.bad_seq == 5 and "5 to 8" in str(found.why)


def test_anchors_are_written_when_due_at_closing_and_when_many_numbers_went(
    opened: Opener, sqlite_url: str, where: Places
) -> None:
    journal = opened(sqlite_url)
    anchoring = Anchoring(journal, where.anchors, where.key)

    def kinds() -> list[str]:
        return [json.loads(x)["kind"] for x in where.anchors.read_text().splitlines()]

    anchoring.look()
    issue(journal)
    anchoring.look()
    assert kinds() == ["anchor"]  # not due again for five minutes
    assert 0 < anchoring._next - journal.engine.now_monotonic() <= EVERY
    for _ in range(20):
        issue(journal)
    anchoring.look()
    assert kinds() == ["anchor", "anchor"]
    journal.do(lambda hall, now: hall.close_day(THE_HALL, now), caller="hall", route="x")
    opened.settle()
    anchoring.look()
    last = Anchors(where.anchors).last("test")
    assert last is not None and last["kind"] == "closed" and last["day"] == "2026-11-22"
    anchoring._next = 0.0
    anchoring.look()
    assert len(kinds()) == 3  # nothing new: no line


def test_where_no_anchor_can_be_written_an_alert_stands_until_one_can(
    opened: Opener, sqlite_url: str, where: Places
) -> None:
    journal = opened(sqlite_url)
    where.anchors.parent.parent.mkdir(exist_ok=True)
    where.anchors.parent.write_text("a file where a folder should be")
    hand = Hand(journal, where)
    hand.anchor()
    assert (ALERT, "test") in journal.live.alerts
    where.anchors.parent.unlink()
    hand.anchor()
    assert (ALERT, "test") not in journal.live.alerts
    assert check_anchors(sqlite_url, "test", where).holds


def edit(file: Path, nth: int, how: Any) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    lines[nth] = how(lines[nth])
    file.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    ("nth", "how", "said"),
    [
        (0, lambda line: b"", "line 1"),
        (0, lambda line: line.replace(b'"seq":4', b'"seq":3'), "line 1: not signed"),
        (0, lambda line: b"nonsense\n", "line 2: lines before it"),
        (1, lambda line: line.replace(b'"sig":"', b'"sig":"00'), "line 2: not signed"),
    ],
    ids=["taken out", "edited", "scribbled over", "another signature"],
)
def test_anchors_that_were_touched_are_named(
    opened: Opener, sqlite_url: str, where: Places, nth: int, how: Any, said: str
) -> None:
    anchored(opened, sqlite_url, where).close()
    edit(where.anchors, nth, how)
    found = check_anchors(sqlite_url, "test", where)
    assert not found.holds and said in " ".join(found.wrong)


def test_a_line_cut_short_by_a_power_cut_is_no_fault(
    opened: Opener, sqlite_url: str, where: Places
) -> None:
    journal = anchored(opened, sqlite_url, where)
    whole = where.anchors.read_bytes()
    where.anchors.write_bytes(whole + whole[: len(whole) // 3])
    Hand(journal, where).anchor()
    found = check_anchors(sqlite_url, "test", where)
    assert found.holds and found.anchors == 3


def test_what_is_missing_is_said(opened: Opener, sqlite_url: str, where: Places) -> None:
    opened(sqlite_url).close()
    found = check_anchors(sqlite_url, "test", where)
    assert found.holds and "no anchors yet" in found.notes[0]
    anchored(opened, sqlite_url, where).close()
    public = find(where.key).public
    where.key.rename(where.key.with_suffix(".away"))
    found = check_anchors(sqlite_url, "test", where)
    assert not found.holds and str(where.key) in found.wrong[0]
    assert check_anchors(sqlite_url, "test", where, public).holds  # the public key is enough
    assert not check_anchors(sqlite_url, "test", where, new_signer().public).holds
    where.key.with_suffix(".away").rename(where.key)
    where.anchors.unlink()
    found = check_anchors(sqlite_url, "test", where)
    assert not found.holds and "gone" in found.wrong[0]


def test_a_key_can_be_changed_and_the_old_one_signs_no_more(
    opened: Opener, sqlite_url: str, where: Places
) -> None:
    journal = anchored(opened, sqlite_url, where)
    hand, old, new = Hand(journal, where), find(where.key), new_signer()
    Anchors(where.anchors).rotate(
        old, new, journal.now(), lambda: write(where.key, new, replace=True)
    )
    issue(journal)
    hand.anchor()
    found = check_anchors(sqlite_url, "test", where)
    assert found.holds and found.anchors == 3
    # who has the old key can neither go on nor name another
    thief = new_signer()
    for act in (
        lambda: Anchors(where.anchors).append(
            lambda: old, "anchor", at=0, hall="test", seq=1, hash="0" * 64
        ),
        lambda: Anchors(where.anchors).rotate(old, thief, 0, lambda: None),
    ):
        before = where.anchors.read_bytes()
        act()
        assert not check_anchors(sqlite_url, "test", where).holds
        assert not check_anchors(sqlite_url, "test", where, thief.public).holds
        where.anchors.write_bytes(before)


def test_the_key_comes_from_the_environment_before_the_file(
    where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = new_signer()
    monkeypatch.setenv("HALL_ANCHOR_KEY", given.seed)
    assert find(where.key, make=True).public == given.public
    assert not where.key.exists()
    monkeypatch.setenv("HALL_ANCHOR_KEY", "short")
    with pytest.raises(NoKey):
        find(where.key)
    monkeypatch.delenv("HALL_ANCHOR_KEY")
    with pytest.raises(NoKey, match="no file"):
        find(where.key)
    made = find(where.key, make=True)
    assert isinstance(made, Signer) and find(where.key).public == made.public


def test_two_halls_may_share_one_file(opened: Opener, sqlite_url: str, where: Places) -> None:
    one, two = opened(sqlite_url), opened(sqlite_url, "khác")
    hands = Hand(one, where), Hand(two, where)
    for _ in range(3):
        for journal, hand in zip((one, two), hands, strict=True):
            issue(journal)
            hand.anchor()
    one.close()
    for hall in ("test", "khác"):
        found = check_anchors(sqlite_url, hall, where)
        assert found.holds and found.anchors == 3
    two.close()
    opened.unchecked = True
    execute(sqlite_url, "UPDATE halls SET seq = 3 WHERE hall_id = 'khác'")
    assert check_anchors(sqlite_url, "test", where).holds
    assert not check_anchors(sqlite_url, "khác", where).holds
