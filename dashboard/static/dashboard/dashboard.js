// The manager's page: the whole hall in one picture, drawn anew with each and once a second.
import { live } from "/static/web/live.js";
import { post } from "/static/web/api.js";
import { clock, data, el, fill, keyed, set, text } from "/static/web/dom.js";
import { alertWords, Bell, drawAlerts } from "/static/dashboard/alerts.js";
import { spans } from "/static/dashboard/spans.js";
import { Today } from "/static/dashboard/today.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const link = live();
const STALE = 10; // s without news before the page says so
const DAY = 86_400_000; // ms
const BAR = 100; // length of the longest bar

const bell = new Bell($("sound"), words.sound, setting.sounds);
const through = new Today({ setting, words: words.day });
const said = { words, setting, now: () => now(), span: (ms) => span(ms), short: null, acknowledge, over: (a) => act(`/counters/${encodeURIComponent(a.about)}/alarm/end`) };
let topic = setting.today;
let picture = null;
let stale = 0;

const now = () => link.now().getTime();
const named = (kind, id) => setting.names[kind][id] ?? id ?? "";
const number = new Intl.NumberFormat(setting.lang);
const percent = new Intl.NumberFormat(setting.lang, { style: "percent", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", timeZone: setting.zone });
const short = new Intl.DateTimeFormat("vi-VN", { timeStyle: "short", timeZone: setting.zone });
const dated = new Intl.DateTimeFormat("vi-VN", { dateStyle: "short", timeStyle: "short", timeZone: setting.zone });

said.short = short;

const { span, range } = spans(words, setting.lang);
const ago = (since) => (since ? span(now() - Date.parse(since)) : words.none);
const seconds = (s) => (s === null ? words.none : span(s * 1000));

function draw() {
  text($("time"), picture ? time.format(link.now()) : "");
  if (!picture) return;
  const { hall, today } = picture;
  const stripe = stale ? fill(words.stale, { n: stale })
    : hall.journal !== "open" ? fill(words.stopped, { why: hall.stopped ?? "" }) : "";
  text($("stripe"), stripe);
  set($("stripe"), { hidden: !stripe });
  set($("dash"), { "data-state": stripe ? "stale" : "live" });
  text($("open"), hall.open ? words.open : words.why[hall.why] ?? words.closed);

  text($("n-waiting"), number.format(today.waiting));
  text($("n-issued"), number.format(today.issued));
  text($("n-finished"), number.format(today.finished));
  text($("n-absent"), number.format(today.no_show));
  text($("n-wait"), seconds(today.wait));
  text($("n-service"), seconds(today.service));
  text($("n-counters"), fill(words.of, { n: today.counters_open, all: today.counters }));
  text($("n-needed"), number.format(today.counters_needed));
  text($("n-hand"), today.called ? fill(words.share, { n: number.format(today.by_hand), percent: percent.format(today.by_hand / today.called) }) : words.none);

  text($("n-broken"), today.promised ? fill(words.of, { n: number.format(today.broken), all: number.format(today.promised) }) : words.none);

  drawSummary();
  drawServices();
  drawCounters();
  drawDevices();
  drawOpenAlerts();
  set($("muted"), { hidden: !hall.muted.length });
  text($("muted-words"), hall.muted.map((z) => fill(words.muted, { zone: named("zones", z.zone), time: short.format(new Date(z.until)) })).join(" · "));
  set($("clock"), { hidden: hall.clock_off === null });
  if (hall.clock_off !== null) text($("clock-words"), fill(words.clock, { n: `${hall.clock_off < 0 ? "−" : "+"}${clock(Math.abs(hall.clock_off))}` }));
}

/** One sentence: where a manager should look first. */
function drawSummary() {
  const hot = picture.services.filter((s) => s.risk === "stuck" || s.risk === "high");
  const names = hot.slice(0, 3).map((s) => named("services", s.service));
  if (hot.length > 3) names.push(fill(words.more, { n: hot.length - 3 }));
  text($("summary"), hot.length ? fill(words.summary, { n: hot.length, names: names.join(", ") })
    : picture.today.waiting ? fill(words.summary_calm, { n: picture.target / 60 }) : words.summary_nobody);
  set($("summary"), { "data-hot": hot.length > 0 });
}

function drawServices() {
  const all = $("all").checked;
  const rows = picture.services.filter((s) => all || s.waiting || s.issued || s.closed);
  set($("no-services"), { hidden: rows.length > 0 });
  const most = Math.max(1, ...rows.map((s) => s.waiting));
  keyed($("services"), rows, (s) => s.service, serviceRow, (tr, s) => {
    const [name, risk, waiting, longest, promise, counters, issued, served] = tr.children;
    text(name.firstChild, named("services", s.service));
    text(name.lastChild, s.closed ? fill(words.closed_service, { why: s.closed }) : "");
    text(risk.firstChild, words.risk[s.risk]);
    set(risk.firstChild, { "data-risk": s.risk });
    text(waiting.firstChild, number.format(s.waiting));
    set(waiting.querySelector("rect"), { width: Math.round((s.waiting / most) * BAR), "data-risk": s.risk });
    text(longest, ago(s.since));
    text(promise, s.promise ? range(s.promise.p50, s.promise.p80) : words.none);
    text(counters, s.waiting ? fill(words.open_needed, { open: s.counters, needed: s.needed }) : s.counters);
    set(counters, { "data-short": s.waiting > 0 && s.counters < s.needed });
    text(issued, number.format(s.issued));
    text(served, number.format(s.finished));
  });
}

function serviceRow() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [k, v] of [["viewBox", `0 0 ${BAR} 10`], ["preserveAspectRatio", "none"], ["aria-hidden", "true"], ["class", "bar"]]) svg.setAttribute(k, v);
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  bar.setAttribute("height", "10");
  svg.append(bar);
  return el("tr", {}, el("th", { scope: "row" }, el("span"), el("small")), el("td", {}, el("span", { class: "risk" })),
    el("td", { class: "dash-waiting" }, el("span"), svg), ...[1, 2, 3, 4, 5].map((n) => el("td", { class: n > 3 ? "number dash-extra" : "number" })));
}

