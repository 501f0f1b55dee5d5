// What the officer sees, made wholly from the counter's picture and the server's time.
import { clock, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const ms = (time) => Date.parse(time);

/** The words for an id in the page's language, the id itself for one the page does not know. */
export const named = (setting, kind, id) => setting.names[kind][id] ?? id ?? "";

/** Which moves are legal, from the picture alone (the server decides again). */
export function allowed(picture, setting, now) {
  const { session, ticket } = picture;
  const here = Boolean(session) && !setting.follows && (session.officer === setting.me || setting.supervisor);
  const state = ticket?.state;
  const atCounter = here && Boolean(ticket);
  return {
    here,
    next: here && !session.paused_at && !(ticket && picture.times.on_next === "refuse"),
    start: atCounter && state === "called",
    finish: atCounter,
    recall: atCounter && state === "called",
    "no-show": atCounter && state === "called" && now >= ms(ticket.last_called_at) + picture.times.no_show_not_before * 1000,
    hold: atCounter,
    transfer: atCounter,
    outcome: atCounter,
    write: atCounter,
    undo: here && !session.paused_at && Boolean(picture.undo) && now < ms(picture.undo.until),
    "by-hand": here && !session.paused_at && !ticket && (setting.supervisor || picture.times.officer_may_pick),
    serve: here && !session.paused_at && !ticket && (setting.supervisor || picture.times.without_ticket),
    resume: here && !session.paused_at && !ticket,
    pause: here && !ticket,
    close: here && !ticket,
  };
}

/** Draws everything; called with each picture and once a second. */
export function draw(picture, now, { setting, words, acts }) {
  const can = allowed(picture, setting, now);
  const { session, ticket } = picture;
  const minutes = (since) => {
    const n = Math.floor((now - ms(since)) / 60000);
    return n < 1 ? words.under_a_minute : fill(words.minutes, { n });
  };

  const mode = setting.follows ? "follows" : !session ? "closed" : !can.here ? "other" : session.paused_at ? "paused" : ticket ? ticket.state : "free";
  $("officer").dataset.state = mode;
  text($("who-name"), !session || session.officer === setting.me || !setting.supervisor
    ? session?.officer ?? setting.me : fill(words.acting, { me: setting.me, officer: session.officer }));
  text($("session"), words.session[mode] ?? words.session.open);
  document.title = `${ticket ? `${ticket.number} · ` : ""}${setting.counter_name}`;

  drawGate(picture, mode, { setting, words, minutes });
  set($("pause"), { hidden: !can.here || mode === "paused" });
  set($("close"), { hidden: !can.here });
  off($("pause"), !can.pause);
  off($("close"), !can.close);

  set($("ticket"), { hidden: !ticket && mode !== "free" });
  if (ticket) drawTicket(ticket, now, setting, words);
  else drawNobody(picture, now, words);

  set($("moves"), { hidden: !can.here || (mode === "paused" && !ticket) });
  for (const button of document.querySelectorAll("[data-move]")) off(button, !can[button.dataset.move]);
  off($("next"), !can.next);
  off($("outcome"), !can.outcome);
  off($("hold-until"), !can.hold);
  off($("write"), !can.write);
  off($("by-hand"), !can["by-hand"]);
  set($("by-hand"), { hidden: !setting.supervisor && !picture.times.officer_may_pick });
  off($("serve"), !can.serve);
  set($("serve"), { hidden: !setting.supervisor && !picture.times.without_ticket });
  text($("next-words"), ticket ? fill(words.finish_and_next, { number: ticket.number }) : words.next);
  const who = picture.next;
  text($("next-who"), who ? fill(words.next_who, { number: who.number, service: named(setting, "services", who.service), wait: minutes(who.since) }) : words.nobody);
  text($("next-why"), (who && words.rules[who.rule]) || "");

  const early = ticket?.state === "called" ? Math.ceil((ms(ticket.last_called_at) + picture.times.no_show_not_before * 1000 - now) / 1000) : 0;
  text($("no-show-in"), early > 0 ? fill(words.in_seconds, { n: early }) : "");
  set($("undo"), { hidden: !can.undo });
  if (can.undo) {
    const left = Math.ceil((ms(picture.undo.until) - now) / 1000);
    text($("undo-what"), fill(words.undo_what, { move: words.kinds[picture.undo.kind] ?? "", number: picture.undo.number ?? "", n: left }));
  }

  drawPrompt(picture, can, now, words, minutes);
  drawLists(picture, can, { setting, words, acts, minutes, now });
  return can;
}

function off(button, yes) {
  set(button, { "aria-disabled": yes ? "true" : false });
}

function drawGate(picture, mode, { setting, words, minutes }) {
  const { session, ticket } = picture;
  const gate = { closed: "closed", other: "other", paused: "paused", follows: "follows" }[mode];
  set($("gate"), { hidden: !gate });
  if (!gate) return;
  const w = words.gate[gate];
  text($("gate-title"), fill(w.title, { officer: session?.officer ?? "" }));
  const why = !setting.may_open && !setting.follows ? words.gate.not_yours
    : gate === "paused" ? fill(w.words, { reason: words.pauses[session.pause_reason] ?? session.pause_reason ?? "", wait: minutes(session.paused_at) })
    : gate === "other" && ticket ? fill(w.with_ticket, { number: ticket.number })
    : w.words;
  text($("gate-words"), why);
  set($("gate-act"), { hidden: !setting.may_open && !setting.follows, "data-act": { closed: "open", other: "take-over", paused: "unpause", follows: "lead" }[gate] });
  $("gate-act").replaceChildren(w.act, " ", el("kbd", {}, gate === "paused" ? "P" : "O"));
}

function drawTicket(ticket, now, setting, words) {
  text($("number"), ticket.number);
  text($("state"), words.states[ticket.state]);
  set($("state"), { "data-state": ticket.state });
  const since = ticket.state === "serving" ? ms(ticket.started_at) + ticket.held_ms : ms(ticket.last_called_at);
  text($("elapsed"), clock(now - since));
  text($("service"), named(setting, "services", ticket.service));
  const badges = [
    ticket.class !== "regular" && { key: "class", kind: "class", words: `${words.classes[ticket.class]}${ticket.ground ? `: ${named(setting, "grounds", ticket.ground)}` : ""}` },
    ...ticket.needs.map((need) => ({ key: need, kind: "need", words: words.needs[need] ?? need })),
    ticket.language !== setting.first && { key: "language", kind: "need", words: fill(words.speaks, { language: words.languages[ticket.language] ?? ticket.language }) },
    ticket.rule === "at_counter" && { key: "without", kind: "plain", words: words.without_ticket },
    ticket.then.length > 0 && { key: "then", kind: "plain", words: fill(words.then, { services: ticket.then.map((id) => named(setting, "services", id)).join(" → ") }) },
    ticket.returned && { key: "returned", kind: "plain", words: words.returned },
    ticket.back && { key: "back", kind: "plain", words: fill(words.goes_back, { counter: named(setting, "counters", ticket.back) }) },
  ].filter(Boolean);
  keyed($("badges"), badges, (b) => b.key, (b) => el("li", { class: "badge", "data-kind": b.kind }), (node, b) => text(node, b.words));
  set($("note"), { hidden: !ticket.note });
  text($("note-words"), ticket.note ?? "");
  const waited = Math.floor((ms(ticket.called_at) - ms(ticket.counts_from)) / 60000);
  const wait = waited < 1 ? words.under_a_minute : fill(words.minutes, { n: waited });
  text($("facts"), fill(words.facts, { wait, leg: ticket.leg, calls: 1 + ticket.recalls }));
  const earlier = ticket.legs.slice(0, -1);
  set($("legs"), { hidden: earlier.length === 0 });
  keyed($("legs"), earlier.map((leg, i) => ({ ...leg, i })), (leg) => leg.i, () => el("li"), (node, leg) =>
    text(node, [named(setting, "services", leg.service), named(setting, "counters", leg.counter), leg.officer].filter(Boolean).join(" · ")));
}

function drawNobody(picture, now, words) {
  text($("number"), "– – –");
  text($("state"), words.free);
  set($("state"), { "data-state": "free" });
  text($("elapsed"), picture.idle_since ? clock(now - ms(picture.idle_since)) : "");
  for (const id of ["service", "facts", "note-words"]) text($(id), "");
  for (const id of ["badges", "legs"]) $(id).replaceChildren();
  for (const id of ["note", "legs"]) set($(id), { hidden: true });
}

function drawPrompt(picture, can, now, words, minutes) {
  const { ticket, times } = picture;
  let prompt = "";
  let suggested = null;
  if (can.here && ticket?.state === "called" && now - ms(ticket.last_called_at) >= times.recall_after * 1000) {
    suggested = ticket.recalls < 2 ? "recall" : "no-show";
    prompt = fill(words.prompts[ticket.recalls === 0 ? "recall" : ticket.recalls === 1 ? "again" : "no_show"], { number: ticket.number });
  } else if (can.here && ticket?.state === "serving" && now - ms(ticket.started_at) - ticket.held_ms >= times.service_cap * 1000) {
    suggested = "finish";
    prompt = fill(words.prompts.forgotten, { number: ticket.number, wait: minutes(ticket.started_at) });
  } else if (can.next && !ticket && picture.next && picture.idle_since && now - ms(picture.idle_since) >= 10_000) {
    prompt = fill(words.prompts.someone, { number: picture.next.number, wait: minutes(picture.next.since) });
  }
  text($("prompt"), prompt);
  for (const button of document.querySelectorAll("[data-move]")) set(button, { "data-suggested": button.dataset.move === suggested });
}

function drawLists(picture, can, { setting, words, acts, minutes, now }) {
  const total = picture.waiting.reduce((sum, row) => sum + row.count, 0);
  text($("waiting-count"), total);
  set($("nobody"), { hidden: picture.waiting.length > 0 });
  keyed($("waiting"), picture.waiting, (row) => row.service ?? "own", () => el("tr", {},
    el("th", { scope: "row" }), el("td", { class: "number" }), el("td", { class: "number" })), (tr, row) => {
    const [name, count, longest] = tr.children;
    text(name, (row.service ? named(setting, "services", row.service) : words.own_line) + (row.list === "second" ? ` ${words.second_list}` : ""));
    text(count, row.count);
    text(longest, minutes(row.since));
  });
  set($("heads-title"), { hidden: picture.heads.length === 0 });
  keyed($("heads"), picture.heads, (t) => t.id, () => el("li", {}, el("b"), " ", el("span"), " ", el("small")), (li, t) => {
    const [number, service, wait] = li.children;
    text(number, t.number);
    text(service, [named(setting, "services", t.service), t.class !== "regular" && words.classes[t.class], t.own && words.to_you].filter(Boolean).join(" · "));
    text(wait, minutes(t.since));
  });
  list("held", picture.held, (t) => [[words.resume, can.resume, () => acts.resume(t)]], { setting, words, minutes, now });
  list("absent", picture.no_show, (t) => [
    [words.back_to_line, can.here && !t.returned, () => acts.back_to_line(t)],
    [words.call_now, can["by-hand"], () => acts.call_now(t)],
  ], { setting, words, minutes, now });
}

const hour = (at, { zone, lang }) => new Date(at).toLocaleTimeString(lang, { timeZone: zone, hour: "2-digit", minute: "2-digit" });

function list(name, tickets, buttons, { setting, words, minutes, now }) {
  text($(`${name}-count`), tickets.length);
  set($(`${name}-box`), { hidden: tickets.length === 0 });
  keyed($(name), tickets, (t) => t.id, (t) => el("li", {}, el("b", {}, t.number), " ", el("span"), " ", el("small"),
    ...buttons(t).map(() => el("button", { type: "button" }))), (li, t) => {
    const [, what, wait, ...nodes] = li.children;
    const promised = t.until && fill(words.promised, { time: hour(t.until, setting) });
    const whose = t.officer && t.counter !== setting.counter
      && `${t.officer} · ${named(setting, "counters", t.counter)}`;
    text(what, [named(setting, "services", t.service), whose, promised, t.note].filter(Boolean).join(" · "));
    set(li, { "data-due": Boolean(t.until) && ms(t.until) <= now });
    text(wait, minutes(t.since));
    buttons(t).forEach(([label, yes, act], i) => {
      text(nodes[i], label);
      set(nodes[i], { "aria-label": `${label} ${t.number}`, "aria-disabled": yes ? false : "true" });
      nodes[i].onclick = () => yes && act();
    });
  });
}
