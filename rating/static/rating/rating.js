// The rating tablet: one press is enough; it is sent after a pause in which it can be changed.
import { live } from "/static/web/live.js";
import { post } from "/static/web/api.js";
import { data, fill, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const faces = [...document.querySelectorAll(".rating-face")];
const reasons = [...document.querySelectorAll(".rating-reason")];

const PAUSE = 3000; // the press can be changed
const PAUSE_WITH_REASONS = 10_000; // reading the reasons takes longer; every touch begins it anew
const THANKS = 2000;
const LAST_MOMENT = 1500; // before the window closes, what was pressed is sent

let picture = null;
let vote = null; // {leg, number, score, at: when to send}
let thanks = 0; // monotonic time the thanks end
let done = null; // the visit already rated here
let sending = false;
let stale = false; // no news for 10 s: whether a visit is open is not known

const link = live();
const now = () => performance.now();
/** When the window closes, in this machine's monotonic time. */
const until = () => now() + Date.parse(picture.until) - link.now().getTime();
const visit = () => (picture?.state === "open" ? `${picture.ticket}/${picture.leg}` : null);

function draw() {
  const open = !stale && visit() !== null && visit() !== done && until() > now();
  const shown = thanks > now() ? "thanks" : sending || vote ? "open" : open ? "open" : "closed";
  $("rating").dataset.state = picture ? shown : "loading";
  for (const name of ["closed", "open", "thanks"]) set($(name), { hidden: name !== shown });
  text($("closed-words"), stale ? words.stale : words.closed);
  text($("closed-title"), picture?.state === "called" ? fill(words.called, { number: picture.number }) : words.welcome);
  if (shown === "open") text($("whose"), fill(words.whose, { number: vote?.number ?? picture.number }));
  for (const face of faces) {
    const mine = vote?.score === Number(face.dataset.score);
    set(face, { "aria-checked": String(mine), tabindex: mine || (!vote && face === faces[0]) ? "0" : "-1" });
  }
  const low = Boolean(vote) && vote.score <= setting.low;
  set($("why"), { hidden: !low || reasons.length === 0 });
  set($("sending"), { hidden: !vote });
  if (vote) text($("countdown"), sending ? words.sending : fill(words.countdown, { n: Math.max(1, Math.ceil((vote.at - now()) / 1000)) }));
}

function press(score) {
  if (sending) return;
  if (!vote) vote = { ticket: picture.ticket, leg: picture.leg, number: picture.number, until: until() };
  vote.score = score;
  wait();
}

/** Begins the pause anew, but never past the end of the window. */
function wait() {
  const pause = vote.score <= setting.low && reasons.length ? PAUSE_WITH_REASONS : PAUSE;
  vote.at = Math.min(now() + pause, Math.max(now(), vote.until - LAST_MOMENT));
  text($("wrong"), "");
  draw();
}

async function send() {
  if (!vote || sending) return;
  sending = true;
  draw();
  const low = vote.score <= setting.low;
  const body = { ticket: vote.ticket, leg: vote.leg, score: vote.score };
  const chosen = reasons.filter((r) => r.getAttribute("aria-pressed") === "true").map((r) => r.dataset.reason);
  if (low && chosen.length) body.reasons = chosen;
  if (low && $("comment").value.trim()) body.comment = $("comment").value.trim();
  const mine = `${vote.ticket}/${vote.leg}`;
  try {
    await post(`/counters/${encodeURIComponent(setting.counter)}/rating`, body);
    thanks = now() + THANKS;
  } catch (error) {
    text($("wrong"), words.codes[error.code] ?? words.codes.unknown);
    setTimeout(() => text($("wrong"), ""), 4000);
  }
  done = mine;
  sending = false;
  clear();
}

function clear() {
  vote = null;
  for (const reason of reasons) set(reason, { "aria-pressed": "false" });
  $("comment").value = "";
  if (setting.other) set($("comment-box"), { hidden: true });
  draw();
  // The next citizen finds the hall's own language again.
  if (!setting.home) setTimeout(() => location.replace(location.pathname), THANKS);
}

for (const face of faces) {
  face.addEventListener("click", () => press(Number(face.dataset.score)));
  // A group of radios: arrows move and choose.
  face.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = faces[(faces.indexOf(face) + step + faces.length) % faces.length];
    press(Number(to.dataset.score));
    to.focus();
  });
}
// A keypad with faces is a keyboard: its keys press, once each, while the faces are shown.
document.addEventListener("keydown", (event) => {
  const score = setting.keypad[event.code];
  const typing = document.activeElement?.matches("textarea");
  const pressing = ["Space", "Enter"].includes(event.code) && document.activeElement?.matches("button, a");
  if (!score || event.repeat || typing || pressing || event.ctrlKey || event.altKey || event.metaKey) return;
  if ($("rating").dataset.state !== "open" || sending || (!vote && visit() === null)) return;
  event.preventDefault();
  press(score);
});
for (const reason of reasons) {
  reason.addEventListener("click", () => {
    if (!vote) return;
    set(reason, { "aria-pressed": String(reason.getAttribute("aria-pressed") !== "true") });
    if (reason.dataset.reason === setting.other) set($("comment-box"), { hidden: reason.getAttribute("aria-pressed") !== "true" });
    wait();
  });
}
$("comment").addEventListener("input", () => vote && wait());
$("send").addEventListener("click", send);

link.watch(`rating/${setting.counter}`, (news) => {
  picture = news;
  // The next visit has begun: what was pressed belongs to the one before and is sent at once.
  if (vote && !sending && visit() !== `${vote.ticket}/${vote.leg}`) send();
  draw();
});
link.onStale((seconds) => {
  stale = seconds >= 10;
  draw();
});
link.idleWhen(() => !vote && !sending && visit() === null);
setInterval(() => {
  if (vote && !sending && now() >= vote.at) send();
  else draw();
}, 200);
