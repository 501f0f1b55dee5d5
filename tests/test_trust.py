"""The table of faults in docs/trust.md: every fault stands in it, every test it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "trust.md").read_text()
ROWS = re.findall(r"^\| (F[\dF, ]+) \| (.+) \| (.+) \|$", TABLE, re.M)


def test_every_fault_stands_in_the_table_once() -> None:
    named = [fault for row in ROWS for fault in row[0].split(", ")]
    assert sorted(named, key=lambda f: int(f[1:])) == [f"F{n}" for n in range(1, 35)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_tests_that_a_row_names_exist(row: tuple[str, str, str]) -> None:
    found = re.findall(r"`([\w/]+\.py)::(\w+)`", row[2])
    assert found or row[2].startswith("not yet")
    for file, name in found:
        tree = ast.parse((TESTS / file).read_text())
        assert name in {f.name for f in tree.body if isinstance(f, ast.FunctionDef)}, (file, name)
