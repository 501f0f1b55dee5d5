"""The demo's devices on pages: pads to press, LED boards to look at, printers to spoil. Each act is
carried to the process the devices live in; what is shown was read there from the hall's bytes.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from typing import Any

from flask import Response, render_template
from pydantic import Field

from demo.bridge import ask
from demo.house import Demo
from queueing.who import Who
from web.api import EVERYBODY, Api, Body
from web.app import language
from web.problem import Problem

log = logging.getLogger("demo")
Say = Callable[[str], str]


class PressBody(Body):
    key: str = Field(min_length=1, max_length=1)


class PadBody(Body):
    act: str = Field(pattern="^(plug|unplug|noise)$")


class LedBody(Body):
    act: str = Field(pattern="^(plug|unplug|silent|noise|echo)$")


class FaultBody(Body):
    fault: str = Field(max_length=20)


def routes(house: Any, api: Api) -> None:
    """Adds the pages and what they call to the demo's routes. On loopback only, as all of it."""

    def carry(do: str, **more: Any) -> Any:
        demo: Demo | None = house.demo
        if demo is None:
            raise Problem(503, "not_ready", "The demo is still being set up; try again.")
        try:
            return house.engine.call_native(ask, demo.bridge, {"do": do, **more})
        except LookupError:
            raise Problem(404, "unknown_device", "No such virtual device, key or fault.") from None
        except OSError as error:
            log.warning("the virtual devices do not answer: %s", error)
            raise Problem(503, "no_devices", "The virtual devices do not answer.") from None

    def page_of(template: str, words: Callable[[Say], dict[str, Any]]) -> str:
        lang = language(house)

        def pick(text: Any) -> str:
            return house.languages.pick(lang, text) if isinstance(text, dict) else str(text)

        rows = (*house.settings["printers"], *house.settings["led_buses"])
        names = {row["id"]: pick(row["name"]) for row in rows}
        counters = {row["id"]: pick(row["name"]) for row in house.settings["counters"]}
        return render_template(
            template, words=words(lambda message: house.languages.say(lang, message)),
            setting={"lang": lang, "names": names, "counters": counters},
        )  # fmt: skip

    @api.page("/demo/pads", roles=EVERYBODY)
    def pads_page(who: Who) -> str:
        """The virtual pads, to be pressed."""
        return page_of("demo/pads.html", pad_words)

    @api.get("/demo/pads", roles=EVERYBODY)
    def pads(who: Who) -> Any:
        """What the virtual pads show, and the last bytes on their lines."""
        return {"pads": carry("pads")}

    @api.post("/demo/pads/<pad>/press", roles=EVERYBODY, body=PressBody)
    def press(who: Who, pad: str, body: PressBody) -> Any:
        """Presses one key of a virtual pad."""
        return carry("press", id=pad, key=body.key)

    @api.post("/demo/pads/<pad>/line", roles=EVERYBODY, body=PadBody)
    def line(who: Who, pad: str, body: PadBody) -> Any:
        """Unplugs a virtual pad, plugs it in, or makes noise on its line."""
        return carry("pad", id=pad, act=body.act)

    @api.page("/demo/boards", roles=EVERYBODY)
    def boards_page(who: Who) -> str:
        """The virtual LED boards, as a person sees them."""
        return page_of("demo/boards.html", board_words)

    @api.get("/demo/boards", roles=EVERYBODY)
    def boards(who: Who) -> Any:
        """What every virtual LED board shows, read from the bytes the hall sent."""
        return {"lines": carry("leds")}

    @api.post("/demo/boards/<line>/line", roles=EVERYBODY, body=LedBody)
    def led_line(who: Who, line: str, body: LedBody) -> Any:
        """Unplugs a line of boards or plugs it in; silence, noise, an echo, on and off."""
        return carry("led", id=line, act=body.act)

    @api.page("/demo/printers", roles=EVERYBODY)
    def printers_page(who: Who) -> str:
        """The virtual printers with their slips and faults."""
        return page_of("demo/printers.html", printer_words)

    @api.get("/demo/printers", roles=EVERYBODY)
    def printers(who: Who) -> Any:
        """How the virtual printers are, and the numbers of their last slips."""
        return {"printers": carry("printers")}

    @api.get("/demo/printers/<printer>/slips/<int:slip>/slip.png", roles=EVERYBODY)
    def slip_png(who: Who, printer: str, slip: int) -> Response:
        """A slip as the virtual printer printed it, made from the bytes it got."""
        png = base64.b64decode(carry("slip", id=printer, slip=slip))
        return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})

    @api.post("/demo/printers/<printer>/fault", roles=EVERYBODY, body=FaultBody)
    def fault(who: Who, printer: str, body: FaultBody) -> Any:
        """Spoils a virtual printer, or repairs it."""
        return carry("fault", id=printer, fault=body.fault)


