// The open alerts: what, since when, whose, what to do; and their sound, where somebody asked for it.
import { el, fill, keyed, set, text } from "/static/web/dom.js";

const AGAIN = 30_000; // ms between two sounds for the same alert
const SILENT = new Set(["help"]); // a colleague calls without a sound

/** An alert's words: title, what it is about, figures. */
export function alertWords(alert, { words, setting }) {
  const names = setting.names;
  const about = names.devices[alert.about] ?? names.services[alert.about] ?? names.counters[alert.about] ?? alert.about;
  let detail = "";
  if (typeof alert.detail === "string" && alert.detail !== alert.alert) detail = words.errors[alert.detail] ?? alert.detail;
  else if (alert.detail && words.figures[alert.alert]) detail = fill(words.figures[alert.alert], alert.detail);
  return [words.alerts[alert.alert] ?? alert.alert, about === setting.hall ? "" : about, detail].filter(Boolean).join(" · ");
}

/** Whose it is now, in words. */
export function alertOwner(alert, words) {
  if (alert.acknowledged_by) return fill(words.taken, { officer: alert.acknowledged_by });
  const role = (name) => words.roles[name] ?? name;
  return alert.escalated_to ? fill(words.gone_up, { role: role(alert.escalated_to) }) : fill(words.owner, { role: role(alert.owner) });
}

/** Draws the list into `list`; `said` = {words, setting, now, span, short, acknowledge, over}. */
export function drawAlerts(list, alerts, said) {
  const { words, now, span, short } = said;
  keyed(list, alerts, (a) => `${a.alert}/${a.about}`, (a) => el("li", {},
    el("b"), el("span", { class: "alert-what" }), el("p", { class: "alert-do" }), el("small"),
    el("button", { type: "button", onclick: () => said.acknowledge(a) }, words.acknowledge),
    el("button", { type: "button", onclick: () => said.over(a) }, words.over)), (li, a) => {
    const [level, what, todo, who, button, over] = li.children;
    const since = Date.parse(a.raised_at);
    set(li, { "data-level": a.level, "data-taken": Boolean(a.acknowledged_by), "data-up": Boolean(a.escalated_to) });
    text(level, words.levels[a.level]);
    text(what, alertWords(a, said));
    text(todo, a.acknowledged_by ? "" : words.advice[a.alert] ?? "");
    const parts = [fill(words.since, { at: short.format(since), n: span(now() - since) }), alertOwner(a, words)];
    if (a.up_at) parts.push(fill(words.up_in, { n: span(Math.max(0, Date.parse(a.up_at) - now())) }));
    text(who, parts.join(" · "));
    set(button, { hidden: Boolean(a.acknowledged_by), "aria-label": `${words.acknowledge}: ${alertWords(a, said)}` });
    // the other alerts end by themselves
    set(over, { hidden: a.alert !== "help" || !a.acknowledged_by, "aria-label": `${words.over}: ${alertWords(a, said)}` });
  });
}

/**
 * Two short tones for each alert nobody sees to, again every 30 s, `most` times; silent until the
 * button was pressed on this screen. The browser wants a touch or key after each load.
 */
export class Bell {
  constructor(button, words, most) {
    Object.assign(this, { button, words, most, context: null, wanted: localStorage.getItem("hall-sound") === "on", rung: new Map() });
    button.addEventListener("click", () => this.switch(!(this.wanted && this.ready)));
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => this.wanted && !button.contains(event.target) && this.allow(), { capture: true });
    this.draw();
  }

  get ready() { return this.context?.state === "running"; }

  async allow() {
    this.context ??= new AudioContext();
    await this.context.resume();
    this.draw();
  }

  async switch(on) {
    this.wanted = on;
    localStorage.setItem("hall-sound", on ? "on" : "off");
    if (on) {
      await this.allow();
      this.play();
    }
    this.draw();
  }

  draw() {
    text(this.button, this.words[!this.wanted ? "off" : this.ready ? "on" : "waits"]);
    set(this.button, { "aria-pressed": String(this.wanted && this.ready) });
  }

  play() {
    const { context } = this;
    [880, 660].forEach((hertz, n) => {
      const tone = context.createOscillator(), gain = context.createGain(), at = context.currentTime + n * 0.22;
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
      gain.gain.linearRampToValueAtTime(0, at + 0.2);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.21);
    });
    this.button.dataset.played = Number(this.button.dataset.played) + 1;
  }

  /** Once a second: rings if an alert is due. One that got worse or went up begins anew. */
  look(alerts, now = performance.now()) {
    const open = new Set();
    let due = false;
    for (const a of alerts) {
      if (a.acknowledged_by || a.level === "info" || SILENT.has(a.alert)) continue;
      const key = `${a.alert}/${a.about}/${a.raised_at}/${a.level}/${a.escalated_to}`;
      open.add(key);
      if (!this.wanted || !this.ready) continue;
      const [times, at] = this.rung.get(key) ?? [0, -AGAIN];
      if (times >= this.most || now - at < AGAIN) continue;
      this.rung.set(key, [times + 1, now]);
      due = true;
    }
    for (const key of this.rung.keys()) if (!open.has(key)) this.rung.delete(key);
    if (due) this.play();
  }
}
