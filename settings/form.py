"""The form of config.yaml, made from the models: what a set-up page asks for, field by field."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from settings.checks.ids import REFERENCES
from settings.draft import Drivers
from settings.models import MAPS, NEEDED, ROWS, SECTIONS
from settings.models.devices import BAUDS
from settings.models.slips import FACTS, PARTS

# the validators of settings/models/words.py -> how such a value is asked for
KINDS = {
    "_id": "id", "_line": "line", "_text": "text", "_seconds": "span", "_clock": "clock",
    "_day": "day", "_size": "size", "_flag": "flag", "_session": "session", "pick": "choice",
}  # fmt: skip
# fields whose values are ids of other rows, beyond checks.ids.REFERENCES; * stands for any section
POINTERS = {"counter": "counters", "divert_to": "printers", "second_language": "languages"}
LISTED = {
    "first": ("services", "service_groups"), "second": ("services", "service_groups"),
    "services": ("services", "service_groups"),
}  # fmt: skip
KEPT = ("hall.id",)  # for ever: the journal carries it
TAKEN_UP = ("storage.personal_days", "storage.reports", "storage.report_days")
RESTART = ("server.host", "server.port", "server.plain_http", "server.tls")

Field = dict[str, Any]


def form(drivers: Drivers | None, policies: tuple[str, ...], languages: tuple[str, ...]) -> Field:
    """{sections: [{key, rows, needed, fields}], options: {section: {driver: fields}}}.

    A field is {key, path, kind, required, help, …}: `path` leads from the section (rows[] for a
    list); `default` as the file would say it; `choices`; `into` the sections a reference points
    into; `min`, `max`; `fields` of what is inside; `restart` where a change waits for a restart.
    """
    sections: list[Field] = []
    for name in SECTIONS:
        if name == "languages":
            one: Field = {
                "key": name, "path": name, "kind": "choices", "required": False, "help": "",
                "default": ["vi", "en"], "choices": list(languages),
            }  # fmt: skip
            sections.append({"key": name, "rows": False, "needed": False, "fields": [one]})
            continue
        model = ROWS.get(name) or MAPS[name]
        fields = _fields(model, name, name, policies, drivers or {})
        sections.append(
            {"key": name, "rows": name in ROWS, "needed": name in NEEDED, "fields": fields}
        )
    options = {
        section: {name: _fields(model, "", "options", (), {}) for name, model in known.items()}
        for section, known in (drivers or {}).items()
    }
    return {"sections": sections, "options": options}


def waits(path: str) -> bool:
    """Whether a change there is taken up at the next start of the server only."""
    return path in RESTART or (path.startswith("storage.") and path not in TAKEN_UP)


def leaves(fields: list[Field]) -> list[Field]:
    """Every field below, those that hold others included."""
    return [one for f in fields for one in (f, *leaves(f.get("fields") or []))]


def _fields(
    model: type[BaseModel], section: str, path: str, policies: tuple[str, ...], drivers: Drivers
) -> list[Field]:
    out = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        here = f"{path}.{key}"
        field: Field = {
            "key": key, "path": here, "required": info.is_required(),
            "help": info.description or "", "default": _default(info),
        }  # fmt: skip
        field.update(_kind(info.annotation, info.metadata, info))
        if waits(here):
            field["restart"] = True
        if here in KEPT:
            field["kept"] = True
        for mark in info.metadata:
            for limit, name_of in (("ge", "min"), ("le", "max")):
                if getattr(mark, limit, None) is not None:
                    field[name_of] = getattr(mark, limit)
        _meaning(field, section, here, policies, drivers)
        inner = _model(info.annotation)
        if inner is not None:
            field["fields"] = _fields(inner, section, here, policies, drivers)
        out.append(field)
    return out


def _meaning(
    field: Field, section: str, here: str, policies: tuple[str, ...], drivers: Drivers
) -> None:
    """What the key says beyond its type: what it points at, what may be chosen."""
    key, kind = field["key"], field["kind"]
    into = {(s, k): to for s, k, to in REFERENCES}.get((section, key)) or POINTERS.get(key)
    if kind in ("id", "line") and into is not None and here.count(".") <= 2:
        field.update(kind="ref", into=[into])
    elif kind == "list" and key in LISTED:
        field.update(kind="refs", into=list(LISTED[key]))
    elif key == "driver":
        field.update(kind="choice", choices=sorted(drivers.get(section, {})))
    elif here in ("policy.name", "service_groups.policy"):
        field.update(kind="choice", choices=list(policies))
    elif key == "baud":
        field.update(kind="choice", choices=list(BAUDS))
    elif here == "rating.levels":
        field.update(kind="choice", choices=[3, 5])
    elif kind == "list" and key in ("order", "facts"):
        field.update(kind="order", choices=list(PARTS if key == "order" else FACTS))
    elif kind == "mapping" and key == "options":
        field["kind"] = "options"
    if here == "hall.identity.services":
        field["into"] = ["services"]


def _default(info: Any) -> Any:
    if info.is_required() or info.default_factory is not None:
        return None
    value = info.default
    return None if value is PydanticUndefined or isinstance(value, BaseModel) else value


def _kind(annotation: Any, metadata: Any, info: Any = None) -> Field:
    """{kind, choices?, optional?} of a type as pydantic holds it."""
    for mark in metadata:
        func = getattr(mark, "func", None)
        name = getattr(func, "__name__", "")
        if name in KINDS:
            found: Field = {"kind": KINDS[name]}
            if name == "pick":
                extras = [getattr(m, "json_schema_extra", None) for m in (*metadata, info)]
                found["choices"] = next(e["enum"] for e in extras if e and "enum" in e)
            return found
        if func is not None:
            return {"kind": "line"}
    if hasattr(annotation, "__metadata__"):
        return _kind(get_args(annotation)[0], annotation.__metadata__)
    origin, args = get_origin(annotation), get_args(annotation)
    if type(None) in args:
        rest = [a for a in args if a is not type(None)]
        return {**_kind(rest[0], ()), "optional": True}
    if origin is Literal:
        return {"kind": "choice", "choices": list(args)}
    if origin is list:
        if _model(args[0]) is not None:
            return {"kind": "rows"}
        inner = _kind(args[0], ())
        if inner["kind"] == "choice":
            return {"kind": "choices", "choices": inner["choices"]}
        return {"kind": "sessions" if inner["kind"] == "session" else "list", "of": inner["kind"]}
    if origin is dict:
        inner = _kind(args[1], ()) if args[1] is not Any else {}
        return {"kind": "mapping", **{k: v for k, v in inner.items() if k == "choices"}}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {"kind": "group"}
    return {"kind": {int: "number", bool: "flag"}.get(annotation, "line")}


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model(a))), None)
