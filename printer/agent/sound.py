"""Sound: clips as samples, joined into one piece without gaps or clicks, and what plays it.

A piece is played by one program from its first sample to its last, so nothing can come between its
words but the silence that was put there.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import time
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

GAP = 0.05  # seconds between words
BREATH = 0.16  # seconds around a sentence of three words or more
LEAD = 0.08  # seconds of silence at the beginning: sound cards wake up slowly
FADE = 0.003  # seconds at both ends of each clip, against clicks
BEEP = 0.9


@dataclass(frozen=True, slots=True)
class Clip:
    """16-bit mono samples, `rate` a second."""

    samples: array[int]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @classmethod
    def read(cls, data: bytes) -> Clip:
        """A WAV file's, of several channels the first. ValueError: it is none with 16 bits."""
        try:
            with wave.open(io.BytesIO(data)) as file:
                if file.getsampwidth() != 2:
                    raise ValueError("not 16 bits a sample")
                samples = array("h", file.readframes(file.getnframes()))
                return cls(samples[:: file.getnchannels()], file.getframerate())
        except (wave.Error, EOFError) as error:
            raise ValueError(f"no WAV file: {error}") from None

    def wav(self) -> bytes:
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples.tobytes())
        return out.getvalue()

    def at(self, rate: int) -> Clip:
        """The same at another rate, between samples by a straight line."""
        if rate == self.rate or len(self.samples) < 2:
            return Clip(self.samples, rate)
        length = int(len(self.samples) * rate / self.rate)
        out, step, last = array("h", bytes(2 * length)), self.rate / rate, len(self.samples) - 2
        for i in range(length):
            where = i * step
            left = min(int(where), last)
            one, two = self.samples[left], self.samples[left + 1]
            out[i] = int(one + (two - one) * min(1.0, where - left))
        return Clip(out, rate)

    def faded(self) -> Clip:
        """Begins and ends at nought."""
        out = array("h", self.samples)
        many = min(int(FADE * self.rate), len(out) // 2)
        for i in range(many):
            out[i] = out[i] * i // many
            out[-1 - i] = out[-1 - i] * i // many
        return Clip(out, self.rate)


def joined(keys: list[str], clips: list[Clip]) -> Clip:
    """The words of a sentence one after the other; `keys` are their names, for where to breathe."""
    rate = clips[0].rate
    out = _silence(LEAD, rate)
    for i, (key, clip) in enumerate(zip(keys, clips, strict=True)):
        out.extend(clip.at(rate).faded().samples)
        following = keys[i + 1] if i + 1 < len(keys) else ""
        long = any(len(word.split("-")) > 2 for word in (key, following))
        if following:
            out.extend(_silence(BREATH if long else GAP, rate))
    return Clip(out, rate)


def beep(rate: int = 22_050) -> Clip:
    """Not even the chime is there: a square tone, plain and soft at its ends."""
    half = rate // (2 * 660)
    tone = array("h", ((4000 if (i // half) % 2 else -4000) for i in range(int(BEEP * rate))))
    return Clip(tone, rate).faded()


def _silence(seconds: float, rate: int) -> array[int]:
    return array("h", bytes(2 * int(seconds * rate)))


class Mute(Exception):
    """The sound could not be heard; why."""


class Sink(Protocol):
    """Where sound goes."""

    def play(self, clip: Clip, record: dict[str, Any]) -> None:
        """Returns when it has been heard. `record`: what it says. Raises Mute."""
        ...

    def rest(self, seconds: float) -> None: ...


class Program:
    """aplay, paplay or pw-play, one run a piece."""

    DEVICE = {"aplay": "-D", "paplay": "--device", "pw-play": "--target"}

    def __init__(self, program: str, device: str | None, folder: Path) -> None:
        """Mute: there is no such program here."""
        found = shutil.which(program)
        if found is None:
            raise Mute(f"{program} is not installed")
        quiet = ["-q"] if program == "aplay" else []
        self._command = [found, *quiet, *((self.DEVICE[program], device) if device else ())]
        self._file = folder / "speaking.wav"

    def play(self, clip: Clip, record: dict[str, Any]) -> None:
        self._file.write_bytes(clip.wav())
        try:
            done = subprocess.run(
                [*self._command, str(self._file)], stdin=subprocess.DEVNULL, capture_output=True,
                timeout=clip.seconds + 5.0,  # a sound card that was unplugged never ends
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Mute(type(error).__name__) from None
        if done.returncode:
            raise Mute(done.stderr.decode(errors="replace").strip()[-200:])

    def rest(self, seconds: float) -> None:
        time.sleep(seconds)


class Folder:
    """Files instead of sound, for trying: each piece as WAV, and `spoken.jsonl` with what it says.
    It takes as long as it would be heard, `speed` times quicker."""

    def __init__(self, folder: Path, speed: float = 1.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._speed, self._count = folder, speed, 0

    def play(self, clip: Clip, record: dict[str, Any]) -> None:
        self._count += 1
        name = f"{self._count:04}-{record['number']}.wav"
        (self._folder / name).write_bytes(clip.wav())
        time.sleep(clip.seconds / self._speed)
        line = {**record, "file": name, "seconds": round(clip.seconds, 3)}
        with (self._folder / "spoken.jsonl").open("a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def rest(self, seconds: float) -> None:
        time.sleep(seconds / self._speed)
