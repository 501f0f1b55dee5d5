"""`python -m demo`: the town around a hall. Two lines of JSON come in: the virtual devices, first,
and, when the hall is open, all else. Ends when its input does.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from demo.devices import Devices
from demo.town import Town


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the hall says when it is over
    devices = Devices(json.loads(sys.stdin.readline()))
    print("ready", flush=True)
    line = sys.stdin.readline()
    if line:
        town = Town(json.loads(line), devices)
        town.start()
        sys.stdin.read()  # until the hall closes our input, or is gone
        town.stop()
    devices.close()
    os._exit(0)  # whoever still asks a closed hall is not waited for


if __name__ == "__main__":
    sys.exit(main())
