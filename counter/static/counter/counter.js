// The officer's page: one picture from the socket, moves by HTTP, everything by key.
import { live } from "/static/web/live.js";
import { get, newKey, post } from "/static/web/api.js";
import { data, el, fill, set, text } from "/static/web/dom.js";
import { allowed, draw } from "./view.js";
import { ask } from "./dialogs.js";
import { alarms } from "./alarms.js";
import { Lead } from "./lead.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const base = `/counters/${encodeURIComponent(setting.counter)}`;

let picture = null; // the last one; everything on the page comes from it
let busy = false; // a move is on its way: nothing else may start
let running = null; // what was pressed last
let waiting = null; // pressed meanwhile: done next, if it may be done then
let open = null; // {choice, key} of a move nobody has answered: the same press asks with the same key
let called = -Infinity; // when the last number was called from here: a double tap is not two calls
let stale = 0; // seconds without news, from STALE on
const STALE = 5;

const link = live();
const now = () => link.now().getTime();

const drawAlarms = alarms({
  setting, words, send: (path) => send(path, {}),
  refused: (error) => (error.status === 401 ? expired() : text($("wrong"), words.codes[error.code] ?? words.codes.unknown)),
});
const lead = new Lead(`counter/${setting.counter}/${setting.me}`, (leads) => {
  setting.follows = !leads;
  if (!leads) for (const dialog of document.querySelectorAll("dialog.sheet[open]")) dialog.close();
  redraw();
});

const time = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", timeZone: setting.zone });

function redraw() {
  if (picture && setting.follows !== undefined) draw(picture, now(), { setting, words, acts });
  text($("time"), picture ? time.format(link.now()) : "");
  const stopped = picture?.hall.stopped;
  const stripe = stale ? fill(words.stale, { n: stale }) : stopped ? words.stopped : "";
  text($("stripe"), stripe);
  set($("stripe"), { hidden: !stripe });
}

link.watch(`counter/${setting.counter}`, (news) => {
  picture = news;
  redraw();
  drawAlarms(picture.alarms);
});
link.onStale((seconds) => {
  stale = seconds >= STALE ? seconds : 0;
  redraw();
});
link.onRefused((topic, code) => ["who_are_you", "not_allowed"].includes(code) && expired());
link.idleWhen(() => !busy && !document.querySelector("dialog[open]"));

/** Posts one choice; after no answer the same choice goes out again under the same key. */
async function send(path, body) {
  const choice = path + JSON.stringify(body);
  const key = open?.choice === choice ? open.key : newKey();
  open = { choice, key };
  try {
    const answer = await post(path, body, { key });
    open = null;
    return answer;
  } catch (error) {
    if (error.code !== "no_answer" && error.status !== 503) open = null;
    throw error;
  }
}

/** One move: one press, one key, nothing else meanwhile. Gives the answer, null after a refusal. */
async function move(path, body = {}, said = "") {
  if (busy) return null;
  busy = true;
  set(document.body, { "data-busy": true, "aria-busy": "true" });
  text($("wrong"), "");
  try {
    const answer = await send(path, body);
    text($("said"), said);
    return answer ?? {};
  } catch (error) {
    if (error.status === 401) {
      expired();
    } else {
      const state = error.state ? ` (${words.states[error.state] ?? error.state})` : "";
      text($("wrong"), `${words.codes[error.code] ?? words.codes.unknown}${state}`);
    }
    return null;
  } finally {
    busy = false;
    set(document.body, { "data-busy": false, "aria-busy": false });
    const after = waiting;
    waiting = null;
    if (after) press(after);
  }
}

/** A press while a move is on its way is not lost; the same one again is a second of a double. */
function press(act) {
  if (!busy) {
    running = act;
    act();
  } else if (act !== running) waiting = act;
}

function expired() {
  const box = $("wrong");
  box.replaceChildren(words.codes.expired, " ", el("a", { href: `/login?next=${encodeURIComponent(location.pathname)}` }, words.sign_in));
}

async function next() {
  if (!can().next || performance.now() - called < 2000) return;
  if (picture.times.outcome === "required" && picture.ticket?.state === "serving") {
    await outcome();
    return;
  }
  const answer = await move(`${base}/call-next`);
  if (answer === null) return;
  if (answer.number) {
    called = performance.now();
    text($("said"), fill(words.said.called, { number: answer.number }));
  } else text($("said"), words.nobody);
}

async function transfer() {
  if (!can().transfer) return;
  await ask("transfer", {
    picture, setting, words,
    send: (form) => {
      const to = form.get("to");
      const where = to === "back" ? {} : { [to]: form.get(to) };
      return send(`${base}/transfer`, { ...where, note: form.get("note") || null, back: form.get("back") === "on" });
    },
  });
}

async function write() {
  if (!can().write) return;
  const { id } = picture.ticket;
  await ask("note", { picture, setting, words, send: (form) => send(`/tickets/${id}/note`, { note: form.get("note") }) });
}

async function outcome() {
  if (!can().outcome) return;
  await ask("outcome", {
    picture, setting, words,
    send: (form) => send(`${base}/finish`, {
      outcome: form.get("outcome"), services: form.getAll("services"),
      next: form.get("next") === "end" ? null : form.get("next") || null, end: form.get("next") === "end",
    }),
  });
}

async function serve() {
  if (!can().serve) return;
  await ask("serve", {
    picture, setting, words,
    send: async (form) => {
      const it = await send(`${base}/serve`, { service: form.get("service"), reason: form.get("reason") });
      text($("said"), fill(words.said.serve, { number: it.number }));
    },
  });
}

