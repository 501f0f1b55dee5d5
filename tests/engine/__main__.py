"""Every drill in a process of its own, patched as the server is: pytest's never is. Prints one JSON
line a drill."""

import os

if os.environ.get("HALL_ENGINE") == "eventlet":
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    import warnings

    warnings.simplefilter("ignore")
    import eventlet

    eventlet.monkey_patch(psycopg=False)

import json
import traceback

import engine
from tests.engine.serving_drills import DRILLS

chosen = engine.current()
for name, fn in DRILLS.items():
    try:
        fn(chosen)
        error = None
    except BaseException:
        error = traceback.format_exc()
    print(json.dumps({"drill": name, "error": error}), flush=True)
os._exit(0)
