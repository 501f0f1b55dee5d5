"""The server's own: secrets kept out, the network's rules, what other choices make possible."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from settings.draft import Draft
from settings.mistake import one_of
from settings.reading import Path_
from settings.shapes import SECRET


def check_secrets(draft: Draft) -> None:
    """This file is read by many and copied into the journal: it holds no secret."""

    def walk(value: Any, path: Path_) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str) and SECRET.search(key):
                text = "a secret does not belong into this file; allowed: set it in the environment"
                draft.wrong((*path, key), text)
            elif isinstance(inner, (dict, list)):
                walk(inner, (*path, key))

    walk(draft.reading.data or {}, ())


def check_hall(draft: Draft) -> None:
    """Policies by their names, levels of a rating, the voice's second language."""
    policy, rating, voice = (draft.maps.get(name) for name in ("policy", "rating", "voice"))
    if policy is not None and policy.name not in draft.policies:
        draft.wrong(("policy", "name"), one_of(policy.name, draft.policies, "a policy"))
    for _, path, group in draft.each("service_groups"):
        if group.policy is not None and group.policy not in draft.policies:
            draft.wrong((*path, "policy"), one_of(group.policy, draft.policies, "a policy"))
    if rating is not None:
        if rating.levels not in (3, 5):
            draft.wrong(("rating", "levels"), f"'{rating.levels}' is no scale; allowed: 3 or 5")
        seen: set[str] = set()
        for at, reason in enumerate(rating.reasons):
            if reason.id in seen:
                draft.wrong(
                    ("rating", "reasons", at, "id"), f"'{reason.id}' is here twice; rename one"
                )
            seen.add(reason.id)
    if voice is not None and voice.second_language is not None:
        others = [name for name in draft.languages if name != "vi"]
        if voice.second_language not in others:
            text = one_of(voice.second_language, others, "a second language of the hall")
            draft.wrong(("voice", "second_language"), text)
    for name in voice.packs if voice is not None else ():
        if name not in draft.languages:
            text = one_of(name, draft.languages, "a language of the hall")
            draft.wrong(("voice", "packs", name), text)


def check_server(draft: Draft) -> None:
    """Plain http stays on this machine, unless the hall says otherwise and sees it as an alert."""
    server, storage, hall = (draft.maps.get(name) for name in ("server", "storage", "hall"))
    if server is not None:
        if not _is_host(server.host):
            text = (
                f"'{server.host}' is no address; allowed: 127.0.0.1, 0.0.0.0, or this machine's own"
            )
            draft.wrong(("server", "host"), text)
        elif not loopback(server.host) and not server.plain_http and not server.tls:
            text = (
                f"'{server.host}' is open to the network without TLS; allowed: tls: true, "
                "127.0.0.1 behind a server that speaks TLS, or plain_http: true (shown as an alert)"
            )
            draft.wrong(("server", "host"), text)
        if server.tls and server.plain_http:
            text = "a port speaks one of both; allowed: tls: true, or plain_http: true"
            draft.wrong(("server", "plain_http"), text)
    if hall is not None and hall.public_url:
        url = urlsplit(hall.public_url)
        plain = server is not None and server.plain_http
        if url.scheme == "http" and not loopback(url.hostname or "") and not plain:
            text = "plain http beyond this machine; allowed: https://…, or server.plain_http: true"
            draft.wrong(("hall", "public_url"), text)
    if storage is not None and storage.url is not None:
        path: Path_ = ("storage", "url")
        allowed = "allowed: sqlite:///data/hall.db or postgresql://host/name"
        if not re.match(r"(sqlite:///|postgresql://)\S+$", storage.url):
            draft.wrong(
                path, f"'{storage.url.split('@')[-1]}' is no place for the journal; {allowed}"
            )
        elif re.match(r"\w+://[^/@]*:[^/@]*@", storage.url):
            text = "holds a password; allowed: without it, and PGPASSWORD set in the environment"
            draft.wrong(path, text)


def loopback(host: str) -> bool:
    """Only this machine can reach it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
        return True
    except ValueError:
        pass
    return bool(
        re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", host)
    ) and not re.fullmatch(r"[\d.]+", host)
