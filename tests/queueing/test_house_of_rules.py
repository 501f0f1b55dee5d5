"""The rules are pure: what they import, what they may be called, how long a file is."""

from __future__ import annotations

import ast
import sys

from queueing.refusal import CODES
from queueing.ticket import AT_COUNTER, ENDED, MOVES, OPEN, State
from tests.queueing.oracle import TABLE
from tests.queueing.rules import HOME
from tests.queueing.test_state_machine import raised

ALLOWED = {
    "__future__", "bisect", "collections", "copy", "dataclasses", "datetime", "enum",
    "functools", "heapq", "itertools", "math", "operator", "queueing", "statistics", "typing",
    "zoneinfo",
}  # fmt: skip


def imports() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in HOME.rglob("*.py"):
        names = found.setdefault(path.relative_to(HOME).as_posix(), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names.add((node.module or "").split(".")[0])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "print", "input", "exec", "eval", "__import__")
    return found


def test_the_rules_import_no_framework_no_clock_no_chance_no_system() -> None:
    used = {name for names in imports().values() for name in names}
    forbidden = {"flask", "sqlalchemy", "serial", "time", "random", "os"}
    assert not used & forbidden
    assert used <= ALLOWED, used - ALLOWED
    assert not {n for n in used if n not in sys.stdlib_module_names} - {"queueing"}


def test_the_rules_never_ask_what_time_it_is() -> None:
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("now", "today", "utcnow", "monotonic"), path


def test_every_module_says_what_it_is_and_stays_short() -> None:
    for path in HOME.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 300, path
        if text:
            assert ast.get_docstring(ast.parse(text)), path


def test_every_code_is_raised_somewhere_and_every_one_raised_is_known() -> None:
    assert set(raised().values()) <= set(CODES)
    assert set(CODES.values()) == {400, 403, 404, 409}


def test_the_table_of_moves_is_that_of_the_domain() -> None:
    by_verb = {
        "ServiceChanged": "change_service", "PriorityGranted": "grant", "TicketCancelled": "cancel",
        "TicketRecalled": "recall", "ServingStarted": "start", "TicketFinished": "finish",
        "TicketMarkedNoShow": "no_show", "TicketReturned": "return", "TicketHeld": "hold",
        "TicketResumed": "resume", "TicketTransferred": "transfer", "TicketExpired": "expire",
        "TicketCalled": "call", "TicketContinued": "go_on", "TicketPutOff": "put_off",
    }  # fmt: skip
    for kind, verb in by_verb.items():
        states, leads_to = MOVES[verb]
        assert ({str(s) for s in states}, str(leads_to)) == TABLE[kind]
    assert MOVES["issue"] == (frozenset({None}), State.WAITING)
    assert MOVES["call_next"] == (frozenset({State.WAITING}), State.CALLED)
    assert set(MOVES) == {*by_verb.values(), "issue", "call_next"}
    assert OPEN | ENDED == set(State) and AT_COUNTER < OPEN and not OPEN & ENDED
