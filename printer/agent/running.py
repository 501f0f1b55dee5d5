"""Running: joins the agent's parts, and feeds systemd's watchdog while all of them live."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from printer.agent.beats import USUAL, Beats, notify, watchdog_every
from printer.agent.book import Book
from printer.agent.hall import Hall, News
from printer.agent.keypads import Keypad
from printer.agent.keys import Keys
from printer.agent.printing import Printing
from printer.agent.settings import AgentSettings, KeypadHere, PrinterHere, SpeakerHere
from printer.agent.sound import Folder, Program, Sink
from printer.agent.speaker import Speaker
from printer.agent.teller import Teller
from printer.drivers import DRIVERS
from printer.drivers.driver import Driver

log = logging.getLogger("agent")
ANSWER_PRESS = 1.5  # seconds the hall has for a press, before it is asked again
LAST_SLIP = 12.0  # seconds a slip under way gets when the agent is told to end


class Agent:
    """`url` of the hall; `data` a folder of its own. OSError: another agent uses that folder."""

    def __init__(self, url: str, data: Path, verify: bool | str = True) -> None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._url, self._data, self._verify = url, data, verify
        self._lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"{data}: another agent works with this folder") from None
        self.keys = Keys(data)
        self.beats = Beats()
        self._parts: list[Any] = []
        self._threads: list[threading.Thread] = []
        self._end = threading.Event()

    def add(self, settings: AgentSettings, printer: str | None, stdin: TextIO | None) -> None:
        """Everything agent.yaml names. Raises NoKey, Mute."""
        if printer is not None and settings.printer is not None:
            self._add_printer(printer, settings.printer, self.keys.of(printer, stdin))
        for row in settings.keypads:
            self._add_keypad(row, self.keys.of(row.pad, stdin))
        if settings.speaker is not None:
            self._add_speaker(
                settings.speaker, self.keys.of(settings.speaker.display, stdin)
            )  # fmt: skip

    def _add_printer(self, id: str, row: PrinterHere, key: str) -> None:
        kind = DRIVERS[row.driver]
        options = kind.Options(**row.options)

        def made(width: int) -> Driver:
            return kind(options, width, id, self._data)

        book = Book(self._data / f"{id}.jobs")
        teller = Teller(id, Hall(self._url, key, self._verify), book, self._beat("teller"))
        printing = Printing(
            id, Hall(self._url, key, self._verify), book, made, teller.say, teller.wake,
            self._beat("printing"), teller.tried, row.look,
        )  # fmt: skip
        self._run("printing", printing)
        self._run("teller", teller)
        self._watch(key, f"printer/{id}", printing.picture)

    def _add_keypad(self, row: KeypadHere, key: str) -> None:
        name = f"keypad {row.pad}"
        self._run(name, Keypad(
            row.pad, row.device, Hall(self._url, key, self._verify, ANSWER_PRESS),
            lambda: News(self._url, key, None, lambda data: None, verify=self._verify).start(),
            self._beat(name),
        ))  # fmt: skip

    def _add_speaker(self, row: SpeakerHere, key: str) -> None:
        sink: Sink
        if row.play == "file":
            sink = Folder(self._data / row.folder, row.speed)
        else:
            sink = Program(row.play, row.device, self._data)
        open_now: list[News] = []

        def here(able: bool) -> None:
            while open_now:
                open_now.pop().stop()
            if able:
                open_now.append(News(
                    self._url, key, f"display/{row.display}", speaker.picture, speaker.announce,
                    verify=self._verify,
                ).start())  # fmt: skip

        def clock() -> float:
            return time.time() * 1000 + (open_now[0].ahead if open_now else 0.0)

        speaker = Speaker(
            Hall(self._url, key, self._verify), sink, self._data / "spoken.json", clock, here,
            self._beat("speaker"),
        )  # fmt: skip
        self._run("speaker", speaker)
        here(True)

    def _watch(
        self, key: str, topic: str | None, picture: Callable[[dict[str, Any]], None],
        announce: Callable[[dict[str, Any]], None] | None = None, name: str = "",
    ) -> News:  # fmt: skip
        beat = self._beat(f"news {topic or name}")
        news = News(self._url, key, topic, picture, announce, beat, self._verify)
        self._parts.append(news)
        news.start()
        return news

    def _beat(self, name: str) -> Callable[..., None]:
        def beat(next_within: float = USUAL) -> None:
            self.beats.beat(name, next_within)

        beat()
        return beat

    def _run(self, name: str, part: Any) -> None:
        self._parts.append(part)
        thread = threading.Thread(target=part.run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def serve(self) -> int:
        """Until SIGTERM or SIGINT. In the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end.set())
        sys.stdout.write("agent ready\n")  # in one piece, whoever else writes
        sys.stdout.flush()
        notify("READY=1")
        every = watchdog_every()
        while not self._end.wait(every):
            late = self.beats.late()
            if late:
                log.error("stuck: %s", ", ".join(late))
                notify(f"STATUS=stuck: {', '.join(late)}")
            else:
                notify("WATCHDOG=1")
        notify("STOPPING=1")
        for part in self._parts:
            part.stop()
        for thread in self._threads:
            thread.join(LAST_SLIP)
        return 0
