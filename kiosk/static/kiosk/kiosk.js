// The kiosk: what the citizen has chosen, which screen is up, and the one act, taking a ticket.

import { newKey, post } from "/static/web/api.js";
import { el } from "/static/web/dom.js";

const SLOW = 400; // ms after which a number not there yet gets a screen that says so
const PATIENCE = 8000; // ms of asking again with the same key before sending to the help desk
const HELP = { no_answer: "gone", who_are_you: "unpaired", not_allowed: "unpaired", not_from_our_page: "unpaired" };
const BLOCKS = new Set(["unpaired", "gone", "stopped", "closed", "locked"]);
const REFUSED = new Set(["hall_closed", "service_closed", "quota_reached", "too_many_tickets", "too_many",
  "kiosk_locked", "identity_needed", "stopped_for_today", "no_time_left", "too_late", "illegal_move", "unknown_service", "not_eligible"]);

export class Kiosk {
  /**
   * screens: name → open(kiosk, detail) giving {node, draw?, close?, hold?}; hold() tells the seconds
   * a screen stays by itself. rewrite(language, size) shows the frame anew; shown() after each screen.
   */
  constructor({ page, words, screens, main, reserve, rewrite, shown }) {
    Object.assign(this, { page, words, screens, main, reserve, rewrite, shown });
    this.picture = page.picture;
    this.services = new Map(page.services.map((service) => [service.id, service]));
    this.size = 1; // of text: 1, 1.5, 2
    this.low = false; // everything within reach of a wheelchair
    this.spoken = false; // read aloud
    this.now = () => Date.now();
    this.touched = 0; // performance.now() of the last touch, of the last ticket, of this screen
    this.taken = -Infinity;
    this.since = 0;
    this.trouble = null; // unpaired | gone: found out by this page itself
    this.forget();
  }

  say(message, values) {
    return this.words.say(message, values);
  }

  /** Whether somebody uses this screen who may need longer. */
  helped() {
    return this.size > 1 || this.low || this.spoken;
  }

  /** Seconds in which the last ticket may still be changed; 2 s are kept for the way to the hall. */
  changeLeft() {
    return Math.ceil(this.page.times.change - 2 - (performance.now() - this.taken) / 1000);
  }

  /** Seconds this screen stays; twice as long for those who use a mode of help. */
  holdLeft() {
    const whole = this.screen.hold() * (this.helped() ? 2 : 1);
    return whole - (performance.now() - Math.max(this.touched, this.since)) / 1000;
  }

  /** As the first citizen of the day finds it: nothing chosen, nothing changed. */
  plain() {
    const { languages } = this.page;
    return this.name === "start" && !this.ground && !this.needs.length && !this.changing && !this.helped()
      && this.words.language === languages[0];
  }

  /** A service's name and, from the picture, how many wait and whether it is open. Alone, nothing is
   * known of who waits, and it is open while there are numbers of the kiosk's own for it. */
  service(id) {
    const service = { ...this.services.get(id), ...this.picture.services[id] };
    if (this.trouble !== "gone") return service;
    const open = service.open && this.reserve.has(service, this.now());
    return { ...service, open, waiting: null, wait: null };
  }

  /** Whether the hall can't be reached and the kiosk gives numbers of its own meanwhile. */
  alone() {
    return this.trouble === "gone" && [...this.services.keys()].some((id) => this.service(id).open);
  }

  forget() {
    Object.assign(this, { ground: null, needs: [], ticket: null, changing: null, choice: null, lost: null, person: null });
  }

  /** Another screen. A touch that lands right after it is taken for the second half of a double tap. */
  go(name, detail = null) {
    this.screen?.close?.();
    this.name = name;
    this.detail = detail;
    this.screen = this.screens[name](this, detail);
    this.main.dataset.screen = name;
    this.main.replaceChildren(this.screen.node);
    this.since = performance.now();
    this.main.querySelector("h1")?.focus();
    this.draw();
    this.shown();
  }

  /** The same screen in another language or size. */
  write(language, size) {
    this.rewrite(language, size);
    this.go(this.name, this.detail);
  }