function drawCounters() {
  keyed($("counters"), picture.counters, (c) => c.counter, () => el("tr", {}, el("th", { scope: "row" }), el("td"), el("td", {}, el("span", { class: "state" }), " ", el("small")), el("td", { class: "dash-number" }), el("td", { class: "number" })), (tr, c) => {
    const [name, officer, state, ticket, since] = tr.children;
    set(tr, { "data-state": c.state });
    text(name, named("counters", c.counter));
    text(officer, c.officer ?? words.none);
    text(state.children[0], words.states[c.state]);
    set(state.children[0], { "data-state": c.state });
    text(state.children[1], c.state === "paused" ? words.pauses[c.reason] ?? c.reason ?? "" : "");
    text(ticket, c.number ?? "");
    text(since, c.since ? (c.state === "called" ? clock(now() - Date.parse(c.since)) : ago(c.since)) : "");
  });
}

function drawDevices() {
  const of = (state) => picture.devices.filter((d) => d.state === state).length;
  text($("devices-count"), fill(words.of, { n: of("ok"), all: picture.devices.length }));
  const all = $("all-devices").checked;
  const rows = picture.devices.filter((d) => all || d.error || (d.state !== "ok" && d.state !== "unknown"));
  text($("devices-rest"), fill(words.devices_rest, { ok: of("ok"), unknown: of("unknown"), bad: picture.devices.length - of("ok") - of("unknown") }));
  set($("devices").closest("table"), { hidden: rows.length === 0 });
  keyed($("devices"), rows, (d) => `${d.kind}/${d.id}`, () => el("tr", {}, el("th", { scope: "row" }, el("span"), " ", el("small")), el("td", {}, el("span", { class: "device" })), el("td", { class: "number" }), el("td")), (tr, d) => {
    const [name, state, since, error] = tr.children;
    text(name.children[0], d.counter ? `${words.kinds[d.kind]} · ${named("counters", d.counter)}` : named("devices", d.id));
    text(name.children[1], d.id);
    text(state.firstChild, words.device[d.state]);
    set(state.firstChild, { "data-device": d.state });
    text(since, ago(d.since));
    text(error, d.error ? `${words.errors[d.error] ?? d.error}${d.error_at ? ` · ${short.format(new Date(d.error_at))}` : ""}` : words.none);
  });
}

