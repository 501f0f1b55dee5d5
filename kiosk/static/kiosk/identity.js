// Who takes the ticket: where the hall asks, the number of the citizen's card, typed or read by a scanner.

import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { icon } from "/static/kiosk/words.js";

const LENGTHS = [9, 12]; // digits of an identity card: old and new
const SHOWN = 3; // digits left to read: enough to check, too few to copy

/** The card's number, and what it is for. `id`: the service chosen. */
export function identity(kiosk, id) {
  const say = kiosk.say.bind(kiosk);
  let typed = "";
  let after = false; // a scanner types the whole card: number|name|…; all but the number is dropped
  const dots = el("p", { class: "dots", "aria-hidden": "true" });
  const wrong = el("p", { class: "lead wrong", role: "alert" });
  const count = el("p", { class: "count", role: "status" });
  const show = () => {
    text(dots, "•".repeat(Math.max(0, typed.length - SHOWN)) + typed.slice(-SHOWN));
    text(count, typed ? say("{n} digits", { n: typed.length }) : "");
  };
  const add = (digit) => {
    if (typed.length < LENGTHS.at(-1)) typed += digit;
    text(wrong, "");
    show();
  };
  const erase = () => {
    typed = typed.slice(0, -1);
    show();
  };
  const enter = () => {
    if (!LENGTHS.includes(typed.length)) {
      text(wrong, say("The number of a card has 12 digits (9 on the old ones)."));
      return;
    }
    kiosk.person = typed;
    typed = "";
    kiosk.take(id);
  };
  const key = (event) => {
    if (/^[0-9]$/.test(event.key)) {
      if (!after) add(event.key);
    } else if (event.key === "|") after = true;
    else if (event.key === "Backspace") erase();
    else if (event.key === "Enter" && (after || !document.activeElement?.matches("button, a"))) {
      event.preventDefault();
      after = false;
      enter();
    }
  };
  document.addEventListener("keydown", key);
  const digit = (sign) => el("button", { type: "button", class: "key", onclick: () => add(sign) }, sign);
  const node = el("div", { class: "helping identity" },
    el("div", { class: "ask" },
      heading(say("The number of your identity card")),
      el("p", { class: "lead" }, `${kiosk.words.pick(kiosk.service(id).name)}: ${say("type it, or hold the card to the reader.")}`),
      el("p", { class: "purpose" }, kiosk.words.pick(kiosk.page.identity.purpose))),
    dots, count, wrong,
    el("div", { class: "pad" }, ..."123456789".split("").map(digit),
      el("button", { type: "button", class: "key erase", "aria-label": say("Delete the last digit"), onclick: erase }, icon("erase")),
      digit("0"),
      el("button", { type: "button", class: "key main", "aria-label": say("Take the number"), onclick: enter }, icon("check"))),
    el("div", { class: "ways" },
      button("way back", [icon("back"), el("span", {}, say("Back"))], () => kiosk.go("start")),
      button("way", [icon("desk"), el("span", {}, say("I have no card with me"))],
        () => kiosk.go("refused", { code: "identity_needed", service: kiosk.service(id) }))));
  return { node, close: () => document.removeEventListener("keydown", key) };
}
