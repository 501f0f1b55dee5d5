// Taking a ticket for somebody: search, choose, give. Enter in the search gives the number of the
// chosen row – but never of a row that answers another question than the one that stands there.

import { get } from "/static/web/api.js";
import { el, set, text } from "/static/web/dom.js";
import { needOf, why } from "/static/kiosk/reception_words.js";

const WAIT = 120; // ms after a letter
const kept = (name) => `reception.${name}`;
const $ = (id) => document.getElementById(id);

export class Taking {
  constructor({ page, words, act, tell, desk, shown }) {
    Object.assign(this, { page, words, act, tell, desk, shown });
    this.say = words.say.bind(words);
    this.rows = []; // of the last answer
    this.asked = null; // what it answers
    this.asking = null; // the question on its way, a promise
    this.timer = 0;
    this.then = []; // further services of the visit
    this.wire();
  }

  wire() {
    const { page, say } = this;
    $("ground").append(...page.grounds.filter((g) => g.class === "priority").map((g) => el("option", { value: g.id }, g.name)));
    $("printer").append(...Object.entries(page.printers).map(([id, name]) => el("option", { value: id }, name)));
    $("needs").append(...page.needs.map((need) => el("label", { class: "choice" }, el("input", { type: "checkbox", name: "need", value: need }), " ", needOf(say, need))));
    $("speaks").append(...page.languages.map((id) => el("option", { value: id }, new Intl.DisplayNames([page.language], { type: "language" }).of(id))));
    for (const [id, name] of [["printer", "printer"], ["take", "channel"]]) {
      const wish = localStorage.getItem(kept(name));
      if (name === "printer" && wish in page.printers) $(id).value = wish;
      if (name === "channel" && wish) for (const radio of $(id).elements.channel) radio.checked = radio.value === wish;
    }
    $("printer").addEventListener("change", () => localStorage.setItem(kept("printer"), $("printer").value));
    for (const radio of $("take").elements.channel) radio.addEventListener("change", () => {
      localStorage.setItem(kept("channel"), radio.value);
      if (radio.value === "mobile") $("printer").value = "";
    });
    $("query").addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), WAIT);
    });
    $("query").addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      $("hits").querySelector("input:checked")?.focus();
    });
    $("then").append(...Object.entries(page.services).map(([id, name]) => el("option", { value: id }, name)));
    $("then").addEventListener("change", () => {
      const id = $("then").value;
      if (id && !this.then.includes(id)) this.then.push(id);
      $("then").value = "";
      this.drawThen();
    });
    $("hits").addEventListener("change", () => this.draw());
    $("take").addEventListener("submit", (event) => {
      event.preventDefault();
      this.give();
    });
  }

  drawThen() {
    $("thens").replaceChildren(...this.then.map((id) => el("li", {}, el("button", {
      type: "button", "aria-label": this.say("Leave out {service}", { service: this.page.services[id] }),
      onclick: () => {
        this.then = this.then.filter((other) => other !== id);
        this.drawThen();
        $("then").focus();
      },
    }, this.page.services[id], " ×"))));
  }

  /** An empty form for the next person. */
  begin(focus = true) {
    const { channel } = $("take").elements;
    const mode = channel.value;
    const printer = $("printer").value;
    $("take").reset();
    this.then = [];
    this.drawThen();
    $("printer").value = printer;
    for (const radio of channel) radio.checked = radio.value === mode;
    $("take").querySelector("details").open = false;
    if (focus) $("query").focus();
    this.look();
  }

  /** Asks what fits; the newest question counts. */
  look() {
    clearTimeout(this.timer);
    const q = $("query").value.trim();
    if (q === this.asked && this.rows.length) return this.asking;
    const mine = get(`/services?q=${encodeURIComponent(q)}`).then(({ services }) => {
      if (this.asking !== mine) return;
      this.asked = q;
      this.rows = services;
      this.hits();
    }).catch((error) => this.asking === mine && this.tell("wrong", why(this.say, error)));
    this.asking = mine;
    return mine;
  }

  hits() {
    const names = (row) => (row.procedure ? [row.procedure.name, this.words.pick(row.name)] : [this.words.pick(row.name), ""]);
    $("hits").replaceChildren(...this.rows.map((row, i) => {
      const [first, second] = names(row);
      return el("label", { class: "reception-hit", "data-service": row.id }, el("input", { type: "radio", name: "row", value: String(i), checked: i === 0 }),
        el("span", {}, el("b", {}, first), second && el("small", {}, second), el("small", { class: "reception-line-now" })));
    }));
    if (!this.rows.length) $("hits").append(el("p", { class: "soft" }, this.say("Nothing found. Try other words.")));
    this.draw();
  }

  get chosen() {
    return this.rows[Number($("hits").querySelector("input:checked")?.value ?? -1)];
  }

  /** How the services are now, from the live picture. */
  draw() {
    const desk = this.desk();
    if (!desk) return;
    for (const label of $("hits").querySelectorAll("[data-service]")) {
      const now = desk.services[label.dataset.service];
      text(label.querySelector(".reception-line-now"), !now ? "" : now.open ? this.words.waiting(now.waiting)
        : `${why(this.say, { code: now.why })} ${now.reason ?? ""}`.trim());
      set(label, { "data-off": now && !now.open ? true : null });
    }
    for (const option of $("printer").options) {
      const state = desk.printers[option.value];
      if (state) text(option, this.page.printers[option.value] + (["down", "not_ready"].includes(state) ? ` – ${this.say("not ready")}` : ""));
    }
    text($("closed"), desk.open ? "" : why(this.say, { code: desk.why ?? "hall_closed" }));
    set($("closed"), { hidden: desk.open });
    const row = this.chosen;
    text($("give"), row ? this.say("Give the number: {service}", { service: this.words.pick(row.name) }) : this.say("Give the number"));
  }

  async give() {
    if (this.giving) return;
    if ($("query").value.trim() !== this.asked) {
      await this.look(); // Enter was quicker than the answer: look at it first
      return;
    }
    const row = this.chosen;
    if (!row) return;
    const form = $("take").elements;
    const ground = $("ground").value;
    const slot = $("slot").value;
    const { date, offset } = this.desk() ?? {};
    const channel = form.channel.value;
    this.giving = true;
    set($("give"), { "aria-busy": true });
    const ticket = await this.act("/tickets", {
      service: row.id,
      ...(ground && { class: "priority", ground }),
      needs: [...$("needs").querySelectorAll("input:checked")].map((box) => box.value),
      language: $("speaks").value || null,
      ...(slot && { appointment: { slot: `${date}T${slot}:00${offset}` } }),
      printer: $("printer").value || null,
      note: $("note").value.trim() || null,
      then: this.then.filter((id) => id !== row.id),
      channel,
    });
    this.giving = false;
    set($("give"), { "aria-busy": null });
    if (ticket) this.shown(ticket, channel);
  }
}
