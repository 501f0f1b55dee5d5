"""Drills: what every engine must do for tasks and native threads; `python -m tests.engine`."""

from __future__ import annotations

import logging
import threading

from engine.rounds import Rounds

DRILLS = {}


def drill(fn):
    DRILLS[fn.__name__] = fn
    return fn


@drill
def a_task_runs_and_gives_its_value(e):
    assert e.spawn(lambda a, b: a + b, 2, 3).wait() == 5


@drill
def a_task_that_fails_raises_where_it_is_waited_for(e):
    def fail():
        raise LookupError("x")

    try:
        e.spawn(fail).wait()
    except LookupError:
        return
    raise AssertionError("nothing raised")


@drill
def later_waits_and_can_be_killed(e):
    seen = []
    began = e.now_monotonic()
    e.later(0.05, lambda: seen.append(e.now_monotonic() - began)).wait()
    task = e.later(0.05, seen.append, "killed")
    task.kill()
    e.sleep(0.12)
    assert len(seen) == 1 and 0.04 < seen[0] < 0.5, seen


@drill
def a_native_thread_is_another_thread_and_leaves_the_loop_free(e):
    beats = []

    def beat():
        for _ in range(20):
            e.sleep(0.01)
            beats.append(1)

    task = e.spawn(beat)
    began = e.now_monotonic()
    e.call_native(e.native_sleep, 0.25)
    assert e.now_monotonic() - began >= 0.24
    assert len(beats) >= 3, len(beats)  # a loop that stood still has none
    task.wait()


@drill
def call_native_raises_what_the_function_raised(e):
    try:
        e.call_native(int, "x")
    except ValueError:
        return
    raise AssertionError("nothing raised")


@drill
def twenty_native_calls_at_once_all_come_back(e):
    tasks = [e.spawn(e.call_native, pow, 2, n) for n in range(20)]
    assert [t.wait() for t in tasks] == [2**n for n in range(20)]


@drill
def calls_on_the_loop_come_in_order_from_native_threads(e):
    seen, done = [], e.future()

    def tell():
        for n in range(5000):
            e.on_loop(seen.append, n)
        e.on_loop(done.set)

    e.native(tell)
    done.wait(10)
    assert seen == list(range(5000))


@drill
def a_call_on_the_loop_that_fails_does_not_stop_the_next(e):
    done = e.future()
    e.native(lambda: (e.on_loop(lambda: 1 / 0), e.on_loop(done.set, "still here")))
    assert done.wait(5) == "still here"


@drill
def calls_on_the_loop_run_on_one_thread(e):
    idents, done = set(), e.future()
    native = [
        e.native(
            lambda: [e.on_loop(lambda: idents.add(threading.get_native_id())) for _ in range(99)]
        )
        for _ in range(4)
    ]
    for thread in native:
        while thread.is_alive():
            e.sleep(0.005)
    e.on_loop(done.set)
    done.wait(5)
    assert len(idents) == 1


@drill
def a_future_can_be_set_from_a_native_thread(e):
    future = e.future()
    e.native(lambda: (e.native_sleep(0.02), future.set(42)))
    assert future.wait(5) == 42 and future.done()
    assert future.wait() == 42


@drill
def a_future_set_before_anybody_waits_is_there_at_once(e):
    future = e.future()
    future.set("early")
    assert future.wait(0.01) == "early"


@drill
def a_future_can_fail(e):
    future = e.future()
    e.native(future.fail, KeyError("gone"))
    try:
        future.wait(5)
    except KeyError:
        return
    raise AssertionError("nothing raised")


@drill
def a_future_nobody_sets_times_out(e):
    began = e.now_monotonic()
    try:
        e.future().wait(0.05)
    except TimeoutError:
        assert 0.04 < e.now_monotonic() - began < 0.5
        return
    raise AssertionError("nothing raised")


@drill
def a_future_set_after_its_waiter_gave_up_harms_nobody(e):
    for _ in range(50):
        future = e.future()
        native = e.native(lambda f=future: (e.native_sleep(0.002), f.set(1)))
        try:
            future.wait(0.002)
        except TimeoutError:
            pass
        while native.is_alive():
            e.sleep(0.001)
    e.sleep(0.01)


@drill
def many_wait_for_one_future(e):
    future = e.future()
    tasks = [e.spawn(future.wait, 5) for _ in range(30)]
    e.sleep(0.01)
    e.native(future.set, 7)
    assert [t.wait() for t in tasks] == [7] * 30


@drill
def ten_thousand_futures_answered_by_a_native_writer(e):
    asked = e.native_queue()

    def writer():
        while (future := asked.get()) is not None:
            future.set(1)

    e.native(writer)

    def ask(n):
        for _ in range(n):
            future = e.future()
            asked.put(future)
            future.wait(10)

    for task in [e.spawn(ask, 500) for _ in range(20)]:
        task.wait()
    asked.put(None)


@drill
def the_turn_is_one_at_a_time_and_let_go_of_in_waits(e):
    state, bad = {"inside": 0}, []

    def work():
        for _ in range(30):
            with e.turn():
                state["inside"] += 1
                if state["inside"] != 1:
                    bad.append(state["inside"])
                sum(range(200))
                state["inside"] -= 1
                future = e.future()
                e.on_loop(future.set)  # needs the turn itself
                future.wait(5)

    for task in [e.spawn(work) for _ in range(8)]:
        task.wait()
    assert not bad, bad


@drill
def events_locks_and_queues_work_between_tasks(e):
    event, lock, queue = e.event(), e.lock(), e.queue()
    e.spawn(lambda: (e.sleep(0.01), event.set()))
    assert event.wait(5)
    assert not e.event().wait(0.01)
    with lock:
        task = e.spawn(lambda: lock.acquire() and queue.put("got it"))
        e.sleep(0.01)
        assert queue.empty()
    assert queue.get(timeout=5) == "got it"
    task.wait()


@drill
def rounds_go_on_after_one_that_failed_and_end(e):
    looks, told = [], []
    log = logging.Logger("rounds")
    log.exception = lambda *words: told.append(words)

    def look():
        looks.append(1)
        if len(looks) == 1:
            raise LookupError("x")

    rounds = Rounds(e, 0.01, look, log).start()
    while len(looks) < 3:
        e.sleep(0.01)
    rounds.stop()
    e.sleep(0.05)
    after = len(looks)
    e.sleep(0.05)
    assert len(told) == 1 and len(looks) == after, (told, looks)
