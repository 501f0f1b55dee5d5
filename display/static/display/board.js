// board.js: the TV board. Draws each whole picture; keeps the clock, the pages, the staleness.

import { data, el, keyed, set, text } from "/static/web/dom.js";
import { live } from "/static/web/live.js";
import { drawHero, drawPast, pagesOf } from "/static/display/calls.js";
import { DENSE, mediaFits, NARROW, sizes } from "/static/display/layout.js";
import { Media } from "/static/display/media.js";
import { PAGE, spoken, Turn } from "/static/display/notices.js";
import { drawMessage, drawTest, drawUrgent } from "/static/display/panels.js";
import { Voice } from "/static/display/voice.js";

const HIGHLIGHT = 10500; // ms a new call stands out at least
const LATE = 60000; // ms: a call older than that when first seen is no news
const HIDE_AFTER = 60; // s without news until the numbers are hidden: they may be wrong

const { display, words, clips, languages, tried: pairs } = data("board");
const tried = Object.fromEntries(pairs); // in the order of speaking
const part = (id) => document.getElementById(id);
const l = live();
const serverNow = () => l.now().getTime();

let picture = null;
let made = 0; // when the picture was made, server's ms
const fresh = new Map(); // seq -> until when it stands out, performance.now()
let page = { number: 0, since: performance.now(), key: "" };

const media = new Media(part("media"), display);
const turns = { message: new Turn(), urgent: new Turn() };
const voice = Object.keys(clips).length ? new Voice(clips, serverNow, draw) : null;
window.hall_voice = voice;

function pick(named) {
  return named ? (named[languages[0]] ?? Object.values(named)[0] ?? "") : "";
}

l.watch(`display/${display}`, see);
if (voice) {
  l.announce((item) => voice.hear(item));
  part("sound").addEventListener("click", () => voice.allow());
  addEventListener("pointerdown", () => voice.allow());
  addEventListener("keydown", () => voice.allow());
}

function see(next, { at }) {
  const first = picture === null;
  picture = next;
  made = at;
  for (const call of picture.now) {
    if (fresh.has(call.seq)) continue;
    const age = serverNow() - Date.parse(call.called_at);
    fresh.set(call.seq, performance.now() + (age < (first ? HIGHLIGHT : LATE) ? HIGHLIGHT : 0));
  }
  const shown = new Set(picture.now.map((call) => call.seq));
  for (const seq of fresh.keys()) if (!shown.has(seq)) fresh.delete(seq);
  voice?.see(picture, made);
  voice?.mute(Boolean(until(picture.muted_until)), made);
  if (picture.test && voice) voice.hear(trial(picture.test));
  media.see(picture.media);
  draw();
}

// A time of the picture's that has not come yet, else null: pictures come every 5 s at least.
const until = (time) => (time && Date.parse(time) > serverNow() ? time : null);

// The voice's part of a test, in its queue like a call.
const trial = ({ seq, until: end }) => ({
  seq, at: Date.parse(end) - 15000, test: true, call: { number: "", counter: "", again: false },
  words: tried, short: tried, spare: {}, repeat: 0,
});

// The called ones that stand out, newest first; the one being spoken among them.
function standingOut() {
  const now = performance.now();
  const spoken = voice?.speaking?.seq;
  return picture.now.filter((call) => call.seq === spoken || fresh.get(call.seq) > now);
}

