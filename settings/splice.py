"""Splicing: a value of config.yaml written anew, every other character left where it was.

ruamel says where each value stands; only that span changes, so comments, order, quotes and the
alignment of all the rest stay.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from settings.reading import Path_

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DIGITS = re.compile(r"0|[1-9]\d{0,17}")
COMMENT = re.compile(r"( +)#")


class CannotWrite(ValueError):
    """The edit can't be written without risk to the rest; the text can be edited by hand."""


def render(value: Any) -> str:
    """A value as YAML on one line, plain where that reads back as the same."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(getattr(value, "text", value))
    if isinstance(value, float):
        return format(Decimal(str(value)), "f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{render(str(k))}: {render(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(render(v) for v in value) + "]"
    return value if _plain(value) else _quoted(value)


def _plain(text: str) -> bool:
    if DIGITS.fullmatch(text) or DAY.fullmatch(text):
        return True
    if not text or not text.isprintable() or text != text.strip() or text[0] in "!&*?|>%@`'\"#-:":
        return False
    try:
        return bool(YAML(typ="safe").load(f"{{a: {text}}}") == {"a": text})
    except (YAMLError, ValueError):
        return False


def _quoted(text: str) -> str:
    out = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in out)


class Text:
    """A text and where its values stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.root = YAML(typ="rt").compose(text)
        except (YAMLError, ValueError, RecursionError) as error:
            raise CannotWrite("the text is not YAML; edit it as text") from error

    # -- the edits --------------------------------------------------------------------------------

    def set(self, path: Path_, value: Any) -> None:
        node = self._node(path)
        if node is None:
            parent = self._node(path[:-1])
            if parent is None or not isinstance(parent, MappingNode):
                self.set(path[:-1], {path[-1]: value})
            else:
                self._key(parent, str(path[-1]), value)
            return
        if not _block(node):
            self._put(node.start_mark.index, node.end_mark.index, render(value), node)
            return
        column, start = node.start_mark.column, node.start_mark.index
        if isinstance(value, dict) and value and isinstance(node, MappingNode):
            lines = [f"{render(k)}: {render(v)}" for k, v in value.items()]
        elif isinstance(value, (list, tuple)) and value and isinstance(node, SequenceNode):
            lines = [f"- {render(v)}" for v in value]
        else:
            raise CannotWrite("this place cannot be edited here; edit the text")
        self._put(start, self._end(node), ("\n" + " " * column).join(lines))

    def unset(self, path: Path_) -> None:
        parent = self._node(path[:-1])
        pairs = parent.value
        at = next(i for i, (key, _) in enumerate(pairs) if key.value == path[-1])
        key, value = pairs[at]
        if not _block(parent):
            self._cut_flow(pairs, at, lambda p: (p[0].start_mark.index, self._end(p[1])))
        elif len(pairs) == 1:
            self._put(parent.start_mark.index, self._end(parent), "{}")
        elif self._before(key.start_mark).strip():  # on the line of its row's dash
            self._put(key.start_mark.index, pairs[at + 1][0].start_mark.index, "")
        else:
            self._lines_out(key.start_mark.index, max(self._end(value), key.end_mark.index))

    def add(self, path: Path_, value: Any, to: int | None) -> None:
        node = self._node(path)
        if node is None or not isinstance(node, SequenceNode):
            self.set(path, [value])
            return
        rows = node.value
        at = len(rows) if to is None else to
        if not rows:
            self._first_row(node, path, value)
        elif not _block(node):
            if at < len(rows):
                start = rows[at].start_mark.index
                self._put(start, start, render(value) + ", ")
            else:
                end = self._end(rows[-1])
                self._put(end, end, ", " + render(value))
        else:
            dash = " " * node.start_mark.column + "- "
            line = dash + self._like(rows[at - 1 if at else 0], value, len(dash)) + "\n"
            if at:
                place = self._after_line(self._end(rows[at - 1]))
                if not self.text[:place].endswith("\n"):
                    line = "\n" + line.rstrip("\n")
            else:
                place = self.text.rindex("\n", 0, node.start_mark.index) + 1
            self._put(place, place, line)

    def extend(self, path: Path_, values: list[Any]) -> None:
        node = self._node(path)
        if values and (not isinstance(node, SequenceNode) or not _block(node)):
            self.add(path, values[0], None)
            again = Text(self.text)
            again.extend(path, values[1:])
            self.text = again.text
            return
        rows = node.value
        for value in reversed(values):
            place = self._line_end(self._end(rows[-1]))
            dash = " " * node.start_mark.column + "- "
            self._put(place, place, "\n" + dash + self._like(rows[-1], value, len(dash)))

    def remove(self, path: Path_) -> None:
        node, at = self._node(path[:-1]), int(path[-1])
        rows = node.value
        if not _block(node):
            self._cut_flow(rows, at, lambda row: (row.start_mark.index, self._end(row)))
        elif len(rows) == 1:
            self._put(node.start_mark.index, self._end(node), "[]")
        else:
            dash = self.text.rindex("-", 0, rows[at].start_mark.index)
            self._lines_out(dash, self._end(rows[at]))

    def move(self, path: Path_, to: int) -> None:
        node, at = self._node(path[:-1]), int(path[-1])
        spans = [
            (r.start_mark.index, self._end(r) if not _block(node) else self._line_end(self._end(r)))
            for r in node.value
        ]
        texts = [self.text[a:b] for a, b in spans]
        texts.insert(to, texts.pop(at))
        for (a, b), text in reversed(list(zip(spans, texts, strict=True))):
            self._put(a, b, text)

    # -- how it is written ------------------------------------------------------------------------

    def _node(self, path: Path_) -> Any:
        node = self.root
        for step in path:
            if isinstance(node, MappingNode):
                node = next((v for k, v in node.value if k.value == step), None)
            elif isinstance(node, SequenceNode) and isinstance(step, int):
                node = node.value[step]
            else:
                return None
        return node

    def _end(self, node: Any) -> int:
        """The index after the last character of a node, without comments after it."""
        if _block(node):
            last = node.value[-1]
            if isinstance(last, tuple):
                return max(self._end(last[1]), last[0].end_mark.index + 1)
            return self._end(last)
        end = int(node.end_mark.index)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            end = len(self.text[:end].rstrip())
        return end

    def _put(self, start: int, end: int, new: str, node: Any = None) -> None:
        rest = self.text[end:]
        if node is not None:
            if start == end and self.text[:start].endswith(":"):
                new = f" {new}"
            found = COMMENT.match(rest)
            if found:  # the comment stays in its column, where there is room
                grown = len(new) - (end - start)
                rest = " " * max(2, len(found[1]) - grown) + rest[len(found[1]) :]
        self.text = self.text[:start] + new + rest

    def _key(self, parent: Any, key: str, value: Any) -> None:
        words = f"{render(key)}: {render(value)}"
        pairs = parent.value
        if not _block(parent):
            if pairs:
                end = self._end(pairs[-1][1])
                self._put(end, end, f", {words}")
            else:
                self._put(parent.start_mark.index, parent.end_mark.index, "{" + words + "}", parent)
            return
        end = self._end(parent)
        column = pairs[0][0].start_mark.column
        if column == 0 and isinstance(value, list) and value and isinstance(value[0], dict):
            words = f"{key}:" + "".join(f"\n  - {render(row)}" for row in value)
        place = self._line_end(end)
        self._put(place, place, "\n" + " " * column + words)

    def _first_row(self, node: Any, path: Path_, value: Any) -> None:
        start, end = node.start_mark.index, node.end_mark.index
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        if not isinstance(value, dict) or line.count(":") != 1 or "{" in line:
            self._put(start, end, f"[{render(value)}]", node)
            return
        indent = len(line) - len(line.lstrip()) + 2
        stop = self._line_end(end)
        rest = self.text[end:stop]
        self._put(line and len(self.text[:start].rstrip(" ")) or start, stop,
                  f"{rest}\n{' ' * indent}- {render(value)}")  # fmt: skip

    def _like(self, row: Any, value: Any, column: int) -> str:
        """A row written as its neighbour is: on one line, or a key a line."""
        if _block(row) and isinstance(value, dict) and value:
            return ("\n" + " " * column).join(f"{render(k)}: {render(v)}" for k, v in value.items())
        return render(value)

    def _cut_flow(self, items: list[Any], at: int, span: Any) -> None:
        start, end = span(items[at])
        if at + 1 < len(items):
            end = span(items[at + 1])[0]
        elif at:
            start = span(items[at - 1])[1]
        self._put(start, end, "")

    def _before(self, mark: Any) -> str:
        return self.text[self.text.rfind("\n", 0, mark.index) + 1 : mark.index]

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found

    def _after_line(self, index: int) -> int:
        return min(len(self.text), self._line_end(index) + 1)

    def _lines_out(self, start: int, end: int) -> None:
        self._put(self.text.rfind("\n", 0, start) + 1, self._after_line(end), "")


def _block(node: Any) -> bool:
    return isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style
