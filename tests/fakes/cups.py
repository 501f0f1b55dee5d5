"""CUPS that isn't there: `lp`, `lpstat` and `cancel` as real programs in a folder for PATH.

What is printed lies in the folder `spool`, what is wrong in the file `state`: accepting, the words
of lpstat's Alerts line, and whether jobs leave the queue.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PROGRAM = """#!{python}
import json, pathlib, sys
home = pathlib.Path({home!r})
state = json.loads((home / "state").read_text())
name, given = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
after = lambda flag: given[given.index(flag) + 1]
jobs = home / "spool"
if state["silent"]:
    import time
    time.sleep(60)
if name == "lp":
    if after("-d") != state["queue"]:
        sys.exit("lp: The printer or class does not exist.")
    n = 1 + len(list(jobs.iterdir()))
    raw = "-o" in given and after("-o") == "raw"
    (jobs / f"{{n:04d}}.{{'bin' if raw else 'png'}}").write_bytes(sys.stdin.buffer.read())
    if not state["leaves"]:
        (home / "waiting").write_text(f"{{state['queue']}}-{{n}}")
    print(f"request id is {{state['queue']}}-{{n}} (0 file(s))")
elif name == "cancel":
    (home / "waiting").write_text("")
    (home / "cancelled").write_text(given[0])
elif "-a" in given:
    if after("-a") != state["queue"]:
        sys.exit('lpstat: Invalid destination name in list "' + after("-a") + '".')
    print(f"{{state['queue']}} accepting requests since Sun Nov 22 07:00:00 2026")
elif "-p" in given:
    how = "disabled since" if state["disabled"] else "is idle.  enabled since"
    print(f"printer {{state['queue']}} {{how}} Sun Nov 22 07:00:00 2026")
    print("\\tAlerts: " + state["alerts"])
elif "-o" in given:
    if waiting := (home / "waiting").read_text():
        print(f"{{waiting}}            root              1024   Sun Nov 22 07:42:00 2026")
"""


class FakeCups:
    """A queue `kiosk`. Put `folder` on PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "cups"
        (self.folder / "spool").mkdir(parents=True)
        (self.folder / "waiting").write_text("")
        self._state = {
            "queue": "kiosk", "alerts": "none", "disabled": False, "leaves": True, "silent": False,
        }  # fmt: skip
        self.set()
        for name in ("lp", "lpstat", "cancel"):
            program = self.folder / name
            program.write_text(PROGRAM.format(python=sys.executable, home=str(self.folder)))
            program.chmod(0o755)

    def set(self, **faults: object) -> None:
        self._state.update(faults)
        (self.folder / "state").write_text(json.dumps(self._state))

    @property
    def printed(self) -> list[Path]:
        return sorted((self.folder / "spool").iterdir())

    @property
    def cancelled(self) -> str:
        path = self.folder / "cancelled"
        return path.read_text() if path.exists() else ""
