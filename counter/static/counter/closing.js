// The closing list: who is still here, put off in one act; who was put off to today, checked in.
import { get, newKey, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const EVERY = 10_000; // ms between two looks
let picture = null;
let key = newKey(); // of the act being chosen: a double press is one act

const clock = new Intl.DateTimeFormat(setting.lang, { timeZone: setting.zone, hour: "2-digit", minute: "2-digit" });
const date = (day) => new Intl.DateTimeFormat(setting.lang, { timeZone: "UTC", weekday: "long", day: "numeric", month: "numeric" }).format(new Date(day));
const what = (row) => [setting.names[row.service] ?? row.service, words.classes[row.class]].filter(Boolean).join(" · ");

function draw() {
  const { left, day, given, today } = picture;
  text($("left-count"), left.length);
  set($("left-table"), { hidden: left.length === 0 });
  set($("nobody"), { hidden: left.length > 0 && Boolean(day) });
  text($("nobody"), left.length === 0 ? words.nobody : words.no_day);
  keyed($("left"), left, (t) => t.id, () => el("tr", {}, el("th", { scope: "row" }), el("td"), el("td")), (tr, t) => {
    const [number, service, since] = tr.children;
    text(number, t.number);
    text(service, what(t));
    text(since, [words.states[t.state], fill(words.since, { time: clock.format(new Date(t.since)) })].join(" · "));
  });
  if (setting.supervisor) {
    set($("put-off"), { hidden: left.length === 0 || !day });
    if (day) text($("act"), fill(words.put_off, { n: left.length, day: date(day) }));
  }
  set($("given-box"), { hidden: given.length === 0 });
  list("given", given, (p) => fill(words.to, { day: date(p.day) }));
  list("today", today, (p) => (p.now ? fill(words.used, { number: p.now }) : words.not_yet));
}

function list(name, rows, said) {
  keyed($(name), rows, (p) => `${p.day ?? ""}${p.number}`, () => el("li", {}, el("b"), " ", el("span"), " ", el("small")), (li, p) => {
    const [number, service, more] = li.children;
    text(number, p.number);
    text(service, what(p));
    text(more, said(p));
  });
}

async function look() {
  try {
    picture = await get("/closing");
    draw();
  } catch {
    // the next look tells
  }
}

async function act(path, body, said) {
  for (const id of ["said", "wrong"]) set($(id), { hidden: true });
  try {
    const answer = await post(path, body, { key });
    key = newKey();
    text($("said"), said(answer));
    set($("said"), { hidden: false });
    await look();
    return true;
  } catch (error) {
    if (error.code !== "no_answer" && error.status !== 503) key = newKey();
    text($("wrong"), words.codes[error.code] ?? words.codes.unknown);
    set($("wrong"), { hidden: false });
    return false;
  }
}

function sure(asked) {
  set($("sure"), { hidden: !asked });
  set($("put-off"), { hidden: asked });
  if (asked) text($("sure-words"), fill(words.sure, { n: picture.left.length, day: date(picture.day) }));
  $(asked ? "no" : "act").focus();
}

if (setting.supervisor) {
  $("put-off").addEventListener("submit", (event) => {
    event.preventDefault();
    sure(true);
  });
  $("no").addEventListener("click", () => sure(false));
  $("yes").addEventListener("click", async () => {
    sure(false);
    const printer = new FormData($("put-off")).get("printer") || null;
    await act("/closing/put-off", { printer }, (done) => fill(words.done, { n: done.numbers.length, day: date(done.day) }));
  });
}
$("check-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const number = form.get("number").trim().toUpperCase();
  const done = await act("/closing/check-in", { number, printer: form.get("printer") || null }, (it) => fill(words.first, { number, new: it.number }));
  if (done) event.target.reset();
});

look();
setInterval(() => !document.hidden && $("sure")?.hidden !== false && look(), EVERY);
