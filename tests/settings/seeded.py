"""The mistakes of seeded.yaml, each an edit of good.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML


class Seed(NamedTuple):
    """`at`: lines below the edit, a text on the line, or file:line (head of seeded.yaml)."""

    name: str
    old: str
    new: str
    path: str
    words: list[str]
    at: str | int = 0


ROWS = YAML(typ="safe").load((Path(__file__).parent / "seeded.yaml").read_text("utf-8"))
SEEDS = [Seed(**row) for row in ROWS]