  /** A capturing listener for clicks: true if it was swallowed. */
  ghost(event) {
    const swallow = event.detail > 0 && performance.now() - this.since < this.page.times.ghost * 1000;
    if (swallow) event.stopImmediatePropagation();
    return swallow;
  }

  draw() {
    document.body.classList.toggle("wants-priority", this.ground !== null);
    this.screen?.draw?.();
  }

  /** Back to the first screen as the next citizen should find it. */
  home() {
    this.forget();
    this.low = this.spoken = false;
    this.rewrite(this.page.languages[0], 1);
    this.go(this.blocked() ?? "start");
  }

  /** The screen that stands instead of all others, or null. */
  blocked() {
    const alone = this.alone();
    if (this.trouble && !alone) return this.trouble;
    if (this.picture.state !== "open") return "stopped";
    if (this.picture.locked) return "locked";
    return alone || this.picture.hall.open ? null : "closed";
  }

  /** Time passed or news came: takes away what has had its time, shows what blocks. */
  settle() {
    if (this.choice) return;
    const blocked = this.blocked();
    if (this.screen.hold) {
      if (this.holdLeft() <= 0) this.home();
      else this.draw();
    } else if (blocked ? blocked !== this.name : BLOCKS.has(this.name)) this.home();
    else if (this.changing && this.changeLeft() <= 0) this.got(this.changing);
    else this.draw();
  }

  /** A number for this service, or another service for the ticket just taken. One at a time. */
  async take(id) {
    if (this.choice) return;
    const service = this.service(id);
    if (!service.open) {
      this.go("refused", { code: service.why, service });
      return;
    }
    if (this.trouble === "gone") {
      this.takeOwn(service);
      return;
    }
    if (service.asks && !this.person && !this.changing) {
      this.go("identity", id);
      return;
    }
    const [path, body] = this.act(id);
    const asked = JSON.stringify([path, body]);
    // asked before without hearing the outcome: the same key tells whether it happened
    const key = this.lost?.asked === asked ? this.lost.key : newKey();
    const choice = { key, asked, id };
    this.choice = choice;
    this.lost = choice;
    const slow = setTimeout(() => this.go("taking", { service }), SLOW);
    try {
      const ticket = await post(path, body, { key, patience: PATIENCE });
      this.lost = null;
      this.choice = null;
      clearTimeout(slow);
      this.got(ticket);
    } catch (error) {
      this.choice = null;
      clearTimeout(slow);
      this.failed(error, service);
    }
  }

  /** A number of the kiosk's own reserve; the hall hears of it afterwards. */
  takeOwn(service) {
    if (this.changing) {
      this.go("refused", { code: "too_late", service });
      return;
    }
    const { service: _, ...choice } = this.act(service.id)[1];
    const entry = this.reserve.give(service, this.now(), choice);
    if (entry) this.go("kept", { number: entry.number, service, priority: this.ground !== null });
    else this.home();
  }

  act(id) {
    if (this.changing) return [`/tickets/${this.changing.id}/change-service`, { service: id }];
    const service = this.service(id);
    const body = { service: id, language: this.words.language, needs: this.needs };
    if (service.asks) body.person = this.person;
    if (this.ground) Object.assign(body, { class: this.ground.class, ground: this.ground.id });
    return ["/tickets", body];
  }

  got(ticket) {
    const changed = this.changing;
    const taken = changed ? this.taken : performance.now();
    Object.assign(this, { ticket, taken, changing: null, person: null });
    this.go("result", { old: changed && changed.number !== ticket.number ? changed.number : null });
  }

  failed(error, service) {
    const code = error.code ?? "broken";
    if (code !== "no_answer" && error.status !== 503) this.lost = null;
    if (HELP[code] === "unpaired") this.trouble = "unpaired";
    if (REFUSED.has(code)) {
      this.person = null;
      this.go("refused", { code: error.whose === "person" ? "person_has_enough" : code, service, wait: error.retry_after });
    } else this.go(HELP[code] ?? "stopped", { again: () => this.take(service.id) });
  }
}

/** A large button: icon, words. */
export function button(name, inside, onclick) {
  return el("button", { type: "button", class: name, onclick }, ...inside);
}

/** The heading of a screen; it takes the focus, so that readers of the screen begin there. */
export function heading(words) {
  return el("h1", { tabindex: "-1" }, words);
}
