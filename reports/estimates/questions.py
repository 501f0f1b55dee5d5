"""Questions to the process that makes estimates: files in its folder, each answered by another.

`ask-<n>.json` holds {change, services}; `answer-<n>.json` what reports.estimates.what_if says.
A file appears whole or not at all, and goes when it was read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reports.estimates.estimator import Estimator
from reports.estimates.what_if import Change, ask

log = logging.getLogger("estimates")
Json = dict[str, Any]


def put(path: Path, content: Json) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, separators=(",", ":")))
    part.replace(path)


def waiting(folder: Path) -> list[Path]:
    """The questions not answered yet."""
    return sorted(folder.glob("ask-*.json"))


def answer(folder: Path, estimator: Estimator, now: Callable[[], int]) -> int:
    """Answers all that wait; how many. One that cannot be played is answered with a refusal."""
    questions = waiting(folder)
    for path in questions:
        try:
            question = json.loads(path.read_text())
            said = ask(estimator, now(), Change(**question["change"]), question["services"])
        except FileNotFoundError:
            continue  # who asked waits no more
        except Exception:
            log.exception("a question could not be answered")
            said = {"refused": "not_known_yet"}
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        put(folder / path.name.replace("ask-", "answer-"), said)
    return len(questions)
