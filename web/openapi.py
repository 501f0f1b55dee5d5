"""OpenAPI 3.1 of the HTTP API, made from the registered routes."""

from __future__ import annotations

import re
from typing import Any

from web.api import PREFIX

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "state": {"type": "string"},
    },
}
REFUSALS = {
    "400": "wrong shape", "401": "no key, or not good", "403": "not for this one",
    "404": "unknown id", "409": "illegal now, with the current state",
    "422": "key reused with another body", "429": "too many; see Retry-After",
    "503": "the journal can't be written",
}  # fmt: skip


def make(house: Any) -> dict[str, Any]:
    """The whole document. Pages and /login's form are not part of the API."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    for route in house.routes:
        if route.page or not route.rule.startswith(PREFIX):
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", route.rule)
        paths.setdefault(path, {})[route.method.lower()] = operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hall", "version": "1", "description": "The queue of a service hall."},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "hall_person"},
            },
        },
    }


def operation(route: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in route.path
    ]
    for name, parameter in route.query.items():
        kind = "integer" if parameter.annotation in (int, "int") else "string"
        parameters.append(
            {"name": name.rstrip("_"), "in": "query", "schema": {"type": kind},
             "required": parameter.default is parameter.empty}
        )  # fmt: skip
    if route.method == "POST":
        parameters.append({
            "name": "Idempotency-Key", "in": "header", "required": False,
            "schema": {"type": "string", "maxLength": 200},
        })  # fmt: skip
    out: dict[str, Any] = {
        "operationId": f"{route.station}_{route.method.lower()}_{route.fn.__name__}",
        "tags": [route.station],
        "summary": " ".join(route.summary.split()),
        "x-roles": list(route.roles),
        "parameters": parameters,
        "responses": {
            str(route.status): {"description": "done",
                                "content": {kind: {"schema": {}} for kind in route.kinds}},
            **({"204": {"description": "nothing to do"}} if route.method == "POST" else {}),
            **{
                status: {
                    "description": words,
                    "content": {"application/problem+json": {
                        "schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, words in REFUSALS.items()
            },
        },
    }  # fmt: skip
    if "anyone" not in route.roles:
        out["security"] = [{"key": []}, {"cookie": []}]
    if route.body is not None:
        name = f"{route.station}_{route.body.__name__}"
        schema = route.body.model_json_schema(
            ref_template="#/components/schemas/" + name + "_{model}"
        )
        for inner, definition in schema.pop("$defs", {}).items():
            schemas[f"{name}_{inner}"] = definition
        schemas[name] = schema
        out["requestBody"] = {
            "required": bool(schema.get("required")),
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }
    return out
