"""Paper: print jobs and what is known of them."""

from __future__ import annotations

import pytest

from queueing.who import Who
from tests.halls import small_hall, text
from tests.queueing.morning import BOSS, DESK, K1, PRINTER, Morning


def state(m: Morning, job: int) -> tuple[str, str | None, bool]:
    at = m.hall.jobs[job]
    return at.state, at.why, at.reprint


def test_a_ticket_that_names_a_printer_is_a_job() -> None:
    m = Morning()
    with_paper, without = m.issue(printer="p1"), m.issue()
    assert list(m.hall.jobs) == [with_paper] and without not in m.hall.jobs
    assert state(m, with_paper) == ("queued", None, False)
    assert m.ticket(with_paper).printer == "p1" and m.ticket(with_paper).job == with_paper


def test_a_job_is_started_and_confirmed_once() -> None:
    m = Morning()
    job = m.issue(printer="p1")
    assert m.no("print_confirmed", PRINTER, job).more["state"] == "queued"
    m.do("print_started", PRINTER, job)
    assert m.no("print_started", PRINTER, job).more["state"] == "started"
    event = m.do("print_confirmed", PRINTER, job)[0]
    assert event.data == {"job": job, "printer": "p1"} and event.ticket == job
    for verb, *why in (("print_started",), ("print_failed", "x"), ("print_unconfirmed", "x")):
        assert m.no(verb, PRINTER, job, *why).more["state"] == "printed"


@pytest.mark.parametrize("started", [False, True])
def test_a_failed_job_is_asked_for_anew_as_a_reprint(started: bool) -> None:
    m = Morning()
    job = m.issue(printer="p1")
    if started:
        m.do("print_started", PRINTER, job)
    m.do("print_failed", PRINTER, job, "hết giấy")
    assert state(m, job) == ("failed", "hết giấy", False)
    assert m.no("print_started", PRINTER, job).code == "illegal_move"
    again = m.do("reprint", DESK, job)[0].seq
    assert state(m, again) == ("queued", None, True)
    m.do("print_started", PRINTER, again)
    m.do("print_unconfirmed", PRINTER, again, "không trả lời")
    assert state(m, again) == ("unconfirmed", "không trả lời", True)


def test_a_job_that_was_not_started_cannot_be_unconfirmed() -> None:
    m = Morning()
    assert m.no("print_unconfirmed", PRINTER, m.issue(printer="p1"), "?").code == "illegal_move"


def test_a_changed_service_prints_the_new_number_and_not_the_void_one() -> None:
    m = Morning()
    id = m.issue(printer="p1")
    changed, failed = m.do("change_service", DESK, id, "so-do")
    assert (changed.data["printer"], failed.kind, failed.data["why"]) == (
        "p1", "PrintFailed", "number_void",
    )  # fmt: skip
    assert m.ticket(id).job == changed.seq and state(m, changed.seq)[0] == "queued"
    m.do("print_started", PRINTER, changed.seq)
    # the slip is under way: it cannot be stopped any more
    assert len(m.do("change_service", DESK, id, "sao-y")) == 1


def test_a_reprint_needs_a_printer_and_a_ticket_that_is_not_over() -> None:
    m = Morning()
    id = m.issue()
    assert m.no("reprint", DESK, id).code == "unknown_printer"
    assert m.no("reprint", DESK, id, "p9").code == "unknown_printer"
    m.do("reprint", K1, id, "p1")
    m.do("cancel", DESK, id)
    assert m.no("reprint", DESK, id, "p1").code == "illegal_move"


def test_unknown_jobs_and_other_roles_are_refused() -> None:
    m = Morning()
    assert m.no("print_started", PRINTER, 77).code == "unknown_job"
    assert m.no("print_started", DESK, m.issue(printer="p1")).code == "not_allowed"


def two_printers() -> Morning:
    rows = [
        {"id": id, "name": text(f"Máy in {id}"), "driver": "file", "options": {}, "width": 576}
        for id in ("p1", "p2")
    ]
    return Morning(small_hall(printers=rows))


def test_a_job_not_begun_goes_to_another_printer_and_keeps_its_age() -> None:
    m = two_printers()
    job = m.issue(printer="p1")
    asked_at = m.hall.jobs[job].at
    m.wait(40)
    event = m.do("print_diverted", PRINTER, job, "p2")[0]
    assert event.data == {"job": job, "printer": "p2", "from": "p1"} and event.ticket == job
    assert (m.hall.jobs[job].printer, m.ticket(job).printer) == ("p2", "p2")
    assert (state(m, job), m.hall.jobs[job].at) == (("queued", None, False), asked_at)
    m.do("print_started", Who("printer", device="p2"), job)
    # a slip under way cannot come out of two printers
    assert m.no("print_diverted", PRINTER, job, "p1").more["state"] == "started"


def test_whoever_says_first_that_it_prints_has_the_slip() -> None:
    m = two_printers()
    job = m.issue(printer="p1")
    m.do("print_started", PRINTER, job)
    assert m.no("print_diverted", PRINTER, job, "p2").code == "illegal_move"
    other = m.issue(printer="p1")
    for nowhere in ("p1", "p9"):
        assert m.no("print_diverted", PRINTER, other, nowhere).code == "unknown_printer"
    assert m.no("print_diverted", DESK, other, "p2").code == "not_allowed"


def test_a_diverted_reprint_does_not_move_the_ticket() -> None:
    m = two_printers()
    ticket = m.issue(printer="p1")
    m.do("print_started", PRINTER, ticket)
    again = m.do("reprint", DESK, ticket)[0].seq
    m.do("print_diverted", PRINTER, again, "p2")
    assert (m.hall.jobs[again].printer, m.ticket(ticket).printer) == ("p2", "p1")


def test_paper_is_counted_from_the_roll_that_was_loaded() -> None:
    m = Morning()

    def slip(verb: str, *why: str) -> None:
        job = m.issue(printer="p1")
        m.do("print_started", PRINTER, job)
        m.do(verb, PRINTER, job, *why, mm=90)

    slip("print_confirmed")
    assert m.hall.paper == {}  # nobody knows how much was on that roll
    assert m.do("paper_loaded", DESK, "p1")[0].data == {"printer": "p1"}
    slip("print_confirmed")
    slip("print_unconfirmed", "closed")
    assert m.hall.paper == {"p1": 180}
    m.do("print_started", PRINTER, job := m.issue(printer="p1"))
    m.do("print_confirmed", PRINTER, job)
    assert m.hall.paper == {"p1": 180}
    m.do("paper_loaded", PRINTER, "p1")
    assert m.hall.paper == {"p1": 0}
    assert m.no("paper_loaded", DESK, "p9").code == "unknown_printer"
    assert m.no("paper_loaded", Who("rating_pad", device="stars1"), "p1").code == "not_allowed"


def test_what_is_left_of_a_roll_lives_on_over_midnight() -> None:
    m = Morning()
    m.do("paper_loaded", BOSS, "p1")
    job = m.issue(printer="p1")
    m.do("print_started", PRINTER, job)
    m.do("print_confirmed", PRINTER, job, 120)
    m.wait(24 * 3600)
    m.issue()
    assert m.hall.jobs == {} and m.hall.paper == {"p1": 120}