function drawOpenAlerts() {
  text($("alerts-count"), picture.alerts.filter((a) => !a.acknowledged_by).length);
  set($("no-alerts"), { hidden: picture.alerts.length > 0 });
  drawAlerts($("alerts"), picture.alerts, said);
  drawBackup(picture.backup);
  const hook = picture.webhook;
  set($("webhook"), { hidden: !hook });
  if (!hook) return;
  text($("webhook-words"), fill(words.webhook[hook.state], { host: hook.host ?? "", n: hook.waiting, why: why(hook.why) }));
  set($("webhook-words"), { "data-bad": hook.state === "failing" || hook.state === "no_secret" });
  if ($("webhook-test")) set($("webhook-test"), { hidden: hook.state === "off" || hook.state === "no_secret" });
}

function drawBackup(backup) {
  set($("backup"), { hidden: !backup });
  if (!backup) return;
  const at = backup.at && (now() - Date.parse(backup.at) < DAY ? short : dated).format(new Date(backup.at));
  text($("backup"), !backup.known ? words.backup.unknown : at ? fill(words.backup.at, { at }) : words.backup.never);
}

const why = (code) => words.webhook.whys[code] ?? code ?? "";

/** One after the other: each is an act of its own in the journal. */
async function acknowledge(alerts) {
  for (const { alert, about } of alerts) if (!(await act("/hall/alerts/acknowledge", { alert, about }))) return;
}

async function act(path, body) {
  text($("wrong"), "");
  try {
    await post(path, body);
    return true;
  } catch (error) {
    text($("wrong"), error.status === 401 ? words.expired : fill(words.failed, { why: error.detail ?? error.code }));
    return false;
  }
}

link.watch(setting.topic, (news) => {
  picture = news;
  draw();
  bell.look(picture.alerts);
});
const show = (news) => through.draw(news);
link.watch(topic, show);
$("through-service").addEventListener("change", (event) => {
  link.unwatch(topic);
  topic = event.target.value ? `today/${event.target.value}` : setting.today;
  link.watch(topic, show);
});
link.onStale((s) => {
  stale = s >= STALE ? s : 0;
  draw();
  if (picture) bell.look(picture.alerts);
});
link.onRefused((topic, code) => ["not_allowed", "who_are_you"].includes(code) && text($("wrong"), words.expired));
$("all").addEventListener("change", draw);
$("all-devices").addEventListener("change", draw);
$("confirm-clock")?.addEventListener("click", () => act("/hall/confirm-clock", {}));
$("webhook-test")?.addEventListener("click", async ({ target }) => {
  set(target, { disabled: true });
  try {
    const { why: code, ms } = await post("/dashboard/webhook/test", {}, { patience: 12000 });
    text($("webhook-said"), code ? fill(words.webhook.failed, { why: why(code) }) : fill(words.webhook.tried, { ms: number.format(ms) }));
  } catch (error) {
    text($("webhook-said"), error.status === 401 ? words.expired : fill(words.webhook.failed, { why: error.detail ?? error.code }));
  }
  set(target, { disabled: false });
});
const day = $("dialog-day");
$("close-day")?.addEventListener("click", () => {
  text($("day-waiting"), fill(words.day_waiting, { n: picture?.today.waiting ?? 0 }));
  day.showModal();
});
$("day-leave").addEventListener("click", () => day.close());
day.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await act("/hall/close-day", {})) day.close();
  else text(day.querySelector(".sheet-wrong"), $("wrong").textContent);
});
