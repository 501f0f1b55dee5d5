"""docs/matrix.md is what tests/web/matrix.py says now."""

from __future__ import annotations

from pathlib import Path

from tests.web.matrix_page import page

PRINTED = Path(__file__).parents[2] / "docs" / "matrix.md"


def test_the_printed_matrix_is_the_one_that_is_tried() -> None:
    assert PRINTED.read_text() == page(), "python -m tests.web.matrix_page > docs/matrix.md"