def pad_words(_: Say) -> dict[str, Any]:
    """The words of the pads' page."""
    return {
        "kinds": {"call": _("Officer's pad"), "rating": _("Rating pad")},
        "lamps": {"off": _("lamp off"), "red": _("red lamp"), "green": _("green lamp")},
        "blinking": _("{lamp}, blinking"),
        "beeps": _("{n} beeps"),
        "sent": _("pad → hall"), "heard": _("hall → pad"),
        "unplug": _("Unplug"), "plug": _("Plug in"), "noise": _("Noise on the line"),
        "verbs": {
            "next": _("next"), "recall": _("call again"), "start": _("start serving"),
            "finish": _("finish"), "no_show": _("did not come"), "hold": _("set aside"),
            "transfer": _("send back"), "undo": _("undo"),
        },
        "score": _("score {n}"),
        "lost": _("The virtual devices do not answer."),
    }  # fmt: skip


def board_words(_: Say) -> dict[str, Any]:
    """The words of the boards' page."""
    return {
        "kinds": {
            "modbus": _("Modbus RTU, digits"), "queue": _("boards of queue systems"),
            "alpha": _("Alpha M-protocol, matrix text"),
        },
        "dark": _("dark"), "unplug": _("Unplug"), "plug": _("Plug in"),
        "lost_frames": _("frames that came too soon: {n}"),
        "acts": {
            "silent": _("Boards fall silent"), "noise": _("Noise on the line"),
            "echo": _("The line hears itself"),
        },
        "lost": _("The virtual devices do not answer."),
    }  # fmt: skip


def printer_words(_: Say) -> dict[str, Any]:
    """The words of the printers' page. `acts`: fault → (its button, the button that mends it)."""
    return {
        "acts": {
            "paper_out": [_("Take the paper out"), "paper", _("Put in a new roll")],
            "near_end": [_("Roll nearly used up"), "paper", _("Put in a new roll")],
            "cover_open": [_("Open the cover"), "cover_closed", _("Close the cover")],
            "jam": [_("Jam the cutter"), "jam_cleared", _("Clear the jam")],
            "unplug": [_("Unplug"), "plug", _("Plug in")],
            "silent": [_("Fall silent"), "speaks", _("Answer again")],
            "rubbish": [_("Answer rubbish"), "speaks", _("Answer again")],
        },
        "off_and_on": _("Off and on"),
        "well": _("nothing is wrong with it"),
        "printed": _("{n} slips so far"),
        "slip": _("Slip {n}"), "picture": _("The paper of slip {n}, as it was printed"),
        "none": _("Nothing printed yet. Take a ticket at the kiosk of this printer."),
        "status": _("DLE EOT 1–4 answers {bytes}"),
        "faults": {
            "paper_out": _("no paper"), "near_end": _("paper near its end"),
            "cover_open": _("cover open"), "jam": _("cutter jammed"),
            "unplug": _("disconnected"), "silent": _("no answer"),
            "rubbish": _("answers make no sense"),
        },
        "lost": _("The virtual devices do not answer."),
    }  # fmt: skip
