"""`python -m demo`: the town around a running hall. Reads one line of JSON, ends with its input."""

from __future__ import annotations

import json
import os
import signal
import sys

from demo.town import Town


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the hall says when it is over
    line = sys.stdin.readline()
    if not line:
        return 0
    town = Town(json.loads(line))
    town.start()
    sys.stdin.read()  # until the hall closes our input, or is gone
    town.stop()
    os._exit(0)  # whoever still asks a closed hall is not waited for


if __name__ == "__main__":
    sys.exit(main())
