// The open alerts: what, since when, whose, what to do; and their sound, where somebody asked for it.
import { el, fill, keyed, set, text } from "/static/web/dom.js";

const AGAIN = 30_000; // ms between two sounds for the same alert
const SILENT = new Set(["help"]); // a colleague calls without a sound

/** An alert's words: title, what it is about, figures. */
export function alertWords(alert, said) {
  return [said.words.alerts[alert.alert] ?? alert.alert, alertAbout(alert, said)].filter(Boolean).join(" · ");
}

/** What an alert is about, and its figures. */
export function alertAbout(alert, { words, setting }) {
  const names = setting.names;
  const about = names.devices[alert.about] ?? names.services[alert.about] ?? names.counters[alert.about] ?? alert.about;
  let detail = "";
  if (typeof alert.detail === "string" && alert.detail !== alert.alert) detail = words.errors[alert.detail] ?? alert.detail;
  else if (alert.detail && words.figures[alert.alert]) detail = fill(words.figures[alert.alert], alert.detail);
  return [about === setting.hall ? "" : about, detail].filter(Boolean).join(" · ");
}

/** Whose it is now, in words. */
export function alertOwner(alert, words) {
  if (alert.acknowledged_by) return fill(words.taken, { officer: alert.acknowledged_by });
  const role = (name) => words.roles[name] ?? name;
  return alert.escalated_to ? fill(words.gone_up, { role: role(alert.escalated_to) }) : fill(words.owner, { role: role(alert.owner) });
}

const MANY = 3; // so many of a kind stand in one row
const size = (a) => a.detail?.minutes ?? 0;

/** Rows for the list: alerts of one kind, level and holder together, the worst of them first. */
function rows(alerts) {
  const kinds = new Map();
  for (const a of alerts) {
    const kind = `${a.alert}/${a.level}/${a.acknowledged_by ?? ""}/${a.escalated_to ?? ""}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), a]);
  }
  return [...kinds].flatMap(([kind, all]) => all.length < MANY || SILENT.has(all[0].alert)
    ? all.map((a) => ({ key: `${a.alert}/${a.about}`, all: [a] }))
    : [{ key: `all/${kind}`, all: [...all].sort((a, b) => size(b) - size(a)) }]);
}

/** Draws the list into `list`; `said` = {words, setting, now, span, short, acknowledge, over}. */
export function drawAlerts(list, alerts, said) {
  const { words, now, span, short } = said;
  keyed(list, rows(alerts), (row) => row.key, (row) => {
    const li = el("li", {},
      el("b"), el("span", { class: "alert-what" }), el("p", { class: "alert-do" }), el("small"),
      el("button", { type: "button", onclick: () => said.acknowledge(li.alerts) }),
      el("button", { type: "button", onclick: () => said.over(li.alerts[0]) }, words.over),
      el("details", { class: "alert-rest" }, el("summary"), el("ul")));
    return li;
  }, (li, { all }) => {
    li.alerts = all;
    const [level, what, todo, who, button, over, rest] = li.children;
    const [a] = all, taken = Boolean(a.acknowledged_by), many = all.length > 1;
    const since = Math.min(...all.map((one) => Date.parse(one.raised_at)));
    set(li, { "data-level": a.level, "data-taken": taken, "data-up": Boolean(a.escalated_to) });
    text(level, words.levels[a.level]);
    text(what, alertWords(a, said));
    text(todo, taken ? "" : words.advice[a.alert] ?? "");
    const parts = [fill(words.since, { at: short.format(since), n: span(now() - since) }), alertOwner(a, words)];
    const up = all.map((one) => one.up_at).filter(Boolean).sort()[0];
    if (up) parts.push(fill(words.up_in, { n: span(Math.max(0, Date.parse(up) - now())) }));
    text(who, parts.join(" · "));
    const press = many ? fill(words.acknowledge_all, { n: all.length }) : words.acknowledge;
    text(button, press);
    set(button, { hidden: taken, "aria-label": `${press}: ${alertWords(a, said)}` });
    // the other alerts end by themselves
    set(over, { hidden: a.alert !== "help" || !taken, "aria-label": `${words.over}: ${alertWords(a, said)}` });
    set(rest, { hidden: !many });
    text(rest.firstChild, many ? fill(words.alike, { n: all.length - 1 }) : "");
    keyed(rest.lastChild, all.slice(1), (one) => one.about, (one) => el("li", {}, el("span"), el("button", { type: "button", onclick: () => said.acknowledge([one]) }, words.acknowledge)), (line, one) => {
      const [about, see] = line.children;
      text(about, alertAbout(one, said));
      set(see, { hidden: taken, "aria-label": `${words.acknowledge}: ${alertWords(one, said)}` });
    });
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
