"""Languages: gettext catalogues, one folder a language, one .po file a folder of the house.

Message ids are English; `languages/vi/*.po` are merged. English needs no catalogue of its own, nor
does a message that is not translated yet: it is shown in English, not left out.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po

HERE = Path(__file__).parent


class Languages:
    """All catalogues found at start. `names`: the languages the hall offers, first = default."""

    def __init__(self, names: list[str] | tuple[str, ...] = ("vi", "en")) -> None:
        self.names = tuple(names)
        self._files = {name: read(name) for name in self.names}
        self._words = {
            name: {message: said for words in files.values() for message, said in words.items()}
            for name, files in self._files.items()
        }

    def say(self, language: str, message: str, **values: object) -> str:
        """The message in that language (English where it has none), with %(name)s filled in."""
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
        files = self._files.get(language) or {}
        return {m: said for f in folders for m, said in (files.get(f) or {}).items()}


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
