// The wall: the hall in type that is read from afar, without controls. What does not fit on one page
// follows on the next: services at risk, then the counters zone by zone, then devices in trouble.
import { live } from "/static/web/live.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";
import { alertOwner, alertWords } from "/static/dashboard/alerts.js";
import { spans } from "/static/dashboard/spans.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const link = live();
const STALE = 10; // s without news before the page says so
const TURN = 12; // s a page stands
const MOST = 3; // pages of services, the riskiest first: a full turn takes no longer than needed
const ORDER = ["critical", "warning", "info"];

let picture = null, stale = 0, page = 0, turned = performance.now();

const now = () => link.now().getTime();
const number = new Intl.NumberFormat(setting.lang);
const time = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", timeZone: setting.zone });
const named = (kind, id) => setting.names[kind][id] ?? id ?? "";
const short = new Intl.DateTimeFormat("vi-VN", { timeStyle: "short", timeZone: setting.zone });
const { rough: span } = spans(words, setting.lang);
const ago = (since) => (since ? span(now() - Date.parse(since)) : "");

/** Rows that fit below each other, and columns beside each other. */
function room() {
  const list = $("rows"), row = parseFloat(getComputedStyle(list).getPropertyValue("--row")) || 8;
  const size = row * Math.min(innerHeight / 100, (innerWidth * 0.5625) / 100); // --u of hall.css
  const height = innerHeight - list.getBoundingClientRect().top - $("alert").offsetHeight;
  return { rows: Math.max(2, Math.floor(height / size)), columns: innerWidth > innerHeight ? 2 : 1 };
}

const cut = (rows, size) => Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, n * size + size));

/** All pages of now: [{title, columns, rows: [{key, name, mark, state, value}]}]. */
function pages() {
  const { rows, columns } = room(), out = [];
  const add = (title, all, wide) => cut(all, rows * wide).forEach((part) => out.push({ title, columns: wide, rows: part }));
  const waited = picture.services.filter((s) => s.waiting || s.closed);
  const told = waited.length > MOST * rows ? waited.slice(0, MOST * rows - 1) : waited;
  const rest = waited.length > told.length ? [{ key: "rest", name: fill(words.wall.rest, { n: number.format(waited.length - told.length) }), mark: "", state: "none", value: "" }] : [];
  add(words.wall.services, [...told.map((s) => ({
    key: `s/${s.service}`, name: named("services", s.service), mark: words.risk[s.risk], state: s.risk,
    value: s.waiting ? [number.format(s.waiting), ago(s.since), fill(words.open_needed, { open: s.counters, needed: s.needed })].join(" · ") : "",
  })), ...rest], 1);
  for (const [zone, name] of Object.entries(setting.names.zones))
    add(name, picture.counters.filter((c) => c.zone === zone && c.state !== "closed").map((c) => ({
      key: `c/${c.counter}`, name: named("counters", c.counter), mark: words.states[c.state], state: c.state, value: ago(c.since),
    })), columns);
  add(words.wall.devices, picture.devices.filter((d) => !["ok", "unknown"].includes(d.state)).map((d) => ({
    key: `d/${d.id}`, name: d.counter ? `${words.kinds[d.kind]} · ${named("counters", d.counter)}` : named("devices", d.id), mark: words.device[d.state], state: d.state, value: ago(d.since),
  })), 1);
  return out;
}

function draw() {
  text($("time"), picture ? time.format(link.now()) : "");
  if (!picture) return;
  const { hall, today } = picture;
  const stripe = stale ? fill(words.stale, { n: stale }) : hall.journal !== "open" ? fill(words.stopped, { why: hall.stopped ?? "" }) : "";
  text($("stripe"), stripe);
  set($("stripe"), { hidden: !stripe });
  set($("wall"), { "data-state": stripe ? "stale" : "live" });
  text($("open"), hall.open ? words.open : words.why[hall.why] ?? words.closed);
  text($("n-waiting"), number.format(today.waiting));
  text($("n-longest"), today.longest_since ? ago(today.longest_since) : words.none);
  const p80 = picture.services.filter((s) => s.promise).map((s) => s.promise.p80);
  text($("n-promise"), p80.length ? span(Math.max(...p80) * 1000) : words.none);
  text($("n-counters"), fill(words.open_needed, { open: today.counters_open, needed: today.counters_needed }));
  text($("n-finished"), number.format(today.finished));
  drawAlert();
  drawPage();
}

function drawAlert() {
  const open = picture.alerts.filter((a) => !a.acknowledged_by).sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const first = open[0];
  set($("alert"), { "data-level": first?.level });
  text($("alert"), first ? [words.levels[first.level], alertWords(first, { words, setting }), fill(words.since, { at: short.format(Date.parse(first.raised_at)), n: ago(first.raised_at) }), alertOwner(first, words), open.length > 1 ? `+${open.length - 1}` : ""].filter(Boolean).join(" · ") : words.wall.calm);
}

function drawPage() {
  const all = pages();
  if (performance.now() - turned >= TURN * 1000) {
    page += 1;
    turned = performance.now();
  }
  page %= Math.max(1, all.length);
  const here = all[page];
  text($("page-title"), here?.title ?? words.wall.nothing);
  text($("page-number"), all.length > 1 ? fill(words.wall.page, { n: page + 1, all: all.length }) : "");
  set($("rows"), { "data-columns": here?.columns ?? 1 });
  keyed($("rows"), here?.rows ?? [], (r) => r.key, () => el("li", {}, el("b"), el("span", { class: "mark" }), el("span", { class: "value" })), (li, r) => {
    const [name, mark, value] = li.children;
    text(name, r.name);
    text(mark, r.mark);
    set(mark, { "data-risk": r.state, "data-state": r.state, "data-device": r.state });
    text(value, r.value);
  });
}

link.watch(setting.topic, (news) => {
  picture = news;
  draw();
});
link.onStale((s) => {
  stale = s >= STALE ? s : 0;
  draw();
});
link.onRefused((topic, code) => {
  if (!["not_allowed", "who_are_you"].includes(code)) return;
  text($("stripe"), words.expired);
  set($("stripe"), { hidden: false });
});
addEventListener("resize", draw);
link.idleWhen(() => true);