function draw() {
  if (!picture) return;
  const size = sizes({ ...picture, width: innerWidth, height: innerHeight });
  const root = document.documentElement.style;
  root.setProperty("--board-number", `${size.number}px`);
  root.setProperty("--board-rest", `${size.rest}px`);
  size.dense = size.lines < DENSE || innerWidth < size.rest * NARROW;
  document.body.classList.toggle("dense", size.dense);
  document.body.classList.toggle("slim", innerWidth < size.rest * (NARROW + 6));
  document.body.classList.toggle("packed", size.lines < 10);
  text(part("hall"), [pick(picture.hall), pick(picture.zone_name)].filter(Boolean).join(" · "));
  const out = standingOut();
  drawFoot(size);
  const urgent = picture.urgent && until(picture.urgent.until) ? picture.urgent : null;
  const test = !urgent && !out.length && until(picture.test?.until) ? picture.test : null;
  const beside = !urgent && media.any && mediaFits({ ...size, calls: picture.now, width: innerWidth, height: innerHeight });
  document.body.classList.toggle("with-media", Boolean(beside));
  set(part("media"), { hidden: !beside });
  media.hush(Boolean(voice?.running || out.length || picture.muted_until));
  const shown = drawHero(part("hero"), {
    calls: out.length ? out : picture.now.slice(0, 1),
    fresh: new Set(out.map((call) => call.seq)),
    speaking: voice?.speaking?.seq,
    size, words, pick, second: languages[1],
  });
  set(part("none"), { hidden: picture.now.length > 0 });
  text(part("none-words"), picture.messages[languages[0]] ?? words.none[0]);
  if (part("none-second")) text(part("none-second"), picture.messages[languages[1]] ?? words.none[1]);
  const rows = Math.max(picture.rows, 6); // never fewer than five calls of history
  const rest = picture.now.filter((call) => !shown.has(call.seq)).slice(0, Math.max(5, rows - shown.size));
  turnPages(rest, size);
  set(part("sound"), { hidden: !voice?.blocked });
  document.body.classList.toggle("urgent", Boolean(urgent));
  drawUrgent(part("urgent"), urgent && spoken(languages, urgent.texts), { size, turn: turns.urgent, words });
  drawTest(part("test"), test && picture, { size, width: innerWidth, height: innerHeight, words, pick });
}

function drawFoot(size) {
  text(part("waiting"), picture.waiting);
  keyed(part("next"), picture.next, (n) => n.number, (n) => el("b", {}, n.number));
  set(part("next").parentElement, { hidden: !picture.next.length });
  const last = picture.now[0];
  text(part("last-call"), last ? `${last.number} → ${last.label ?? pick(last.counter_name)}` : "");
  const muted = until(picture.muted_until);
  set(part("muted"), { hidden: !muted });
  document.body.classList.toggle("muted", Boolean(muted));
  if (muted) text(part("muted-until"), clockOf(new Date(muted)));
  const notice = picture.notice && until(picture.notice.until) ? picture.notice.texts : null;
  const lines = spoken(languages, picture.now.length ? picture.messages : null, notice);
  drawMessage(part("message"), lines, { size, width: innerWidth, turn: turns.message });
}

const clockOf = (at) =>
  at.toLocaleTimeString(languages[0], { timeZone: picture.timezone, hour: "2-digit", minute: "2-digit", hour12: false });

// The first page comes back with every new call, and stays 8 s like the others.
function turnPages(rest, size) {
  const key = rest.map((call) => call.seq).join();
  const pages = pagesOf(part("past"), rest, size);
  if (key !== page.key) page = { number: 0, since: performance.now(), key };
  if (performance.now() - page.since >= PAGE) {
    page = { number: (page.number + 1) % pages.all.length, since: performance.now(), key };
  }
  if (page.number >= pages.all.length) page.number = 0;
  drawPast(part("past"), pages, page.number, { size, pick });
  const dots = pages.all.length > 1 ? pages.all : [];
  keyed(part("pages"), dots.map((_, i) => i), (i) => i, () => el("i"),
    (node, i) => node.classList.toggle("here", i === page.number));
}

function drawClock() {
  if (!picture) return;
  const zone = { timeZone: picture.timezone };
  const now = l.now();
  text(part("time"), clockOf(now));
  text(part("date"), now.toLocaleDateString(languages[0], { ...zone, weekday: "long", day: "2-digit", month: "2-digit" }));
}

l.onStale((seconds) => {
  const after = picture?.stale_after ?? 10;
  set(part("stripe"), { hidden: seconds < after });
  const hide = seconds >= HIDE_AFTER;
  set(part("lost"), { hidden: !hide });
  document.body.classList.toggle("hidden-numbers", hide);
});

setInterval(() => {
  drawClock();
  draw();
  // the news of a call was lost on the way: asking anew brings what was spoken in the last 20 s
  if (voice && picture && voice.misses(picture) && l.connected) l.watch(`display/${display}`, see);
}, 500);
addEventListener("resize", draw);
document.fonts.ready.then(draw);
// a board is nobody's to touch: it may reload when nothing is being spoken
l.idleWhen(() => !voice?.running);
