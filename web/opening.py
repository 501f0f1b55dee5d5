"""Opening and closing the hall's doors: serve, and on SIGTERM let everybody finish."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from queueing.who import THE_HALL

log = logging.getLogger("hall")
FINISH = 5.0  # s: requests under way may take this long
HARD = 8.0  # s: then the process ends, whatever hangs
PLAIN = "plain_http"  # the alert
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def settle_memory() -> None:
    """What exists now stays: collected never again; a full collection stops everybody 60–100 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def open_doors(
    house: Any, app: Any, door: Any, close: list[Callable[[], None]], tls: Any = None
) -> int:
    """Serves on `door`, a listening socket, until SIGTERM or SIGINT, then drains; `close` are
    called in order at the end. Prints `hall open at http://HOST:PORT`. `tls`: a
    web.certificate.Certificate, for https. Gives the exit code.
    """
    engine = house.engine
    host, port = door.getsockname()[:2]
    stop = engine.event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: engine.on_loop(stop.set))
    serving = engine.serve(app, door, tls.context if tls is not None else None)
    settle_memory()
    shown = f"[{host}]" if ":" in host else host
    house.url = url = f"http{'s' if tls is not None else ''}://{shown}:{port}"
    engine.spawn(say_how_plain, house, host, tls is None)
    if tls is not None:
        engine.spawn(tls.watch, house)
    log.info("hall open", extra={"url": url, "engine": engine.name})
    sys.stdout.write(f"hall open at {url}\n")
    sys.stdout.flush()
    tell_systemd("READY=1")
    engine.spawn(feed_watchdog, engine)
    # a signal that some other thread receives does not end the main thread's wait
    while not stop.wait(0.25):
        pass
    drain(house, serving, close)
    return 0


def say_how_plain(house: Any, host: str, plain: bool) -> None:
    """Whoever on the hall's network can read every password: stands as an alert until it is not
    so any more."""
    about, open_ = house.live.plan.hall_id, plain and host not in LOOPBACK
    raised = (PLAIN, about) in house.live.alerts
    try:
        if open_ and not raised:
            house.act(
                THE_HALL,
                lambda hall, now: hall.raise_alert(THE_HALL, now, PLAIN, about, "warning", host),
            )
        elif raised and not open_:
            house.act(THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, PLAIN, about))
    except Exception:
        log.exception("that pages are plain was not written down")


def drain(house: Any, serving: Any, close: list[Callable[[], None]]) -> None:
    """No new connections, goodbye to the sockets, requests under way end, workers stop, flush."""
    engine = house.engine
    engine.native(_end_hard, engine, name="hard-stop")
    tell_systemd("STOPPING=1")
    log.info("hall closing", extra={"requests": serving.busy()})
    if house.live_sockets is not None:
        house.live_sockets.goodbye()
    serving.stop()
    until = engine.now_monotonic() + FINISH
    while serving.busy() and engine.now_monotonic() < until:
        engine.sleep(0.02)
    for fn in close:
        try:
            fn()
        except Exception:
            log.exception("closing a part failed")
    log.info("hall closed")


def _end_hard(engine: Any) -> None:
    engine.native_sleep(HARD)
    try:
        log.error("closed hard: something hung")
    finally:
        os._exit(1)


def tell_systemd(words: str) -> None:
    """sd_notify, if systemd started us."""
    where = os.environ.get("NOTIFY_SOCKET")
    if not where:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.sendto(words.encode(), "\0" + where[1:] if where.startswith("@") else where)
    except OSError:
        log.warning("systemd was not told", extra={"words": words})


def feed_watchdog(engine: Any) -> None:
    """From a task on the loop: a loop that stands still gets the process restarted."""
    spell = int(os.environ.get("WATCHDOG_USEC") or 0) / 1e6
    while spell:
        tell_systemd("WATCHDOG=1")
        engine.sleep(spell / 3)
