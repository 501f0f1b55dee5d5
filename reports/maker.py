"""The maker of reports: a process beside the running hall, `python -m reports.maker`.

It has the memory that a year of visits takes, so the server has not, and works while the hall goes
on. Orders come as lines of JSON on the standard input, {url, settings, languages, now, questions,
forms, advice: None or {doc, part, lang} of reports.staffing}; each is answered by a line {sizes} or
{wrong} and the bytes of every form asked for. It ends when the input ends.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any, BinaryIO

from languages import Languages
from queueing.plan import Plan
from reports import files, shown, staffing
from reports.question import Question
from reports.run import run
from reports.workshop import give_back

log = logging.getLogger("reports")
Json = dict[str, Any]


class Maker:
    """Makes what is ordered; keeps the plan and the words of the order before."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._languages: Languages | None = None

    def make(self, order: Json) -> list[bytes]:
        """The forms ordered, `page` or one of files.TYPES. Raises what reports.run does."""
        plan, words = self._plan, self._languages
        if plan is None or plan.settings != order["settings"]:
            plan = self._plan = Plan.read(order["settings"])
        if words is None or list(words.names) != order["languages"]:
            words = self._languages = Languages(order["languages"])
        answers = [
            run(order["url"], plan, words, Question(**asked), order["now"])
            for asked in order["questions"]
        ]
        if order.get("advice"):
            answers.append(staffing.answer(plan, words, now=order["now"], **order["advice"]))
        return [
            shown.write(answers[0]) if form == "page" else files.write_all(answers, form)
            for form in order["forms"]
        ]


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Until the orders end."""
    maker = Maker()
    for line in orders:
        try:
            made = maker.make(json.loads(line))
            head: Json = {"sizes": [len(body) for body in made]}
        except Exception as error:
            log.exception("a report could not be made")
            made, head = [], {"wrong": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(head).encode() + b"\n")
        for body in made:
            answers.write(body)
        answers.flush()
        del made
        give_back()


def main() -> None:
    os.nice(5)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        pass  # nobody is there any more


if __name__ == "__main__":
    main()
