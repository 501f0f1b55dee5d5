"""Reading YAML with its lines: plain values, and for each of them the line it stands on.

ruamel composes the nodes, so that doubled keys, aliases and odd tags are told with their line
instead of being resolved silently. Numbers with a point become Decimal, dates stay text: the
journal's settings have no floats.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Path_ = tuple[str | int, ...]
TAG = "tag:yaml.org,2002:"
TRUE = {"true", "True", "TRUE"}


class Whole(int):
    """A whole number that remembers how it was written: a counter called 01 is not counter 1."""

    text: str

    def __new__(cls, text: str) -> Whole:
        digits = text.replace("_", "")
        lower = digits.lower().lstrip("+-")
        number = super().__new__(
            cls, int(digits, 0) if lower.startswith(("0x", "0o")) else int(digits)
        )
        number.text = text
        return number


class Reading:
    """One file as read, or `text` in its place (a draft of it). `data` is None where nothing could
    be made of it; `found` lists (line, path, text) of what is wrong with the writing itself."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.data: dict[str, Any] | None = None
        self.found: list[tuple[int, Path_, str]] = []
        self._lines: dict[Path_, int] = {(): 1}
        self._seen: set[int] = set()
        self.text = ""
        text = self._text(path) if text is None else text
        if text is None:
            return
        self.text = text
        self._tabs(text)
        try:
            node = YAML(typ="rt").compose(text)
        except MarkedYAMLError as error:
            self._syntax(error)
            return
        except RecursionError:
            self.found.append((1, (), "is nested too deep; at most a dozen levels make sense"))
            return
        except (YAMLError, ValueError) as error:
            self.found.append((1, (), f"is not YAML: {str(error).splitlines()[0]}"))
            return
        data = self._value(node, ()) if node is not None else None
        if not isinstance(data, dict):
            self.found.append(
                (1, (), "holds no sections; allowed: 'hall:', 'hours:', … each with its keys")
            )
            return
        self.data = data

    def line(self, path: Path_) -> int:
        """The line of that key or row, or of the nearest thing around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def show(self, path: Path_) -> str:
        """counters[12].first: rows by their id, or by #position from 1."""
        out, value = "", self.data
        for step in path:
            inside: Any = None
            if isinstance(step, int):
                if isinstance(value, list) and step < len(value):
                    inside = value[step]
                name = inside.get("id", inside.get("date")) if isinstance(inside, dict) else None
                known = isinstance(name, (str, int)) and not isinstance(name, bool)
                out += f"[{getattr(name, 'text', name) if known else f'#{step + 1}'}]"
            else:
                if isinstance(value, dict):
                    inside = value.get(step)
                out += f".{step}" if out else step
            value = inside
        return out or "(file)"

    def _text(self, path: Path) -> str | None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.found.append((1, (), f"cannot be read: {error.strerror}"))
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.found.append((line, (), "is not UTF-8; save the file as UTF-8"))
            return None

    def _tabs(self, text: str) -> None:
        for number, line in enumerate(text.splitlines(), 1):
            if "\t" in line[: len(line) - len(line.lstrip())] and line.strip():
                self.found.append((number, (), "begins with a tab; indent with spaces"))

    def _syntax(self, error: MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # a quote or bracket left open: where it was opened
        line = mark.line + 1 if mark else 1
        if any(at == line for at, _, _ in self.found):
            return  # the tab has been named already
        said = error.problem or error.context or "something is wrong here"
        self.found.append((line, (), f"is not YAML: {said}; check indentation, colons, quotes"))

    def _value(self, node: Any, path: Path_) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._seen:
            self.found.append(
                (self.line(path), path, "is an alias (*name); write the value out instead")
            )
            return None
        self._seen.add(id(node))
        tag = str(node.tag or "")
        if hasattr(node, "value") and not isinstance(node.value, list):
            return self._scalar(node, tag, path)
        if tag not in (TAG + "map", TAG + "seq"):
            self._odd_tag(tag, path)
            return None
        if tag == TAG + "seq":
            return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            inner = (*path, key)
            if key in out:
                first = self._lines[inner]
                text = f"is here twice, first on line {first}; keep one of them"
                self.found.append((line, inner, text))
                continue
            self._lines[inner] = line
            out[key] = self._value(value_node, inner)
        return out

    def _scalar(self, node: Any, tag: str, path: Path_) -> Any:
        text = str(node.value)
        if tag == TAG + "null":
            return None
        if tag == TAG + "bool":
            return text in TRUE
        if tag == TAG + "int":
            try:
                return Whole(text)
            except ValueError:
                return text  # thousands of digits: no number of anything in a hall
        if tag == TAG + "float":
            try:
                return Decimal(text.replace("_", ""))
            except ArithmeticError:
                return text  # .inf, .nan: no size of anything in a hall
        if tag in (TAG + "str", TAG + "timestamp"):
            return text
        self._odd_tag(tag, path)
        return text

    def _odd_tag(self, tag: str, path: Path_) -> None:
        text = f"has the tag {tag}; tags are not used here, write a plain value"
        self.found.append((self.line(path), path, text))
