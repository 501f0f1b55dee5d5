"""hall_server.py on a slow disk: every commit takes 10 ms more; the loop's gaps go to a file.

`HALL_GAPS` names the file; once a second it gets one line: count, p50, p99 and max of the gaps of a
heartbeat every 10 ms, in ms; counting begins anew when the file is taken away. eventlet only: on
threads there is no loop to stand still.
"""

import os
import runpy
import sys
import warnings

warnings.filterwarnings("ignore", module="eventlet")
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
import eventlet  # noqa: E402

eventlet.monkey_patch(psycopg=False)

from eventlet.patcher import original  # noqa: E402

from journal.sqlite import SqliteStore  # noqa: E402

COMMIT = float(os.environ.get("HALL_COMMIT_MS", "10")) / 1000
BEAT = 0.01
FROM = float(os.environ.get("HALL_GAPS_FROM", "0"))


def slow_commits() -> None:
    """Adds COMMIT seconds to each commit, in the writer's own thread."""
    quick, sleep = SqliteStore.commit, original("time").sleep

    def commit(self, writing):
        sleep(COMMIT)
        quick(self, writing)

    SqliteStore.commit = commit


def watch() -> None:
    """How late each heartbeat of the loop is."""
    clock = original("time").perf_counter
    gaps, said = [], clock()
    counted = said + FROM
    while True:
        before = clock()
        eventlet.sleep(BEAT)
        now = clock()
        if now < counted:
            continue
        gaps.append((now - before - BEAT) * 1000)
        if now - said > 1:
            if not os.path.exists(os.environ["HALL_GAPS"]):
                gaps = gaps[-1:]
            said, ordered = now, sorted(gaps)
            with open(os.environ["HALL_GAPS"], "w") as file:
                p99 = ordered[int(len(ordered) * 0.99)]
                half = ordered[len(ordered) // 2]
                file.write(f"{len(gaps)} {half:.2f} {p99:.2f} {ordered[-1]:.2f}\n")


slow_commits()
eventlet.spawn(watch)
sys.argv[0] = "hall_server.py"
runpy.run_path("hall_server.py", run_name="__main__")
