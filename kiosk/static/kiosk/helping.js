// The helper's screens: behind five touches on the clock and the PIN, what staff do at the kiosk itself.

import { newKey, post } from "/static/web/api.js";
import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { Pager } from "/static/kiosk/pager.js";
import { icon } from "/static/kiosk/words.js";

const STAYS = 60; // s without a touch
const TOUCHES = 5;
const WITHIN = 3000; // ms

/** Five touches on the clock lead to the PIN: nothing a citizen finds by chance. */
export function door(kiosk, clock) {
  let touches = [];
  clock.addEventListener("pointerdown", () => {
    const now = performance.now();
    touches = [...touches.filter((at) => now - at < WITHIN), now];
    if (touches.length < TOUCHES || kiosk.choice || kiosk.trouble) return;
    touches = [];
    kiosk.go("pin");
  });
}

const stays = () => STAYS;
const home = (kiosk) => button("way back", [icon("back"), el("span", {}, kiosk.say("Back"))], () => kiosk.home());

/** The PIN's keys. What is typed is shown as dots and kept only while the helper's screens are up. */
export function pin(kiosk) {
  const say = kiosk.say.bind(kiosk);
  let typed = "";
  const dots = el("p", { class: "dots", "aria-hidden": "true" });
  const wrong = el("p", { class: "lead wrong", role: "alert" });
  const show = () => text(dots, "•".repeat(typed.length));
  const enter = async () => {
    try {
      await post(`/kiosks/${kiosk.page.kiosk}/helper`, { pin: typed }, { key: newKey() });
      kiosk.go("helper", { pin: typed });
    } catch (error) {
      typed = "";
      show();
      text(wrong, error.code === "too_many" ? say("Too many wrong PINs. Please wait some minutes.")
        : error.code === "not_allowed" ? say("No helper's PIN is set in this hall.") : say("The PIN is wrong."));
    }
  };
  const key = (sign) => el("button", { type: "button", class: "key", onclick: () => {
    typed = (typed + sign).slice(0, 32);
    show();
  } }, sign);
  const node = el("div", { class: "helping" },
    el("div", { class: "ask" }, heading(say("For the staff: helper's PIN"))), dots, wrong,
    el("div", { class: "pad" }, ..."123456789".split("").map(key),
      el("button", { type: "button", class: "key erase", "aria-label": say("Delete the last letter"), onclick: () => {
        typed = typed.slice(0, -1);
        show();
      } }, icon("erase")), key("0"),
      el("button", { type: "button", class: "key main", "aria-label": say("Enter"), onclick: enter }, icon("check"))),
    el("div", { class: "ways" }, home(kiosk)));
  return { node, hold: stays };
}

/** What the helper may do here. */
export function helper(kiosk, { pin: code, said = "" }) {
  const say = kiosk.say.bind(kiosk);
  const id = kiosk.page.kiosk;
  const heard = el("p", { class: "lead", role: "status" }, said);
  const act = async (path, body, done) => {
    try {
      await post(path, { ...body, pin: code }, { key: newKey() });
      text(heard, done);
    } catch (error) {
      text(heard, say("This did not work: {why}", { why: error.detail ?? error.code }));
    }
  };
  const jobs = el("div", { class: "ways jobs" });
  const lock = button("way", [icon("key"), el("span", {})], () => {
    const { locked } = kiosk.picture;
    if (locked) act(`/kiosks/${id}/unlock`, {}, say("This kiosk gives numbers again."));
    else act(`/kiosks/${id}/lock`, { reason: say("Locked at the kiosk") }, say("This kiosk is locked."));
  });
  const node = el("div", { class: "helping" },
    el("div", { class: "ask" }, heading(say("Helper"))), heard,
    el("p", { class: "lead" }, say("Print a slip of the last minutes again:")), jobs,
    el("div", { class: "ways" },
      button("way", [icon("printer"), el("span", {}, say("The paper roll was changed"))],
        () => act(`/kiosks/${id}/paper`, {}, say("A full roll is noted."))),
      button("way", [icon("closed"), el("span", {}, say("Close or reopen a service"))],
        () => kiosk.go("closing", { pin: code }))),
    el("div", { class: "ways" }, lock, home(kiosk)));
  let shown = null;
  return {
    node,
    draw: () => {
      text(lock.lastChild, kiosk.picture.locked ? say("Unlock this kiosk") : say("Lock this kiosk"));
      const last = kiosk.picture.jobs.slice(0, 4);
      const now = last.map((job) => job.number).join();
      if (now === shown) return;
      shown = now;
      jobs.replaceChildren(...(last.length ? last.map((job) => button("way", [icon("slip"), el("span", {}, job.number)],
        () => act(`/tickets/${job.ticket}/reprint`, {}, say("Number {number} is printed again.", { number: job.number }))))
        : [el("p", {}, say("No slips in the last minutes."))]));
    },
    hold: stays,
  };
}

/** All services of this kiosk: a touch closes one, or opens it again. */
export function closing(kiosk, { pin: code }) {
  const say = kiosk.say.bind(kiosk);
  const act = async (service) => {
    const shut = service.why === "service_closed";
    const body = shut ? {} : { reason: say("Please ask at the help desk.") };
    const name = kiosk.words.pick(service.name);
    let said = shut ? say("{service} is open again.", { service: name }) : say("{service} is closed.", { service: name });
    try {
      await post(`/services/${service.id}/${shut ? "reopen" : "close"}`, { ...body, pin: code }, { key: newKey() });
    } catch (error) {
      said = say("This did not work: {why}", { why: error.detail ?? error.code });
    }
    kiosk.go("helper", { pin: code, said });
  };
  const list = new Pager(kiosk.words, {
    name: "services",
    key: (id) => id,
    make: (id) => el("button", { type: "button", class: "tile hit", onclick: () => act(kiosk.service(id)) },
      el("span", { class: "letters", "aria-hidden": "true" }, kiosk.service(id).letters),
      el("span", { class: "name" }, kiosk.words.pick(kiosk.service(id).name)), el("span", { class: "persons" })),
    draw: (node, id) => text(node.lastChild, kiosk.service(id).why === "service_closed"
      ? say("Closed: touch to reopen") : say("Open: touch to close")),
  });
  return {
    node: el("div", { class: "choose" },
      el("div", { class: "ask" }, heading(say("Close or reopen a service"))), list.node,
      el("div", { class: "ways" }, home(kiosk))),
    draw: () => list.show([...kiosk.services.keys()]),
    close: () => list.close(),
    hold: stays,
  };
}
