"""Whose turn it is on a line: the board just called, then what changed, then the round."""

from __future__ import annotations

from pathlib import Path

from demo.led_lines import LedLine
from display.drivers.driver import paged
from display.led import DOWN_AGAIN, ONCE_MORE, RETRY, Board, Trial, Want, chosen
from tests.display.lit import QUEUE, LitHall, led_row

REWRITE = 30.0


def boards(n: int = 3, **more: object) -> list[Board]:
    return [Board(address, 4, str(address), **more) for address in range(1, n + 1)]  # type: ignore[arg-type]


def told(board: Board, now: float, result: str = "done") -> tuple[str, bool]:
    """One frame for the board; what it said."""
    said = board.begin(now)
    board.reached(said, now, result)
    return said[:2]


def order(all_: list[Board], now: float) -> list[int]:
    """The addresses told one after the other until nothing is left to say."""
    out = []
    while (board := chosen(all_, now, REWRITE)[0]) is not None:
        told(board, now)
        out.append(board.address)
    return out


def test_calls_go_first_in_the_order_they_were_made_then_changes_then_the_round() -> None:
    all_ = boards(6)
    for n, board in enumerate(all_):
        told(board, n)
    all_[1].wish(Want("A005", False), 39)  # changed
    all_[4].wish(Want("A007", True, 20), 39)
    all_[2].wish(Want("A006", True, 10), 39)
    assert order(all_, 33.5) == [3, 5, 2, 1, 4]


def test_a_free_board_pages_through_a_message_until_it_ends_or_somebody_is_called() -> None:
    (board,) = boards(1)
    pages = paged("Nghỉ trưa đến 13 giờ 30", 10)
    assert pages == ("Nghi trua", "den 13 gio", "30")
    assert paged("Trung tâm", 4) == (), "a word without room: nothing at all"
    board.wish(Want(pages=pages, until=40.0), 0)
    assert told(board, 0) == ("Nghi trua", False)
    assert chosen([board], 7.9, REWRITE)[0] is None
    assert chosen([board], 7.9, REWRITE)[1] <= 0.11, "looks again when the page turns"
    assert [told(board, t)[0] for t in (8, 16, 24)] == ["den 13 gio", "30", "Nghi trua"]
    board.wish(Want("A005", True, 7), 25)
    assert told(board, 25) == ("A005", False), "a call at once"
    board.wish(Want(call=7, pages=pages, until=40.0), 27)
    assert told(board, 27) == ("Nghi trua", False)
    assert chosen([board], 40, REWRITE)[0] is board and told(board, 40) == ("", False)


def test_a_message_gives_way_to_the_numbers_of_others() -> None:
    all_ = boards(2)
    all_[0].wish(Want(pages=("Nghi",), until=99.0), 0)
    all_[1].wish(Want("A006"), 5)
    assert order(all_, 6) == [2, 1]


def test_the_latest_value_is_all_that_is_sent() -> None:
    (board,) = boards(1)
    told(board, 0)
    for n in range(5):
        board.wish(Want(f"A00{n}", True, n + 1), 1)
    assert told(board, 2) == ("A004", False)
    assert chosen([board], 2, REWRITE)[0] is None


def test_every_board_is_told_again_after_its_time() -> None:
    all_ = boards(3)
    assert order(all_, 0) == [1, 2, 3]
    board, wait = chosen(all_, 1, REWRITE)
    assert board is None and 0 < wait <= 1
    assert order(all_, 29.9) == [] and order(all_, 30) == [1, 2, 3]


def test_a_missed_answer_is_asked_again_soon_and_a_dead_board_seldom() -> None:
    (board,) = boards(1)
    for n in range(3):
        assert chosen([board], 10 * n, REWRITE)[0] is board
        board.begin(10 * n)
        board.missed_one(10 * n)
        again = RETRY * (n + 1) if n < 2 else DOWN_AGAIN
        assert chosen([board], 10 * n + again - 0.01, REWRITE)[0] is None
        assert chosen([board], 10 * n + again, REWRITE)[0] is board
    assert board.down
    board.wish(Want("A001", True, 1), 20.1)
    assert chosen([board], 20.1, REWRITE)[0] is board, "a call is tried at once"


def test_a_board_that_falls_silent_in_the_round_is_asked_again_soon() -> None:
    (board,) = boards(1)
    told(board, 0)
    board.begin(REWRITE)
    board.missed_one(REWRITE)
    assert chosen([board], REWRITE + RETRY, REWRITE)[0] is board


def test_a_living_board_that_is_called_goes_before_a_dead_one() -> None:
    dead, well = boards(2)
    dead.missed = 3
    dead.wish(Want("A001", True, 1), 0)
    well.wish(Want("A002", True, 2), 0)
    assert chosen([dead, well], 0, REWRITE)[0] is well


def test_a_call_to_a_board_that_never_answers_is_said_twice() -> None:
    (board,) = boards(1, blinks="times", times=5)
    told(board, 0, "sent")
    board.wish(Want("A001", True, 1), 1)
    assert told(board, 1, "sent") == ("A001", True)
    assert chosen([board], 1.5, REWRITE)[0] is None
    assert chosen([board], 1 + ONCE_MORE, REWRITE)[0] is board
    assert told(board, 1 + ONCE_MORE, "sent") == ("A001", True)
    assert chosen([board], 5, REWRITE)[0] is None
    board.wish(Want("A002", True, 2), 6)
    told(board, 6, "sent")
    board.wish(Want("A002", False, 2), 6.1)  # being served: it was heard
    told(board, 40, "sent")
    assert not board.once_more


def test_a_board_that_answers_is_told_a_call_once() -> None:
    (board,) = boards(1)
    told(board, 0)
    board.wish(Want("A001", True, 1), 1)
    told(board, 1)
    assert chosen([board], 1 + 2 * ONCE_MORE, REWRITE)[0] is None


def test_a_trial_gives_way_to_a_call() -> None:
    (board,) = boards(1)
    trial = board.trial = Trial(["8888", "1111"])
    assert told(board, 0) == ("8888", False) and trial.result == "done"
    board.step(trial.stay)
    assert told(board, 2) == ("1111", False)
    board.wish(Want("A001", True, 1), 2)
    assert told(board, 2) == ("A001", False) and board.trial is None


def test_a_call_is_shown_within_half_a_second_while_the_line_is_written_again(
    tmp_path: Path,
) -> None:
    """Twenty boards with 200 ms between frames: a round takes over four seconds."""
    with LedLine(tmp_path / "led", "queue", {32 + n: 4 for n in range(1, 21)}, gap=0.15) as line:
        options = {**QUEUE["options"], "gap_ms": 200, "rewrite": 5}
        row = led_row(
            line.port, {str(n): n for n in range(1, 21)}, driver="template", options=options
        )
        with LitHall(tmp_path, [row], counters=20) as hall:
            hall.until(lambda: hall.bus.wire.counts.frames >= 3)  # the first round has begun
            for counter in ("20", "7", "13"):
                number = hall.call(counter)
                address = 32 + int(counter)
                hall.until(lambda a=address, n=number: line.shows()[a] == n, 0.5)
            assert hall.bus.wire.counts.frames < 20, "the first round is still under way"
