// A number out of the kiosk's own reserve: there is no slip and no code, so the screen is all there is.

import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { where } from "/static/kiosk/result.js";
import { icon } from "/static/kiosk/words.js";

export function kept(kiosk, { number, service, priority }) {
  const { words } = kiosk;
  const say = kiosk.say.bind(kiosk);
  const closing = el("p", { class: "closing" });
  return {
    node: el("div", { class: "result no-paper" },
      el("div", { class: "ticket" },
        heading(say("Your number")),
        el("p", { class: "number", "data-reserve": number, "data-long": number.length > 4 }, number),
        el("p", { class: "what" }, words.pick(service.name),
          priority ? el("strong", { class: "class" }, icon("priority"), say("Priority")) : null)),
      el("p", { class: "fate", role: "status", "data-state": "failed" }, icon("warning"), el("span", {},
        `${say("No paper slip here.")} ${say("Please write this number down: it counts from now and is called like every other.")}`)),
      el("div", { class: "facts" },
        el("dl", {}, el("div", { class: "fact where" }, el("dt", {}, say("Go to")), el("dd", {}, where(kiosk, service))))),
      el("div", { class: "ways" },
        button("way main", [icon("check"), el("span", {}, say("Done"))], () => kiosk.home())),
      closing),
    draw: () => text(closing, say("This screen closes in {seconds} s.", {
      seconds: Math.max(0, Math.ceil(kiosk.holdLeft())),
    })),
    hold: () => kiosk.page.times.hold_failed,
  };
}
