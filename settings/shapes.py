"""Shapes: one row or section against its model, every mistake in plain words.

A row with a mistake still takes part in the checks across rows, without the part that is wrong: so
one round of reading tells everything.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from settings.mistake import near, one_of
from settings.models.words import shown
from settings.reading import Path_

SECRET = re.compile(r"pass(word|wd|phrase)?|secret|token|api_?key|private_?key|mat_?khau", re.I)
KINDS = {
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "string_type": "is no text",
    "list_type": "is no list",
    "dict_type": "is no mapping",
    "model_type": "is no mapping",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "float_type": "is no number",
    "greater_than_equal": "is too small",
    "greater_than": "is too small",
    "less_than_equal": "is too large",
    "less_than": "is too large",
    "too_long": "is too long a list",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "string_pattern_mismatch": "has the wrong form",
}


def fit(
    model: type[BaseModel], raw: Any, context: dict[str, Any]
) -> tuple[BaseModel | None, list[tuple[Path_, str]], set[Path_]]:
    """The model made of `raw` (None: nothing to be made), what is wrong with it as (path within
    `raw`, text), and the paths left out so that the rest could be used."""
    found: list[tuple[Path_, str]] = []
    left_out: set[Path_] = set()
    data = _copy(raw)
    for attempt in range(50):
        try:
            return model.model_validate(data, context=context), found, left_out
        except ValidationError as error:
            lines = error.errors(include_url=False)
        if attempt == 0:
            typed = {
                (*line["loc"][:-1], _meant(model, line))
                for line in lines
                if line["type"] == "extra_forbidden"
            }
            found = [
                (_inside(raw, line["loc"]), _sentence(model, line))
                for line in lines
                if not _is_secret(line)
                and not (line["type"] == "missing" and tuple(line["loc"]) in typed)
            ]
        cuts = {_cut(data, line) for line in lines}
        if () in cuts:
            return None, found, left_out
        for path in sorted(cuts, key=lambda p: [str(step).zfill(6) for step in p], reverse=True):
            _remove(data, path)
            left_out.add(path)
    return None, found, left_out


def real(path: Path_, left_out: set[Path_]) -> Path_:
    """The path in the file of a path in what `fit` made: rows left out are counted again."""
    out: Path_ = ()
    for step in path:
        if isinstance(step, int):
            gone = {p[-1] for p in left_out if p[:-1] == out and isinstance(p[-1], int)}
            for at in sorted(g for g in gone if isinstance(g, int)):
                if at <= step:
                    step += 1
        out = (*out, step)
    return out


def _copy(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {key: _copy(value) for key, value in raw.items()}
    return [_copy(value) for value in raw] if isinstance(raw, list) else raw


def _is_secret(line: Any) -> bool:
    return line["type"] == "extra_forbidden" and bool(SECRET.search(str(line["loc"][-1])))


def _sentence(model: type[BaseModel], line: Any) -> str:
    """What is wrong, what is allowed."""
    kind, loc, value = line["type"], line["loc"], line["input"]
    if kind == "hall":
        return str(line["msg"])
    if kind == "extra_forbidden":
        inner = _model_at(model, loc[:-1]) or model
        names = [f.alias or n for n, f in inner.model_fields.items()]
        return f"unknown key: {one_of(loc[-1], names, 'known here')}"
    allowed = _description(model, loc)
    if kind == "missing":
        return f"is missing; allowed: {allowed}"
    if kind == "too_short":
        return f"is empty; allowed: {allowed}"
    return f"{shown(value)} {KINDS.get(kind, line['msg'])}; allowed: {allowed}"


def _meant(model: type[BaseModel], line: Any) -> str | None:
    """The key that a mistyped one stands for: it is not missing as well."""
    inner = _model_at(model, line["loc"][:-1]) or model
    names = [f.alias or n for n, f in inner.model_fields.items()]
    return next(iter(near(line["loc"][-1], names)), None)


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model of the mapping at that place."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int) or here is None:
            continue
        field = next((f for n, f in here.model_fields.items() if step in (n, f.alias)), None)
        here = _model_in(field.annotation) if field else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def _description(model: type[BaseModel], loc: tuple[Any, ...]) -> str:
    names = [(at, step) for at, step in enumerate(loc) if isinstance(step, str)]
    for at, name in reversed(names):
        inner = _model_at(model, loc[:at])
        if inner is None:
            continue
        field = next((f for n, f in inner.model_fields.items() if name in (n, f.alias)), None)
        if field is not None and field.description:
            return field.description
    keys = ", ".join(f.alias or n for n, f in model.model_fields.items())
    return f"a mapping with {keys}"


def _inside(raw: Any, loc: tuple[Any, ...]) -> Path_:
    """The part of a pydantic loc that exists in the file; a missing or unknown key counts."""
    out: Path_ = ()
    value = raw
    for step in loc:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            break
        out = (*out, step)
    return out


def _cut(data: Any, line: Any) -> Path_:
    """What to leave out so that the rest may stand: the wrong value, or, where a key is missing,
    the mapping that lacks it. A list that must not be empty goes whole."""
    path = _inside(data, line["loc"])
    if line["type"] == "missing":
        path = path[:-1]
        while path and isinstance(path[-1], str) and len(path) > 1 and isinstance(path[-2], int):
            path = path[:-1]
    return path


def _remove(data: Any, path: Path_) -> None:
    for step in path[:-1]:
        if not isinstance(data, (dict, list)):
            return
        data = data[step]
    if isinstance(data, (dict, list)):
        try:
            del data[path[-1]]
        except (KeyError, IndexError):
            pass
