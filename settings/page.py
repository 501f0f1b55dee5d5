"""The page docs/settings.md, made from the models: every setting, what is allowed, its default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from settings.models import MAPS, NEEDED, ROWS, SECTIONS

HEAD = """# Settings: what config.yaml may say

Made from `settings/models/` by `python -m settings > docs/settings.md`. `hall_server.py --check`
names every mistake at its line, as `file:line: path: what is wrong, what is allowed`; nothing
starts while there is one. Unknown keys are mistakes. Texts are Vietnamese, or `{vi: …, en: …}`;
spans of time are `30 s`, `20 min`, `2 h`; ids are a–z, 0–9 and hyphens and are kept for ever. No
secrets: they come from the environment. `config.yaml` shows a provincial hall, `halls/ward.yaml` a
small one.
"""

PREFIX = re.compile(r"^(Section|A row of) `\w+`[:.]? ?")


def page() -> str:
    """The whole page as Markdown."""
    out = [HEAD]
    for section in SECTIONS:
        rows = section in ROWS
        must = ", needed" if section in NEEDED else ""
        out.append(f"## `{section}`\n")
        if section == "languages":
            out.append("A list of languages, `vi` first; each has a folder in `languages/`.\n")
            continue
        model = ROWS[section] if rows else MAPS[section]
        what = (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        what = PREFIX.sub("", " ".join(what.split()))
        what = f" {what[0].upper()}{what[1:]}" if what else ""
        out.append(f"{'A list of mappings' if rows else 'A mapping'}{must}.{what}\n")
        out.append("| key | default | allowed |\n|---|---|---|")
        out += [f"| `{key}` | {default} | {allowed} |" for key, default, allowed in keys(model)]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def keys(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, str, str]]:
    """(key, default, what is allowed) of a model and the models inside it."""
    for name, field in model.model_fields.items():
        key = before + (field.alias or name)
        yield key, _default(field), (field.description or "").replace("|", "\\|")
        inner = _inside(field.annotation)
        if inner is not None and inner is not model:
            yield from keys(inner, f"{key}{'[]' if _is_list(field.annotation) else ''}.")


def _default(field: Any) -> str:
    if field.is_required():
        return "needed"
    if field.default_factory is not None or field.default in ("", None, PydanticUndefined):
        return "–"
    value = field.default
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _inside(a))), None)


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list
