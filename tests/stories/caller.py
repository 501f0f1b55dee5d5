"""Officers in a process of their own, so that what a call takes is not the test's own business.

python -m tests.stories.caller URL: reads one line of JSON, {counter: token}, then calls, starts and
finishes at each counter until its input ends; prints [[when it was made, ms], …] of the calls, by
time.monotonic(), which all processes of a machine share.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

from tests.server import ROOT
from tests.stories.cast import Officer

BREATH = 0.02  # s between two visitors


class Callers:
    """The process, ready; `go` begins, `end` gives the calls."""

    def __init__(self, url: str, tokens: dict[str, str]) -> None:
        self._tokens = tokens
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.caller", url],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        assert self._from.readline() == "ready\n"

    def go(self) -> None:
        self._to.write(json.dumps(self._tokens) + "\n")
        self._to.flush()

    def end(self) -> list[tuple[float, float]]:
        said, _ = self._process.communicate(timeout=60)
        assert self._process.returncode == 0
        return [(begun, took) for begun, took in json.loads(said)]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)


def main(url: str) -> None:
    print("ready", flush=True)
    tokens = json.loads(sys.stdin.readline())
    calls: list[tuple[float, float]] = []
    over = threading.Event()

    def work(counter: str, token: str) -> None:
        officer = Officer(url, token, counter)
        while not over.is_set():
            begun = time.monotonic()
            if officer.call_next() is None:
                return
            calls.append((begun, (time.monotonic() - begun) * 1000))
            officer.do("start")
            officer.do("finish")
            over.wait(BREATH)

    threads = [threading.Thread(target=work, args=item) for item in tokens.items()]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps(calls))


if __name__ == "__main__":
    main(sys.argv[1])
