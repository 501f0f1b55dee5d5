"""Pairing and keys: a browser becomes a device, and what an admin sees and takes away again."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template, request
from pydantic import Field

from queueing.who import DEVICES, Who
from web import credentials
from web.account import note
from web.api import EVERYBODY, Api, Body, NoBody
from web.app import language
from web.doors import (
    DEVICE_PAGES,
    local_path,
    page_of,
    refuse_other_sites,
    set_cookie,
    set_device_cookie,
)
from web.key_words import script
from web.problem import Problem
from web.reply import json_response
from web.tokens import page_token
from web.wire import time_json

CLAIM = "hall_claim"  # the cookie of a browser that waits for its key
WAITS = 600  # s, as people.pairing.GOOD_FOR


class WishBody(Body):
    next: str = Field("/", max_length=200)


class ApprovalBody(Body):
    code: str = Field(max_length=20)
    device: str = Field(max_length=60)


def routes(api: Api, house: Any) -> None:
    """For the browser: its code, its key. For admins: who waits, which keys there are."""
    people, native = house.people, house.engine.call_native

    @api.post("/pairing", roles=EVERYBODY, body=WishBody, status=201)
    def ask(who: Who, body: WishBody) -> Response:
        """A code to show on this screen, good for 10 minutes and 5 tries."""
        refuse_other_sites()
        address, wish = request.environ.get("REMOTE_ADDR"), local_path(body.next)
        code, claim = native(people.ask_pairing, address, wish, request.cookies.get(CLAIM))
        reply = json_response({"code": f"{code[:4]}-{code[4:]}", "seconds": WAITS}, 201)
        set_cookie(reply, CLAIM, claim, WAITS)
        return reply

    @api.post("/pairing/collect", roles=EVERYBODY, body=NoBody)
    def collect(who: Who, body: NoBody) -> Response:
        """204 while nobody has approved; then this browser is that device."""
        refuse_other_sites()
        try:
            found = native(people.collect, request.cookies.get(CLAIM) or "")
        except Exception as error:
            raise known(error) from error
        if found is None:
            return Response(status=204)
        key, device, kind, by = found
        admin = Who("admin", officer=by)
        note(house, admin, lambda hall, now: hall.device_enrolled(admin, now, device, kind))
        as_device = Who(kind, device=device)
        reply = json_response({"device": device, "kind": kind, "page": page_of(house, as_device)})
        set_device_cookie(reply, device, key)
        reply.delete_cookie(CLAIM, path="/")
        return reply

    @api.post("/key/rotate", roles=DEVICES, body=NoBody)
    def rotate(who: Who, body: NoBody) -> Response:
        """A new key for the device that asks; the old one lives until the new one is used, five
        minutes at most. Pages get it as their cookie, programs as `key`."""
        key = native(rotated, who)
        note(house, who, lambda hall, now: hall.device_enrolled(who, now, who.device, who.role))
        if credentials.bearer(request.environ) is not None:
            return json_response({"key": key})
        reply = json_response({"token": page_token(key)})
        set_device_cookie(reply, who.device or "", key)
        return reply

    def rotated(who: Who) -> str:
        return str(people.enrol(who.device, who.role, keep_old=True))

    # for admins

    @api.page("/keys", roles=("admin",))
    def keys_page(who: Who) -> str:
        """Browsers that wait for approval, and every device's key."""
        zone = house.settings["hall"].get("timezone", "Asia/Ho_Chi_Minh")
        lang = language(house)
        words = script(lambda message: house.languages.say(lang, message))
        return render_template("web/keys.html", words=words, setting={"zone": zone})

    @api.get("/keys", roles=("admin",))
    def keys(who: Who) -> dict[str, Any]:
        """Every device of the settings with its keys: since when, last seen, from where, sockets;
        and the browsers that wait."""
        kinds = people.devices_of(house.settings)
        mine: dict[str, list[Any]] = {id: [] for id in kinds}
        for key in people.keys():
            mine.setdefault(key.who.device, []).append(key)
        live = house.live_sockets.by_device() if house.live_sockets is not None else {}
        return {
            "devices": [
                {
                    "id": id, "kind": kinds.get(id), "page": kinds.get(id) in DEVICE_PAGES,
                    "sockets": sorted(live.get(id, ())),
                    "keys": [
                        {"since": time_json(k.enrolled_at), "seen": time_json(k.seen_at),
                         "address": k.address, "ends": time_json(k.ends_at)}
                        for k in found
                    ],
                }
                for id, found in sorted(mine.items())
            ],
            "pairings": [
                {"id": p.id, "asked": time_json(p.asked_at), "ends": time_json(p.ends_at),
                 "address": p.address, "wish": p.wish, "tries": p.tries, "device": p.device}
                for p in native(people.pairings)
            ],
        }  # fmt: skip

    @api.post("/pairings/<pairing>/approve", roles=("admin",), body=ApprovalBody)
    def approve(who: Who, pairing: str, body: ApprovalBody) -> dict[str, Any]:
        """The code as it stands on the device's screen, and which device of the settings it is."""
        kind = people.devices_of(house.settings).get(body.device)
        if kind is None:
            raise Problem(404, "unknown_device", "No such device in the settings.")
        if not pairing.isascii() or not pairing.isalnum():
            raise Problem(404, "unknown_pairing", "There is no such pairing (any more).")
        try:
            native(people.approve, pairing, body.code, body.device, kind, who.officer)
        except Exception as error:
            raise known(error) from error
        return {"device": body.device}

    @api.post("/keys/<device>/revoke", roles=("admin",), body=NoBody)
    def revoke(who: Who, device: str, body: NoBody) -> dict[str, Any]:
        """The device's keys die, its sockets are cut."""
        if device not in people.enrolled():
            raise Problem(404, "unknown_device", "This device has no key.")
        try:
            native(people.revoke, device)
        except Exception as error:
            raise known(error) from error
        if house.live_sockets is not None:
            house.live_sockets.check()
        note(house, who, lambda hall, now: hall.device_revoked(who, now, device))
        return {}

    @api.post("/keys/<device>/rotate", roles=("admin",), body=NoBody)
    def rekey(who: Who, device: str, body: NoBody) -> dict[str, Any]:
        """Asks a device's open pages to fetch a new key; `sockets`: how many were asked."""
        if device not in people.enrolled():
            raise Problem(404, "unknown_device", "This device has no key.")
        sids = house.live_sockets.sids_of(device) if house.live_sockets is not None else []
        if not sids:
            raise Problem(409, "not_there", "No page of this device is open now.")
        # one of them: a browser's pages share the cookie
        house.live_sockets.send("rekey", json.dumps({}), sids[:1])
        return {"sockets": len(sids)}


def known(error: Exception) -> Exception:
    """What people/ raises, as the problem it is; web and people do not import each other."""
    name = type(error).__name__
    if name == "Unknown":
        return Problem(404, "unknown_pairing", "There is no such pairing or key (any more).")
    if name == "WrongCode":
        left = error.left  # type: ignore[attr-defined]
        return Problem(422, "wrong_code", f"Not the code on that screen; {left} tries left.",
                       left=left)  # fmt: skip
    return error
