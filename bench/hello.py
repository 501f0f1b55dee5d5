"""The yardstick: a bare Flask "hello" in JSON on the same engine.

`python -m bench.hello` serves it and prints `hello at PORT` when it listens.
"""

import os

if __name__ == "__main__" and os.environ.get("HALL_ENGINE", "eventlet") == "eventlet":
    import warnings

    warnings.filterwarnings("ignore", module="eventlet")
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    import eventlet

    eventlet.monkey_patch(psycopg=False)

from flask import Flask, jsonify

import engine
from engine.base import listener


def main() -> None:
    app = Flask("hello")

    @app.get("/hello")
    def hello():
        return jsonify(hello="hall")

    @app.post("/hello")
    def hello_post():
        return jsonify(hello="hall")

    door = listener("127.0.0.1", 0)
    serving = engine.current().serve(app, door)
    print(f"hello at {door.getsockname()[1]}", flush=True)
    serving.wait()


if __name__ == "__main__":
    main()
