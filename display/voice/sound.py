"""Sound as 16-bit mono samples at 22,050 Hz: trimming, equal loudness, the chime, WAV files."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

RATE = 22_050
LOUDNESS = -19.0  # dBFS, RMS of the parts that are heard
PEAK = -1.0  # dBFS, never above
FLOOR = -42.0  # dB under the clip's peak: silence
LEAD, TAIL, FADE = 0.010, 0.030, 0.004  # s of silence kept before and after; fade against clicks
_FRAME = RATE // 100


def trim(samples: array[int]) -> array[int]:
    """Without the silence at both ends, faded in and out. An all-silent clip comes back empty."""
    peak = max((abs(s) for s in samples), default=0)
    floor = peak * 10 ** (FLOOR / 20)
    heard = [i for i, s in enumerate(samples) if abs(s) > floor]
    if not heard:
        return array("h")
    start = max(0, heard[0] - int(LEAD * RATE))
    out = samples[start : heard[-1] + int(TAIL * RATE)]
    fade = min(int(FADE * RATE), len(out) // 2)
    for i in range(fade):
        out[i] = int(out[i] * i / fade)
        out[-1 - i] = int(out[-1 - i] * i / fade)
    return out


def loudness(samples: array[int]) -> float:
    """dBFS RMS over the 10 ms frames within 25 dB of the loudest, so that pauses don't count."""
    frames = [samples[i : i + _FRAME] for i in range(0, len(samples), _FRAME)]
    powers = [sum(s * s for s in frame) / len(frame) for frame in frames if frame]
    top = max(powers, default=0.0)
    if top <= 0:
        return -math.inf
    loud = [p for p in powers if p >= top * 10 ** (-25 / 10)]
    return 10 * math.log10(sum(loud) / len(loud) / 32767**2)


def stillness(samples: array[int], rate: int) -> float:
    """Seconds of silence at the beginning or the end, whichever is longer."""
    floor = max((abs(s) for s in samples), default=0) * 10 ** (-30 / 20)
    heard = [i for i, s in enumerate(samples) if abs(s) > floor]
    return max(heard[0], len(samples) - heard[-1]) / rate if heard else len(samples) / rate


def level(samples: array[int], aim: float = LOUDNESS) -> array[int]:
    """The clip at `aim` dBFS; a peak that would pass PEAK is bent, not cut."""
    now = loudness(samples)
    if now == -math.inf:
        return samples
    gain = 10 ** ((aim - now) / 20)
    top = 32767 * 10 ** (PEAK / 20)
    knee = top * 0.7
    out = array("h", bytes(2 * len(samples)))
    for i, s in enumerate(samples):
        x = abs(s) * gain
        if x > knee:
            x = knee + (top - knee) * math.tanh((x - knee) / (top - knee))
        out[i] = int(math.copysign(x, s))
    return out


def chime() -> array[int]:
    """Two struck tones, E5 and C5, 1.25 s: heard through talk, gentle enough for a whole day."""
    total = int(1.25 * RATE)
    mix = [0.0] * total
    for start, pitch, force in ((0.0, 659.26, 1.0), (0.42, 523.25, 0.9)):
        first = int(start * RATE)
        for i in range(total - first):
            t = i / RATE
            strike = min(1.0, t / 0.004) * force
            mix[first + i] += strike * (
                math.sin(2 * math.pi * pitch * t) * math.exp(-3.6 * t)
                + 0.35 * math.sin(2 * math.pi * pitch * 2.0 * t) * math.exp(-6.0 * t)
                + 0.16 * math.sin(2 * math.pi * pitch * 3.01 * t) * math.exp(-11.0 * t)
            )
    end = int(0.12 * RATE)
    for i in range(end):
        mix[-1 - i] *= i / end
    peak = max(abs(x) for x in mix)
    return level(array("h", (int(20_000 * x / peak) for x in mix)))


def write(path: Path, samples: array[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def read(path: Path) -> tuple[array[int], int]:
    """The samples of a 16-bit WAV (several channels: the first) and its rate. wave.Error else."""
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error("only 16-bit WAV files can be checked")
        samples = array("h", file.readframes(file.getnframes()))
        return samples[:: file.getnchannels()], file.getframerate()
