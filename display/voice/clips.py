"""Clip packs: folders of spoken words. The built-in ones are made at set-up, a hall may record its
own: one sound file a word, named by its key (words.slug), and an optional pack.yaml."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML

from display.voice import sound
from display.voice.words import CHIME, HERE, Words, slug

CLIPS = HERE / "clips"  # the built-in packs, one folder a language; not in the repository
KINDS = (".wav", ".ogg", ".mp3", ".m4a", ".opus")
INDEX = "index.json"
_SOURCES = ("sound.py", "espeak.py", "words.py", "numbers.py", "clips.py")


@dataclass(frozen=True, slots=True)
class Pack:
    """A language's clips: key -> file. `version` changes when any of them does (for caching)."""

    language: str
    folder: Path
    files: dict[str, Path]
    version: str

    @classmethod
    def open(cls, language: str, folder: Path | None = None) -> Pack:
        """The pack in `folder` (default: the built-in one). A folder that is not there is a pack
        without clips: the voice then falls back to its chime.

        pack.yaml may hold `words: {word: file}` for files named otherwise.
        """
        folder = folder or CLIPS / language
        files: dict[str, Path] = {}
        if folder.is_dir():
            files = {p.stem: p for p in sorted(folder.iterdir()) if p.suffix.lower() in KINDS}
        notes = folder / "pack.yaml"
        if notes.is_file():
            named = (YAML(typ="safe").load(notes.read_text("utf-8")) or {}).get("words") or {}
            for word, name in named.items():
                path = (folder / name).resolve()
                if path.is_relative_to(folder.resolve()) and path.is_file():
                    files[slug(word)] = path
        state = [(k, p.stat().st_size, int(p.stat().st_mtime)) for k, p in sorted(files.items())]
        version = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:12]
        return cls(language, folder, files, version)

    def and_(self, more: Pack) -> Pack:
        """This pack, and what only the other one has."""
        version = hashlib.sha256((self.version + more.version).encode()).hexdigest()[:12]
        return replace(self, files={**more.files, **self.files}, version=version)

    def has(self, words: list[str]) -> bool:
        return all(slug(word) in self.files for word in words)

    def missing(self, words: Words) -> list[str]:
        """The words of the language this pack has no clip for."""
        return [word for word in words.vocabulary() if slug(word) not in self.files]


def make(language: str, folder: Path | None = None, *, anew: bool = False) -> bool:
    """Makes the built-in pack of a language; False if it was up to date (0 s), True if made (~2 s).

    Up to date: every file is there, from the same words and the same code.
    """
    folder = folder or CLIPS / language
    words = Words.read(language)
    made_from = _made_from(language)
    if not anew and _is_up_to_date(folder, made_from):
        return False
    from display.voice.espeak import Speaker

    new = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    index: dict[str, str] = {}
    speaker = Speaker()
    try:
        speaker.voice(words.speaker, words.speed, words.pitch)
        for word in (*words.vocabulary(), words.test):
            index[word] = f"{slug(word)}.wav"
            sound.write(new / index[word], sound.level(sound.trim(speaker.say(word))))
        index[CHIME] = f"{CHIME}.wav"
        sound.write(new / index[CHIME], sound.chime())
        notes = {"made_from": made_from, "words": index}
        (new / INDEX).write_text(json.dumps(notes, ensure_ascii=False, indent=1), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        speaker.close()
        shutil.rmtree(new, ignore_errors=True)
    return True


def say(language: str, texts: list[str], folder: Path) -> None:
    """Clips of a hall's own words, such as a counter's name, beside the built-in ones in `folder`;
    those that are there stay."""
    words = Words.read(language)
    wanted = [text for text in texts if slug(text) and not (folder / f"{slug(text)}.wav").is_file()]
    if not wanted:
        return
    from display.voice.espeak import Speaker

    folder.mkdir(parents=True, exist_ok=True)
    speaker = Speaker()
    try:
        speaker.voice(words.speaker, words.speed, words.pitch)
        for text in wanted:
            new = folder / f".{slug(text)}.{os.getpid()}"
            sound.write(new, sound.level(sound.trim(speaker.say(text))))
            new.rename(folder / f"{slug(text)}.wav")
    finally:
        speaker.close()


def _made_from(language: str) -> str:
    digest = hashlib.sha256((HERE / language / "words.yaml").read_bytes())
    for name in _SOURCES:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _is_up_to_date(folder: Path, made_from: str) -> bool:
    try:
        notes = json.loads((folder / INDEX).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return notes.get("made_from") == made_from and all(
        (folder / name).is_file() for name in notes["words"].values()
    )
