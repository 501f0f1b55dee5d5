"""Languages: gettext catalogues, one folder a language, one .po file a folder of the house.

Message ids are English; `languages/vi/*.po` are merged. English needs no catalogue of its own. A
message that a further language does not have yet is shown in the hall's first one, else in English;
`python -m languages missing` lists them.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
OWN_NAME = "This language's own name"  # a message for languages that Babel has no name of


class Languages:
    """All catalogues found at start. `names`: the languages the hall offers, first = default."""

    def __init__(self, names: list[str] | tuple[str, ...] = ("vi", "en")) -> None:
        self.names = tuple(names)
        self._files = {name: read(name) for name in self.names}
        own = {
            name: {message: said for words in files.values() for message, said in words.items()}
            for name, files in self._files.items()
        }
        # English is in the code, so what it lacks is not missing
        spare = {} if self.names[0] == "en" else own[self.names[0]]
        self._words = {
            name: words if name == "en" else {**spare, **words} for name, words in own.items()
        }

    def settle(self, names: list[str]) -> None:
        """Other languages from now on, for everybody who holds these."""
        self.__dict__.update(Languages(names).__dict__)

    def say(self, language: str, message: str, **values: object) -> str:
        """The message in that language, else in the first one, with %(name)s filled in."""
        words = self._words.get(language) or {}
        text = words.get(message) or message
        return text % values if values else text

    def pick(self, language: str, text: dict[str, str]) -> str:
        """The words of a config text ({vi: …, en: …}) in that language, else in the default one."""
        return text.get(language) or text.get(self.names[0]) or next(iter(text.values()))

    def catalogue(self, language: str, *folders: str) -> dict[str, str]:
        """All messages of a language, for a page's script; with `folders` those of their files."""
        if not folders:
            return dict(self._words.get(language) or {})
        words = self._words.get(language) or {}
        said = (m for n in self.names for f in folders for m in self._files[n].get(f) or {})
        return {message: words[message] for message in said if message in words}

    def own(self, name: str) -> str:
        """A language's name in itself: Tiếng Việt, English, Français."""
        return self.called(name, name)

    def called(self, language: str, name: str) -> str:
        """The name of a language in another: Tiếng Anh. Its code if nobody knows one."""
        said = (self._words.get(name) or {}).get(OWN_NAME)
        try:
            said = said or Locale.parse(language).languages.get(name)
        except (UnknownLocaleError, ValueError):
            pass  # none that Babel knows
        return f"{said[0].upper()}{said[1:]}" if said else name


def folders() -> list[str]:
    """The languages that have a folder here; English needs none."""
    return sorted(p.name for p in HERE.iterdir() if p.is_dir() and any(p.glob("*.po")))


def missing(language: str) -> dict[str, list[str]]:
    """File name without .po -> the messages of Vietnamese that a language does not have."""
    mine = read(language)
    whole = {} if language == "en" else read("vi")
    found = {
        file: [m for m in words if m not in mine.get(file, {})] for file, words in whole.items()
    }
    return {file: lost for file, lost in found.items() if lost}


def read(language: str) -> dict[str, dict[str, str]]:
    """File name without .po -> its messages and their translations. PoFileError: a damaged file."""
    files: dict[str, dict[str, str]] = {}
    for path in sorted((HERE / language).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
        files[path.stem] = {
            str(message.id): str(message.string)
            for message in messages
            if isinstance(message.id, str) and message.id and message.string
        }
    return files
