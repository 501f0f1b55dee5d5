"""`python -m display.voice`: makes the clip packs at set-up; helps a hall record its own.

make [LANGUAGE…]          the built-in packs that are not up to date (the default command)
script LANGUAGE           the sheet for an announcer: one file name and its words a line
check LANGUAGE FOLDER     what is missing, silent, too loud, soft or long in a recorded pack
say LANGUAGE FOLDER       makes clips of a hall's own words, a line of standard input each
"""

from __future__ import annotations

import argparse
import sys
import wave
from pathlib import Path

from display.voice import sound
from display.voice.clips import Pack, make, say
from display.voice.words import CHIME, Words, slug, spoken_languages

STILL = 0.3  # s of silence at either end of a clip, beyond which a call falls apart


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m display.voice", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    made = commands.add_parser("make")
    made.add_argument("languages", nargs="*", choices=[*spoken_languages(), []])
    made.add_argument("--anew", action="store_true", help="even if up to date")
    commands.add_parser("script").add_argument("language", choices=spoken_languages())
    checked = commands.add_parser("check")
    checked.add_argument("language", choices=spoken_languages())
    checked.add_argument("folder", type=Path)
    said = commands.add_parser("say")
    said.add_argument("language", choices=spoken_languages())
    said.add_argument("folder", type=Path)
    asked = parser.parse_args(arguments)
    if asked.command == "script":
        return _script(asked.language)
    if asked.command == "check":
        return _check(asked.language, asked.folder)
    if asked.command == "say":
        say(asked.language, [line.strip() for line in sys.stdin if line.strip()], asked.folder)
        return 0
    languages = getattr(asked, "languages", None) or spoken_languages()
    for language in languages:
        if make(language, anew=getattr(asked, "anew", False)):
            print(f"voice: made the {language} clips")
    return 0


def longest(key: str) -> float:
    """Seconds a clip may last: a call of five words and two sentences is to be over in 6 s."""
    if key == CHIME:
        return 1.5
    syllables = key.count("-") + 1
    return 1.0 if syllables <= 2 else 0.6 + 0.3 * syllables


def _script(language: str) -> int:
    words = Words.read(language)
    for word in (*words.vocabulary(), words.test):
        print(f"{slug(word)}.wav\t{word}")
    print(f"{CHIME}.wav\t(a chime, at most 1.5 s; without it the hall's own is used)")
    return 0


def _check(language: str, folder: Path) -> int:
    pack = Pack.open(language, folder)
    bad = [f"missing: {slug(w)}.wav  ({w})" for w in pack.missing(Words.read(language))]
    levels: dict[str, float] = {}
    for key, path in pack.files.items():
        if path.suffix.lower() != ".wav":
            continue
        try:
            samples, rate = sound.read(path)
        except (wave.Error, EOFError) as error:
            bad.append(f"unreadable: {path.name}  ({error})")
            continue
        seconds = len(samples) / rate
        if sound.loudness(samples) < -50:
            bad.append(f"silent: {path.name}")
        elif seconds > (most := longest(key)):
            bad.append(f"too long: {path.name}  ({seconds:.1f} s, at most {most:.1f} s)")
        elif (still := sound.stillness(samples, rate)) > STILL:
            bad.append(f"silence at an end: {path.name}  ({still:.1f} s, at most {STILL} s)")
        else:
            levels[path.name] = sound.loudness(samples)
    middle = sorted(levels.values())[len(levels) // 2] if levels else 0.0
    bad += [
        f"{'louder' if db > middle else 'softer'} than the others by {abs(db - middle):.0f} dB: {n}"
        for n, db in sorted(levels.items())
        if abs(db - middle) > 4
    ]
    print("\n".join(bad) or f"complete: {len(pack.files)} clips")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
