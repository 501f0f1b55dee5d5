// The reception's page: one ticket after the other, by keyboard at a desk or by thumb on a phone.
// What is shown of a ticket comes live from its own topic; the verbs go out by HTTP.

import { live } from "/static/web/live.js";
import { get, newKey, post } from "/static/web/api.js";
import { data, el, keyed, set, text } from "/static/web/dom.js";
import { Words } from "/static/kiosk/words.js";
import { Taking } from "/static/kiosk/reception_take.js";
import { Found } from "/static/kiosk/reception_ticket.js";
import { why } from "/static/kiosk/reception_words.js";

const STALE = 5; // s without news before the page says so
const page = data("data");
const words = new Words({ [page.language]: page.words }, [page.language]);
const say = words.say.bind(words);
const $ = (id) => document.getElementById(id);
const link = live();
let desk = null; // the topic `desk`
let stale = 0;
let open = null; // {choice, key} of a deed nobody has answered: the same one goes out with the same key

/** Posts one choice and says what came of it; gives the answer, null after a refusal. */
async function act(path, body = {}, said = "") {
  const choice = path + JSON.stringify(body);
  const key = open?.choice === choice ? open.key : newKey();
  open = { choice, key };
  tell("", "");
  try {
    const answer = await post(path, body, { key });
    open = null;
    tell("said", said);
    return answer ?? {};
  } catch (error) {
    if (error.code !== "no_answer" && error.status !== 503) open = null;
    tell("wrong", why(say, error));
    return null;
  }
}

function tell(id, message) {
  for (const name of ["said", "wrong"]) {
    text($(name), name === id ? message : "");
    set($(name), { hidden: name !== id || !message });
  }
}

const found = new Found({ page, words, act, tell, link, desk: () => desk });
const taking = new Taking({ page, words, act, tell, desk: () => desk, shown: (ticket, channel) => show(ticket.id, channel) });

function show(id, channel = null) {
  $("reception").dataset.ticket = id;
  found.show(id, channel);
}

function done() {
  delete $("reception").dataset.ticket;
  found.leave();
  tell("", "");
  $("found").replaceChildren();
  $("number").value = "";
  taking.begin();
}

async function search(event) {
  event?.preventDefault();
  tell("", "");
  try {
    const { tickets } = await get(`/tickets?number=${encodeURIComponent($("number").value)}`);
    set($("none"), { hidden: tickets.length > 0 });
    drawFound(tickets);
    if (tickets.length === 1) show(tickets[0].id);
    else $("found").querySelector("button")?.focus();
  } catch (error) {
    tell("wrong", why(say, error));
  }
}

function drawFound(tickets) {
  keyed($("found"), tickets, (t) => t.id, (t) => el("li", {}, el("button", { type: "button", onclick: () => show(t.id) },
    el("b"), el("span"), el("small"))), (li, t) => {
    const [number, service, state] = li.firstChild.children;
    text(number, t.asked === t.number ? t.number : say("{old}, now {number}", { old: t.asked, number: t.number }));
    text(service, page.services[t.service] ?? t.service);
    text(state, found.state(t));
  });
}

link.watch("desk", (news) => {
  desk = news;
  set($("reception"), { "data-state": "live" });
  taking.draw();
  found.draw();
  drawAlarms();
});
link.onStale((seconds) => {
  stale = seconds >= STALE ? seconds : 0;
  const stripe = stale ? say("No connection to the server for {n} s. What you see may be old.", { n: stale })
    : desk && desk.state !== "open" ? say("The hall cannot write anything down right now. It goes on by itself.") : "";
  text($("stripe"), stripe);
  set($("stripe"), { hidden: !stripe });
  set($("reception"), { "data-stale": stripe ? true : null });
});
link.onRefused((topic, code) => {
  if (code === "who_are_you" || code === "not_allowed") tell("wrong", why(say, { code: "expired" }));
});
link.idleWhen(() => !document.querySelector("dialog[open]") && !$("reception").dataset.ticket && !$("query").value);

function drawAlarms() {
  keyed($("alarms"), desk.alarms, (a) => a.counter, (a) => el("li", {}, el("b"), " ", el("span"), " ",
    el("button", { type: "button", onclick: () => act(`/counters/${encodeURIComponent(a.counter)}/alarm/answer`) }, say("I am coming"))), (li, a) => {
    const [where, who, button] = li.children;
    text(where, say("Help is needed at {counter}", { counter: page.counters[a.counter] ?? a.counter }));
    text(who, a.acknowledged_by ? say("{officer} – {helper} is coming", { officer: a.officer, helper: a.acknowledged_by }) : a.officer);
    set(button, { hidden: Boolean(a.acknowledged_by) });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if ($("reception").dataset.ticket) done();
    else document.activeElement?.blur();
    return;
  }
  if (document.activeElement?.matches("input, textarea, select")) return;
  const goes = { Slash: $("number"), KeyT: $("query") }[event.code];
  if (!goes) return;
  event.preventDefault();
  goes.focus();
  goes.select();
});
$("find").addEventListener("submit", search);
$("done").addEventListener("click", done);
found.wire();
taking.begin(false);
document.body.dataset.ready = "yes";