async function holdUntil() {
  if (!can().hold) return;
  await ask("hold", {
    picture, setting, words,
    send: (form) => send(`${base}/hold`, {
      minutes: form.get("minutes") ? Number(form.get("minutes")) : null, note: form.get("note") || null,
    }),
  });
}

/** Where each visit needs an outcome, finishing asks for it. */
const finish = () => (picture?.times.outcome === "required" && picture.ticket?.state === "serving" ? outcome() : acts.finish_plain());

async function byHand() {
  if (!can()["by-hand"]) return;
  await ask("by-hand", {
    picture, setting, words,
    send: async (form) => {
      const number = form.get("number").trim().toUpperCase();
      const found = await ticketOf(number);
      if (!found) throw Object.assign(new Error(number), { code: "unknown_ticket" });
      return send(`${base}/call`, { ticket: found, reason: form.get("reason") });
    },
  });
}

async function ticketOf(number) {
  const known = [...picture.heads, ...picture.no_show].find((t) => t.number === number);
  if (known) return known.id;
  return (await get(`${base}/tickets?number=${encodeURIComponent(number)}`)).tickets[0]?.id;
}

async function sure(name, path, values = {}) {
  const w = words.sure[name];
  await ask("sure", { picture, setting, words, title: fill(w.title, values), say: fill(w.words, values), act: w.act, send: (form) => send(path, {}) });
}

const pause = () => can().pause && (picture.session.paused_at
  ? move(`${base}/unpause`, {}, words.said.unpaused)
  : ask("pause", { picture, setting, words, send: (form) => send(`${base}/pause`, { reason: form.get("reason") }) }));

function gate() {
  if (setting.follows) return lead.take();
  if (!picture || !setting.may_open) return null;
  if (!picture.session) return move(`${base}/open`, {}, words.said.opened);
  if (!can().here) return sure("take_over", `${base}/take-over`, { officer: picture.session.officer });
  if (picture.session.paused_at) return pause();
  return acts.close();
}

function undo() {
  if (can().undo) return move(`${base}/undo`, {}, words.said.undone);
  return null;
}

const simple = (name) => () => {
  if (!can()[name]) return null;
  const { number, then } = picture.ticket;
  const goesOn = name === "finish" && then.length > 0;
  const service = goesOn ? setting.names.services[then[0]] : "";
  return move(`${base}/${name}`, {}, fill(words.said[goesOn ? "goes_on" : name], { number, service }));
};

const acts = {
  next, transfer, outcome, "hold-until": holdUntil, "by-hand": byHand, serve, undo, pause, gate, write,
  start: simple("start"), finish, finish_plain: simple("finish"), recall: simple("recall"), "no-show": simple("no-show"), hold: simple("hold"),
  close: () => can().close && sure("close", `${base}/close`),
  help: () => ask("help", { picture, setting, words }),
  resume: (t) => can().resume && move(`${base}/resume`, { ticket: t.id }, fill(words.said.resumed, { number: t.number })),
  resume_first: () => picture?.held.length && acts.resume(picture.held[0]),
  back_to_line: (t) => move(`/tickets/${t.id}/return`, {}, fill(words.said.returned, { number: t.number })),
  call_now: (t) => move(`${base}/call`, { ticket: t.id, reason: "came-back" }, fill(words.said.called, { number: t.number })),
};

function can() {
  return picture && setting.follows === false ? allowed(picture, setting, now()) : {};
}

// By code, not by letter: a Vietnamese input method and Caps Lock change letters, not keys.
const KEYS = {
  Space: next, KeyS: acts.start, KeyF: acts.finish, KeyR: acts.recall, KeyN: acts["no-show"], KeyH: acts.hold, KeyT: transfer,
  KeyU: undo, KeyC: byHand, KeyE: write, KeyW: serve, KeyG: acts.resume_first, KeyO: gate, KeyP: pause, "Shift+KeyF": outcome, "Shift+KeyH": holdUntil, "Shift+Slash": acts.help,
};

// A keypad of its own, from config.yaml: its keys act though the letters are switched off.
const VERBS = {
  next, recall: acts.recall, start: acts.start, finish: acts.finish, no_show: acts["no-show"], hold: acts.hold, transfer, undo,
};
const KEYPAD = Object.fromEntries(Object.entries(setting.keypad).map(([code, verb]) => [code, VERBS[verb]]));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  // In a dialog just closed the focus is nowhere: the browser says so a moment later only.
  const on = document.activeElement?.closest("dialog") ? null : document.activeElement;
  if (event.key === "Escape") {
    on?.blur();
    return;
  }
  const typing = on?.matches("input, textarea, select");
  const pressing = ["Space", "Enter"].includes(event.code) && on?.matches("button, a, summary");
  const act = KEYPAD[event.code] ?? KEYS[`${event.shiftKey ? "Shift+" : ""}${event.code}`] ?? (event.key === "?" ? acts.help : null);
  if (!act || typing || pressing) return;
  const letters = localStorage.getItem("counter.keys") !== "off";
  if (!letters && act !== acts.help && !KEYPAD[event.code]) return;
  event.preventDefault();
  if (!event.repeat) press(act);
});

// A pointer leaves no focus behind, so that Space stays "next"; the keyboard keeps its place.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && event.detail > 0) button.blur();
});

for (const button of document.querySelectorAll("[data-move]")) button.addEventListener("click", () => press(acts[button.dataset.move]));
for (const name of ["write", "next", "undo", "outcome", "hold-until", "by-hand", "serve", "pause", "close", "help"]) $(name).addEventListener("click", () => press(acts[name]));
$("gate-act").addEventListener("click", gate);
$("keys-on").checked = localStorage.getItem("counter.keys") !== "off";
$("keys-on").addEventListener("change", (event) => localStorage.setItem("counter.keys", event.target.checked ? "on" : "off"));
