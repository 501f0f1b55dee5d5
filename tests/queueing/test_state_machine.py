"""Every verb in every order: after each step the hall is whole, as the oracle and a replay say.

What is checked is in watch.py, who tries what in acts.py. The run itself is checked too: every row
of the table of moves and every refusal that the rules know must have been met. What Hypothesis
draws differs from machine to machine, so that is asked of days of our own, the same everywhere.
"""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from journal.invariants import Invariants
from queueing.refusal import CODES
from queueing.ticket import MOVES
from tests.queueing.acts import SeededDice, busy_hall, morning, several
from tests.queueing.driver import Driver
from tests.queueing.housekeeping import outage
from tests.queueing.rules import HOME
from tests.queueing.tour import Tour
from tests.queueing.walk import EVERYBODY, SHARES, play, walk
from tests.queueing.watch import rebuilt

# what each act throws comes from a number of its own: days shrink by dropping acts
SEED = st.integers(0, 1 << 30)
SEEDS = st.lists(SEED, min_size=1, max_size=4)
WALKS, STEPS = 6, 1500


class Days(RuleBasedStateMachine):
    @initialize()
    def opens(self) -> None:
        self.driver = Driver(busy_hall())
        morning(self.driver)
        several(self.driver, SeededDice(1))

    def dice(self, seed: int) -> SeededDice:
        """Numbers drawn are often the same small ones; the log makes them differ."""
        return SeededDice(f"{seed} {len(self.driver.log)} {self.driver.now}")

    @rule(seeds=SEEDS, who=st.sampled_from(sorted(SHARES)))
    def some_of_them_act(self, seeds: list[int], who: str) -> None:
        for seed in seeds:
            play(self.driver, self.dice(seed), who)

    @rule(seed=SEED, steps=st.integers(5, 15))
    def a_while_goes_by(self, seed: int, steps: int) -> None:
        dice = self.dice(seed)
        for _ in range(steps):
            play(self.driver, dice, dice.of(EVERYBODY))

    def teardown(self) -> None:
        if hasattr(self, "driver"):
            rebuilt(self.driver)


def raised() -> dict[tuple[str, int], str]:
    """Every `raise Refusal("…")` of the rules: (file, line) -> its code."""
    found = {}
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path}: a code is written out"
                found[path.name, node.lineno] = str(code.value)
    return found


@pytest.mark.timeout(600)  # 14 s on a quiet machine
def test_whatever_is_tried_the_hall_stays_whole() -> None:
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=60, stateful_step_count=25, derandomize=True, deadline=None,
            database=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


@pytest.mark.timeout(600)
def test_every_move_and_every_refusal_is_met() -> None:
    rows: set[tuple[str, str]] = set()
    met: set[str] = set()
    toured = Driver(busy_hall())
    Tour(toured).whole()
    met |= {code for _, code in toured.refused}
    for seed in range(WALKS):
        driver = Driver(busy_hall())
        walk(driver, seed, STEPS)
        rebuilt(driver)
        rows |= set(driver.rows)
        met |= {code for _, code in driver.refused}
        driver = Driver(busy_hall(), watch=False)
        outage(driver, SeededDice(seed))
        assert Invariants().check(list(driver.log)) == []
        met |= {code for _, code in driver.refused}
    wanted = {(verb, str(state or "")) for verb, (states, _) in MOVES.items() for state in states}
    assert not wanted - rows, "rows never met"
    assert set(raised().values()) <= set(CODES)
    assert not set(raised().values()) - met, "refusals never met"
