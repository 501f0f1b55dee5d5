"""Languages: gettext catalogues, one folder a language, one .po file a folder of the house.

Message ids are English; `languages/vi/*.po` are merged. English needs no catalogue of its own.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po

HERE = Path(__file__).parent


class Languages:
    """All the catalogues found at start. `names` are the languages the hall offers, first = default."""

    def __init__(self, names: list[str] | tuple[str, ...] = ("vi", "en")) -> None:
        self.names = tuple(names)
        self._words = {name: _read(name) for name in self.names}

    def say(self, language: str, message: str, **values: object) -> str:
        """The message in that language (English where it has none), with %(name)s filled in."""
        words = self._words.get(language) or {}
        text = words.get(message) or message
        return text % values if values else text

    def pick(self, language: str, text: dict[str, str]) -> str:
        """The words of a config text ({vi: …, en: …}) in that language, else in the default one."""
        return text.get(language) or text.get(self.names[0]) or next(iter(text.values()))

    def catalogue(self, language: str) -> dict[str, str]:
        """All messages of a language, for a page's script."""
        return dict(self._words.get(language) or {})


def _read(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for path in sorted((HERE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if isinstance(message.id, str) and message.id and message.string:
                    words[message.id] = message.string
    return words
