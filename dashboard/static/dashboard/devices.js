// Every device of the hall: state, counters, test button; those in trouble first, as the server sorts.
import { live } from "/static/web/live.js";
import { newKey, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const link = live();
const STALE = 10; // s without news before the page says so
const ALWAYS = ["presses", "frames", "prints", "sockets", "printed"]; // counters shown though they are 0
const PADS = ["call_pad", "rating_pad"];

let picture = null;
const asked = new Map(); // device -> the key of a test nobody has answered yet

const number = new Intl.NumberFormat(setting.lang);
const short = new Intl.DateTimeFormat("vi-VN", { timeStyle: "short", timeZone: setting.zone });
const at = (time) => short.format(new Date(time));
const span = (ms) => (ms < 60_000 ? words.under_a_minute : fill(words.minutes, { n: number.format(Math.floor(ms / 60_000)) }));
const kind = (d) => words.kinds[d.kind] ?? d.kind;
const title = (d) => (d.counter ? `${kind(d)} · ${setting.counters[d.counter] ?? d.counter}` : setting.names[d.id] ?? d.id);
const why = (word) => words.errors[word] ?? word;
const bad = (d) => d.state !== "ok" && d.state !== "unknown";

function chosen(d) {
  if ($("trouble").checked && !bad(d)) return false;
  if ($("kind").value && d.kind !== $("kind").value) return false;
  const wish = $("name").value.trim().toLowerCase();
  return !wish || `${title(d)} ${d.id} ${d.counter ?? ""}`.toLowerCase().includes(wish);
}

function draw() {
  if (!picture) return;
  const all = picture.devices;
  set($("main"), { "data-state": "live" });
  const of = (state) => all.filter((d) => d.state === state).length;
  text($("rest"), fill(words.devices_rest, { ok: of("ok"), bad: all.filter(bad).length, unknown: of("unknown") }));
  const kinds = [...new Set(all.map((d) => d.kind))].sort();
  const wish = $("kind").value;
  if ($("kind").options.length !== kinds.length + 1) {
    $("kind").replaceChildren($("kind").options[0], ...kinds.map((k) => el("option", { value: k }, kind({ kind: k }))));
    $("kind").value = wish;
  }
  const rows = all.filter(chosen);
  const focus = document.activeElement;
  keyed($("devices"), rows, (d) => `${d.kind}/${d.id}`, card, drawCard);
  if (focus !== document.activeElement && document.contains(focus)) focus.focus({ preventScroll: true });
  set($("nothing"), { hidden: rows.length > 0 });
  text($("nothing"), words.nothing);
}

function card(d) {
  const name = el("h3", { id: `name-${d.id}` });
  return el("li", { class: "card" }, name, el("p", { class: "devs-kind" }),
    el("p", {}, el("span", { class: "device" }), " ", el("span", { class: "soft" })),
    el("p", { class: "devs-error soft" }), el("dl", { class: "devs-counts" }),
    el("p", { class: "devs-trial", role: "status" }),
    el("p", { class: "devs-acts" },
      el("button", { type: "button", onclick: () => test(d.id), "aria-describedby": `name-${d.id}` }, words.test),
      el("a", { class: "button", "aria-describedby": `name-${d.id}` }, words.page)));
}

function drawCard(li, d) {
  const [name, id, state, error, counts, trial, acts] = li.children;
  set(li, { "data-device": d.state });
  text(name, title(d));
  text(id, d.id === title(d) ? kind(d) : `${setting.names[d.id] ? `${kind(d)} · ` : ""}${d.id}`);
  const said = words.device[d.state] ?? d.state;
  text(state.children[0], d.why ? `${said}: ${why(d.why)}` : said);
  set(state.children[0], { "data-device": d.state });
  text(state.children[1], d.since ? fill(words.for, { n: span(link.now() - Date.parse(d.since)) }) : "");
  text(error, d.error ? fill(words.last_error, { why: why(d.error), at: d.error_at ? at(d.error_at) : "" }) : "");
  set(error, { hidden: !d.error });
  keyed(counts, Object.entries(d.counters).filter(([key, n]) => n || ALWAYS.includes(key)), ([key]) => key, () => el("div", {}, el("dt"), el("dd")), (div, [key, n]) => {
    text(div.children[0], words.counts[key] ?? key);
    text(div.children[1], number.format(n));
  });
  set(counts, { hidden: Object.keys(d.counters).length === 0 });
  const running = asked.has(d.id) || (d.trial && d.trial.word === null);
  const pad = PADS.includes(d.kind) && d.counters.presses !== undefined;
  text(trial, running ? (pad ? words.press : words.testing)
    : d.trial ? fill(words.tested, { at: at(d.trial.at), by: d.trial.by, word: words.trials[d.trial.word] ?? why(d.trial.word) }) : "");
  set(trial, { "data-word": running ? "running" : d.trial?.word });
  const [button, page] = acts.children;
  set(button, { hidden: !d.can_test, "aria-disabled": running ? "true" : false });
  const path = PADS.includes(d.kind) && !setting.ports.includes(d.id) ? null : setting.pages[d.kind];
  set(page, { hidden: !path, href: path ? path.replace("{id}", encodeURIComponent(d.id)) : null });
  set(acts, { hidden: !d.can_test && !path });
}

/** One test a press; a test already under way is not begun again. */
async function test(id) {
  const running = picture.devices.find((d) => d.id === id)?.trial?.word === null;
  if (asked.has(id) || running) return;
  asked.set(id, newKey());
  text($("wrong"), "");
  draw();
  try {
    await post(`/devices/${encodeURIComponent(id)}/test`, {}, { key: asked.get(id) });
  } catch (error) {
    text($("wrong"), error.status === 401 ? words.expired : words.codes[error.code] ?? fill(words.failed, { why: error.detail ?? error.code }));
  } finally {
    asked.delete(id);
    draw();
  }
}

link.watch("devices", (news) => {
  picture = news;
  draw();
});
link.onStale((s) => {
  text($("stripe"), s >= STALE ? fill(words.stale, { n: s }) : "");
  set($("stripe"), { hidden: s < STALE });
  draw();
});
link.onRefused((topic, code) => ["not_allowed", "who_are_you"].includes(code) && text($("wrong"), words.expired));
for (const id of ["kind", "name", "trouble"]) $(id).addEventListener("input", draw);
document.querySelector(".devs-filter").addEventListener("submit", (event) => event.preventDefault());
